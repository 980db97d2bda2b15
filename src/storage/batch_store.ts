/** Publishes staged batches. The rename is the commit point; nothing is ever overwritten. */

import { type BatchMeta, readMeta } from "./batch_meta.ts";
import { type Disk, kindOf, namesIn } from "./disk.ts";
import { Fault } from "./fault.ts";
import type { Layout } from "./layout.ts";

/** A batch whose files are complete, and fsynced if the disk is durable, in `directory`. */
export interface StagedBatch {
  readonly interval: number;
  readonly directory: string;
  readonly meta: BatchMeta;
}

export class BatchStore {
  readonly #disk: Disk;
  readonly #layout: Layout;

  constructor(disk: Disk, layout: Layout) {
    this.#disk = disk;
    this.#layout = layout;
  }

  /**
   * Renames the batch to its place; one that is there already with the same checksum is left as it is.
   * Durable only after {@linkcode sync}.
   *
   * @throws {Fault} `batch-conflict` when another is there, or one without a readable meta.
   */
  async publish(batch: StagedBatch): Promise<void> {
    await this.publishInOrder([batch], () => {});
  }

  /** As `publish`, one batch after the other; `onPublished` is told of each that is in its place. */
  async publishInOrder<Batch extends StagedBatch>(
    batches: readonly Batch[],
    onPublished: (batch: Batch) => void,
  ): Promise<void> {
    let free = this.#isFree(batches[0]);
    for (const [n, batch] of batches.entries()) {
      const renames = await free;
      // Asked while the rename is under way: what a small batch costs is the waiting for answers.
      free = this.#isFree(batches[n + 1]);
      await this.#publish(batch, renames);
      onPublished(batch);
    }
  }

  /** Whether nothing is at the batch's place. */
  #isFree(batch: StagedBatch | undefined): Promise<boolean> {
    if (batch === undefined) return Promise.resolve(true);
    const answer = this.has(batch.meta.batchId).then((present) => !present);
    // Nobody waits for it when the batch before it fails.
    answer.catch(() => {});
    return answer;
  }

  async #publish({ directory, meta }: StagedBatch, isFree: boolean): Promise<void> {
    const target = this.#layout.batch(meta.batchId);
    if (isFree && await this.#renamed(directory, target)) return;
    const present = await readMeta(target);
    if (present?.sha256 !== meta.sha256) throw conflict(target, { present, meta });
    await this.#disk.remove(directory);
  }

  /** False when another process, such as a second `emit --out`, was faster. */
  async #renamed(directory: string, target: string): Promise<boolean> {
    try {
      await this.#disk.rename(directory, target);
      return true;
    } catch (error) {
      if (await kindOf(target) === null) throw error;
      return false;
    }
  }

  /** Makes the names of all published batches durable. */
  async sync(): Promise<void> {
    await this.#disk.syncDirectory(this.#layout.events);
  }

  /** Removes whatever is in the staging directory. */
  async emptyStaging(): Promise<number> {
    const names = await namesIn(this.#layout.staging);
    for (const name of names) await this.#disk.remove(this.#layout.staged(name));
    return names.length;
  }

  /** Whether anything is at the batch's place. */
  async has(batchId: string): Promise<boolean> {
    return await kindOf(this.#layout.batch(batchId)) !== null;
  }
}

function conflict(
  target: string,
  { present, meta }: { present: BatchMeta | null; meta: BatchMeta },
): Fault {
  const found = present === null
    ? "a directory without a readable batch_meta.json"
    : present.sha256;
  return new Fault(
    "batch-conflict",
    `Cannot commit batch ${meta.batchId}: ${target} must not exist or hold sha256 ${meta.sha256}: ` +
      `found ${found}; move it away`,
  );
}
