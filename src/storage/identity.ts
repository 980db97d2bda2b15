/** Finds out which dataset a data directory holds, from whatever of its files can still be read. */

import { companiesInInterval, type History, type Identity } from "../simulation/epoch.ts";
import { intervalOfBatchId } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { type BatchMeta, readMeta } from "./batch_meta.ts";
import { configHash, wireKeys } from "./config_hash.ts";
import {
  type Dataset,
  type DatasetRequest,
  loadDataset,
  loadSecondCopy,
  newDataset,
  type SkippedRange,
} from "./dataset.ts";
import { namesIn, readText } from "./disk.ts";
import { Fault } from "./fault.ts";
import type { Layout } from "./layout.ts";

/** What was found; `missing` names the identity files that have to be written again. */
export interface FoundDataset {
  readonly dataset: Dataset | null;
  readonly missing: readonly string[];
}

/**
 * The dataset in `layout`, null when there is none. Reads only.
 *
 * @throws {Fault} `data-invalid` when the files contradict each other or can't be accounted for.
 */
export async function findDataset(layout: Layout, wanted: DatasetRequest): Promise<FoundDataset> {
  const first = await loadDataset(layout.dataset);
  const second = await loadSecondCopy(layout);
  if (first !== null && second !== null) {
    const [a, b] = [first, second].map(({ history }) => JSON.stringify(history.identity));
    if (a !== b) {
      throw new Fault(
        "data-invalid",
        `Cannot open ${layout.root}: dataset.json and seed_manifest.json must have one identity: ` +
          `found ${a} and ${b}; remove the one that does not belong here`,
      );
    }
  }
  const dataset = first ?? second ?? await adopt(layout, wanted);
  if (dataset === null) return { dataset, missing: [] };
  const missing = [
    ...first === null ? ["manifests/dataset.json"] : [],
    ...second === null ? ["manifests/seed_manifest.json"] : [],
  ];
  return { dataset, missing };
}

/** @throws {Fault} `identity-conflict` naming each identity key with both values. */
export function checkIdentity(layout: Layout, dataset: Dataset, wanted: DatasetRequest): void {
  const has = dataset.history.identity;
  const asks = { ...wanted.identity, startMs: wanted.identity.startMs ?? has.startMs };
  const conflicts = (["seed", "startMs", "batchMs", "onboardingMs"] as const)
    .filter((key) => has[key] !== asks[key])
    .map((key) =>
      `'${KEY_NAMES[key]}' is ${shown(key, has)} here but ${shown(key, asks)} is asked`
    );
  if (conflicts.length === 0) return;
  throw new Fault(
    "identity-conflict",
    `Cannot continue the dataset in ${layout.root}: ${conflicts.join(", ")}; ` +
      "clean it, or choose another data directory",
  );
}

/** @throws {Fault} `identity-conflict` when the dataset's epochs are not those of `history`. */
export function checkHistory(layout: Layout, dataset: Dataset, history: History): void {
  const [has, asked] = [dataset.history, history].map(({ epochs }) =>
    epochs.map(({ keys, ...firsts }) => [firsts, wireKeys(keys)])
  );
  if (JSON.stringify(has) === JSON.stringify(asked)) return;
  throw new Fault(
    "identity-conflict",
    `Cannot continue the dataset in ${layout.root}: its epochs must be those of the history given: ` +
      "found others; choose an empty data directory",
  );
}

const KEY_NAMES = {
  seed: "seed",
  startMs: "start_time",
  batchMs: "batch_interval",
  onboardingMs: "company_onboarding_interval",
} as const;

function shown(key: keyof Identity, identity: Identity): string {
  if (key === "seed") return String(identity.seed);
  return key === "startMs" ? utcText(identity.startMs) : `PT${identity[key] / 1000}S`;
}

/** With both identity files gone: accepts the batches if this configuration made every one of them. */
async function adopt(layout: Layout, wanted: DatasetRequest): Promise<Dataset | null> {
  const names = await namesIn(layout.events);
  if (names.length === 0) {
    if (((await readText(layout.companies)) ?? "").includes("\n")) {
      throw orphaned(layout, "companies");
    }
    return null;
  }
  const metas = await Promise.all(names.map((name) => readMeta(layout.batch(name))));
  const startMs = wanted.identity.startMs ?? Date.parse(metas[0]?.datasetStart ?? "");
  const identity = { ...wanted.identity, startMs };
  const dataset = newDataset(identity, wanted.keys);
  const hash = Number.isNaN(startMs) ? "" : configHash(identity, wanted.keys);
  const intervals = metas.map((meta, n) =>
    isOurs(meta, { dataset, hash }) ? intervalOfBatchId(identity, names[n] ?? "") : null
  );
  const foreign = intervals.indexOf(null);
  if (foreign >= 0) throw orphaned(layout, `batch ${names[foreign]}`);
  return { ...dataset, skipped: gaps(intervals as number[]) };
}

function isOurs(
  meta: BatchMeta | null,
  { dataset, hash }: { dataset: Dataset; hash: string },
): boolean {
  if (meta === null) return false;
  const { identity } = dataset.history;
  const interval = intervalOfBatchId(identity, meta.batchId);
  return meta.epoch === 0 && meta.seed === identity.seed && meta.configHash === hash &&
    meta.datasetStart === utcText(identity.startMs) && interval !== null &&
    meta.companyCount === companiesInInterval(dataset.history, interval);
}

function gaps(intervals: readonly number[]): SkippedRange[] {
  const ranges: SkippedRange[] = [];
  let expected = 0;
  for (const interval of intervals) {
    if (interval > expected) ranges.push({ first: expected, end: interval });
    expected = interval + 1;
  }
  return ranges;
}

function orphaned(layout: Layout, what: string): Fault {
  return new Fault(
    "data-invalid",
    `Cannot open ${layout.root}: dataset.json and seed_manifest.json are gone, and what is there ` +
      `must be of this configuration: found ${what} of another; give the configuration that made ` +
      "it, restore one of the two files, or choose another data directory",
  );
}
