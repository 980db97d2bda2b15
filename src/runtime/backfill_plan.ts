/** What a backfill is to make: ranges of intervals, so that a plan of centuries is as small as one of a day. */

import { expectedEvents, type History } from "../simulation/epoch.ts";
import { BYTES_A_COMPANY } from "../storage/company_file.ts";
import { BYTES_A_ROW, groupSize } from "./group.ts";

/** Intervals `first` (included) to `end` (excluded). */
export interface IntervalRange {
  readonly first: number;
  readonly end: number;
}

export interface BackfillPlan {
  /** What is absent, ascending. */
  readonly ranges: readonly IntervalRange[];
  readonly batches: number;
  /** Estimates. */
  readonly events: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly freeBytes: number;
}

/** Cautious guesses for the estimate. */
const BYTES_A_SECOND = 300e6;
const SECONDS_A_BATCH = 0.001;
/** A longer range is estimated by so many of its intervals: a fleet grows in steps. */
const MOST_LOOKED_AT = 10_000;

/** `companies` are those that will join meanwhile. */
export function planOf(
  history: History,
  ranges: readonly IntervalRange[],
  { companies, freeBytes }: { companies: number; freeBytes: number },
): BackfillPlan {
  const batches = ranges.reduce((sum, { first, end }) => sum + end - first, 0);
  const events = ranges.reduce((sum, range) => sum + estimatedEvents(history, range), 0);
  const bytes = events * BYTES_A_ROW + companies * BYTES_A_COMPANY;
  const seconds = bytes / BYTES_A_SECOND + batches * SECONDS_A_BATCH;
  return { ranges, batches, events, bytes, seconds, freeBytes };
}

/** The ranges cut into what becomes durable together, in order. */
export function* groupsOf(
  history: History,
  ranges: readonly IntervalRange[],
): Generator<IntervalRange> {
  for (const { first, end } of ranges) {
    for (let at = first; at < end;) {
      const next = Math.min(end, at + groupSize(history, at));
      yield { first: at, end: next };
      at = next;
    }
  }
}

export function intervalsOf({ first, end }: IntervalRange): number[] {
  return Array.from({ length: end - first }, (_, n) => first + n);
}

function estimatedEvents(history: History, { first, end }: IntervalRange): number {
  const looked = Math.min(end - first, MOST_LOOKED_AT);
  const step = (end - first) / looked;
  let events = 0;
  for (let n = 0; n < looked; n++) {
    events += step * expectedEvents(history, first + Math.floor((n + 0.5) * step));
  }
  return events;
}
