/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Stages batches off the main thread: encode, hash, write, fsync. */

import { batchId } from "../simulation/interval.ts";
import { BatchEncoder } from "../storage/batch_encoder.ts";
import { stageBatch } from "../storage/staging.ts";
import type { ProducedBatch } from "./producer.ts";
import {
  BEAT,
  CANCELLED_THROUGH,
  SYNCING,
  type WorkerAnswer,
  type WorkerJob,
} from "./worker_protocol.ts";

/** A message costs as much as a small batch, so batches that are staged within this time share one. */
const ANSWER_EVERY_MS = 5;

let encoder: BatchEncoder | null = null;
let version = -1;
let staged: ProducedBatch[] = [];
let answeredAt = 0;

class Cancelled extends Error {}

self.onmessage = ({ data }: MessageEvent<WorkerJob>): void => {
  answer(data, attempt(data));
};

function attempt(job: WorkerJob): WorkerAnswer["end"] {
  try {
    work(job);
    return "done";
  } catch (error) {
    if (error instanceof Cancelled) return "cancelled";
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { name, message };
  }
}

function work(job: WorkerJob): void {
  const { history, durable } = job;
  if (encoder === null || version !== job.historyVersion) encoder = new BatchEncoder(history);
  version = job.historyVersion;
  const beats = new Int32Array(job.beats);
  const onProgress = (): void => {
    Atomics.add(beats, BEAT, 1);
    if (Atomics.load(beats, CANCELLED_THROUGH) >= job.id) throw new Cancelled();
    if (staged.length > 0 && performance.now() - answeredAt >= ANSWER_EVERY_MS) answer(job);
  };
  for (const interval of job.intervals) {
    const started = performance.now();
    const name = `${batchId(history.identity, interval)}.${job.attempt}`;
    const directory = `${job.stagingDirectory}/${name}`;
    const meta = stageBatch({ encoder, history }, interval, {
      directory,
      durable,
      onProgress,
      onSync: (begins) => Atomics.store(beats, SYNCING, Number(begins)),
    });
    staged.push({ interval, directory, meta, generateMs: performance.now() - started });
    onProgress();
  }
}

function answer({ id }: WorkerJob, end?: WorkerAnswer["end"]): void {
  const message: WorkerAnswer = end === undefined ? { id, staged } : { id, staged, end };
  self.postMessage(message);
  staged = [];
  answeredAt = performance.now();
}
