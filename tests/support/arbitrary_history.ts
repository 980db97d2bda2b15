import fc from "fast-check";
import type { Epoch, EpochKeys, History } from "../../src/simulation/epoch.ts";
import { DEFAULT_KEYS, IDENTITY } from "./histories.ts";

export interface HistoryBounds {
  readonly rates: readonly number[];
  readonly longestEpoch: number;
}

/** Histories of 4 to 6 epochs: rate 0, drivers that rest and return, cut and empty cohorts. */
export function arbitraryHistory({ rates, longestEpoch }: HistoryBounds): fc.Arbitrary<History> {
  const keys = fc.record({
    numberOfCompanies: fc.integer({ min: 1, max: 4 }),
    maxCompanies: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.constant(Infinity)),
    driversPerCompany: fc.integer({ min: 1, max: 4 }),
    eventRatePerDriver: fc.constantFrom(...rates),
  }).map((drawn): EpochKeys => ({ ...DEFAULT_KEYS, ...drawn }));
  const step = fc.record({
    keys,
    intervals: fc.integer({ min: 0, max: longestEpoch }),
    ahead: fc.integer({ min: 0, max: 2 }),
  });
  return fc.record({
    seed: fc.maxSafeNat(),
    onboardingMs: fc.constantFrom(420_000, 900_000, 3_600_000, 5_400_000),
    steps: fc.array(step, { minLength: 4, maxLength: 6 }),
  }).map(({ seed, onboardingMs, steps }) => {
    const identity = { ...IDENTITY, seed, onboardingMs };
    const epochs: Epoch[] = [];
    for (const { keys, intervals, ahead } of steps) {
      const last = epochs.at(-1);
      const firstInterval = last === undefined ? 0 : last.firstInterval + intervals;
      const due = Math.floor(firstInterval * identity.batchMs / onboardingMs) + 1;
      const firstCohort = last === undefined ? 0 : Math.max(last.firstCohort, due) + ahead;
      epochs.push({ firstInterval, firstCohort, formatVersion: 1, keys });
    }
    return { identity, epochs };
  });
}
