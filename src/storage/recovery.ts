/** Opens a data directory: whatever an earlier process left half-done is completed or thrown away. */

import type { History } from "../simulation/epoch.ts";
import { batchId, cohortsDueAt, intervalOfBatchId, intervalStart } from "../simulation/interval.ts";
import { BatchStore } from "./batch_store.ts";
import { readMeta } from "./batch_meta.ts";
import { CompanyFile } from "./company_file.ts";
import {
  type Dataset,
  type DatasetRequest,
  isSecondCopyStale,
  newDataset,
  sameDataset,
  saveDataset,
  saveSecondCopy,
  type SkippedRange,
} from "./dataset.ts";
import { type Disk, kindOf, namesIn } from "./disk.ts";
import { underKeys } from "./epochs.ts";
import { checkHistory, checkIdentity, findDataset } from "./identity.ts";
import type { Layout } from "./layout.ts";
import { loadManifest, NOTHING_COMMITTED, type Totals, withBatch } from "./manifest.ts";

/** A data directory that is ready to be extended. */
export interface OpenDataset {
  readonly dataset: Dataset;
  readonly totals: Totals;
  readonly companies: CompanyFile;
  /** What recovery did, a sentence each; none when there was nothing to do. */
  readonly actions: readonly string[];
  readonly missingFiles: readonly string[];
}

export interface OpenRequest {
  readonly wanted: DatasetRequest;
  /** The start of a new dataset whose configuration leaves it open, in ms since 1970 UTC. */
  readonly defaultStartMs: number;
  /** A recorded history to follow instead of the configuration, whose epochs stay as they are. */
  readonly history?: History | null;
}

/** Creates the directories that every data directory has. */
export async function createZones(disk: Disk, layout: Layout): Promise<void> {
  for (const path of [layout.events, layout.staging, layout.zone("staged")]) {
    await disk.makeDirectory(path);
  }
  await disk.makeDirectory(layout.zone("processed"));
}

/**
 * Restores identity, totals and companies, and opens an epoch if the configuration changed. The lock
 * is held and no clean is unfinished. A second call changes nothing.
 *
 * @throws {Fault} `identity-conflict` or `data-invalid`; then nothing on disk has changed.
 */
export async function openDataset(
  disk: Disk,
  layout: Layout,
  { wanted, defaultStartMs, history = null }: OpenRequest,
): Promise<OpenDataset> {
  const found = await findDataset(layout, wanted);
  if (found.dataset !== null) checkIdentity(layout, found.dataset, wanted);
  if (found.dataset !== null && history !== null) checkHistory(layout, found.dataset, history);
  await createZones(disk, layout);
  const startMs = wanted.identity.startMs ?? defaultStartMs;
  const before = found.dataset ??
    (history === null
      ? newDataset({ ...wanted.identity, startMs }, wanted.keys)
      : { history, skipped: [] });
  const actions: string[] = [];

  await removeLeftovers(disk, layout);
  const discarded = await new BatchStore(disk, layout).emptyStaging();
  if (discarded > 0) actions.push(`${discarded} unfinished batches removed from staging`);
  const counted = await countBatches(disk, layout, before);
  actions.push(...counted.actions);
  const { totals } = counted;

  const companies = new CompanyFile(disk, layout, before.history);
  const mended = await companies.mend(cohortsDueThrough(before.history, totals.lastInterval));
  if (mended !== null) actions.push(mended);

  const reached = { interval: totals.lastInterval + 1, cohort: companies.nextCohort };
  const trimmed = { ...before, skipped: reachedRanges(before.skipped, totals.lastInterval) };
  const dataset = history === null ? underKeys(trimmed, wanted.keys, reached) : trimmed;
  companies.continueUnder(dataset.history);
  if (found.dataset === null || !sameDataset(dataset, found.dataset)) {
    await saveDataset(disk, layout, dataset);
  } else if (found.missing.length > 0) await saveDataset(disk, layout, dataset);
  else if (await isSecondCopyStale(layout, dataset)) await saveSecondCopy(disk, layout, dataset);
  actions.push(...found.missing.map((name) => `${name} restored`));
  return { dataset, totals, companies, actions, missingFiles: found.missing };
}

/** Removes the files that a killed process had not yet renamed over others. */
async function removeLeftovers(disk: Disk, layout: Layout): Promise<void> {
  const { companies, dataset, datasetText, seedManifest, batchManifest, generatorState } = layout;
  const replaced = [companies, dataset, datasetText, seedManifest, batchManifest, generatorState];
  for (const path of replaced.map((name) => `${name}.tmp`)) {
    if (await kindOf(path) !== null) await disk.remove(path);
  }
}

/** How many cohorts are due at or before the end of interval `interval`; none for -1. */
export function cohortsDueThrough({ identity }: History, interval: number): number {
  return interval < 0 ? 0 : cohortsDueAt(identity, intervalStart(identity, interval + 1));
}

/** Counts all batches that are on disk, from the manifest on, or by listing when there is none. */
async function countBatches(
  disk: Disk,
  layout: Layout,
  dataset: Dataset,
): Promise<{ totals: Totals; actions: string[] }> {
  const manifest = await loadManifest(layout, dataset.history.identity);
  const known = manifest?.totals ?? NOTHING_COMMITTED;
  const found = manifest === null
    ? await listedIntervals(layout, dataset.history)
    : await probedIntervals(layout, dataset, known.lastInterval + 1);
  if (found.length === 0) return { totals: known, actions: [] };
  await disk.syncDirectory(layout.events);
  let totals = known;
  for (const interval of found) {
    const meta = await readMeta(layout.batch(batchId(dataset.history.identity, interval)));
    if (meta !== null) totals = withBatch(totals, interval, meta);
  }
  const how = manifest === null
    ? "batch_manifest.json rebuilt by listing"
    : "found past the manifest";
  return { totals, actions: [`${totals.batches - known.batches} batches counted: ${how}`] };
}

async function listedIntervals(layout: Layout, { identity }: History): Promise<number[]> {
  const intervals = (await namesIn(layout.events)).map((name) => intervalOfBatchId(identity, name));
  return intervals.filter((interval) => interval !== null);
}

/** The intervals from `first` on that are on disk, until one is absent that is in no skipped range. */
async function probedIntervals(layout: Layout, dataset: Dataset, first: number): Promise<number[]> {
  const { history: { identity }, skipped } = dataset;
  const present: number[] = [];
  let interval = first;
  while (true) {
    if (await readMeta(layout.batch(batchId(identity, interval))) !== null) {
      present.push(interval++);
      continue;
    }
    const range = skipped.find(({ first, end }) => first <= interval && interval < end);
    if (range === undefined) return present;
    interval = range.end;
  }
}

/** The skipped ranges after which something is committed: the others can still be made. */
function reachedRanges(skipped: readonly SkippedRange[], lastInterval: number): SkippedRange[] {
  return skipped.filter(({ first }) => first <= lastInterval);
}
