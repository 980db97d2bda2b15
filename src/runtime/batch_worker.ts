/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** Stages batches off the main thread: encode, hash, write, fsync. */

import { batchId } from "../simulation/interval.ts";
import { BatchEncoder } from "../storage/batch_encoder.ts";
import { stageBatch } from "../storage/staging.ts";
import {
  BEAT,
  CANCELLED_THROUGH,
  SYNCING,
  type WorkerAnswer,
  type WorkerJob,
} from "./worker_protocol.ts";

let encoder: BatchEncoder | null = null;
let version = -1;

class Cancelled extends Error {}

self.onmessage = ({ data }: MessageEvent<WorkerJob>): void => {
  try {
    work(data);
    answer({ kind: "idle", id: data.id });
  } catch (error) {
    if (error instanceof Cancelled) return answer({ kind: "idle", id: data.id });
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    answer({ kind: "failed", id: data.id, name, message });
  }
};

function work(job: WorkerJob): void {
  const { history, durable } = job;
  if (encoder === null || version !== job.historyVersion) encoder = new BatchEncoder(history);
  version = job.historyVersion;
  const beats = new Int32Array(job.beats);
  const onProgress = (): void => {
    Atomics.add(beats, BEAT, 1);
    if (Atomics.load(beats, CANCELLED_THROUGH) >= job.id) throw new Cancelled();
  };
  for (const interval of job.intervals) {
    onProgress();
    const started = performance.now();
    const directory = `${job.stagingDirectory}/${batchId(history.identity, interval)}`;
    const meta = stageBatch({ encoder, history }, interval, {
      directory,
      durable,
      onProgress,
      onSync: (begins) => Atomics.store(beats, SYNCING, Number(begins)),
    });
    const generateMs = performance.now() - started;
    answer({ kind: "staged", id: job.id, interval, directory, meta, generateMs });
  }
}

function answer(message: WorkerAnswer): void {
  self.postMessage(message);
}
