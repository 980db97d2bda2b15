import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { poissonTable } from "../../src/simulation/distributions.ts";
import { DriverInterval } from "../../src/simulation/driver_interval.ts";
import { DELIVERED } from "../../src/simulation/trip.ts";

Deno.test("DriverInterval.fill() mixes kinds 0.40/0.35/0.25 over 1,000 drivers and 285 intervals", () => {
  const source = new DriverInterval(42);
  const table = poissonTable(3.5);
  const states = new Uint8Array(1000).fill(DELIVERED);
  const seen = [0, 0, 0];
  for (let interval = 0; interval < 285; interval++) {
    source.choose(interval);
    for (let driver = 0; driver < 1000; driver++) {
      const count = source.count(driver, table);
      states[driver] = source.fill(count, { state: states[driver] as number, batchMs: 900_000 });
      for (let n = 0; n < count; n++) {
        const kind = source.kinds[n] as number;
        seen[kind] = (seen[kind] as number) + 1;
      }
    }
  }
  const total = seen.reduce((sum, n) => sum + n);
  [0.40, 0.35, 0.25].forEach((share, kind) => {
    assertAlmostEquals((seen[kind] as number) / total, share, 0.01);
  });
});

Deno.test("DriverInterval.fill() gives ascending times within the interval, whatever its length", () => {
  const arbitrary = fc.record({
    seed: fc.maxSafeNat(),
    interval: fc.nat(1e9),
    driver: fc.nat(1e12),
    count: fc.integer({ min: 0, max: 1200 }),
    batchMs: fc.constantFrom(1000, 900_000, 86_400_000),
  });
  fc.assert(
    fc.property(arbitrary, ({ seed, interval, driver, count, batchMs }) => {
      const source = new DriverInterval(seed);
      source.choose(interval);
      source.count(driver, poissonTable(1));
      source.fill(count, { state: DELIVERED, batchMs });
      const offsets = source.offsets.subarray(0, count);
      assertEquals(offsets, offsets.toSorted());
      assert(offsets.every((offset) => offset >= 0 && offset < batchMs));
    }),
    { seed: 8, numRuns: 300 },
  );
});

Deno.test("DriverInterval.map() reads the same kinds as fill()", () => {
  const source = new DriverInterval(7);
  const table = poissonTable(3.5);
  for (let interval = 0; interval < 500; interval++) {
    source.choose(interval);
    for (const state of [0, 1, 2]) {
      const left = source.fill(source.count(1, table), { state, batchMs: 1000 });
      const map = source.map(source.count(1, table));
      assertEquals((map >>> (2 * state)) & 3, left);
    }
  }
});
