import { assertEquals, assertRejects } from "@std/assert";
import { Refusal } from "../../src/runtime/control.ts";
import { DataDir } from "../support/data_dir.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { batchesOnDisk, recordsIn } from "../support/on_disk.ts";

const INTERVAL = IDENTITY.batchMs;

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const refusal = await assertRejects(() => promise, Refusal);
  return refusal.code;
}

Deno.test("GeneratorControl.status() says what is on disk", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(7 * INTERVAL + 60_000);
  const { companyGenerator, driverGenerator, dataset, uptime } = fleet.control.status();
  const batches = await batchesOnDisk(dir.layout.root);
  const last = batches.at(-1);
  assertEquals(driverGenerator.totalBatches, batches.length);
  assertEquals(driverGenerator.totalEvents, batches.reduce((sum, { lines }) => sum + lines, 0));
  assertEquals(driverGenerator.lastBatchId, last?.id);
  assertEquals(driverGenerator.lastIntervalEnd, last?.meta.interval_end);
  assertEquals(driverGenerator.nextDue, "2026-01-01T02:15:00.000Z");
  assertEquals([driverGenerator.lagSeconds, driverGenerator.idleSeconds], [0, 60]);
  const companies = await recordsIn(dir.layout.companies);
  assertEquals([companyGenerator.totalCompanies, companyGenerator.totalBatches], [
    companies.length,
    companies.length / 3,
  ]);
  assertEquals(companyGenerator.idleSeconds, 60);
  assertEquals([dataset?.seed, dataset?.epoch], [42, 0]);
  assertEquals(uptime.seconds, 7 * 900 + 60);
});

Deno.test("GeneratorControl.status() tells the same after a restart", async () => {
  await using dir = await DataDir.make();
  const clock = new FakeClock(IDENTITY.startMs + 3 * INTERVAL);
  const first = await LiveFleet.start(dir, { clock });
  await first.settled();
  const before = first.control.status();
  await first.stop();
  assertEquals(await refusalOf(first.control.pause()), "stopping");
  await using fleet = await LiveFleet.start(dir, { clock });
  await fleet.settled();
  const { companyGenerator, driverGenerator, autoReinit, dataset } = fleet.control.status();
  const counts = ["totalBatches", "totalEvents", "lastBatchId", "nextDue", "lagSeconds"] as const;
  for (const key of counts) assertEquals(driverGenerator[key], before.driverGenerator[key]);
  assertEquals(companyGenerator.totalCompanies, before.companyGenerator.totalCompanies);
  assertEquals([autoReinit.performed, dataset], [false, before.dataset]);
});

Deno.test("GeneratorControl.batches() gives the newest first, before a batch id if asked", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(4 * INTERVAL);
  const rows = fleet.control.batches({ limit: 2, before: "20260101T010000Z" });
  assertEquals(rows, [{
    batchId: "20260101T004500Z",
    intervalStart: "2026-01-01T00:45:00.000Z",
    intervalEnd: "2026-01-01T01:00:00.000Z",
  }, {
    batchId: "20260101T003000Z",
    intervalStart: "2026-01-01T00:30:00.000Z",
    intervalEnd: "2026-01-01T00:45:00.000Z",
  }]);
});
