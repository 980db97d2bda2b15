/** Opens an epoch when the configuration's generative keys have changed. */

import { cohortsDueAt, intervalStart } from "../simulation/interval.ts";
import { type Epoch, epochAt, type EpochKeys } from "../simulation/epoch.ts";
import { FORMAT_VERSION } from "./batch_meta.ts";
import { configHash } from "./config_hash.ts";
import type { Dataset } from "./dataset.ts";
import { Fault } from "./fault.ts";

/** How far a dataset has come: the first interval and cohort of which nothing is on disk. */
export interface Reached {
  /** One past the highest interval ever committed. */
  readonly interval: number;
  /** One past the highest cohort with a whole line in companies.jsonl. */
  readonly cohort: number;
}

/**
 * The dataset as it goes on under `keys`: itself when nothing changed, else with a new last epoch.
 * Epochs without any committed batch or cohort are replaced; one equal to its predecessor is dropped.
 *
 * @throws {Fault} `data-invalid` when the epoch that would go on is of a format this program can't make.
 */
export function underKeys(dataset: Dataset, keys: EpochKeys, reached: Reached): Dataset {
  const { identity, epochs } = dataset.history;
  const kept = epochs.filter((epoch) =>
    epoch.firstInterval < reached.interval || epoch.firstCohort < reached.cohort
  );
  if (isOpenedHere(dataset, keys, { kept: kept.length, interval: reached.interval })) {
    return dataset;
  }
  const last = kept.at(-1);
  const next: Epoch = { ...firsts(dataset, reached), formatVersion: FORMAT_VERSION, keys };
  if (last === undefined) return { ...dataset, history: { identity, epochs: [next] } };
  if (configHash(identity, last.keys) !== configHash(identity, keys)) kept.push(next);
  else if (last.formatVersion !== FORMAT_VERSION) throw unknownFormat(last.formatVersion);
  return { ...dataset, history: { identity, epochs: kept } };
}

/** The epoch in force at the end of what is on disk. */
export function lastEpoch({ history }: Dataset): Epoch {
  return epochAt(history, history.epochs.length - 1);
}

/**
 * Whether the last epoch was opened here under these keys and waits for its first batch. Then its first
 * cohort stands, although companies.jsonl, once lost, is rebuilt only through the last batch's end.
 */
function isOpenedHere(
  { history: { identity, epochs } }: Dataset,
  keys: EpochKeys,
  { kept, interval }: { kept: number; interval: number },
): boolean {
  const last = epochs.at(-1);
  return kept > 0 && kept === epochs.length - 1 && last?.firstInterval === interval &&
    last.formatVersion === FORMAT_VERSION &&
    configHash(identity, last.keys) === configHash(identity, keys);
}

function firsts({ history }: Dataset, reached: Reached): Omit<Epoch, "formatVersion" | "keys"> {
  const { identity } = history;
  const due = reached.interval === 0
    ? 0
    : cohortsDueAt(identity, intervalStart(identity, reached.interval));
  return { firstInterval: reached.interval, firstCohort: Math.max(due, reached.cohort) };
}

function unknownFormat(version: number): Fault {
  return new Fault(
    "data-invalid",
    `Cannot extend this dataset: its format_version must be ${FORMAT_VERSION}: found ${version}; ` +
      "go on with the fleetgen release that made it",
  );
}
