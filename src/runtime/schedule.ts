/** What is due when: cohorts at their time, batches at their interval's end; a value, without a clock. */

import { companiesBefore, type History } from "../simulation/epoch.ts";
import { cohortDue, cohortsDueAt, intervalEnd, intervalsEndedAt } from "../simulation/interval.ts";
import type { SkippedRange } from "../storage/dataset.ts";

/** The first interval and the first cohort that are not committed: carried forward, never derived from now. */
export interface Position {
  readonly interval: number;
  readonly cohort: number;
}

export type MissedIntervals = "all" | "latest";

/** What to do next: first record the skip, then append the cohorts, then commit the intervals. */
export interface Work {
  readonly skip: SkippedRange | null;
  /** Cohorts before this one are due; at equal times a cohort goes before a batch. */
  readonly cohortsEnd: number;
  /** Intervals `first` (included) to `end` (excluded), possibly none. */
  readonly first: number;
  readonly end: number;
}

/** When the next item falls due, in ms since 1970 UTC. */
export function nextDue(history: History, { interval, cohort }: Position): number {
  const batch = intervalEnd(history.identity, interval);
  return isGrowing(history, cohort) ? Math.min(batch, cohortDue(history.identity, cohort)) : batch;
}

/** Whether any cohort from `cohort` on has a company. */
export function isGrowing(history: History, cohort: number): boolean {
  return companiesBefore(history, Infinity) > companiesBefore(history, cohort);
}

/** What is due at `now`, at most `most` intervals of it; null when nothing is. */
export function workAt(
  history: History,
  position: Position,
  { now, missed, most }: { now: number; missed: MissedIntervals; most: number },
): Work | null {
  const { identity } = history;
  const ended = intervalsEndedAt(identity, now);
  if (ended <= position.interval) {
    const cohortsEnd = Math.max(position.cohort, cohortsDueAt(identity, now));
    const first = position.interval;
    const grows = cohortsEnd > position.cohort && isGrowing(history, position.cohort);
    return grows ? { skip: null, cohortsEnd, first, end: first } : null;
  }
  const skips = missed === "latest" && ended - position.interval > 1;
  const first = skips ? ended - 1 : position.interval;
  const end = Math.min(ended, first + most);
  return {
    skip: skips ? { first: position.interval, end: first } : null,
    cohortsEnd: Math.max(position.cohort, cohortsDueAt(identity, intervalEnd(identity, end - 1))),
    first,
    end,
  };
}
