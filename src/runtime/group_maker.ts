/** Makes and commits groups of batches, one ahead, and reports each commit once it is durable. */

import type { Logger } from "../observability/logger.ts";
import { modifiedAt } from "../storage/disk.ts";
import type { Layout } from "../storage/layout.ts";
import type { Clock } from "./clock.ts";
import type { DatasetWriter } from "./dataset_writer.ts";
import { collected, groupSize } from "./group.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { BatchProducer, ProducedBatch } from "./producer.ts";

export interface GroupMakerOptions {
  readonly clock: Clock;
  readonly layout: Layout;
  readonly producer: BatchProducer;
  readonly logger: Logger;
  readonly lifecycle: Pick<Lifecycle, "grace">;
  readonly onProgress: () => void;
}

/** Intervals `first` (included) to `end` (excluded), being made. */
interface Group {
  readonly first: number;
  readonly end: number;
  readonly promises: readonly Promise<ProducedBatch>[];
}

export interface CommitRequest {
  readonly work: { readonly first: number; readonly end: number };
  /** Intervals before this one may be made ahead. */
  readonly ended: number;
  /** Writes manifest and state. */
  readonly save: () => Promise<void>;
}

export class GroupMaker {
  readonly #options: GroupMakerOptions;
  #next: Group | null = null;
  #batchesAt: number | null = null;
  #companiesAt: number | null = null;

  constructor(options: GroupMakerOptions) {
    this.#options = options;
  }

  /** When batches and companies were last committed, in ms since 1970 UTC. */
  get lastCommit(): { readonly batchesAt: number | null; readonly companiesAt: number | null } {
    return { batchesAt: this.#batchesAt, companiesAt: this.#companiesAt };
  }

  /** Takes the times of the last commits from the files that an earlier process left. */
  async noteTimes(): Promise<void> {
    const { layout } = this.#options;
    this.#batchesAt = await modifiedAt(layout.batchManifest);
    this.#companiesAt = await modifiedAt(layout.companies);
  }

  forget(): void {
    this.#batchesAt = null;
    this.#companiesAt = null;
  }

  async appendCohorts(writer: DatasetWriter, end: number): Promise<void> {
    const before = writer.companies;
    await writer.appendCohorts(end);
    if (writer.companies === before) return;
    const { clock, logger } = this.#options;
    this.#companiesAt = clock.now();
    logger.child("company-generator").info("Companies onboarded", {
      companies: writer.companies - before,
      totalCompanies: writer.companies,
    });
  }

  /** Commits the work's intervals, or as many of them as are staged when the grace ends. */
  async commit(writer: DatasetWriter, { work, ended, save }: CommitRequest): Promise<void> {
    const { clock, lifecycle, onProgress } = this.#options;
    const group = await this.#take(writer, work);
    this.#lookAhead(writer, { from: work.end, ended });
    const { grace } = lifecycle;
    const batches = await collected(group.promises, { clock, grace, onProgress });
    if (batches.length > 0) await this.#publish(writer, { batches, save });
    // A resume may ask for the others again at once: no two workers may write to one directory.
    if (batches.length < group.promises.length) await this.drop();
  }

  /** Has the next batch made before it is due, unless something is being made already. */
  makeAhead(writer: DatasetWriter): void {
    const first = writer.position.interval;
    this.#next ??= this.#make(writer, { first, end: first + 1 });
  }

  /** Drops what is being made. */
  async drop(): Promise<void> {
    this.#next = null;
    await this.#options.producer.discard();
  }

  async #publish(
    writer: DatasetWriter,
    { batches, save }: { batches: readonly ProducedBatch[]; save: () => Promise<void> },
  ): Promise<void> {
    const { clock } = this.#options;
    const started = clock.monotonic();
    await writer.commit(batches);
    this.#batchesAt = clock.now();
    try {
      await save();
    } finally {
      // What is durable is reported, whatever becomes of the caches.
      this.#report(batches, (clock.monotonic() - started) / batches.length);
    }
  }

  async #take(
    writer: DatasetWriter,
    { first, end }: { first: number; end: number },
  ): Promise<Group> {
    const next = this.#next;
    this.#next = null;
    if (next !== null && next.first === first && next.end <= end) return next;
    if (next !== null) await this.#options.producer.discard();
    return this.#make(writer, { first, end });
  }

  #lookAhead(writer: DatasetWriter, { from, ended }: { from: number; ended: number }): void {
    const end = Math.min(ended, from + groupSize(writer.history, from));
    if (this.#options.lifecycle.grace.aborted || end <= from) return;
    this.#next = this.#make(writer, { first: from, end });
  }

  #make(writer: DatasetWriter, { first, end }: { first: number; end: number }): Group {
    const intervals = Array.from({ length: end - first }, (_, n) => first + n);
    return { first, end, promises: this.#options.producer.produce(writer.history, intervals) };
  }

  #report(batches: readonly ProducedBatch[], commitMs: number): void {
    const logger = this.#options.logger.child("driver-generator");
    for (const { meta, generateMs } of batches) {
      const { batchId, eventCount: events, bytes, sha256 } = meta;
      const took = { generateMs: rounded(generateMs), commitMs: rounded(commitMs) };
      logger.info("Batch committed", { batchId, events, bytes, sha256, ...took });
      logger.timing({ batchId, events, bytes, ...took });
    }
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
