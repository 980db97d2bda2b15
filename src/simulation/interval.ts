/** Intervals: half-open `[start, end)`, counted from the dataset's start. */

import type { Identity } from "./epoch.ts";
import { compactUtcText, parseCompactUtcText } from "./utc.ts";

/** Where interval `index` begins, in ms since 1970 UTC (included). */
export function intervalStart(identity: Identity, index: number): number {
  return identity.startMs + index * identity.batchMs;
}

/** Where interval `index` ends, in ms since 1970 UTC (excluded). */
export function intervalEnd(identity: Identity, index: number): number {
  return intervalStart(identity, index + 1);
}

/** The name of the batch of interval `index`: its start as `YYYYMMDDTHHMMSSZ`. */
export function batchId(identity: Identity, index: number): string {
  return compactUtcText(intervalStart(identity, index));
}

/** The interval that a batch id names, or null when the text is no id of a batch of this dataset. */
export function intervalOfBatchId(identity: Identity, id: string): number | null {
  const ms = parseCompactUtcText(id);
  if (ms === null || ms < identity.startMs) return null;
  const index = (ms - identity.startMs) / identity.batchMs;
  return Number.isInteger(index) ? index : null;
}

/** How many intervals have ended at or before `ms`. */
export function intervalsEndedAt(identity: Identity, ms: number): number {
  return Math.max(0, Math.floor((ms - identity.startMs) / identity.batchMs));
}

/** When cohort `cohort` falls due, in ms since 1970 UTC. */
export function cohortDue(identity: Identity, cohort: number): number {
  return identity.startMs + cohort * identity.onboardingMs;
}

/** How many cohorts fall due at or before `ms`. */
export function cohortsDueAt(identity: Identity, ms: number): number {
  return Math.max(0, Math.floor((ms - identity.startMs) / identity.onboardingMs) + 1);
}
