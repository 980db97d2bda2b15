import { assert, assertEquals } from "@std/assert";
import { backfilled } from "../support/backfilled.ts";
import { DataDir } from "../support/data_dir.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { batchNames, rawSum } from "../support/on_disk.ts";
import { treeOf } from "../support/tree.ts";

const INTERVAL = IDENTITY.batchMs;

/** Lets the second batch fall due without getting ready, and asks for a pause meanwhile. */
async function pausing(fleet: LiveFleet): Promise<{ readonly done: Promise<unknown> }> {
  await fleet.pause();
  fleet.producer.isStuck = true;
  fleet.clock.pass(INTERVAL);
  await fleet.control.resume();
  await fleet.producer.asked();
  const done = fleet.control.pause();
  assertEquals(fleet.control.status().status, "pausing");
  return { done };
}

Deno.test("GeneratorControl answers pause and resume with three keys, a repeat with a fourth", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const { control } = fleet;
  const paused = { success: true, message: "Generator paused successfully", status: "paused" };
  const running = { success: true, message: "Generator resumed successfully", status: "running" };
  assertEquals(await control.pause() as unknown, paused);
  assertEquals((await control.pause()).changed, false);
  assertEquals(await control.resume() as unknown, running);
  assertEquals((await control.resume()).changed, false);
});

Deno.test("GeneratorControl.pause() answers when nothing is committed any more", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  await fleet.flushed();
  const before = await treeOf(dir.layout.root);
  await fleet.advance(8 * INTERVAL);
  assertEquals(await treeOf(dir.layout.root), before);
  assertEquals(fleet.control.status().driverGenerator.lagSeconds, 8 * 900 - 900);
  await fleet.resume();
  assertEquals(fleet.committed.length, 9);
  await using whole = await DataDir.make();
  await backfilled(whole, 9);
  assertEquals(await rawSum(dir.layout.root), await rawSum(whole.layout.root));
});

Deno.test("GeneratorControl.resume() under latest commits the last missed interval only", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir, { missed: "latest" });
  await fleet.pause();
  await fleet.advance(8 * INTERVAL);
  await fleet.resume();
  assertEquals(fleet.committed, ["20260101T000000Z", "20260101T020000Z"]);
  assertEquals(fleet.control.batches({ limit: 9 }).map(({ batchId }) => batchId), [
    "20260101T020000Z",
    "20260101T000000Z",
  ]);
});

Deno.test("GeneratorControl.pause() commits the batch in flight when it is ready in time", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const answer = await pausing(fleet);
  fleet.clock.pass(900);
  fleet.producer.release();
  await answer.done;
  assertEquals(fleet.committed.length, 2);
  assertEquals(await batchNames(dir.layout.root), fleet.committed);
});

Deno.test("GeneratorControl.pause() drops the batch in flight after a second, to be made again", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const answer = await pausing(fleet);
  fleet.clock.pass(1000);
  await answer.done;
  assertEquals(fleet.committed.length, 1);
  fleet.producer.release();
  await fleet.resume();
  assertEquals(fleet.committed.length, 2);
});

Deno.test("GeneratorControl.alive() turns false while a batch hangs for more than 5 s", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  fleet.producer.isStuck = true;
  fleet.clock.pass(INTERVAL);
  await fleet.control.resume();
  await fleet.producer.asked();
  fleet.clock.pass(5000);
  assert(fleet.control.alive());
  fleet.clock.pass(1);
  assert(!fleet.control.alive());
  assertEquals(fleet.control.status().driverGenerator.lagSeconds, 5.001);
  fleet.producer.release();
  await fleet.settled();
  assert(fleet.control.alive());
});

Deno.test("GeneratorControl.resume() right after the grace lets nobody make a batch beside its first maker", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const answer = await pausing(fleet);
  const { producer, generator: { lifecycle } } = fleet;
  const calls: string[] = [];
  const again = Promise.withResolvers<void>();
  const discard = producer.discard.bind(producer);
  producer.discard = () => {
    calls.push("discard");
    return discard();
  };
  const produce = producer.produce.bind(producer);
  producer.produce = (history, intervals) => {
    calls.push(`produce ${intervals}`);
    again.resolve();
    return produce(history, intervals);
  };
  lifecycle.grace.addEventListener("abort", () => lifecycle.resume());
  fleet.clock.pass(1000);
  await answer.done;
  await again.promise;
  assertEquals(calls, ["discard", "produce 1"]);
  producer.release();
  await fleet.settled();
  assertEquals(fleet.committed.length, 2);
});
