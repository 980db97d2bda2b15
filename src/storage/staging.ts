/** Makes a batch's files in the staging directory. Synchronous: it runs where nobody else waits. */

import { createHash } from "node:crypto";
import type { History } from "../simulation/epoch.ts";
import { asciiBytes } from "./ascii.ts";
import type { BatchEncoder } from "./batch_encoder.ts";
import { type BatchContent, type BatchMeta, describeBatch, metaText } from "./batch_meta.ts";
import { eventsFile, metaFile } from "./layout.ts";

/** A large file is fsynced as it grows, so that no single call is silent for long. */
const SYNC_EVERY_BYTES = 67_108_864;

export interface StagingOptions {
  /** The directory to make, in `raw/_staging`; whatever is there is removed. */
  readonly directory: string;
  readonly durable: boolean;
  /** Called after every piece; what it throws ends the staging. */
  readonly onProgress?: () => void;
  /** Called with true before and false after each fsync, which may be silent for long on a slow disk. */
  readonly onSync?: (begins: boolean) => void;
}

/** Stages interval `interval`: events.jsonl and batch_meta.json, fsynced, and their directory fsynced. */
export function stageBatch(
  { encoder, history }: { encoder: BatchEncoder; history: History },
  interval: number,
  options: StagingOptions,
): BatchMeta {
  const { directory, durable } = options;
  makeEmpty(directory);
  encoder.begin(interval);
  const meta = describeBatch(history, interval, writeEvents(encoder, options));
  options.onProgress?.();
  using file = Deno.openSync(metaFile(directory), { write: true, createNew: true });
  writeAll(file, asciiBytes(metaText(meta)));
  if (durable) {
    synced(options, () => file.syncSync());
    synced(options, () => syncDirectory(directory));
  }
  return meta;
}

function writeEvents(encoder: BatchEncoder, options: StagingOptions): BatchContent {
  const hash = createHash("sha256");
  using file = Deno.openSync(eventsFile(options.directory), { write: true, createNew: true });
  let bytes = 0;
  let unsynced = 0;
  for (let piece = encoder.next(); piece !== null; piece = encoder.next()) {
    hash.update(piece);
    writeAll(file, piece);
    bytes += piece.length;
    unsynced += piece.length;
    if (options.durable && unsynced >= SYNC_EVERY_BYTES) {
      synced(options, () => file.syncDataSync());
      unsynced = 0;
    }
    options.onProgress?.();
  }
  if (options.durable) synced(options, () => file.syncSync());
  return { events: encoder.eventCount, bytes, sha256: hash.digest("hex") };
}

function synced({ onSync }: StagingOptions, sync: () => void): void {
  onSync?.(true);
  try {
    sync();
  } finally {
    onSync?.(false);
  }
}

function makeEmpty(directory: string): void {
  try {
    Deno.mkdirSync(directory);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    Deno.removeSync(directory, { recursive: true });
    Deno.mkdirSync(directory);
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

function syncDirectory(path: string): void {
  using directory = Deno.openSync(path);
  directory.syncSync();
}
