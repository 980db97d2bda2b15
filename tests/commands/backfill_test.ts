import { assertEquals, assertMatch } from "@std/assert";
import { backfilled } from "../support/backfilled.ts";
import { type Captured, captured } from "../support/captured.ts";
import { DataDir } from "../support/data_dir.ts";
import { batchNames, rawSum } from "../support/on_disk.ts";
import { treeOf } from "../support/tree.ts";

const FLEET = [
  ["--number-of-companies", "3"],
  ["--max-companies", "30"],
  ["--drivers-per-company", "2"],
  ["--workers", "1"],
].flat();

async function backfill({ layout }: DataDir, ...args: string[]): Promise<Captured> {
  return await captured(["backfill", "--data-dir", layout.root, ...FLEET, ...args]);
}

const SIX = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T01:30:00Z"];

Deno.test("backfillCommand() makes a dataset, says how much, and the same command makes nothing more", async () => {
  await using whole = await DataDir.make();
  await backfilled(whole, 6);
  await using dir = await DataDir.make();
  const { code, out, err } = await backfill(dir, ...SIX);
  assertEquals(code, 0, err);
  assertMatch(err, /^About to make 6 batches: .* events, .* MB, about \d+ s\.\n/);
  assertMatch(out, /^Made 6 batches with (\d+) events in .* s; the dataset has 6 batches with \1 /);
  assertEquals(await rawSum(dir.layout.root), await rawSum(whole.layout.root));
  assertMatch((await backfill(dir, ...SIX)).out, /^Made 0 batches/);
});

Deno.test("backfillCommand() --json says it to machines", async () => {
  await using dir = await DataDir.make();
  const { out } = await backfill(dir, ...SIX, "--json");
  const { made, dataset } = JSON.parse(out);
  assertEquals([made.batches, dataset.batches, made.events], [6, 6, dataset.events]);
});

Deno.test("backfillCommand() --history follows a dataset.json to the same bytes", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 3);
  await backfilled(dir, 6, { keys: { driversPerCompany: 5 } });
  await using copy = await DataDir.make();
  const args = ["--data-dir", copy.layout.root, "--history", dir.layout.dataset, ...SIX];
  assertEquals((await captured(["backfill", ...args])).code, 0);
  assertEquals(await rawSum(copy.layout.root), await rawSum(dir.layout.root));
  const { code, err } = await captured(["backfill", ...args, "--seed", "7"]);
  assertEquals(code, 78, err);
});

Deno.test("backfillCommand() refuses a range that does not fit the dataset, and changes no batch", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 2);
  const before = await treeOf(dir.layout.zone("raw"));
  const refusals: [number, string[]][] = [
    [78, ["--from", "2025-12-31T23:45:00Z", "--to", "2026-01-01T01:00:00Z"]],
    [78, ["--from", "2026-01-01T00:45:00Z", "--to", "2026-01-01T01:00:00Z"]],
    [64, ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T01:01:00Z"]],
    [78, [...SIX, "--seed", "7"]],
  ];
  for (const [code, args] of refusals) {
    const { code: actual, out, err } = await backfill(dir, ...args);
    assertEquals([actual, out], [code, ""], args.join(" "));
    assertMatch(err, /^fleetgen: [^\n]+\n$/);
  }
  assertEquals(await treeOf(dir.layout.zone("raw")), before);
});

Deno.test("backfillCommand() refuses a start_time that is not --from on a new directory", async () => {
  await using dir = await DataDir.make();
  const { code, err } = await backfill(dir, ...SIX, "--start-time", "2026-01-01T00:15:00Z");
  assertEquals(code, 78, err);
  assertEquals(await batchNames(dir.layout.root), []);
});

Deno.test("backfillCommand() begins no dataset over a slip in --from or --to", async () => {
  const slips: [RegExp, string, string][] = [
    [/boundary of batch_interval/, "2026-01-01T00:07:00Z", "2026-01-01T00:22:00Z"],
    [/plus company_onboarding_interval/, "1970-01-01T00:00:00Z", "1970-01-01T00:15:00Z"],
    [/--to/, "2026-01-01T00:00:00Z", "2026-01-01T00:22:00Z"],
  ];
  for (const [says, from, to] of slips) {
    await using dir = await DataDir.make();
    const { code, err } = await backfill(dir, "--from", from, "--to", to);
    assertEquals(code, 64, err);
    assertMatch(err, says);
    assertEquals(Object.keys(await treeOf(dir.layout.root)), ["manifests", "manifests/.lock"]);
  }
});

Deno.test("backfillCommand() ends with 75 beside another writer, naming it", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 1);
  using lock = await Deno.open(dir.layout.lock, { write: true, create: true });
  await lock.lock(true);
  const { code, err } = await backfill(dir, ...SIX);
  assertEquals(code, 75);
  assertMatch(err, /one process at a time may write there/);
});
