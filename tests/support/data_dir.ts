import type { EpochKeys, Identity } from "../../src/simulation/epoch.ts";
import { batchId, cohortsDueAt, intervalEnd } from "../../src/simulation/interval.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { BatchStore, type StagedBatch } from "../../src/storage/batch_store.ts";
import type { DatasetRequest } from "../../src/storage/dataset.ts";
import { Disk } from "../../src/storage/disk.ts";
import { Layout } from "../../src/storage/layout.ts";
import { saveCaches, withBatch } from "../../src/storage/manifest.ts";
import { type OpenDataset, openDataset } from "../../src/storage/recovery.ts";
import { stageBatch } from "../../src/storage/staging.ts";
import { IDENTITY, SMALL_KEYS } from "./histories.ts";

export interface OpenOptions {
  readonly disk?: Disk;
  readonly identity?: Partial<Omit<Identity, "startMs"> & { startMs: number | null }>;
}

/** A data directory of its own for one test, removed when the test ends. */
export class DataDir implements AsyncDisposable {
  readonly root: string;
  readonly layout: Layout;
  readonly disk = new Disk({ durable: false });

  private constructor(root: string) {
    this.root = root;
    this.layout = new Layout(`${root}/data`);
  }

  static async make(): Promise<DataDir> {
    return new DataDir(await Deno.makeTempDir({ prefix: "fleetgen-test-" }));
  }

  /** What a configuration with these keys asks for. */
  wanted(
    keys: Partial<EpochKeys> = {},
    identity: OpenOptions["identity"] = {},
  ): DatasetRequest {
    return { identity: { ...IDENTITY, ...identity }, keys: { ...SMALL_KEYS, ...keys } };
  }

  /** Opens the dataset as a start under these keys does. */
  async open(
    keys: Partial<EpochKeys> = {},
    { disk = this.disk, identity = {} }: OpenOptions = {},
  ): Promise<OpenDataset> {
    const wanted = this.wanted(keys, identity);
    await this.disk.makeDirectory(this.layout.manifests);
    return await openDataset(disk, this.layout, { wanted, defaultStartMs: IDENTITY.startMs });
  }

  /** Stages the batch of `interval`, as `name` in the staging directory. */
  stage(opened: OpenDataset, interval: number, name?: string): StagedBatch {
    const { history } = opened.dataset;
    const directory = this.layout.staged(name ?? batchId(history.identity, interval));
    const encoder = new BatchEncoder(history);
    const meta = stageBatch({ encoder, history }, interval, { directory, durable: false });
    return { interval, directory, meta };
  }

  /** Commits intervals with the cohorts due at or before their ends; gives the dataset as it then is. */
  async commit(opened: OpenDataset, intervals: readonly number[]): Promise<OpenDataset> {
    const { identity } = opened.dataset.history;
    const store = new BatchStore(this.disk, this.layout);
    let { totals } = opened;
    for (const interval of intervals) {
      const cohorts = cohortsDueAt(identity, intervalEnd(identity, interval));
      while (opened.companies.nextCohort < cohorts) await opened.companies.append(cohorts);
      const staged = this.stage(opened, interval);
      await store.publish(staged);
      totals = withBatch(totals, interval, staged.meta);
    }
    const state = { state: "running", since: "", nextInterval: 0, nextCohort: 0 };
    const caches = { totals, companies: opened.companies.companies, state };
    await saveCaches(this.disk, this.layout, { identity, caches, now: 0 });
    return { ...opened, totals };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** Intervals 0 to `end` (excluded). */
export function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, n) => n);
}
