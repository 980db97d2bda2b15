/** What a dataset is made from, and which companies and drivers it has at any interval. */

/** The part of a configuration that can never change within a dataset. Times in ms since 1970 UTC. */
export interface Identity {
  readonly seed: number;
  readonly startMs: number;
  readonly batchMs: number;
  readonly onboardingMs: number;
}

/** The generative keys that may differ from epoch to epoch. */
export interface EpochKeys {
  readonly numberOfCompanies: number;
  /** `Infinity` when unlimited. */
  readonly maxCompanies: number;
  readonly driversPerCompany: number;
  /** Mean events per driver per interval. */
  readonly eventRatePerDriver: number;
  /** Positive or zero weights by name; at least one is positive. */
  readonly geographies: Readonly<Record<string, number>>;
}

/** A stretch of intervals and cohorts under one set of generative keys; both firsts are included. */
export interface Epoch {
  readonly firstInterval: number;
  readonly firstCohort: number;
  readonly formatVersion: number;
  readonly keys: EpochKeys;
}

/** Everything the bytes under `raw/` are a function of. Epochs ascend; the first begins at 0 and 0. */
export interface History {
  readonly identity: Identity;
  readonly epochs: readonly Epoch[];
}
