/** Batches made by Web Workers, while the main isolate only schedules, renames, records and serves. */

import type { History } from "../simulation/epoch.ts";
import { type BatchProducer, Discarded, type ProducedBatch } from "./producer.ts";
import { type Run, type SlotOptions, WorkerSlot } from "./worker_slot.ts";

const PULSE_MS = 1000;
/** A worker looks at its cancellation after each piece; one that has not by then is replaced. */
const DISCARD_MS = 300;

export interface PoolOptions extends Omit<SlotOptions, "onIdle" | "createWorker"> {
  readonly workers: number;
  readonly createWorker?: () => Worker;
}

export class WorkerPool implements BatchProducer {
  readonly #slots: readonly WorkerSlot[];
  readonly #pulse: ReturnType<typeof setInterval>;
  #queue: Run[] = [];
  #runs = 0;
  #history: History | null = null;
  #historyVersion = 0;
  #onIdle: () => void = () => {};
  #closed = false;

  constructor({ workers, createWorker = batchWorker, ...options }: PoolOptions) {
    const onIdle = (): void => this.#dispatch();
    this.#slots = Array.from({ length: workers }, () => {
      return new WorkerSlot({ ...options, createWorker, onIdle });
    });
    this.#pulse = setInterval(() => this.#slots.forEach((slot) => slot.checkPulse()), PULSE_MS);
  }

  produce(history: History, intervals: readonly number[]): Promise<ProducedBatch>[] {
    if (history !== this.#history) this.#historyVersion++;
    this.#history = history;
    const waiters = intervals.map(() => Promise.withResolvers<ProducedBatch>());
    // Neighbours go to one worker, which carries the drivers' states from one to the next.
    const length = Math.ceil(intervals.length / this.#slots.length);
    for (let from = 0; from < intervals.length; from += length) {
      const waiting = new Map(
        waiters.slice(from, from + length).map((waiter, n) => [intervals[from + n] ?? 0, waiter]),
      );
      const historyVersion = this.#historyVersion;
      this.#queue.push({ id: ++this.#runs, history, historyVersion, waiting, attempts: 0 });
    }
    this.#dispatch();
    const promises = waiters.map(({ promise }) => promise);
    // Whoever asked may have stopped listening before a later one is dropped.
    promises.forEach((promise) => promise.catch(() => {}));
    return promises;
  }

  async discard(): Promise<void> {
    this.#dropQueue();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    this.#slots.forEach((slot) => slot.cancel());
    if (!this.#slots.every(({ idle }) => idle)) {
      const timer = setTimeout(() => this.#replaceBusy(), DISCARD_MS);
      await promise;
      clearTimeout(timer);
    }
    this.#onIdle = () => {};
  }

  get width(): number {
    return this.#slots.length;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#pulse);
    this.#dropQueue();
    this.#slots.forEach((slot) => slot.abandon());
  }

  #dropQueue(): void {
    const dropped = this.#queue;
    this.#queue = [];
    dropped.forEach(({ waiting }) => waiting.forEach(({ reject }) => reject(new Discarded())));
  }

  #replaceBusy(): void {
    for (const slot of this.#slots.filter(({ idle }) => !idle)) slot.abandon();
  }

  #dispatch(): void {
    if (this.#closed) return;
    for (const slot of this.#slots) {
      if (!slot.idle) continue;
      const run = this.#queue.shift();
      if (run === undefined) break;
      slot.take(run);
    }
    if (this.#slots.every(({ idle }) => idle)) this.#onIdle();
  }
}

function batchWorker(): Worker {
  return new Worker(new URL("./batch_worker.ts", import.meta.url), { type: "module" });
}
