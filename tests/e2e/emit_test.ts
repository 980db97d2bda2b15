import { assert, assertEquals } from "@std/assert";
import { fleetgen, spawn, succeed, until } from "../support/cli.ts";
import { backfilled, minutesIn, SMALL, START } from "../support/made.ts";
import { rawSum } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const ENDLESS = ["emit", "--from", START, "--to", "2036-01-01T00:00:00Z"];

Deno.test("fleetgen emit in 1, 2, 3 and 7 shards gives the batches", async () => {
  await using dir = await WorkDir.make();
  await backfilled("data", { ...dir.options, to: minutesIn(75) });
  const names = ["20260101T004500Z", "20260101T010000Z"];
  const batches = await Promise.all(
    names.map((id) => Deno.readTextFile(dir.at(`data/raw/events/${id}/events.jsonl`))),
  );
  for (const n of [1, 2, 3, 7]) {
    const shards: string[][] = [];
    for (let i = 0; i < n; i++) {
      shards.push(byInterval(await emitted([`--shard`, `${i}/${n}`], dir)));
    }
    const joined = names.map((_, k) => shards.map((shard) => shard[k]).join(""));
    assertEquals(joined, batches, `${n} shards`);
  }
});

Deno.test("fleetgen emit --companies gives companies.jsonl, in any shards", async () => {
  await using dir = await WorkDir.make();
  await backfilled("data", { ...dir.options, to: minutesIn(75) });
  const file = await Deno.readTextFile(dir.at("data/raw/companies.jsonl"));
  assertEquals(await emitted(["--companies"], dir), file);
  const halves = [
    await emitted(["--companies", "--shard", "0/2"], dir),
    await emitted(["--companies", "--shard", "1/2"], dir),
  ];
  assertEquals(halves.join(""), file);
});

Deno.test("fleetgen emit --out makes a dataset in any order, which the next start counts", async () => {
  await using dir = await WorkDir.make();
  await backfilled("whole", { ...dir.options, to: minutesIn(180) });
  await backfilled("data", { ...dir.options, to: START });
  const order = Array.from({ length: 12 }, (_, n) => n)
    .map((n) => ({ n, rank: Math.random() })).sort((a, b) => a.rank - b.rank);
  for (const { n } of order) {
    const range = ["--from", minutesIn(15 * n), "--to", minutesIn(15 * n + 15)];
    await succeed(["emit", ...range, "--data-dir", "data", "--out", "data"], dir.options);
  }
  await backfilled("data", { ...dir.options, to: START });
  await succeed(["verify", "--deep"], dir.options);
  assertEquals(await rawSum(dir.at("data")), await rawSum(dir.at("whole")));
});

Deno.test("fleetgen emit ends with 0 when its reader closes the pipe", async () => {
  await using dir = await WorkDir.make();
  const process = spawn(ENDLESS, dir.options);
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const { code } = await process.status;
  assertEquals([code, await new Response(process.stderr).text()], [0, ""]);
});

Deno.test("fleetgen emit ends with 130 when interrupted, also while nobody reads", async () => {
  await using dir = await WorkDir.make();
  const process = spawn(ENDLESS, dir.options);
  const reader = process.stdout.getReader();
  await until("it emits", async () => !(await reader.read()).done);
  process.kill("SIGINT");
  const { code } = await process.status;
  assertEquals(code, 130);
  await reader.cancel();
  await process.stderr.cancel();
});

Deno.test("fleetgen emit --out killed leaves whole batches only, and a repeat adds the rest", async () => {
  await using dir = await WorkDir.make();
  const to = minutesIn(600);
  await backfilled("whole", { ...dir.options, to, flags: [] });
  await backfilled("data", { ...dir.options, to: START, flags: [] });
  const args = ["emit", "--from", START, "--to", to, "--data-dir", "data", "--out", "data"];
  const process = spawn(args, dir.options);
  const output = process.output();
  await until("a batch is there", async () => {
    return (await Array.fromAsync(Deno.readDir(dir.at("data/raw/events")))).length > 2;
  });
  process.kill("SIGKILL");
  assertEquals((await output).success, false);
  await succeed(args, dir.options);
  await backfilled("data", { ...dir.options, to: START, flags: [] });
  assertEquals(await rawSum(dir.at("data")), await rawSum(dir.at("whole")));
});

Deno.test("fleetgen emit refuses a shard, a boundary and a directory that are none", async () => {
  await using dir = await WorkDir.make();
  const range = ["--from", START, "--to", minutesIn(15)];
  const refusals = [
    { args: ["emit", ...range, "--shard", "2/2"], code: 64 },
    { args: ["emit", "--from", START, "--to", minutesIn(7)], code: 64 },
    { args: ["emit", ...range, "--data-dir", "nowhere"], code: 73 },
  ];
  for (const { args, code } of refusals) {
    const ended = await fleetgen(args, dir.options);
    assertEquals([ended.code, ended.stdout], [code, ""]);
    assert(ended.stderr.trim().split("\n").length === 1, ended.stderr);
  }
});

/** The events of 00:45 to 01:15, where a cohort joins: by configuration alone. */
async function emitted(flags: readonly string[], { options }: WorkDir): Promise<string> {
  const range = ["--from", minutesIn(45), "--to", minutesIn(75), "--start-time", START];
  return await succeed(["emit", ...range, ...SMALL, ...flags], options);
}

function byInterval(events: string): string[] {
  const lines = events.split("\n").slice(0, -1).map((line) => `${line}\n`);
  const second = `"timestamp":"2026-01-01T01:`;
  return [
    lines.filter((line) => !line.includes(second)).join(""),
    lines.filter((line) => line.includes(second)).join(""),
  ];
}
