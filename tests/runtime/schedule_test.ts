import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type MissedIntervals,
  nextDue,
  type Position,
  type Work,
  workAt,
} from "../../src/runtime/schedule.ts";
import type { History } from "../../src/simulation/epoch.ts";
import { cohortDue, intervalEnd } from "../../src/simulation/interval.ts";
import { historyOf, IDENTITY } from "../support/histories.ts";

const MINUTE = 60_000;

interface Life {
  readonly history: History;
  /** What the clock shows, one look after the other: forward, back, far and near. */
  readonly looks: readonly number[];
  readonly most: number;
}

const lives: fc.Arbitrary<Life> = fc.record({
  history: fc.record({
    batchMs: fc.constantFrom(1000, 15 * MINUTE, 60 * MINUTE),
    onboardingMs: fc.constantFrom(1000, 7 * MINUTE, 60 * MINUTE, 1440 * MINUTE),
    maxCompanies: fc.constantFrom(1, 50, Infinity),
  }).map(({ batchMs, onboardingMs, maxCompanies }) =>
    historyOf({ numberOfCompanies: 3, maxCompanies }, { batchMs, onboardingMs })
  ),
  looks: fc.array(fc.integer({ min: -5000, max: 40_000 }), { minLength: 1, maxLength: 12 }),
  most: fc.integer({ min: 1, max: 64 }),
}).map(({ looks, ...rest }) => ({
  ...rest,
  looks: looks.map((part) => IDENTITY.startMs + part * rest.history.identity.batchMs / 400),
}));

interface Done {
  readonly now: number;
  readonly before: Position;
  readonly work: Work;
}

/** Everything that a loop without a clock of its own does in such a life. */
function played({ history, looks, most }: Life, missed: MissedIntervals): Done[] {
  const done: Done[] = [];
  let position: Position = { interval: 0, cohort: 0 };
  for (const now of looks) {
    for (;;) {
      const work = workAt(history, position, { now, missed, most });
      assertEquals(work === null, nextDue(history, position) > now);
      if (work === null) break;
      done.push({ now, before: position, work });
      position = { interval: work.end, cohort: work.cohortsEnd };
    }
  }
  return done;
}

Deno.test("workAt() gives every interval once and in order under all", () => {
  fc.assert(fc.property(lives, (life) => {
    let next = 0;
    for (const { now, work } of played(life, "all")) {
      assertEquals([work.first, work.skip], [next, null]);
      assert(work.end - work.first <= life.most);
      if (work.end > next) assert(intervalEnd(life.history.identity, work.end - 1) <= now);
      next = work.end;
    }
  }));
});

Deno.test("workAt() gives one interval at a time under latest, and says which it passed over", () => {
  fc.assert(fc.property(lives, (life) => {
    let next = 0;
    for (const { now, work } of played(life, "latest")) {
      assertEquals(work.skip, work.first > next ? { first: next, end: work.first } : null);
      assert(work.end - work.first <= 1);
      if (work.end > work.first) assert(intervalEnd(life.history.identity, work.end) > now);
      next = work.end;
    }
  }));
});

Deno.test("workAt() gives each cohort once, when it is due and before the batches that end then", () => {
  fc.assert(fc.property(lives, fc.constantFrom("all", "latest"), (life, missed) => {
    const { identity } = life.history;
    for (const { now, before, work } of played(life, missed)) {
      assert(work.cohortsEnd >= before.cohort);
      if (work.cohortsEnd > before.cohort) assert(cohortDue(identity, work.cohortsEnd - 1) <= now);
      if (work.end === work.first) continue;
      const end = intervalEnd(identity, work.end - 1);
      assert(cohortDue(identity, work.cohortsEnd) > end, "a cohort is late");
      assert(
        work.cohortsEnd === before.cohort || cohortDue(identity, work.cohortsEnd - 1) <= end,
        "a cohort is early",
      );
    }
  }));
});

Deno.test("nextDue() passes over cohorts that nobody joins", () => {
  const history = historyOf({ maxCompanies: 100 }, { onboardingMs: 1000 });
  const start = IDENTITY.startMs;
  assertEquals(nextDue(history, { interval: 0, cohort: 0 }), start);
  assertEquals(nextDue(history, { interval: 0, cohort: 1 }), start + IDENTITY.batchMs);
});
