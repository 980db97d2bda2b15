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

/** The epoch that interval `interval` belongs to. */
export function epochOfInterval(history: History, interval: number): number {
  let index = history.epochs.length - 1;
  while (index > 0 && epochAt(history, index).firstInterval > interval) index--;
  return index;
}

/** The epoch at `index`. Throws RangeError when there is none. */
export function epochAt(history: History, index: number): Epoch {
  const epoch = history.epochs[index];
  if (epoch === undefined) {
    throw new RangeError(`Cannot take epoch ${index}: the dataset has ${history.epochs.length}`);
  }
  return epoch;
}

/** Where a company stands: its cohort, its place `member` in it, and the cohort's epoch. */
export interface Membership {
  readonly cohort: number;
  readonly member: number;
  readonly epoch: Epoch;
}

/** How many companies the cohorts 0 to `cohort` (excluded) have together. */
export function companiesBefore(history: History, cohort: number): number {
  let total = 0;
  for (let index = 0; index < history.epochs.length; index++) {
    total += companiesOfEpoch(history, index, { before: cohort, joining: total });
  }
  return total;
}

/** How many companies are in the fleet of interval `interval`: those whose cohort is due at or before its start. */
export function companiesInInterval(history: History, interval: number): number {
  const { batchMs, onboardingMs } = history.identity;
  return companiesBefore(history, Math.floor(interval * batchMs / onboardingMs) + 1);
}

/** The mean number of events of interval `interval`. */
export function expectedEvents(history: History, interval: number): number {
  const { driversPerCompany, eventRatePerDriver } =
    epochAt(history, epochOfInterval(history, interval)).keys;
  return companiesInInterval(history, interval) * driversPerCompany * eventRatePerDriver;
}

/** The cohort of company `number`. Throws RangeError when the dataset never has that company. */
export function membershipOf(history: History, number: number): Membership {
  let total = 0;
  for (let index = 0; index < history.epochs.length; index++) {
    const epoch = epochAt(history, index);
    const size = companiesOfEpoch(history, index, { before: Infinity, joining: total });
    if (number < total + size) {
      const place = number - total;
      const cohort = epoch.firstCohort + Math.floor(place / epoch.keys.numberOfCompanies);
      return { cohort, member: place % epoch.keys.numberOfCompanies, epoch };
    }
    total += size;
  }
  throw new RangeError(`Cannot place company ${number}: the dataset has ${total} at most`);
}

/** Companies that epoch `index` adds with its cohorts below `before`, `joining` others being there. */
function companiesOfEpoch(
  history: History,
  index: number,
  { before, joining }: { before: number; joining: number },
): number {
  const { firstCohort, keys } = epochAt(history, index);
  const next = history.epochs[index + 1]?.firstCohort ?? Infinity;
  const cohorts = Math.max(0, Math.min(before, next) - firstCohort);
  return Math.max(0, Math.min(cohorts * keys.numberOfCompanies, keys.maxCompanies - joining));
}

/** How many of the cohorts 0 to `cohort` (excluded) have at least one company. */
export function nonEmptyCohortsBefore(history: History, cohort: number): number {
  let total = 0;
  let cohorts = 0;
  for (let index = 0; index < history.epochs.length; index++) {
    const size = companiesOfEpoch(history, index, { before: cohort, joining: total });
    cohorts += Math.ceil(size / epochAt(history, index).keys.numberOfCompanies);
    total += size;
  }
  return cohorts;
}
