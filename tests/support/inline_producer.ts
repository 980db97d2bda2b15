import { type BatchProducer, Discarded, type ProducedBatch } from "../../src/runtime/producer.ts";
import type { History } from "../../src/simulation/epoch.ts";
import { batchId } from "../../src/simulation/interval.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import type { Layout } from "../../src/storage/layout.ts";
import { stageBatch } from "../../src/storage/staging.ts";

/** Stages batches at once, in the caller's thread; holds them back or fails as a test tells it to. */
export class InlineProducer implements BatchProducer {
  readonly width = 1;
  /** Every interval that was staged, in order. */
  readonly made: number[] = [];
  /** Called before each staging; what it throws is the staging's failure. */
  before: (interval: number) => void = () => {};
  /** While it is true, batches are asked for but never ready. */
  isStuck = false;
  readonly #layout: Layout;
  #onAsked = Promise.withResolvers<void>();
  #history: History | null = null;
  #encoder: BatchEncoder | null = null;
  readonly #stuck: { readonly make: () => void; readonly drop: () => void }[] = [];

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  produce(history: History, intervals: readonly number[]): Promise<ProducedBatch>[] {
    const promises = intervals.map((interval) => this.#promise(history, interval));
    promises.forEach((promise) => promise.catch(() => {}));
    return promises;
  }

  discard(): Promise<void> {
    this.#stuck.splice(0).forEach(({ drop }) => drop());
    return Promise.resolve();
  }

  close(): void {}

  /** Resolves once something is stuck. */
  asked(): Promise<void> {
    return this.#onAsked.promise;
  }

  /** Makes what is stuck, and everything from now on. */
  release(): void {
    this.isStuck = false;
    this.#stuck.splice(0).forEach(({ make }) => make());
  }

  #promise(history: History, interval: number): Promise<ProducedBatch> {
    if (!this.isStuck) return Promise.try(() => this.#make(history, interval));
    const { promise, resolve, reject } = Promise.withResolvers<ProducedBatch>();
    const make = (): void => resolve(this.#make(history, interval));
    this.#onAsked.resolve();
    this.#stuck.push({ make, drop: () => reject(new Discarded()) });
    return promise;
  }

  #make(history: History, interval: number): ProducedBatch {
    this.before(interval);
    if (this.#encoder === null || this.#history !== history) {
      this.#encoder = new BatchEncoder(history);
      this.#history = history;
    }
    const directory = this.#layout.staged(batchId(history.identity, interval));
    const source = { encoder: this.#encoder, history };
    const meta = stageBatch(source, interval, { directory, durable: false });
    this.made.push(interval);
    return { interval, directory, meta, generateMs: 0 };
  }
}
