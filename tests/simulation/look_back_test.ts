import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { History } from "../../src/simulation/epoch.ts";
import { LookBack } from "../../src/simulation/look_back.ts";
import { arbitraryHistory } from "../support/arbitrary_history.ts";
import { epochOf, historyOf } from "../support/histories.ts";
import {
  KIND_NAMES,
  type PlainCompany,
  plainFleetOf,
  PlainSimulator,
} from "../support/plain_fleet.ts";

/** What playing from the start says that the driver's last event was, before each interval to `end`. */
function playedStates(
  history: History,
  { number, cohort }: PlainCompany,
  { seq, end }: { seq: number; end: number },
): string[] {
  const due = cohort * history.identity.onboardingMs;
  let last = "delivered";
  return new PlainSimulator(history).kinds({ company: number, seq }, { due, end }).map((kinds) => {
    const before = last;
    last = kinds.at(-1) ?? last;
    return before;
  });
}

for (
  const { rate, mean } of [
    { rate: 0.01, mean: 300 },
    { rate: 1, mean: 12 },
    { rate: 3.5, mean: 4 },
    { rate: 60, mean: 1.01 },
  ]
) {
  Deno.test(`LookBack agrees with playing from the start at rate ${rate}, opening few streams`, () => {
    const keys = { numberOfCompanies: 4, maxCompanies: 4, driversPerCompany: 5 };
    const history = historyOf({ ...keys, eventRatePerDriver: rate });
    const lookBack = new LookBack(history);
    let asked = 0;
    for (const company of plainFleetOf(history, 0)) {
      for (let seq = 0; seq < 5; seq++) {
        const played = playedStates(history, company, { seq, end: 600 });
        for (let interval = 0; interval < 600; interval += 7, asked++) {
          const state = lookBack.stateBefore(interval, { company: company.number, seq });
          assertEquals(KIND_NAMES[state], played[interval]);
        }
      }
    }
    assert(lookBack.opened / asked < mean, `${lookBack.opened / asked} streams a time`);
  });
}

Deno.test("LookBack agrees with playing from the start over random histories", () => {
  const histories = arbitraryHistory({ rates: [0, 0.01, 1, 3.5, 60], longestEpoch: 12 });
  fc.assert(
    fc.property(histories, fc.nat(12), (history, more) => {
      const interval = (history.epochs.at(-1)?.firstInterval ?? 0) + more;
      const lookBack = new LookBack(history);
      for (const company of plainFleetOf(history, interval)) {
        for (let seq = 0; seq < 4; seq++) {
          const played = playedStates(history, company, { seq, end: interval + 1 });
          const before = lookBack.opened;
          const state = lookBack.stateBefore(interval, { company: company.number, seq });
          assertEquals(KIND_NAMES[state], played[interval]);
          assert(lookBack.opened - before <= interval, "an interval was opened twice");
        }
      }
    }),
    { seed: 9, numRuns: 120 },
  );
});

Deno.test("LookBack opens nothing for a driver without events so far", () => {
  const silent = { eventRatePerDriver: 0 };
  const narrow = { driversPerCompany: 3 };
  const epochs = [
    epochOf({ ...silent, driversPerCompany: 5 }),
    epochOf(narrow, { firstInterval: 1000, firstCohort: 300 }),
  ];
  const lookBack = new LookBack({ ...historyOf(), epochs });
  assertEquals(lookBack.stateBefore(1_000_000, { company: 0, seq: 4 }), 2);
  assertEquals(lookBack.stateBefore(1000, { company: 0, seq: 0 }), 2);
  assertEquals(lookBack.opened, 0);
});
