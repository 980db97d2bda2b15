import { assertEquals, assertMatch } from "@std/assert";
import { backfilled } from "../support/backfilled.ts";
import { captured } from "../support/captured.ts";
import { DataDir } from "../support/data_dir.ts";
import { batchNames, rawSum } from "../support/on_disk.ts";
import { treeOf } from "../support/tree.ts";

const FLEET = [
  ["--number-of-companies", "3"],
  ["--max-companies", "30"],
  ["--drivers-per-company", "2"],
].flat();

const SIX = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T01:30:00Z"];

/** The events of all batches of a directory, in order. */
async function eventsIn({ layout }: DataDir): Promise<string> {
  const texts = (await batchNames(layout.root)).map((name) =>
    Deno.readTextFile(`${layout.batch(name)}/events.jsonl`)
  );
  return (await Promise.all(texts)).join("");
}

async function emitted(...args: string[]): Promise<string> {
  const { code, out, err } = await captured(["emit", ...args]);
  assertEquals([code, err], [0, ""]);
  return out;
}

Deno.test("emitCommand() gives the events of the batches, from the configuration or the directory", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 6);
  const expected = await eventsIn(dir);
  assertEquals(await emitted(...FLEET, ...SIX), expected);
  const before = await treeOf(dir.layout.root);
  assertEquals(await emitted("--data-dir", dir.layout.root, ...SIX), expected);
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("emitCommand() gives shards that concatenate, interval by interval, to the batch", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 6);
  const last = ["--from", "2026-01-01T01:15:00Z", "--to", "2026-01-01T01:30:00Z"];
  const whole = await emitted("--data-dir", dir.layout.root, ...last);
  for (const shards of [1, 2, 3, 7]) {
    let text = "";
    for (let shard = 0; shard < shards; shard++) {
      text += await emitted(
        "--data-dir",
        dir.layout.root,
        ...last,
        "--shard",
        `${shard}/${shards}`,
      );
    }
    assertEquals(text, whole);
  }
});

Deno.test("emitCommand() --companies gives companies.jsonl through --to", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 6);
  assertEquals(
    await emitted(...FLEET, ...SIX, "--companies"),
    await Deno.readTextFile(dir.layout.companies),
  );
});

Deno.test("emitCommand() --out makes whole batches, and leaves those that are there", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 6);
  await using copy = await DataDir.make();
  await backfilled(copy, 0);
  for (let n = 0; n < 2; n++) await emitted(...FLEET, ...SIX, "--out", copy.layout.root);
  assertEquals(await Array.fromAsync(Deno.readDir(copy.layout.staging)), []);
  assertEquals(await eventsIn(copy), await eventsIn(dir));
  assertEquals(await backfilled(copy, 6), []);
  assertEquals(await rawSum(copy.layout.root), await rawSum(dir.layout.root));
});

Deno.test("emitCommand() --out ends with 65 when another batch is there", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 2);
  const before = await treeOf(dir.layout.events);
  const { code, err } = await captured([
    "emit",
    ...FLEET,
    ...SIX,
    ...["--seed", "7", "--out", dir.layout.root],
  ]);
  assertEquals(code, 65);
  assertMatch(err, /^fleetgen: Cannot commit batch 20260101T000000Z: .*move it away\n$/);
  assertEquals(await treeOf(dir.layout.events), before);
});

Deno.test("emitCommand() refuses what it can't make, in one sentence", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 2);
  const from = ["--from", "2026-01-01T00:00:00Z"];
  const refusals: [number, string[]][] = [
    [64, [
      "--from",
      "2026-01-01T00:01:00Z",
      "--to",
      "2026-01-01T00:15:00Z",
      "--data-dir",
      dir.layout.root,
    ]],
    [64, [
      "--from",
      "2025-12-31T23:45:00Z",
      "--to",
      "2026-01-01T00:15:00Z",
      "--data-dir",
      dir.layout.root,
    ]],
    [64, [...from, "--to", "2026-01-01T00:16:00Z"]],
    [64, [...from, "--to", "2026-01-01T00:15:00Z", "--shard", "3/3"]],
    [64, [...from, "--to", "2026-01-01T00:15:00Z", "--shard", "0/1", "--out", dir.layout.root]],
    [73, [...from, "--to", "2026-01-01T00:15:00Z", "--data-dir", `${dir.root}/none`]],
    [78, [...from, "--to", "2026-01-01T00:15:00Z", "--data-dir", dir.layout.root, "--seed", "7"]],
    [78, [
      ...from,
      "--to",
      "2026-01-01T00:15:00Z",
      "--data-dir",
      dir.layout.root,
      "--drivers-per-company",
      "3",
    ]],
  ];
  for (const [code, args] of refusals) {
    const refused = await captured(["emit", ...args]);
    assertEquals([refused.code, refused.out], [code, ""], args.join(" "));
    assertMatch(refused.err, /^fleetgen: [^\n]+\n$/);
  }
});

Deno.test("emitCommand() begins no dataset at a --from that could not be start_time", async () => {
  const range = ["--from", "2026-01-01T00:07:00Z", "--to", "2026-01-01T00:22:00Z"];
  const { code, out, err } = await captured(["emit", ...FLEET, ...range]);
  assertEquals([code, out], [64, ""]);
  assertMatch(
    err,
    /--from: it must lie on a boundary of batch_interval .* use 2026-01-01T00:00:00/,
  );
});
