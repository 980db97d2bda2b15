/** Proves, or disproves, that a data directory holds what its identity says. */

import { createHash } from "node:crypto";
import { companiesBefore, type History } from "../simulation/epoch.ts";
import { batchId, intervalOfBatchId } from "../simulation/interval.ts";
import { BatchEncoder } from "./batch_encoder.ts";
import { type BatchMeta, describeBatch, metaText, readMeta } from "./batch_meta.ts";
import { compareCompanies } from "./company_comparison.ts";
import { type Dataset, loadDataset, loadSecondCopy, sameDataset } from "./dataset.ts";
import { namesIn, readText } from "./disk.ts";
import { Fault } from "./fault.ts";
import { eventsFile, type Layout, metaFile } from "./layout.ts";
import { loadManifest, NOTHING_COMMITTED, type Totals, withBatch } from "./manifest.ts";
import { cohortsDueThrough } from "./recovery.ts";

export interface Audit {
  readonly batches: number;
  readonly events: number;
  readonly bytes: number;
  /** A sentence each. */
  readonly problems: readonly string[];
}

export interface AuditOptions {
  /** Makes every batch again and compares. */
  readonly deep: boolean;
  readonly signal: AbortSignal;
}

/** @throws {Fault} `unusable` when there is no dataset. */
export async function auditDataset(layout: Layout, options: AuditOptions): Promise<Audit> {
  const problems: string[] = [];
  const dataset = await readIdentity(layout, problems);
  const manifest = await loadManifest(layout, dataset.history.identity);
  const names = await namesIn(layout.events);
  if (manifest === null && names.length > 0) problems.push("batch_manifest.json can't be read.");
  const intervals = names.map((name) => intervalOfBatchId(dataset.history.identity, name));
  const last = manifest?.totals.lastInterval ?? Math.max(-1, ...intervals.map((i) => i ?? -1));
  intervals.forEach((interval, n) => {
    if (interval === null) problems.push(`Foreign entry in raw/events: ${names[n]}.`);
  });
  const present = new Set(intervals);
  const encoder = options.deep ? new BatchEncoder(dataset.history) : null;
  let totals: Totals = NOTHING_COMMITTED;
  let missing = 0;
  for (let interval = 0; interval <= last && !options.signal.aborted; interval++) {
    if (!present.has(interval)) {
      if (isSkipped(dataset, interval)) continue;
      missing++;
      problems.push(`Batch ${batchId(dataset.history.identity, interval)} is missing.`);
      continue;
    }
    const meta = await auditBatch(layout, dataset.history, { interval, encoder, problems });
    if (meta !== null) totals = withBatch(totals, interval, meta);
  }
  if (manifest !== null && missing === 0) compareSums(manifest.totals, totals, problems);
  await auditCompanies(layout, dataset.history, { last, problems });
  const { batches, events, bytes } = totals;
  return { batches, events, bytes, problems };
}

async function readIdentity(layout: Layout, problems: string[]): Promise<Dataset> {
  const first = await loadDataset(layout.dataset);
  const second = await loadSecondCopy(layout);
  if (first === null) problems.push("dataset.json is missing or damaged.");
  if (second === null) problems.push("seed_manifest.json is missing or damaged.");
  if (first !== null && second !== null && !sameDataset(first, second)) {
    problems.push("dataset.json and seed_manifest.json differ.");
  }
  const dataset = first ?? second;
  if (dataset !== null) return dataset;
  throw new Fault(
    "unusable",
    `Cannot verify ${layout.root}: it must hold a dataset: found no readable dataset.json; ` +
      "name another with --data-dir",
  );
}

function isSkipped({ skipped }: Dataset, interval: number): boolean {
  return skipped.some(({ first, end }) => first <= interval && interval < end);
}

interface BatchAudit {
  readonly interval: number;
  readonly encoder: BatchEncoder | null;
  readonly problems: string[];
}

async function auditBatch(
  layout: Layout,
  history: History,
  { interval, encoder, problems }: BatchAudit,
): Promise<BatchMeta | null> {
  const name = batchId(history.identity, interval);
  const directory = layout.batch(name);
  const meta = await readMeta(directory);
  if (meta === null) {
    problems.push(`Batch ${name} has no readable batch_meta.json.`);
    return null;
  }
  const content = await contentOf(eventsFile(directory));
  const { eventCount: events, bytes, sha256 } = meta;
  if (content.sha256 !== sha256 || content.bytes !== bytes || content.lines !== events) {
    problems.push(
      `Batch ${name}: events.jsonl has ${content.lines} lines, ${content.bytes} bytes and sha256 ` +
        `${content.sha256}, but its meta says ${events}, ${bytes} and ${sha256}.`,
    );
  }
  const expected = metaText(describeBatch(history, interval, { events, bytes, sha256 }));
  if (await readText(metaFile(directory)) !== expected) {
    problems.push(`Batch ${name}: batch_meta.json is not what this dataset's history says.`);
  }
  if (encoder !== null && madeAgain(encoder, interval) !== content.sha256) {
    problems.push(`Batch ${name}: events.jsonl is not what the dataset's identity gives.`);
  }
  return meta;
}

async function contentOf(path: string): Promise<{ lines: number; bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let [lines, bytes] = [0, 0];
  const file = await Deno.open(path).catch(() => null);
  if (file === null) return { lines, bytes, sha256: "none" };
  for await (const chunk of file.readable) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return { lines, bytes, sha256: hash.digest("hex") };
}

function madeAgain(encoder: BatchEncoder, interval: number): string {
  const hash = createHash("sha256");
  encoder.begin(interval);
  for (let piece = encoder.next(); piece !== null; piece = encoder.next()) hash.update(piece);
  return hash.digest("hex");
}

function compareSums(says: Totals, are: Totals, problems: string[]): void {
  for (const key of ["batches", "events", "bytes"] as const) {
    if (says[key] === are[key]) continue;
    problems.push(
      `batch_manifest.json says ${says[key]} ${key} in all, the batches have ${are[key]}.`,
    );
  }
}

async function auditCompanies(
  layout: Layout,
  history: History,
  { last, problems }: { last: number; problems: string[] },
): Promise<void> {
  const found = await compareCompanies(history, layout.companies);
  const needed = companiesBefore(history, cohortsDueThrough(history, last));
  if (found.difference !== null) {
    problems.push(`companies.jsonl is wrong from byte ${found.difference} on.`);
  } else if (found.wholeLines < needed) {
    problems.push(`companies.jsonl has ${found.wholeLines} companies, the batches need ${needed}.`);
  }
}
