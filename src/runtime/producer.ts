/** The port behind which batches are made: intervals in, staged batches out. */

import type { History } from "../simulation/epoch.ts";
import type { StagedBatch } from "../storage/batch_store.ts";

export interface ProducedBatch extends StagedBatch {
  /** Wall milliseconds from the first byte to the last fsync. */
  readonly generateMs: number;
}

/** What a promised batch is rejected with when it was dropped on purpose. */
export class Discarded extends Error {
  constructor() {
    super("The batch was dropped before it was complete");
    this.name = "Discarded";
  }
}

export interface BatchProducer {
  /** Makes batches of ascending intervals; promises in the same order, each kept when its batch is staged. */
  produce(history: History, intervals: readonly number[]): Promise<ProducedBatch>[];
  /**
   * Drops everything that is not staged yet; resolves when no worker makes batches any more. One that
   * waits for a disk may still end its call, in a directory that nobody else uses.
   */
  discard(): Promise<void>;
  /** How many batches it makes at once. */
  readonly width: number;
  close(): void;
}
