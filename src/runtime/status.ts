/** The generator's state as `/status` gives it: from memory, in constant time. */

import { nonEmptyCohortsBefore } from "../simulation/epoch.ts";
import { batchId, intervalEnd } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { reproduceWith } from "../storage/dataset_text.ts";
import type { DatasetReport, StatusReport } from "./control.ts";
import type { DatasetWriter } from "./dataset_writer.ts";
import type { Generator } from "./generator.ts";
import { nextDue } from "./schedule.ts";

export interface StatusFacts {
  readonly generator: Generator;
  readonly now: number;
  readonly startedAt: number;
  readonly version: string;
  readonly dataDir: string;
  readonly stateFile: string;
  readonly freeBytes: number | null;
  /** Why there is no dataset yet; null when the generator is past its start. */
  readonly starting: string | null;
  /** Whether the start, or the one after a clean, finished an interrupted clean. */
  readonly cleaned: boolean;
}

export function statusReport(facts: StatusFacts): StatusReport {
  const { generator, now } = facts;
  const { lifecycle, writer } = generator;
  const state = lifecycle.state(generator.fault !== null);
  const reason = reasonFor(facts);
  const seconds = Math.max(0, (now - facts.startedAt) / 1000);
  return {
    status: state,
    ...(reason === null ? {} : { reason }),
    timestamp: utcText(now),
    version: facts.version,
    uptime: { seconds, hours: seconds / 3600, startTime: utcText(facts.startedAt) },
    companyGenerator: companyReport(facts, writer),
    driverGenerator: driverReport(facts, writer),
    lifecycle: {
      state,
      paused: lifecycle.paused,
      shutdownRequested: lifecycle.wish === "stop",
      since: utcText(lifecycle.since),
    },
    state: {
      lastSaved: textOrNull(writer?.lastSaved ?? null),
      stateFile: facts.stateFile,
    },
    dataset: writer === null ? null : datasetReport(writer, facts.dataDir),
    disk: { freeBytes: facts.freeBytes, hoursLeft: hoursLeft(writer, facts.freeBytes) },
    autoReinit: reinitReport(facts),
  };
}

function reasonFor({ generator, starting }: StatusFacts): string | null {
  if (starting !== null) return starting;
  if (generator.fault !== null) return generator.fault;
  if (!generator.aheadOfClock) return null;
  return "The dataset is ahead of the clock: the next batch waits until the clock gets there.";
}

function companyReport(
  { generator, now }: StatusFacts,
  writer: DatasetWriter | null,
): StatusReport["companyGenerator"] {
  const at = writer !== null && writer.companies > 0 ? generator.lastCommit.companiesAt : null;
  return {
    totalBatches: writer === null
      ? 0
      : nonEmptyCohortsBefore(writer.history, writer.position.cohort),
    totalCompanies: writer?.companies ?? 0,
    lastBatchTime: textOrNull(at),
    idleSeconds: secondsSince(at, now),
  };
}

function driverReport(
  { generator, now }: StatusFacts,
  writer: DatasetWriter | null,
): StatusReport["driverGenerator"] {
  const last = writer?.totals.lastInterval ?? -1;
  const at = last >= 0 ? generator.lastCommit.batchesAt : null;
  const due = writer === null ? null : nextDue(writer.history, writer.position);
  const identity = writer?.history.identity;
  return {
    totalBatches: writer?.totals.batches ?? 0,
    totalEvents: writer?.totals.events ?? 0,
    lastBatchTime: textOrNull(at),
    lastBatchId: identity === undefined || last < 0 ? null : batchId(identity, last),
    lastIntervalEnd: identity === undefined || last < 0
      ? null
      : utcText(intervalEnd(identity, last)),
    nextDue: textOrNull(due),
    lagSeconds: due === null ? 0 : generator.time.lagSeconds(due),
    idleSeconds: secondsSince(at, now),
  };
}

function datasetReport(writer: DatasetWriter, dataDir: string): DatasetReport {
  const { identity, epochs } = writer.history;
  return {
    seed: identity.seed,
    startTime: utcText(identity.startMs),
    dataDir,
    epoch: epochs.length - 1,
    reproduceWith: reproduceWith(writer.dataset),
  };
}

/** Simulated hours until the disk is full, by the mean size of the batches so far. */
function hoursLeft(writer: DatasetWriter | null, freeBytes: number | null): number | null {
  if (writer === null || freeBytes === null || writer.totals.bytes === 0) return null;
  const bytesABatch = writer.totals.bytes / writer.totals.batches;
  const { identity } = writer.history;
  return freeBytes / bytesABatch * identity.batchMs / 3_600_000;
}

function reinitReport({ generator, cleaned }: StatusFacts): StatusReport["autoReinit"] {
  const { opened } = generator;
  const found = opened?.found;
  const actions = [...(cleaned ? ["interrupted clean finished"] : []), ...(found?.actions ?? [])];
  return {
    performed: actions.length > 0,
    at: actions.length > 0 ? textOrNull(opened?.at ?? null) : null,
    actions,
    missingFiles: found?.missingFiles ?? [],
  };
}

function textOrNull(ms: number | null): string | null {
  return ms === null ? null : utcText(ms);
}

function secondsSince(ms: number | null, now: number): number | null {
  return ms === null ? null : Math.max(0, (now - ms) / 1000);
}
