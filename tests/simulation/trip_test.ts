import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  applied,
  composed,
  DELIVERED,
  isConstant,
  nextKind,
  START,
  stepMap,
  STOP,
  UNCHANGED,
} from "../../src/simulation/trip.ts";

const uniforms = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 30 });

Deno.test("nextKind() follows the chain at its thresholds", () => {
  const eighth = 2 ** 29;
  assertEquals(nextKind(START, eighth - 1), DELIVERED);
  assertEquals(nextKind(START, eighth), STOP);
  assertEquals(nextKind(STOP, Math.floor(2 ** 32 * 4 / 7) - 1), DELIVERED);
  assertEquals(nextKind(STOP, Math.ceil(2 ** 32 * 4 / 7)), START);
  assertEquals([0, eighth, -1].map((bits) => nextKind(DELIVERED, bits)), [START, START, START]);
});

Deno.test("composed() step maps do to each state what the events do one after the other", () => {
  fc.assert(
    fc.property(uniforms, (bits) => {
      const map = bits.reduce((whole, one) => composed(whole, stepMap(one)), UNCHANGED);
      const ends = [START, STOP, DELIVERED].map((state) => bits.reduce(nextKind, state));
      assertEquals([START, STOP, DELIVERED].map((state) => applied(map, state)), ends);
      assertEquals(isConstant(map), new Set(ends).size === 1);
    }),
    { seed: 6, numRuns: 1000 },
  );
});

Deno.test("composed() stays constant whatever comes before", () => {
  fc.assert(
    fc.property(uniforms, uniforms, (earlier, later) => {
      const mapOf = (bits: number[]) =>
        bits.reduce((whole, one) => composed(whole, stepMap(one)), UNCHANGED);
      const map = mapOf(later);
      if (isConstant(map)) assertEquals(composed(mapOf(earlier), map), map);
      assert(!isConstant(UNCHANGED));
    }),
    { seed: 7, numRuns: 300 },
  );
});
