import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { StreamFamily, type StreamName } from "../../src/simulation/rng.ts";

function draws(seed: number, name: StreamName, [i, j]: readonly [number, number]): number[] {
  const family = new StreamFamily(seed, name);
  family.choose(i);
  const stream = family.open(j);
  return Array.from({ length: 4 }, () => stream.next());
}

Deno.test("StreamFamily gives 10 million addresses distinct states", () => {
  const intervals = 1000;
  const drivers = 10_000;
  const words = new Int32Array(2 * intervals * drivers);
  const family = new StreamFamily(42, "driverInterval");
  let at = 0;
  for (let interval = 0; interval < intervals; interval++) {
    family.choose(interval);
    for (let driver = 0; driver < drivers; driver++) {
      const [a = 0, b = 0] = family.open(driver).getState();
      words[at++] = a;
      words[at++] = b;
    }
  }
  // Two of the four words are enough: when these differ, so do the states.
  const states = new Float64Array(words.length / 2);
  for (let n = 0; n < states.length; n++) {
    const high = (words[2 * n] as number) & 0x1f_ffff;
    states[n] = high * 4_294_967_296 + ((words[2 * n + 1] as number) >>> 0);
  }
  states.sort();
  let equal = 0;
  for (let n = 1; n < states.length; n++) if (states[n] === states[n - 1]) equal++;
  // 53 of 128 bits: 0.006 pairs are expected to agree in them by chance.
  assertEquals(equal, 0);
});

Deno.test("StreamFamily tells seeds, intervals and drivers 2^32 apart from each other", () => {
  const low = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(low, low, low, fc.integer({ min: 1, max: 2 ** 20 }), (seed, i, j, step) => {
      const far = step * 2 ** 32;
      const near = draws(seed, "driverInterval", [i, j]);
      assertNotEquals(draws(seed + far, "driverInterval", [i, j]), near);
      assertNotEquals(draws(seed, "driverInterval", [i + far, j]), near);
      assertNotEquals(draws(seed, "driverInterval", [i, j + far]), near);
    }),
    { seed: 4, numRuns: 500 },
  );
});

Deno.test("StreamFamily tells names and the order of an address's parts from each other", () => {
  assertNotEquals(draws(42, "company", [0, 7]), draws(42, "driverInterval", [0, 7]));
  assertNotEquals(draws(42, "company", [3, 7]), draws(42, "company", [7, 3]));
});

Deno.test("StreamFamily gives a stream that depends on its address alone", () => {
  const family = new StreamFamily(42, "driverInterval");
  family.choose(9);
  family.open(1).next();
  family.choose(5);
  family.open(77).next();
  const stream = family.open(6);
  assertEquals(Array.from({ length: 4 }, () => stream.next()), draws(42, "driverInterval", [5, 6]));
});

Deno.test("StreamFamily gives even first draws: each bit is set in half of them", () => {
  const family = new StreamFamily(0, "company");
  const set = new Int32Array(32);
  const streams = 20_000;
  for (let j = 0; j < streams; j++) {
    const bits = family.open(j).next();
    for (let bit = 0; bit < 32; bit++) set[bit] = (set[bit] as number) + ((bits >>> bit) & 1);
  }
  const fiveSigma = 5 * Math.sqrt(streams) / 2;
  for (const count of set) assert(Math.abs(count - streams / 2) < fiveSigma, `${[...set]}`);
});
