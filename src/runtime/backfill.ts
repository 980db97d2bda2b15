/** Makes a range of intervals at full speed, passing over those that are there. */

import type { Logger } from "../observability/logger.ts";
import { companiesBefore, type History } from "../simulation/epoch.ts";
import type { DatasetRequest } from "../storage/dataset.ts";
import type { Disk } from "../storage/disk.ts";
import type { Layout } from "../storage/layout.ts";
import type { Totals } from "../storage/manifest.ts";
import { cohortsDueThrough, openDataset } from "../storage/recovery.ts";
import { freeBytes } from "../storage/space.ts";
import {
  type BackfillPlan,
  groupsOf,
  type IntervalRange,
  intervalsOf,
  planOf,
} from "./backfill_plan.ts";
import type { Clock } from "./clock.ts";
import { DatasetWriter } from "./dataset_writer.ts";
import { collected } from "./group.ts";
import type { BatchProducer, ProducedBatch } from "./producer.ts";

export interface BackfillOptions {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly layout: Layout;
  readonly producer: BatchProducer;
  readonly logger: Logger;
}

export interface BackfillRequest {
  readonly wanted: DatasetRequest;
  /** A recorded history to follow instead of the configuration. */
  readonly history: History | null;
  /** Where a new dataset starts if its configuration leaves it open, in ms since 1970 UTC. */
  readonly from: number;
}

export interface Made {
  readonly batches: number;
  readonly events: number;
  readonly bytes: number;
}

/** A group whose batches are being made. */
interface MadeGroup {
  /** One past its last interval. */
  readonly end: number;
  readonly promises: readonly Promise<ProducedBatch>[];
}

export class Backfill {
  readonly #options: BackfillOptions;
  readonly #grace = new AbortController();
  #request: BackfillRequest | null = null;
  #writer: DatasetWriter | null = null;

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  get history(): History {
    return this.#open.history;
  }

  get totals(): Totals {
    return this.#open.totals;
  }

  /** Opens the data directory, which is held. */
  async open(request: BackfillRequest): Promise<void> {
    this.#request = request;
    const { disk, layout, clock } = this.#options;
    const { wanted, history, from } = request;
    const opened = await openDataset(disk, layout, { wanted, history, defaultStartMs: from });
    this.#writer = new DatasetWriter({ disk, layout, now: () => clock.now() }, opened);
  }

  /** What of the intervals `first` (included) to `end` (excluded) is still to be made. */
  async plan({ first, end }: { first: number; end: number }): Promise<BackfillPlan> {
    const ranges: IntervalRange[] = [];
    const known = Math.min(end, this.totals.lastInterval + 1);
    for (let interval = first; interval < known; interval++) {
      if (await this.#open.has(interval)) continue;
      const before = ranges.at(-1);
      if (before?.end !== interval) ranges.push({ first: interval, end: interval + 1 });
      else ranges[ranges.length - 1] = { first: before.first, end: interval + 1 };
    }
    if (Math.max(first, known) < end) ranges.push({ first: Math.max(first, known), end });
    return planOf(this.history, ranges, {
      companies: this.#joining(ranges.at(-1)?.end ?? 0),
      freeBytes: await freeBytes(this.#options.layout.root),
    });
  }

  /** Companies that are due before the end of the interval before `end`, and not on disk. */
  #joining(end: number): number {
    const due = end === 0 ? 0 : cohortsDueThrough(this.history, end - 1);
    return Math.max(0, companiesBefore(this.history, due) - this.#open.companies);
  }

  /** Drops what is in flight and lets `make` end. */
  stop(): void {
    this.#grace.abort();
  }

  /** Makes the plan; false when it was stopped before its end. The dataset is whole either way. */
  async make(plan: BackfillPlan, onProgress: (made: Made) => void): Promise<boolean> {
    const { disk, layout, producer } = this.#options;
    const fillsGaps = (plan.ranges[0]?.first ?? Infinity) <= this.totals.lastInterval;
    if (fillsGaps) {
      // Without it, whoever opens the directory next counts what is there.
      await disk.remove(layout.batchManifest);
      await disk.syncDirectory(layout.manifests);
    }
    const complete = await this.#makeGroups(plan.ranges, onProgress);
    await producer.discard();
    if (fillsGaps && this.#request !== null) await this.open(this.#request);
    await this.#save();
    return complete;
  }

  get #open(): DatasetWriter {
    if (this.#writer === null) throw new Error("The data directory must be opened first");
    return this.#writer;
  }

  async #makeGroups(
    ranges: readonly IntervalRange[],
    onProgress: (made: Made) => void,
  ): Promise<boolean> {
    const grace = this.#grace.signal;
    let made: Made = { batches: 0, events: 0, bytes: 0 };
    for (const { end, promises } of this.#made(ranges)) {
      await this.#onboard(end - 1);
      if (grace.aborted) return false;
      const { clock } = this.#options;
      const watch = { clock, grace, onProgress: (): void => onProgress(made) };
      const batches = await collected(promises, watch);
      if (batches.length > 0) await this.#commit(batches);
      made = sum(made, batches);
      onProgress(made);
      if (batches.length < promises.length) return false;
    }
    return true;
  }

  /** The groups in order, each given while at least one more and all workers are busy with the next. */
  *#made(ranges: readonly IntervalRange[]): Generator<MadeGroup> {
    const { producer } = this.#options;
    const queue: MadeGroup[] = [];
    for (const group of groupsOf(this.history, ranges)) {
      queue.push({ end: group.end, promises: producer.produce(this.history, intervalsOf(group)) });
      const ahead = queue.slice(1).reduce((sum, { promises }) => sum + promises.length, 0);
      if (ahead >= producer.width) yield queue.shift() as MadeGroup;
    }
    yield* queue;
  }

  async #onboard(interval: number): Promise<void> {
    const end = cohortsDueThrough(this.history, interval);
    while (this.#open.position.cohort < end && !this.#grace.signal.aborted) {
      await this.#open.appendCohorts(end);
    }
  }

  async #commit(batches: readonly ProducedBatch[]): Promise<void> {
    const { clock, logger } = this.#options;
    const started = clock.monotonic();
    await this.#open.commit(batches);
    const commitMs = (clock.monotonic() - started) / batches.length;
    for (const { meta, generateMs } of batches) {
      const { batchId, eventCount: events, bytes, sha256 } = meta;
      logger.info("Batch committed", { batchId, events, bytes, sha256, generateMs, commitMs });
    }
  }

  async #save(): Promise<void> {
    const since = new Date(this.#options.clock.now()).toISOString();
    await this.#open.save({ state: "stopped", since });
  }
}

function sum(made: Made, batches: readonly ProducedBatch[]): Made {
  return {
    batches: made.batches + batches.length,
    events: batches.reduce((total, { meta }) => total + meta.eventCount, made.events),
    bytes: batches.reduce((total, { meta }) => total + meta.bytes, made.bytes),
  };
}
