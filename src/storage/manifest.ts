/** The caches beside the data: what is committed so far, and what the generator is doing. */

import type { Identity } from "../simulation/epoch.ts";
import { batchId, intervalEnd, intervalOfBatchId } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { fromWire, toWire } from "../wire_names.ts";
import { asciiBytes } from "./ascii.ts";
import type { BatchMeta } from "./batch_meta.ts";
import { type Disk, readText } from "./disk.ts";
import type { Layout } from "./layout.ts";
import { sealedText, unsealed } from "./sealed_record.ts";

/** Sums over the committed batches; `lastInterval` is the highest of them, -1 before the first. */
export interface Totals {
  readonly lastInterval: number;
  readonly batches: number;
  readonly events: number;
  readonly bytes: number;
}

export const NOTHING_COMMITTED: Totals = { lastInterval: -1, batches: 0, events: 0, bytes: 0 };

/** The totals with one batch more. */
export function withBatch(totals: Totals, interval: number, meta: BatchMeta): Totals {
  return {
    lastInterval: Math.max(totals.lastInterval, interval),
    batches: totals.batches + 1,
    events: totals.events + meta.eventCount,
    bytes: totals.bytes + meta.bytes,
  };
}

/** Lifecycle and schedule position, as generator_state.json has them. */
export interface GeneratorState {
  readonly state: string;
  readonly since: string;
  readonly nextInterval: number;
  readonly nextCohort: number;
}

export interface Caches {
  readonly totals: Totals;
  readonly companies: number;
  readonly state: GeneratorState;
}

/** Replaces both files, then makes both names durable at once. `now` is in ms since 1970 UTC. */
export async function saveCaches(
  disk: Disk,
  layout: Layout,
  { identity, caches, now }: { identity: Identity; caches: Caches; now: number },
): Promise<void> {
  const saved = utcText(now);
  const manifest = manifestText(identity, { ...caches, saved });
  const state = sealedText(
    toWire({ ...caches.state, lastSaved: saved }) as Record<string, unknown>,
  );
  const written = await Promise.allSettled([
    disk.replaceFile(layout.batchManifest, asciiBytes(manifest)),
    disk.replaceFile(layout.generatorState, asciiBytes(state)),
  ]);
  // Only now, since whoever tries again must find nobody writing.
  for (const result of written) if (result.status === "rejected") throw result.reason;
  await disk.syncDirectory(layout.manifests);
}

function manifestText(
  identity: Identity,
  { totals, companies, saved }: { totals: Totals; companies: number; saved: string },
): string {
  const { lastInterval } = totals;
  return sealedText(
    toWire({
      lastBatchId: lastInterval < 0 ? null : batchId(identity, lastInterval),
      lastIntervalEnd: lastInterval < 0 ? null : utcText(intervalEnd(identity, lastInterval)),
      totalBatches: totals.batches,
      totalEvents: totals.events,
      totalBytes: totals.bytes,
      totalCompanies: companies,
      lastUpdated: saved,
      seed: identity.seed,
      datasetStart: utcText(identity.startMs),
    }) as Record<string, unknown>,
  );
}

/** What batch_manifest.json says; null when it is missing, damaged or of another dataset. */
export async function loadManifest(
  layout: Layout,
  identity: Identity,
): Promise<{ totals: Totals; companies: number } | null> {
  const record = fromWire(unsealed(await readText(layout.batchManifest))) as
    | Record<string, number & string>
    | null;
  if (record === null || record.seed !== identity.seed) return null;
  if (record.datasetStart !== utcText(identity.startMs)) return null;
  const lastInterval = record.lastBatchId === null
    ? -1
    : intervalOfBatchId(identity, record.lastBatchId ?? "");
  if (lastInterval === null) return null;
  const { totalBatches = 0, totalEvents = 0, totalBytes = 0, totalCompanies = 0 } = record;
  return {
    totals: { lastInterval, batches: totalBatches, events: totalEvents, bytes: totalBytes },
    companies: totalCompanies,
  };
}
