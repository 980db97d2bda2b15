/** The one writer of a data directory: appends cohorts, commits batches in order, keeps the caches. */

import type { History } from "../simulation/epoch.ts";
import { batchId } from "../simulation/interval.ts";
import type { BatchMeta } from "../storage/batch_meta.ts";
import { BatchStore } from "../storage/batch_store.ts";
import { type Dataset, saveDataset, type SkippedRange } from "../storage/dataset.ts";
import type { Disk } from "../storage/disk.ts";
import type { Layout } from "../storage/layout.ts";
import { loadManifest, saveCaches, type Totals, withBatch } from "../storage/manifest.ts";
import type { OpenDataset } from "../storage/recovery.ts";
import type { ProducedBatch } from "./producer.ts";
import type { Position } from "./schedule.ts";

export interface WriterOptions {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly now: () => number;
}

export class DatasetWriter {
  readonly #disk: Disk;
  readonly #layout: Layout;
  readonly #now: () => number;
  readonly #store: BatchStore;
  readonly #opened: OpenDataset;
  #dataset: Dataset;
  #totals: Totals;
  /** In their places, but not known to be durable: whatever becomes durable next, these do too. */
  readonly #renamed = new Map<number, BatchMeta>();
  #lastSaved: number | null = null;

  constructor({ disk, layout, now }: WriterOptions, opened: OpenDataset) {
    this.#disk = disk;
    this.#layout = layout;
    this.#now = now;
    this.#store = new BatchStore(disk, layout);
    this.#opened = opened;
    this.#dataset = opened.dataset;
    this.#totals = opened.totals;
  }

  get dataset(): Dataset {
    return this.#dataset;
  }

  get history(): History {
    return this.#dataset.history;
  }

  get totals(): Totals {
    return this.#totals;
  }

  /** When manifest and state were last written by this process, in ms since 1970 UTC. */
  get lastSaved(): number | null {
    return this.#lastSaved;
  }

  get companies(): number {
    return this.#opened.companies.companies;
  }

  get position(): Position {
    return {
      interval: this.#totals.lastInterval + 1,
      cohort: this.#opened.companies.nextCohort,
    };
  }

  /** Appends cohorts before `end`, as many as one fsync may cover; afterwards they are durable. */
  async appendCohorts(end: number): Promise<void> {
    await this.#opened.companies.append(end);
  }

  /** Records, before the batch after it is committed, that the intervals of `range` may be absent. */
  async skip(range: SkippedRange): Promise<void> {
    const last = this.#dataset.skipped.at(-1);
    if (last !== undefined && last.end >= range.end) return;
    const joins = last !== undefined && last.end >= range.first;
    const skipped = joins
      ? [...this.#dataset.skipped.slice(0, -1), { first: last.first, end: range.end }]
      : [...this.#dataset.skipped, range];
    const dataset = { ...this.#dataset, skipped };
    await saveDataset(this.#disk, this.#layout, dataset);
    this.#dataset = dataset;
  }

  /** Renames the batches to their places in order; when it resolves all of them are durable. */
  async commit(batches: readonly ProducedBatch[]): Promise<void> {
    await this.#store.publishInOrder(batches, ({ interval, meta }) => {
      this.#renamed.set(interval, meta);
    });
    await this.#store.sync();
    for (const [interval, meta] of this.#renamed) {
      this.#totals = withBatch(this.#totals, interval, meta);
    }
    this.#renamed.clear();
  }

  /** Writes the manifest and the generator's state. */
  async save({ state, since }: { state: string; since: string }): Promise<void> {
    const { interval, cohort } = this.position;
    const caches = {
      totals: this.#totals,
      companies: this.companies,
      state: { state, since, nextInterval: interval, nextCohort: cohort },
    };
    const { identity } = this.history;
    const now = this.#now();
    await saveCaches(this.#disk, this.#layout, { identity, caches, now });
    this.#lastSaved = now;
  }

  /** Whether an earlier process committed something that it could not count any more. */
  async isManifestStale(): Promise<boolean> {
    const manifest = await loadManifest(this.#layout, this.history.identity);
    if (manifest === null) return this.#totals.batches > 0;
    return manifest.totals.batches !== this.#totals.batches ||
      manifest.companies !== this.companies;
  }

  /** Whether the batch of `interval` is in its place. */
  async has(interval: number): Promise<boolean> {
    return await this.#store.has(batchId(this.history.identity, interval));
  }

  async emptyStaging(): Promise<void> {
    await this.#store.emptyStaging();
  }
}
