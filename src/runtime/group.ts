/** Batches that are staged concurrently and become durable together. */

import {
  companiesInInterval,
  epochAt,
  epochOfInterval,
  type History,
} from "../simulation/epoch.ts";
import type { Clock } from "./clock.ts";
import type { BatchProducer, ProducedBatch } from "./producer.ts";

const MOST_BATCHES = 64;
const MOST_BYTES = 256_000_000;
/** About what an event takes, for estimates. */
export const BYTES_A_ROW = 265;
const LOOK_EVERY_MS = 1000;

/** How many batches from `interval` on make a group: 64 or 256 MB of them, but at least one. */
export function groupSize(history: History, interval: number): number {
  const { driversPerCompany, eventRatePerDriver } =
    epochAt(history, epochOfInterval(history, interval)).keys;
  const rows = companiesInInterval(history, interval) * driversPerCompany * eventRatePerDriver;
  return Math.max(1, Math.min(MOST_BATCHES, Math.floor(MOST_BYTES / (rows * BYTES_A_ROW + 1))));
}

export interface Watch {
  readonly clock: Clock;
  readonly producer: BatchProducer;
  /** Aborted when only what is staged by then counts. */
  readonly grace: AbortSignal;
  /** Called about once a second while batches are being made. */
  readonly onProgress: () => void;
}

/**
 * The batches in order, up to the first that was not staged when `grace` ended. Rejects as the first
 * promise that does, unless the grace ended before.
 */
export async function collected(
  promises: readonly Promise<ProducedBatch>[],
  { clock, producer, grace, onProgress }: Watch,
): Promise<ProducedBatch[]> {
  const batches: ProducedBatch[] = [];
  const complete = new AbortController();
  const arrival = arrive(promises, batches).finally(() => complete.abort());
  arrival.catch(() => {});
  const ended = AbortSignal.any([complete.signal, grace]);
  let before = producer.progress();
  while (!ended.aborted) {
    await clock.sleep(LOOK_EVERY_MS, ended);
    const after = producer.progress();
    if (after !== before) onProgress();
    before = after;
  }
  if (complete.signal.aborted) await arrival;
  // A copy, since what is staged after the grace does not count.
  return [...batches];
}

async function arrive(
  promises: readonly Promise<ProducedBatch>[],
  batches: ProducedBatch[],
): Promise<void> {
  for (const promise of promises) batches.push(await promise);
}
