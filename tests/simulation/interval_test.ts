import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  batchId,
  cohortDue,
  cohortsDueAt,
  intervalEnd,
  intervalOfBatchId,
  intervalsEndedAt,
  intervalStart,
} from "../../src/simulation/interval.ts";
import { IDENTITY } from "../support/histories.ts";

Deno.test("batchId() is the interval's start", () => {
  assertEquals(batchId(IDENTITY, 0), "20260101T000000Z");
  assertEquals(batchId(IDENTITY, 97), "20260102T001500Z");
});

Deno.test("intervalOfBatchId() is the inverse of batchId()", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e7 }), (interval) => {
      assertEquals(intervalOfBatchId(IDENTITY, batchId(IDENTITY, interval)), interval);
    }),
    { seed: 3 },
  );
});

Deno.test("intervalOfBatchId() gives null before the start, off a boundary and for other names", () => {
  for (const id of ["20251231T234500Z", "20260101T000001Z", "_staging", "20260101T001500Z.1"]) {
    assertEquals(intervalOfBatchId(IDENTITY, id), null, id);
  }
});

Deno.test("intervalsEndedAt() counts an interval from its end on", () => {
  assertEquals(intervalsEndedAt(IDENTITY, intervalEnd(IDENTITY, 4)), 5);
  assertEquals(intervalsEndedAt(IDENTITY, intervalEnd(IDENTITY, 4) - 1), 4);
  assertEquals(intervalsEndedAt(IDENTITY, intervalStart(IDENTITY, 0) - 1), 0);
});

Deno.test("cohortsDueAt() counts a cohort from its due time on", () => {
  assertEquals(cohortsDueAt(IDENTITY, cohortDue(IDENTITY, 3)), 4);
  assertEquals(cohortsDueAt(IDENTITY, cohortDue(IDENTITY, 3) - 1), 3);
  assertEquals(cohortsDueAt(IDENTITY, IDENTITY.startMs - 1), 0);
});
