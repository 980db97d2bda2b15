import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Answer, Running, spawn, succeed, until } from "../support/cli.ts";
import { backfilled, END, minutesIn, SMALL, START } from "../support/made.ts";
import { batchNames, jsonIn, rawSum, recordsIn } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

Deno.test("fleetgen backfill makes the same bytes in any directory, zone, locale and by any workers", async () => {
  await using dir = await WorkDir.make();
  const env = { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
  await backfilled("one", dir.options);
  await backfilled(dir.at("two"), { ...dir.options, env, flags: [...SMALL, "--workers", "3"] });
  await backfilled("three", { ...dir.options, flags: [...SMALL, "--durability", "none"] });
  const sum = await rawSum(dir.at("one"));
  assertEquals([await rawSum(dir.at("two")), await rawSum(dir.at("three"))], [sum, sum]);
});

Deno.test("fleetgen backfill makes the golden bytes of seed 42", async () => {
  await using dir = await WorkDir.make();
  await backfilled("data", { ...dir.options, to: minutesIn(60), flags: [] });
  const sums = await Deno.readTextFile(new URL("../golden/sha256sums.txt", import.meta.url));
  for (const line of sums.trim().split("\n")) {
    const [sum, file] = line.split("  ");
    const bytes = await Deno.readFile(dir.at(`data/raw/${file}`));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assertEquals(digest, sum, file);
  }
});

/** More than ten backfills make before they are killed, on any machine. */
const BATCHES = 1440;

Deno.test("fleetgen backfill killed and resumed ten times makes the same bytes", async () => {
  await using dir = await WorkDir.make();
  const flags = ["--batch-interval", "PT1M", ...SMALL];
  const to = minutesIn(BATCHES);
  const args = ["backfill", "--from", START, "--to", to, ...flags];
  for (let kills = 0; kills < 10; kills++) await killAtRandom(args, dir);
  const kept = (await batchNames(dir.at("data"))).length;
  assert(kept > 10 && kept < BATCHES, `${kept} batches after ten kills`);
  await succeed(args, dir.options);
  await backfilled("whole", { ...dir.options, to, flags: [...flags, "--durability", "none"] });
  assertEquals(await rawSum(dir.at("data")), await rawSum(dir.at("whole")));
  await succeed(["verify"], dir.options);
});

async function killAtRandom(args: readonly string[], dir: WorkDir): Promise<void> {
  const before = (await batchNames(dir.at("data"))).length;
  const more = 1 + Math.floor(Math.random() * 35);
  const process = spawn(args, dir.options);
  const output = process.output();
  await until(`${more} more batches are there`, async () => {
    return (await batchNames(dir.at("data"))).length >= before + more;
  });
  process.kill("SIGKILL");
  assertEquals((await output).signal, "SIGKILL");
}

Deno.test("fleetgen run at speed 600 makes the bytes that backfill makes", async () => {
  await using dir = await WorkDir.make();
  const flags = ["--batch-interval", "PT1M", "--company-onboarding-interval", "PT5M", ...SMALL];
  await using running = await Running.start(
    [...flags, "--start-time", START, "--speed", "600"],
    dir.options,
  );
  const { timestamp } = await running.committed(1);
  const last = await running.committed(21);
  const took = Date.parse(last.timestamp) - Date.parse(timestamp);
  assert(took > 1500, `20 batches of a tenth of a second in ${took} ms`);
  assertEquals((await running.end()).code, 0);
  // Both are taken on to one end, since a cohort may already stand before its batch.
  for (const data of ["data", "other"]) {
    await backfilled(data, { ...dir.options, to: minutesIn(120), flags });
  }
  assertEquals(await rawSum(dir.at("data")), await rawSum(dir.at("other")));
});

Deno.test("fleetgen backfill --history makes a dataset of three epochs again", async () => {
  await using dir = await WorkDir.make();
  await threeEpochs(dir);
  const { epochs } = await jsonIn(dir.at("data/manifests/dataset.json")) as Answer;
  assertEquals(epochs.length, 3);
  const history = ["--history", "data/manifests/dataset.json", "--data-dir", "copy"];
  const end = minutesIn((await batchNames(dir.at("data"))).length * 15);
  await succeed(["backfill", "--from", START, "--to", end, ...history], dir.options);
  assertEquals(await rawSum(dir.at("copy")), await rawSum(dir.at("data")));
  await succeed(["verify", "--deep"], dir.options);
});

/** One epoch by backfill, the others by `run --now`, which at another speed makes one interval. */
async function threeEpochs(dir: WorkDir): Promise<void> {
  await backfilled("data", dir.options);
  for (const keys of [["7", "2"], ["7", "2"], ["4", "6"]]) {
    const [companies = "", drivers = ""] = keys;
    const flags = ["--number-of-companies", companies, "--drivers-per-company", drivers];
    const now = await succeed(["run", "--now", "--speed", "2", ...flags], dir.options);
    assertMatch(now, /^Committed 1 batches/);
  }
}

Deno.test("fleetgen backfill from another start makes the same dataset, shifted", async () => {
  await using dir = await WorkDir.make();
  const shift = 400 * 86_400_000;
  await backfilled("one", dir.options);
  const [from, to] = [START, END].map((time) => new Date(Date.parse(time) + shift).toISOString());
  const range = ["--from", from ?? "", "--to", to ?? ""];
  await succeed(["backfill", ...range, ...SMALL, "--data-dir", "two"], dir.options);
  assertEquals(await shifted(dir.at("two"), -shift), await shifted(dir.at("one"), 0));
});

/** Every record with its times moved by `shift` ms, and of event ids only what is not their time. */
async function shifted(data: string, shift: number): Promise<unknown[]> {
  const files = (await batchNames(data)).map((id) => `events/${id}/events.jsonl`);
  const records = await Promise.all(
    ["companies.jsonl", ...files].map((file) => recordsIn(`${data}/raw/${file}`)),
  );
  return records.flat().map((record) => {
    const time = record.timestamp ?? record.created_at ?? "";
    const moved = new Date(Date.parse(time) + shift).toISOString();
    const id = record.event_id?.slice(14);
    return { ...record, timestamp: moved, "created_at": moved, "event_id": id };
  });
}
