import { assertEquals } from "@std/assert";
import { Lifecycle } from "../../src/runtime/lifecycle.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Whether a promise is kept without any time passing. */
async function isKept(promise: Promise<void>): Promise<boolean> {
  const turn = Promise.withResolvers<false>();
  setTimeout(turn.resolve, 0, false);
  return await Promise.race([promise.then(() => true), turn.promise]);
}

Deno.test("Lifecycle answers a pause once the loop has come to rest", async () => {
  const lifecycle = new Lifecycle(new FakeClock(0));
  const { wake } = lifecycle;
  const answer = lifecycle.pause();
  assertEquals([wake.aborted, lifecycle.state(true), lifecycle.paused], [true, "pausing", false]);
  assertEquals(await isKept(answer), false);
  lifecycle.enterPaused();
  assertEquals(await isKept(answer), true);
  assertEquals([lifecycle.state(true), lifecycle.paused], ["paused", true]);
  assertEquals(await isKept(lifecycle.pause()), true);
});

Deno.test("Lifecycle gives work under way one second after a pause was asked for", () => {
  const clock = new FakeClock(0);
  const lifecycle = new Lifecycle(clock);
  const { grace } = lifecycle;
  void lifecycle.pause();
  clock.pass(999);
  assertEquals(grace.aborted, false);
  clock.pass(1);
  return Promise.resolve().then(() => assertEquals(grace.aborted, true));
});

Deno.test("Lifecycle does not end the grace of a pause that came after a resume", async () => {
  const clock = new FakeClock(0);
  const lifecycle = new Lifecycle(clock);
  void lifecycle.pause();
  clock.pass(900);
  lifecycle.resume();
  void lifecycle.pause();
  clock.pass(900);
  await Promise.resolve();
  assertEquals(lifecycle.grace.aborted, false);
});

Deno.test("Lifecycle ends the grace of work that a resume and another pause came over", async () => {
  const clock = new FakeClock(0);
  const lifecycle = new Lifecycle(clock);
  const { grace } = lifecycle;
  void lifecycle.pause();
  clock.pass(500);
  lifecycle.resume();
  void lifecycle.pause();
  clock.pass(999);
  await Promise.resolve();
  assertEquals(grace.aborted, false);
  clock.pass(1);
  await Promise.resolve();
  assertEquals(grace.aborted, true);
});

Deno.test("Lifecycle is not paused by a loop that comes to rest after a resume", async () => {
  const lifecycle = new Lifecycle(new FakeClock(0));
  void lifecycle.pause();
  lifecycle.resume();
  lifecycle.enterPaused();
  assertEquals([lifecycle.state(false), lifecycle.paused], ["running", false]);
  assertEquals(await isKept(lifecycle.pause()), false);
});

Deno.test("Lifecycle stays stopping once it is, and answers whoever waits", async () => {
  const lifecycle = new Lifecycle(new FakeClock(0));
  const answer = lifecycle.pause();
  lifecycle.stop();
  lifecycle.resume();
  lifecycle.enterPaused();
  assertEquals([await isKept(answer), lifecycle.grace.aborted], [true, true]);
  assertEquals([lifecycle.state(true), lifecycle.wish], ["stopping", "stop"]);
});

Deno.test("Lifecycle is degraded only while it runs, and remembers since when", () => {
  const clock = new FakeClock(1000);
  const lifecycle = new Lifecycle(clock);
  assertEquals([lifecycle.state(true), lifecycle.state(false)], ["degraded", "running"]);
  clock.pass(500);
  void lifecycle.pause();
  assertEquals(lifecycle.since, 1500);
  clock.pass(200);
  lifecycle.enterPaused();
  assertEquals(lifecycle.since, 1700);
});
