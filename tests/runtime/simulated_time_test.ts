import { assertEquals } from "@std/assert";
import { SimulatedTime } from "../../src/runtime/simulated_time.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("SimulatedTime at speed 1 is wall time, whatever it is told", () => {
  const clock = new FakeClock(5000);
  const time = new SimulatedTime(clock, 1);
  time.reach(99_000);
  time.hold(99_000);
  assertEquals([time.now(0), time.wait(6000), time.wait(4000)], [5000, 1000, 0]);
  clock.jump(-2000);
  assertEquals([time.now(0), time.lagSeconds(1000), time.lagSeconds(9000)], [3000, 2, 0]);
});

Deno.test("SimulatedTime at another speed begins where it is told, and flows so much faster", () => {
  const clock = new FakeClock(5000);
  const time = new SimulatedTime(clock, 600);
  time.reach(0);
  assertEquals(time.wait(900_000), 1500);
  clock.pass(500);
  assertEquals([time.now(900_000), time.wait(900_000)], [300_000, 1000]);
  clock.jump(1e9);
  assertEquals(time.now(900_000), 300_000);
});

Deno.test("SimulatedTime never runs past what is due and not committed", () => {
  const clock = new FakeClock(0);
  const time = new SimulatedTime(clock, 600);
  time.reach(0);
  clock.pass(10_000);
  assertEquals([time.now(900_000), time.wait(900_000)], [900_000, 0]);
  assertEquals(time.lagSeconds(900_000), 8.5);
  time.reach(900_000);
  assertEquals([time.now(1_800_000), time.wait(1_800_000)], [900_000, 1500]);
});

Deno.test("SimulatedTime does not go back to an item that was due before it began", () => {
  const time = new SimulatedTime(new FakeClock(0), 600);
  time.reach(900_000);
  assertEquals(time.now(0), 900_000);
});

Deno.test("SimulatedTime stands still while it is held", () => {
  const clock = new FakeClock(0);
  const time = new SimulatedTime(clock, 600);
  time.reach(0);
  clock.pass(500);
  time.hold(900_000);
  clock.pass(1e6);
  assertEquals([time.now(900_000), time.lagSeconds(900_000)], [300_000, 0]);
  time.release();
  assertEquals(time.wait(900_000), 1000);
});
