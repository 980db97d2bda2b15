import type { Epoch, EpochKeys, History, Identity } from "../../src/simulation/epoch.ts";

/** The identity that the golden bytes are of: the defaults from 2026 on. */
export const IDENTITY: Identity = {
  seed: 42,
  startMs: Date.UTC(2026, 0, 1),
  batchMs: 900_000,
  onboardingMs: 3_600_000,
};

/** The default configuration's keys, resolved. */
export const DEFAULT_KEYS: EpochKeys = {
  numberOfCompanies: 100,
  maxCompanies: 1000,
  driversPerCompany: 10,
  eventRatePerDriver: 3.5,
  geographies: { US: 1 },
};

/** A fleet that fits into a test: three companies a cohort, two drivers each. */
export const SMALL_KEYS: EpochKeys = {
  ...DEFAULT_KEYS,
  numberOfCompanies: 3,
  maxCompanies: 30,
  driversPerCompany: 2,
};

/** A history with one epoch. */
export function historyOf(
  keys: Partial<EpochKeys> = {},
  identity: Partial<Identity> = {},
): History {
  return { identity: { ...IDENTITY, ...identity }, epochs: [epochOf(keys)] };
}

/** An epoch that begins at 0 and 0 unless `firsts` says otherwise. */
export function epochOf(
  keys: Partial<EpochKeys> = {},
  firsts: { firstInterval?: number; firstCohort?: number } = {},
): Epoch {
  const { firstInterval = 0, firstCohort = 0 } = firsts;
  return { firstInterval, firstCohort, formatVersion: 1, keys: { ...DEFAULT_KEYS, ...keys } };
}
