import { assert, assertEquals } from "@std/assert";
import { Running, spawn, succeed, until } from "../support/cli.ts";
import { backfilled, minutesIn, SMALL, START } from "../support/made.ts";
import { batchNames, rawSum } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const LONGEST_STOP_MS = 5000;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  for (const state of ["waiting", "paused", "catching up"] as const) {
    Deno.test(`fleetgen run ends with 0 in under 5 s at ${signal} while ${state}`, async () => {
      await using dir = await WorkDir.make();
      const flags = state === "catching up" ? dayAgo() : SMALL;
      await using running = await Running.start(flags, dir.options);
      await running.committed(1);
      if (state === "paused") await running.ask("/pause");
      const started = performance.now();
      const { code, stderr } = await running.end(signal);
      const took = performance.now() - started;
      assertEquals([code, stderr, running.logs.at(-1)?.message], [0, "", "Stopped"]);
      assert(took < LONGEST_STOP_MS, `took ${took} ms`);
      await succeed(["verify"], dir.options);
    });
  }
}

Deno.test("fleetgen backfill ends with 130 when interrupted, and a repeat makes the rest", async () => {
  await using dir = await WorkDir.make();
  const to = minutesIn(15 * 2000);
  const args = ["backfill", "--from", START, "--to", to, ...SMALL];
  const process = spawn(args, dir.options);
  const output = process.output();
  await until("batches are there", async () => (await batchNames(dir.at("data"))).length > 10);
  process.kill("SIGINT");
  assertEquals((await output).code, 130);
  const kept = (await batchNames(dir.at("data"))).length;
  assert(kept < 2000, `${kept} of 2000 batches`);
  await succeed(["verify"], dir.options);
  const end = minutesIn(15 * (kept + 5));
  await backfilled("data", { ...dir.options, to: end });
  await backfilled("whole", { ...dir.options, to: end });
  assertEquals(await rawSum(dir.at("data")), await rawSum(dir.at("whole")));
});

/** A start that leaves 96 batches to be caught up. */
function dayAgo(): string[] {
  const boundary = Math.floor(Date.now() / 900_000) * 900_000;
  const start = new Date(boundary - 86_400_000).toISOString();
  return ["--start-time", start, "--drivers-per-company", "3"];
}
