import { assertAlmostEquals, assertEquals } from "@std/assert";
import { DataDir } from "../support/data_dir.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet, type LiveOptions } from "../support/live_fleet.ts";

/** An interval takes 1.5 s at this speed. */
const SPEED = 600;

async function started(dir: DataDir, options: Partial<LiveOptions> = {}): Promise<LiveFleet> {
  const clock = new FakeClock(Date.UTC(2030, 0));
  const fleet = await LiveFleet.start(dir, { clock, speed: SPEED, ...options });
  await fleet.settled();
  return fleet;
}

Deno.test("Generator at speed 600 makes the first batch at once and the next after 1.5 s", async () => {
  await using dir = await DataDir.make();
  await using fleet = await started(dir);
  assertEquals(fleet.committed.length, 1);
  await fleet.advance(1499);
  assertEquals(fleet.committed.length, 1);
  await fleet.advance(2);
  assertEquals(fleet.committed.length, 2);
  await fleet.advance(60_000);
  assertEquals(fleet.committed.length, 42);
});

Deno.test("Generator at speed 600 goes on after a restart where the data end", async () => {
  await using dir = await DataDir.make();
  {
    await using fleet = await started(dir);
    await fleet.advance(6001);
    assertEquals(fleet.committed.length, 5);
  }
  await using fleet = await started(dir);
  await fleet.advance(1400);
  assertEquals(fleet.committed.length, 0);
  await fleet.advance(101);
  assertEquals(fleet.committed, ["20260101T011500Z"]);
});

Deno.test("Generator at speed 600 stands still while it is paused", async () => {
  await using dir = await DataDir.make();
  await using fleet = await started(dir);
  await fleet.advance(1000);
  await fleet.pause();
  await fleet.advance(600_000);
  assertEquals(fleet.control.status().driverGenerator.lagSeconds, 0);
  await fleet.resume();
  await fleet.advance(400);
  assertEquals(fleet.committed.length, 1);
  await fleet.advance(101);
  assertEquals(fleet.committed.length, 2);
});

Deno.test("Generator at speed 600 misses nothing while batches can't be made, even under latest", async () => {
  await using dir = await DataDir.make();
  await using fleet = await started(dir, { missed: "latest" });
  await fleet.advance(1501);
  await fleet.generator.lifecycle.pause();
  fleet.producer.before = () => {
    throw new Error("no room");
  };
  await fleet.resume();
  await fleet.advance(100_000);
  const { status, reason, driverGenerator } = fleet.control.status();
  assertEquals([status, reason], ["degraded", "no room"]);
  assertAlmostEquals(driverGenerator.lagSeconds, 98.5, 0.01);
  fleet.producer.before = () => {};
  await fleet.advance(30_000);
  const { committed } = fleet;
  assertEquals(committed[1], "20260101T001500Z");
  assertEquals(fleet.generator.writer?.totals.batches, committed.length);
  assertEquals(fleet.generator.writer?.totals.lastInterval, committed.length - 1);
  assertEquals(fleet.generator.writer?.dataset.skipped, []);
});

Deno.test("Generator set back to speed 1 waits for the clock when the data are ahead of it", async () => {
  await using dir = await DataDir.make();
  const clock = new FakeClock(IDENTITY.startMs + IDENTITY.batchMs);
  {
    await using fleet = await LiveFleet.start(dir, { clock, speed: SPEED });
    await fleet.advance(15_001);
    assertEquals(fleet.committed.length, 11);
  }
  await using fleet = await LiveFleet.start(dir, { clock });
  await fleet.advance(3_600_000);
  assertEquals(fleet.committed, []);
  await fleet.jump(2 * 3_600_000);
  assertEquals(fleet.committed, ["20260101T024500Z", "20260101T030000Z"]);
});
