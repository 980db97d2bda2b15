/** What a batch says of itself, in `batch_meta.json`. */

import {
  companiesInInterval,
  epochAt,
  type EpochKeys,
  epochOfInterval,
  type History,
  type Identity,
} from "../simulation/epoch.ts";
import { batchId, intervalEnd, intervalStart } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { fromWire, toWire } from "../wire_names.ts";
import { configHash } from "./config_hash.ts";
import { readText } from "./disk.ts";
import { metaFile } from "./layout.ts";

/** The one format that this program makes; part of every epoch. */
export const FORMAT_VERSION = 1;

/** In the order of the file. Counts are of the batch; times are RFC 3339 UTC with milliseconds. */
export interface BatchMeta {
  readonly formatVersion: number;
  readonly batchId: string;
  readonly intervalStart: string;
  readonly intervalEnd: string;
  /** Clean events. */
  readonly eventCount: number;
  /** All lines. */
  readonly lineCount: number;
  /** Companies and drivers of the fleet, with events or without. */
  readonly companyCount: number;
  readonly driverCount: number;
  readonly bytes: number;
  /** Of events.jsonl, in hex. */
  readonly sha256: string;
  readonly seed: number;
  readonly datasetStart: string;
  readonly epoch: number;
  readonly configHash: string;
  readonly faults: Readonly<Record<string, number>>;
}

/** What is known of a batch's events once they are written. */
export interface BatchContent {
  readonly events: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The meta of the batch of interval `interval`. */
export function describeBatch(
  history: History,
  interval: number,
  { events, bytes, sha256 }: BatchContent,
): BatchMeta {
  const { identity } = history;
  const epoch = epochOfInterval(history, interval);
  const { keys, formatVersion } = epochAt(history, epoch);
  const companyCount = companiesInInterval(history, interval);
  return {
    formatVersion,
    batchId: batchId(identity, interval),
    intervalStart: utcText(intervalStart(identity, interval)),
    intervalEnd: utcText(intervalEnd(identity, interval)),
    eventCount: events,
    lineCount: events,
    companyCount,
    driverCount: companyCount * keys.driversPerCompany,
    bytes,
    sha256,
    seed: identity.seed,
    datasetStart: utcText(identity.startMs),
    epoch,
    configHash: hashOf(identity, keys),
    faults: {},
  };
}

const hashes = new WeakMap<EpochKeys, string>();

/** One hash an epoch: its keys are one object for as long as the history is. */
function hashOf(identity: Identity, keys: EpochKeys): string {
  const known = hashes.get(keys) ?? configHash(identity, keys);
  hashes.set(keys, known);
  return known;
}

export function metaText(meta: BatchMeta): string {
  return `${JSON.stringify(toWire(meta), null, 2)}\n`;
}

/** The meta in a batch directory, or null when there is none that makes sense. */
export async function readMeta(batchDirectory: string): Promise<BatchMeta | null> {
  const text = await readText(metaFile(batchDirectory));
  if (text === null) return null;
  try {
    const meta = fromWire(JSON.parse(text));
    return isMeta(meta) ? meta : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isMeta(value: unknown): value is BatchMeta {
  if (value === null || typeof value !== "object") return false;
  const { eventCount, bytes, sha256, batchId, seed, epoch } = value as Partial<BatchMeta>;
  return [eventCount, bytes, seed, epoch].every(Number.isSafeInteger) &&
    typeof sha256 === "string" && typeof batchId === "string";
}
