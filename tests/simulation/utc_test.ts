import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compactUtcText, parseCompactUtcText, utcText } from "../../src/simulation/utc.ts";

const END_OF_9999 = Date.UTC(10_000, 0, 1);
const instants = fc.integer({ min: 0, max: END_OF_9999 - 1 });

Deno.test("utcText() equals Date from 1970 to 9999", () => {
  fc.assert(
    fc.property(instants, (ms) => assertEquals(utcText(ms), new Date(ms).toISOString())),
    { seed: 1, numRuns: 5000 },
  );
});

Deno.test("utcText() equals Date at both ends of every month of 500 years", () => {
  for (let month = 0; month < 6000; month++) {
    const first = Date.UTC(1970, month, 1);
    for (const ms of [first, first === 0 ? 0 : first - 1]) {
      if (utcText(ms) !== new Date(ms).toISOString()) assertEquals(utcText(ms), String(ms));
    }
  }
});

Deno.test("compactUtcText() and parseCompactUtcText() are inverses", () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const ms = instant - instant % 1000;
      const text = compactUtcText(ms);
      assertEquals(text, new Date(ms).toISOString().replace(/[-:]|\.000/g, ""));
      assertEquals(parseCompactUtcText(text), ms);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

Deno.test("parseCompactUtcText() gives null for what is no instant", () => {
  const texts = ["20260230T000000Z", "20261301T000000Z", "20260101T240000Z", "20260101T000060Z"];
  for (
    const text of [...texts, "", "20260101T000000", "2026-01-01T00:00:00Z", " 20260101T000000Z"]
  ) {
    assertEquals(parseCompactUtcText(text), null, text);
  }
});
