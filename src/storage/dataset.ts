/** The identity, epochs and skipped ranges of a data directory, in `dataset.json` and its second copy. */

import { type EpochKeys, type History, type Identity } from "../simulation/epoch.ts";
import { STREAM_NAMES } from "../simulation/rng.ts";
import { fromWire, toWire } from "../wire_names.ts";
import { asciiBytes } from "./ascii.ts";
import { FORMAT_VERSION } from "./batch_meta.ts";
import { configHash, wireIdentity, wireKeys } from "./config_hash.ts";
import { datasetText } from "./dataset_text.ts";
import { type Disk, readText } from "./disk.ts";
import type { Layout } from "./layout.ts";
import { sealedText, unsealed } from "./sealed_record.ts";

/** Intervals `first` (included) to `end` (excluded) that may be absent. */
export interface SkippedRange {
  readonly first: number;
  readonly end: number;
}

export interface Dataset {
  readonly history: History;
  /** Ascending, not touching. */
  readonly skipped: readonly SkippedRange[];
}

/** What the configuration asks for. A null `startMs` takes whatever the dataset has. */
export interface DatasetRequest {
  readonly identity: Omit<Identity, "startMs"> & { readonly startMs: number | null };
  readonly keys: EpochKeys;
}

/** A dataset with one epoch and nothing in it. */
export function newDataset(identity: Identity, keys: EpochKeys): Dataset {
  const epoch = { firstInterval: 0, firstCohort: 0, formatVersion: FORMAT_VERSION, keys };
  return { history: { identity, epochs: [epoch] }, skipped: [] };
}

/** Writes dataset.json, and when it is durable its second copy and the text for people. */
export async function saveDataset(disk: Disk, layout: Layout, dataset: Dataset): Promise<void> {
  await disk.replaceFile(layout.dataset, asciiBytes(sealedText(datasetRecord(dataset))));
  await disk.syncDirectory(layout.manifests);
  await saveSecondCopy(disk, layout, dataset);
}

/** Writes seed_manifest.json and dataset.md. */
export async function saveSecondCopy(disk: Disk, layout: Layout, dataset: Dataset): Promise<void> {
  await disk.replaceFile(layout.seedManifest, asciiBytes(seedManifestText(dataset)));
  await disk.replaceFile(layout.datasetText, new TextEncoder().encode(datasetText(dataset)));
  await disk.syncDirectory(layout.manifests);
}

/** The dataset in dataset.json, or null when the file is missing, damaged or foreign. */
export async function loadDataset(path: string): Promise<Dataset | null> {
  return parseDataset(unsealed(await readText(path)));
}

/** The dataset in seed_manifest.json, or null as above. */
export async function loadSecondCopy(layout: Layout): Promise<Dataset | null> {
  const record = unsealed(await readText(layout.seedManifest));
  return parseDataset(record?.dataset as Record<string, unknown> | undefined ?? null);
}

/** Whether both files say the same of what raw/ is made from. */
export function sameDataset(a: Dataset, b: Dataset): boolean {
  return JSON.stringify(datasetRecord(a)) === JSON.stringify(datasetRecord(b));
}

/** Whether seed_manifest.json or dataset.md were not written after the last change of dataset.json. */
export async function isSecondCopyStale(layout: Layout, dataset: Dataset): Promise<boolean> {
  return await readText(layout.seedManifest) !== seedManifestText(dataset) ||
    await readText(layout.datasetText) !== datasetText(dataset);
}

function seedManifestText(dataset: Dataset): string {
  return sealedText({
    seed: dataset.history.identity.seed,
    derivation: {
      generator: "xoroshiro128+",
      state:
        "HalfSipHash-1-3 state, keyed with the seed, over (name, i, j), each as two 32-bit words",
      names: toWire(STREAM_NAMES),
      company: "i = 0, j = company number: id (4 draws), moment of sign-up, geography",
      driver_interval:
        "i = interval, j = company number * 10000 + seq: count, kinds, times, ids (2 draws each)",
    },
    dataset: datasetRecord(dataset),
  });
}

function datasetRecord({ history, skipped }: Dataset): Record<string, unknown> {
  const { identity, epochs } = history;
  return {
    identity: wireIdentity(identity),
    epochs: epochs.map(({ firstInterval, firstCohort, formatVersion, keys }, epoch) => ({
      ...toWire({ epoch, firstInterval, firstCohort, formatVersion }) as Record<string, unknown>,
      ["config_hash"]: configHash(identity, keys),
      keys: wireKeys(keys),
    })),
    skipped: toWire(skipped),
  };
}

interface DatasetShape {
  identity: {
    seed: number;
    startTime: string;
    batchInterval: number;
    companyOnboardingInterval: number;
  };
  epochs: {
    firstInterval: number;
    firstCohort: number;
    formatVersion: number;
    keys: Omit<EpochKeys, "maxCompanies"> & { maxCompanies: number | "unlimited" };
  }[];
  skipped: SkippedRange[];
}

function parseDataset(record: Record<string, unknown> | null): Dataset | null {
  const shape = fromWire(record) as Partial<DatasetShape> | null;
  if (!shape?.identity || !Array.isArray(shape.epochs) || !Array.isArray(shape.skipped)) {
    return null;
  }
  const { seed, startTime, batchInterval, companyOnboardingInterval } = shape.identity;
  const identity = {
    seed,
    startMs: Date.parse(startTime),
    batchMs: batchInterval * 1000,
    onboardingMs: companyOnboardingInterval * 1000,
  };
  const epochs = shape.epochs.map(({ firstInterval, firstCohort, formatVersion, keys }) => ({
    firstInterval,
    firstCohort,
    formatVersion,
    keys: {
      ...keys,
      maxCompanies: keys.maxCompanies === "unlimited" ? Infinity : keys.maxCompanies,
    },
  }));
  const skipped = shape.skipped.map(({ first, end }) => ({ first, end }));
  return { history: { identity, epochs }, skipped };
}
