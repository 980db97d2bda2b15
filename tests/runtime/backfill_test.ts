import { assert, assertEquals, assertLess } from "@std/assert";
import { groupsOf } from "../../src/runtime/backfill_plan.ts";
import { expectedEvents } from "../../src/simulation/epoch.ts";
import { auditDataset } from "../../src/storage/audit.ts";
import { backfilled, openBackfill } from "../support/backfilled.ts";
import { DataDir, upTo } from "../support/data_dir.ts";
import { batchesOnDisk, jsonIn, rawSum } from "../support/on_disk.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { epochOf, IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";

async function problemsIn({ layout }: DataDir): Promise<readonly string[]> {
  const signal = new AbortController().signal;
  return (await auditDataset(layout, { deep: true, signal })).problems;
}

Deno.test("Backfill makes a range whole, and passes over what is there", async () => {
  await using dir = await DataDir.make();
  assertEquals(await backfilled(dir, 5), upTo(5));
  const sum = await rawSum(dir.layout.root);
  assertEquals(await backfilled(dir, 5), []);
  assertEquals(await rawSum(dir.layout.root), sum);
  assertEquals(await backfilled(dir, 7), [5, 6]);
  assertEquals(await problemsIn(dir), []);
});

Deno.test("Backfill plans by expectation, within 20 % of what comes out", async () => {
  await using dir = await DataDir.make();
  const { backfill } = await openBackfill(dir);
  const plan = await backfill.plan({ first: 0, end: 40 });
  await backfill.make(plan, () => {});
  assertEquals(plan.ranges, [{ first: 0, end: 40 }]);
  assertLess(Math.abs(plan.events / backfill.totals.events - 1), 0.2);
  assertLess(Math.abs(plan.bytes / backfill.totals.bytes - 1), 0.2);
});

Deno.test("Backfill plans eight thousand years of seconds as fast as a day", async () => {
  await using dir = await DataDir.make();
  const { backfill } = await openBackfill(dir);
  const end = 8000 * 365 * 86_400;
  const plan = await backfill.plan({ first: 0, end });
  assertEquals([plan.ranges, plan.batches], [[{ first: 0, end }], end]);
  assertLess(plan.freeBytes, plan.bytes);
});

Deno.test("Backfill makes groups of at most 64 batches or 256 MB, also of a fleet that grows", () => {
  const keys = { numberOfCompanies: 1000, maxCompanies: 1_000_000 };
  const small = epochOf({ numberOfCompanies: 10, maxCompanies: 10 });
  const large = epochOf({ numberOfCompanies: 100_000, maxCompanies: 1_000_000 }, {
    firstInterval: 4,
    firstCohort: 1,
  });
  for (const epochs of [[epochOf(keys)], [small, large], [small]]) {
    const history = { identity: IDENTITY, epochs };
    for (const { first, end } of groupsOf(history, [{ first: 0, end: 100 }])) {
      const intervals = Array.from({ length: end - first }, (_, n) => first + n);
      const bytes = intervals.reduce((sum, n) => sum + 265 * expectedEvents(history, n), 0);
      assert(end - first === 1 || (bytes <= 256e6 && end - first <= 64), `${first} to ${end}`);
    }
  }
});

Deno.test("Backfill that is stopped while companies join stops there, and its plan counted them", async () => {
  await using dir = await DataDir.make();
  const keys = { numberOfCompanies: 60_000, maxCompanies: 100_000_000, driversPerCompany: 1 };
  const { backfill } = await openBackfill(dir, { keys: { ...keys, eventRatePerDriver: 0 } });
  const plan = await backfill.plan({ first: 0, end: 400 });
  assertEquals(plan.bytes, 101 * 60_000 * 150);
  backfill.stop();
  assertEquals(await backfill.make(plan, () => {}), false);
  assertEquals(backfill.totals.batches, 0);
});

Deno.test("Backfill that is stopped leaves a whole dataset, which the same one completes", async () => {
  await using whole = await DataDir.make();
  await backfilled(whole, 200);
  await using dir = await DataDir.make();
  const { backfill, producer } = await openBackfill(dir);
  let reports = 0;
  const complete = await backfill.make(await backfill.plan({ first: 0, end: 200 }), () => {
    if (++reports === 2) backfill.stop();
  });
  assertEquals(complete, false);
  assertLess(backfill.totals.batches, producer.made.length);
  assertEquals(await problemsIn(dir), []);
  await backfilled(dir, 200);
  assertEquals(await rawSum(dir.layout.root), await rawSum(whole.layout.root));
});

Deno.test("Backfill fills the gaps that latest left, and the counts are whole again", async () => {
  await using whole = await DataDir.make();
  await backfilled(whole, 9);
  await using dir = await DataDir.make();
  {
    const clock = new FakeClock(IDENTITY.startMs + IDENTITY.batchMs);
    await using fleet = await LiveFleet.start(dir, { clock, missed: "latest" });
    await fleet.jump(8 * IDENTITY.batchMs);
    assertEquals(fleet.committed.length, 2);
  }
  assertEquals(await backfilled(dir, 9), [1, 2, 3, 4, 5, 6, 7]);
  assertEquals(await rawSum(dir.layout.root), await rawSum(whole.layout.root));
  assertEquals(await problemsIn(dir), []);
  const { total_batches: batches, last_batch_id: last } = await jsonIn(dir.layout.batchManifest);
  assertEquals([batches, last as unknown], [9, "20260101T020000Z"]);
});

Deno.test("Backfill that dies while it fills gaps is counted by the next start", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 6);
  const [first] = await batchesOnDisk(dir.layout.root);
  await Deno.remove(dir.layout.batch(first?.id ?? ""), { recursive: true });
  const { backfill, producer } = await openBackfill(dir);
  producer.before = () => {
    throw new Error("died");
  };
  const plan = await backfill.plan({ first: 0, end: 8 });
  assertEquals(plan.ranges, [{ first: 0, end: 1 }, { first: 6, end: 8 }]);
  const death = await backfill.make(plan, () => {}).catch((error) => error.message);
  assertEquals(death, "died");
  const { backfill: next } = await openBackfill(dir);
  assertEquals([next.totals.batches, next.totals.lastInterval], [5, 5]);
});

Deno.test("Backfill follows a recorded history of three epochs to the same bytes", async () => {
  await using dir = await DataDir.make();
  await backfilled(dir, 5);
  await backfilled(dir, 9, { keys: { driversPerCompany: 5, numberOfCompanies: 2 } });
  await backfilled(dir, 14, { keys: { eventRatePerDriver: 0.5 } });
  const { backfill: { history } } = await openBackfill(dir, { keys: { eventRatePerDriver: 0.5 } });
  assertEquals(history.epochs.length, 3);
  await using copy = await DataDir.make();
  await backfilled(copy, 14, { history });
  assertEquals(await rawSum(copy.layout.root), await rawSum(dir.layout.root));
});
