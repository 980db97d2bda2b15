import { assert, assertEquals, assertRejects } from "@std/assert";
import { Refusal } from "../../src/runtime/control.ts";
import { Disk } from "../../src/storage/disk.ts";
import { DataDir } from "../support/data_dir.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { batchNames, rawSum } from "../support/on_disk.ts";
import { treeOf } from "../support/tree.ts";

const INTERVAL = IDENTITY.batchMs;

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const refusal = await assertRejects(() => promise, Refusal);
  return refusal.code;
}

/** The names in a tree that a clean on 1 January leaves. */
const CLEANED = [
  "manifests",
  "manifests/.lock",
  "manifests/logs",
  "manifests/logs/2026-01-01",
  "manifests/logs/2026-01-01/generator.log.jsonl",
  "processed",
  "raw",
  "raw/_staging",
  "raw/events",
  "staged",
];

Deno.test("GeneratorControl.clean() while running is refused and deletes nothing", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.flushed();
  const before = await treeOf(dir.layout.root);
  assertEquals(await refusalOf(fleet.control.clean()), "not-paused");
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("GeneratorControl.clean() while paused leaves the empty tree, and tells what was in it", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(INTERVAL);
  const { companyGenerator, driverGenerator } = fleet.control.status();
  await fleet.pause();
  const { counts, deletedItems, ...answer } = await fleet.control.clean();
  assertEquals(Object.keys(await treeOf(dir.layout.root)), CLEANED);
  assertEquals(answer.status, "paused");
  assertEquals([counts.companies, counts.batches, counts.events], [
    companyGenerator.totalCompanies,
    2,
    driverGenerator.totalEvents,
  ]);
  assertEquals(counts.files, deletedItems.reduce((sum, { files }) => sum + files, 0));
  assert(deletedItems.some(({ path, kind }) => path === "raw/events" && kind === "directory"));
  const status = fleet.control.status();
  assertEquals([status.status, status.dataset, status.driverGenerator.totalBatches], [
    "paused",
    null,
    0,
  ]);
  assertEquals(fleet.control.batches({ limit: 9 }), []);
});

Deno.test("GeneratorControl.resume() after a clean begins a new dataset", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir, { identity: { startMs: null } });
  await fleet.advance(9 * INTERVAL);
  await fleet.pause();
  await fleet.control.clean();
  await fleet.resume();
  assertEquals(await batchNames(dir.layout.root), ["20260101T021500Z"]);
  const { dataset, companyGenerator } = fleet.control.status();
  assertEquals(dataset?.startTime, "2026-01-01T02:15:00.000Z");
  assertEquals(companyGenerator.totalCompanies, 3);
});

Deno.test("GeneratorControl.resume() after a clean makes the same dataset again if its start is set", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(3 * INTERVAL);
  const sum = await rawSum(dir.layout.root);
  await fleet.pause();
  await fleet.control.clean();
  await fleet.resume();
  assertEquals(await rawSum(dir.layout.root), sum);
});

Deno.test("GeneratorControl lets one clean at a time through; a pause meanwhile is a repeat", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  const first = fleet.control.clean();
  assertEquals(await refusalOf(fleet.control.clean()), "clean-in-progress");
  assertEquals(await refusalOf(fleet.control.resume()), "clean-in-progress");
  assertEquals((await fleet.control.pause()).changed, false);
  assertEquals(await fleet.control.unready(), "A clean is under way.");
  assertEquals((await first).cleanupStatus, "complete");
  assertEquals(await fleet.control.unready(), null);
});

Deno.test("GeneratorControl never lets both a resume and a clean through", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  const [resumed, cleaned] = await Promise.allSettled([
    fleet.control.resume(),
    fleet.control.clean(),
  ]);
  assertEquals([resumed?.status, cleaned?.status], ["rejected", "fulfilled"]);
  assertEquals(fleet.control.status().status, "paused");
});

Deno.test("GeneratorControl.clean() that is overtaken by a stop leaves no trace of the old dataset", async () => {
  await using dir = await DataDir.make();
  const fleet = await LiveFleet.withOneBatch(dir);
  await fleet.advance(3 * INTERVAL);
  await fleet.pause();
  const cleaning = fleet.control.clean();
  await fleet.stop();
  await cleaning;
  assertEquals(Object.keys(await treeOf(dir.layout.root)), CLEANED);
  await using next = await LiveFleet.withOneBatch(dir);
  assertEquals(next.committed, ["20260101T000000Z"]);
});

Deno.test("GeneratorControl.clean() that can't delete stays paused, says what is left, and is finished by a repeat", async () => {
  await using dir = await DataDir.make();
  let isBroken = true;
  const before = (step: string, path: string): void => {
    if (isBroken && step === "remove" && path.includes("/raw/.trash-")) throw new Error("planted");
  };
  await using fleet = await LiveFleet.withOneBatch(dir, {
    disk: new Disk({ durable: false, before }),
  });
  await fleet.pause();
  const refusal = await assertRejects(() => fleet.control.clean(), Refusal);
  assertEquals([refusal.code, refusal.remaining?.length], ["clean-incomplete", 1]);
  assertEquals(await refusalOf(fleet.control.resume()), "clean-in-progress");
  assertEquals(fleet.control.status().status, "paused");
  isBroken = false;
  await fleet.control.clean();
  assertEquals(Object.keys(await treeOf(dir.layout.root)), CLEANED);
  await fleet.resume();
  assertEquals(await batchNames(dir.layout.root), ["20260101T000000Z"]);
});

Deno.test("GeneratorControl.clean() that was interrupted is finished by the next start, which says so", async () => {
  await using dir = await DataDir.make();
  {
    await using fleet = await LiveFleet.withOneBatch(dir);
    await fleet.advance(3 * INTERVAL);
  }
  await Deno.writeTextFile(dir.layout.cleanIntent, "x\n");
  await using fleet = await LiveFleet.withOneBatch(dir);
  assertEquals(fleet.committed, ["20260101T000000Z"]);
  const { autoReinit } = fleet.control.status();
  assertEquals([autoReinit.performed, autoReinit.actions], [true, ["interrupted clean finished"]]);
});

Deno.test("GeneratorControl.cleaned() waits for a clean that a stop has overtaken", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  const cleaning = fleet.control.clean();
  fleet.generator.lifecycle.stop();
  await fleet.control.cleaned();
  assertEquals(Object.keys(await treeOf(dir.layout.root)), CLEANED);
  assertEquals((await cleaning).cleanupStatus, "complete");
});
