/** Batches that are staged concurrently and become durable together. */

import { expectedEvents, type History } from "../simulation/epoch.ts";
import type { Clock } from "./clock.ts";
import type { ProducedBatch } from "./producer.ts";

const MOST_BATCHES = 64;
const MOST_BYTES = 256_000_000;
/** About what an event takes, for estimates. */
export const BYTES_A_ROW = 265;
const LOOK_EVERY_MS = 1000;

/** How many batches from `interval` on make a group: 64 or 256 MB of them, but at least one. */
export function groupSize(history: History, interval: number): number {
  let bytes = 0;
  for (let size = 0; size < MOST_BATCHES; size++) {
    bytes += expectedEvents(history, interval + size) * BYTES_A_ROW;
    if (bytes > MOST_BYTES) return Math.max(1, size);
  }
  return MOST_BATCHES;
}

export interface Watch {
  readonly clock: Clock;
  /** Aborted when only what is staged by then counts. */
  readonly grace: AbortSignal;
  /** Called once a second while batches are being waited for; their makers are watched by the producer. */
  readonly onProgress: () => void;
}

/**
 * The batches in order, up to the first that was not staged when `grace` ended. Rejects as the first
 * promise that does, unless the grace ended before.
 */
export async function collected(
  promises: readonly Promise<ProducedBatch>[],
  { clock, grace, onProgress }: Watch,
): Promise<ProducedBatch[]> {
  const batches: ProducedBatch[] = [];
  const complete = new AbortController();
  const arrival = arrive(promises, batches).finally(() => complete.abort());
  arrival.catch(() => {});
  const ended = AbortSignal.any([complete.signal, grace]);
  while (!ended.aborted) {
    await clock.sleep(LOOK_EVERY_MS, ended);
    onProgress();
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
