import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { intervalStart } from "../../src/simulation/interval.ts";
import { compactUtcText } from "../../src/simulation/utc.ts";
import { DataDir } from "../support/data_dir.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { jsonIn } from "../support/on_disk.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ids of the batches of intervals `first` to `end` (excluded). */
function ids(first: number, end: number, batchMs = IDENTITY.batchMs): string[] {
  return Array.from(
    { length: end - first },
    (_, n) => compactUtcText(intervalStart({ ...IDENTITY, batchMs }, first + n)),
  );
}

Deno.test("Generator commits each batch at its interval's end, not before", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  assertEquals(fleet.committed, ids(0, 1));
  await fleet.advance(15 * MINUTE - 1);
  assertEquals(fleet.committed, ids(0, 1));
  await fleet.advance(1);
  assertEquals(fleet.committed, ids(0, 2));
  await fleet.advance(HOUR);
  assertEquals(fleet.committed, ids(0, 6));
});

Deno.test("Generator makes nothing twice when the clock goes back 6 h, and says that it waits", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(HOUR);
  await fleet.jump(-6 * HOUR);
  const { status, reason, driverGenerator } = fleet.control.status();
  assertEquals([status, driverGenerator.lagSeconds], ["running", 0]);
  assertMatch(reason ?? "", /^The dataset is ahead of the clock/);
  await fleet.advance(6 * HOUR - 1000);
  assertEquals(fleet.committed, ids(0, 5));
  assertEquals(fleet.logged("The dataset is ahead of the clock: waiting").length, 1);
  await fleet.advance(HOUR);
  assertEquals(fleet.committed, ids(0, 9));
  assertEquals(fleet.control.status().reason, undefined);
});

Deno.test("Generator commits what is missing, in order, when the clock goes forward 6 h", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.jump(6 * HOUR);
  assertEquals(fleet.committed, ids(0, 25));
});

Deno.test("Generator commits 24 missed batches in order after 6 h of suspension", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  fleet.clock.pass(6 * HOUR);
  await fleet.settled();
  assertEquals(fleet.committed, ids(0, 25));
  assertEquals(fleet.control.alive(), true);
});

Deno.test("Generator skips nothing when the clock goes forward 400 days", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir, { identity: { batchMs: DAY } });
  await fleet.jump(400 * DAY);
  assertEquals(fleet.committed, ids(0, 401, DAY));
});

Deno.test("Generator under latest commits the last missed interval only, and records the others first", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir, { missed: "latest" });
  let recorded: unknown = null;
  fleet.producer.before = () => {
    recorded = JSON.parse(Deno.readTextFileSync(dir.layout.dataset)).skipped;
  };
  await fleet.jump(6 * HOUR);
  assertEquals(recorded, [{ first: 1, end: 24 }]);
  assertEquals(fleet.committed, [...ids(0, 1), ...ids(24, 25)]);
  const { total_companies: companies } = await jsonIn(dir.layout.batchManifest);
  assertEquals(companies, 3 * 7);
  await fleet.advance(15 * MINUTE);
  assertEquals(fleet.committed, [...ids(0, 1), ...ids(24, 26)]);
  assertEquals((await jsonIn(dir.layout.dataset)).skipped as unknown, [{ first: 1, end: 24 }]);
});

Deno.test("Generator does not spin while the dataset is ahead of the clock", async () => {
  await using dir = await DataDir.make();
  {
    await using fleet = await LiveFleet.withOneBatch(dir);
    await fleet.jump(2 * DAY);
  }
  await using fleet = await LiveFleet.withOneBatch(dir);
  const before = fleet.clock.sleeps;
  await fleet.advance(10 * MINUTE);
  assertLess(fleet.clock.sleeps - before, 602);
  assertEquals(fleet.committed, []);
  assertEquals(fleet.control.status().driverGenerator.lagSeconds, 0);
  assertEquals(fleet.logged("The dataset is ahead of the clock: waiting").length, 1);
});

Deno.test("Generator waits for a start in the future, and status says until when", async () => {
  await using dir = await DataDir.make();
  const clock = new FakeClock(IDENTITY.startMs - DAY);
  await using fleet = await LiveFleet.start(dir, { clock });
  await fleet.advance(HOUR);
  const { driverGenerator, companyGenerator } = fleet.control.status();
  assertEquals(driverGenerator.nextDue, "2026-01-01T00:00:00.000Z");
  assertEquals([driverGenerator.lastBatchTime, driverGenerator.idleSeconds], [null, null]);
  assertEquals(companyGenerator.totalCompanies, 0);
  await fleet.jump(23 * HOUR);
  assertEquals(fleet.committed, []);
  assertEquals(fleet.control.status().companyGenerator.totalCompanies, 3);
  await fleet.advance(15 * MINUTE);
  assertEquals(fleet.committed, ids(0, 1));
});

Deno.test("Generator begins a dataset without start_time at the last completed interval", async () => {
  await using dir = await DataDir.make();
  const clock = new FakeClock(IDENTITY.startMs + 7 * MINUTE);
  await using fleet = await LiveFleet.start(dir, { clock, identity: { startMs: null } });
  await fleet.settled();
  assertEquals(fleet.committed, ids(-1, 0));
  assertEquals(fleet.control.status().companyGenerator.totalCompanies, 3);
  await fleet.advance(8 * MINUTE);
  assertEquals(fleet.committed, ids(-1, 1));
});

Deno.test("Generator sleeps at most a second at a time", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const before = fleet.clock.sleeps;
  await fleet.advance(10 * MINUTE);
  assert(fleet.clock.sleeps - before >= 600);
});
