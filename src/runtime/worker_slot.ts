/** One worker of the pool, replaced whenever it throws, closes itself or falls silent. */

import type { History } from "../simulation/epoch.ts";
import { Discarded, type ProducedBatch } from "./producer.ts";
import {
  BEAT,
  BEAT_PLACES,
  CANCELLED_THROUGH,
  SYNCING,
  type WorkerAnswer,
  type WorkerJob,
} from "./worker_protocol.ts";

/** A worker makes a piece within milliseconds and fsyncs every 64 MB: so much silence means that it is gone. */
export const SILENCE_MS = 5000;
/** 64 MB on the slowest of disks; another worker would wait for the same disk. */
const SYNC_SILENCE_MS = 60_000;
const MOST_ATTEMPTS = 3;
/** Above every job's id. */
const ALL_JOBS = 0x7fff_ffff;

/** A run of intervals for one worker, and who waits for each. */
export interface Run {
  readonly id: number;
  readonly history: History;
  readonly historyVersion: number;
  readonly waiting: Map<number, PromiseWithResolvers<ProducedBatch>>;
  /** Since the last batch of it was staged. */
  attempts: number;
}

export interface SlotOptions {
  readonly stagingDirectory: string;
  readonly durable: boolean;
  readonly createWorker: () => Worker;
  readonly monotonic: () => number;
  /** Called when the slot has become idle, or has given its run up. */
  readonly onIdle: () => void;
}

export class WorkerSlot {
  readonly #options: SlotOptions;
  #beats = newBeats();
  /** Null after one that failed, until there is work again: so a failing start is not repeated idly. */
  #worker: Worker | null;
  #run: Run | null = null;
  #jobs = 0;
  #lastBeat = 0;
  #lastBeatAt = 0;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.#worker = this.#start();
  }

  get idle(): boolean {
    return this.#run === null;
  }

  take(run: Run): void {
    this.#run = run;
    run.attempts++;
    this.#worker ??= this.#start();
    this.#lastBeat = this.#beat;
    this.#lastBeatAt = this.#options.monotonic();
    const { id, history, historyVersion, waiting } = run;
    const { stagingDirectory, durable } = this.#options;
    const intervals = [...waiting.keys()];
    const beats = this.#beats.buffer as SharedArrayBuffer;
    const job: WorkerJob = {
      id,
      history,
      historyVersion,
      intervals,
      attempt: `${id}-${++this.#jobs}`,
      stagingDirectory,
      durable,
      beats,
    };
    this.#worker.postMessage(job);
  }

  /** Asks the worker to drop its run at the next piece. */
  cancel(): void {
    if (this.#run !== null) Atomics.store(this.#beats, CANCELLED_THROUGH, this.#run.id);
  }

  /** Replaces a worker that has a run and has been silent for too long. */
  checkPulse(): void {
    if (this.#run === null) return;
    const now = this.#options.monotonic();
    const beat = this.#beat;
    if (beat !== this.#lastBeat) {
      this.#lastBeat = beat;
      this.#lastBeatAt = now;
    } else if (now - this.#lastBeatAt > this.#patienceMs) this.#replace("fell silent", "");
  }

  /** Ends the worker and drops its run; also the end of a slot. */
  abandon(): void {
    this.#end();
    this.#giveUp(new Discarded());
  }

  /** Ends the worker and lets a new one make what is left of its run. */
  #replace(why: string, detail: string): void {
    this.#end();
    const run = this.#run;
    if (run === null) return;
    if (run.attempts < MOST_ATTEMPTS) return this.take(run);
    this.#giveUp(new Error(`A worker ${why} ${run.attempts} times over the same batch${detail}`));
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    // terminate() does not end synchronous work, nor what waits for a disk: that ends at its next beat.
    Atomics.store(this.#beats, CANCELLED_THROUGH, ALL_JOBS);
  }

  get #beat(): number {
    return Atomics.load(this.#beats, BEAT);
  }

  get #patienceMs(): number {
    return Atomics.load(this.#beats, SYNCING) === 1 ? SYNC_SILENCE_MS : SILENCE_MS;
  }

  #start(): Worker {
    this.#beats = newBeats();
    const worker = this.#options.createWorker();
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>): void => this.#hear(data);
    worker.onerror = (event: ErrorEvent): void => {
      // Unhandled, an error in a worker ends the whole process.
      event.preventDefault();
      if (worker === this.#worker) this.#replace("failed", `: ${event.message}`);
    };
    return worker;
  }

  #hear({ id, staged, end }: WorkerAnswer): void {
    const run = this.#run;
    if (run === null || id !== run.id) return;
    if (staged.length > 0) run.attempts = 1;
    for (const batch of staged) {
      run.waiting.get(batch.interval)?.resolve(batch);
      run.waiting.delete(batch.interval);
    }
    if (end === undefined) return;
    const failed = typeof end === "object";
    this.#giveUp(failed ? Object.assign(new Error(end.message), end) : new Discarded());
  }

  #giveUp(reason: Error): void {
    const run = this.#run;
    this.#run = null;
    run?.waiting.forEach((waiter) => waiter.reject(reason));
    this.#options.onIdle();
  }
}

function newBeats(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * BEAT_PLACES));
}
