import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { poissonTable, WeightedNames } from "../../src/simulation/distributions.ts";
import { DriverInterval } from "../../src/simulation/driver_interval.ts";
import { chiSquareLimit, poissonChiSquare } from "../support/chi_square.ts";

for (const rate of [0.1, 3.5, 60, 745, 1000]) {
  Deno.test(`DriverInterval.count() is Poisson at rate ${rate} by chi-square`, () => {
    const source = new DriverInterval(42);
    const table = poissonTable(rate);
    const counts: number[] = [];
    for (let interval = 0; interval < 200; interval++) {
      source.choose(interval);
      for (let driver = 0; driver < 1000; driver++) counts.push(source.count(driver, table));
    }
    const { statistic, freedom } = poissonChiSquare(counts, rate);
    assert(statistic < chiSquareLimit(freedom), `${statistic} with ${freedom} degrees of freedom`);
  });
}

Deno.test("poissonTable() gives only 0 at rate 0", () => {
  const table = poissonTable(0);
  assertEquals([0, 1, 2 ** 31, 2 ** 32 - 1].map((bits) => table.draw(bits)), [0, 0, 0, 0]);
});

Deno.test("poissonTable() never gives less for more, nor what an id can't number", () => {
  const rates = fc.double({ min: 0, max: 1000, noNaN: true });
  const uniforms = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 2 });
  fc.assert(
    fc.property(rates, uniforms, (rate, bits) => {
      const table = poissonTable(rate);
      const values = [...bits, 0, 2 ** 32 - 1].sort((a, b) => a - b).map((u) => table.draw(u));
      assertEquals(values, values.toSorted((a, b) => a - b));
      assert((values.at(-1) as number) < 4096 && (values[0] as number) >= 0);
    }),
    { seed: 5, numRuns: 60 },
  );
});

Deno.test("WeightedNames draws by weight, whatever the order of the keys", () => {
  const names = new WeightedNames({ US: 3, CA: 1, NONE: 0 });
  const same = new WeightedNames({ NONE: 0, CA: 1, US: 3 });
  let canadian = 0;
  for (let n = 0; n < 4096; n++) {
    const bits = n * 2 ** 20;
    assertEquals(names.draw(bits), same.draw(bits));
    if (names.draw(bits) === "CA") canadian++;
  }
  assertEquals(canadian, 1024);
});
