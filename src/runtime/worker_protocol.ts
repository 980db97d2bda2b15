/** What the worker pool and its workers say to each other. */

import type { History } from "../simulation/epoch.ts";
import type { ProducedBatch } from "./producer.ts";

export interface WorkerJob {
  readonly id: number;
  readonly history: History;
  /** Counts changes of `history`; the worker keeps its state while it stays the same. */
  readonly historyVersion: number;
  readonly intervals: readonly number[];
  /** Tells the directories of one attempt from those of all others: a worker may outlive its replacement. */
  readonly attempt: string;
  readonly stagingDirectory: string;
  readonly durable: boolean;
  readonly beats: SharedArrayBuffer;
}

/** Batches that are staged since the last answer and, with the last one, how the job ended. */
export interface WorkerAnswer {
  readonly id: number;
  readonly staged: readonly ProducedBatch[];
  readonly end?: "done" | "cancelled" | { readonly name: string; readonly message: string };
}

/** Places in `beats`: a count of pieces made, the highest job that was cancelled, and whether an fsync runs. */
export const BEAT = 0;
export const CANCELLED_THROUGH = 1;
export const SYNCING = 2;
export const BEAT_PLACES = 3;
