import type { Clock } from "../../src/runtime/clock.ts";

interface Sleeper {
  readonly wakeAt: number;
  readonly signal: AbortSignal;
  readonly wake: () => void;
}

/** What passes at least while anybody sleeps, ms. */
const SHORTEST_SLEEP = 0.01;

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  /** How often anybody went to sleep. */
  sleeps = 0;
  #now: number;
  #elapsed = 0;
  readonly #sleepers = new Set<Sleeper>();
  #onSleep: (() => void)[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return Math.floor(this.#now);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.sleeps++;
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      this.#sleepers.delete(sleeper);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const sleeper = { wakeAt: this.#elapsed + Math.max(ms, SHORTEST_SLEEP), signal, wake };
    this.#sleepers.add(sleeper);
    signal.addEventListener("abort", wake);
    this.#onSleep.splice(0).forEach((tell) => tell());
    return promise;
  }

  /** Sets the wall clock forward or back by `ms`; no time passes. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Lets `ms` pass all at once, as a suspended machine does, and then wakes whose time has come. */
  pass(ms: number): void {
    this.#now += ms;
    this.#elapsed += ms;
    const due = [...this.#sleepers].filter(({ wakeAt }) => wakeAt <= this.#elapsed);
    due.forEach(({ wake }) => wake());
  }

  /** Resolves once somebody sleeps under the signal that `signal` gives at that moment. */
  async asleep(signal: () => AbortSignal): Promise<void> {
    while (![...this.#sleepers].some((sleeper) => sleeper.signal === signal())) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onSleep.push(resolve);
      await promise;
    }
  }

  /** Lets `ms` pass from one waking to the next; `settled` resolves when whoever woke sleeps again. */
  async advance(ms: number, settled: () => Promise<void>): Promise<void> {
    const end = this.#elapsed + ms;
    await settled();
    for (let next = this.#firstWaking(); next <= end; next = this.#firstWaking()) {
      this.pass(next - this.#elapsed);
      await settled();
    }
    this.pass(end - this.#elapsed);
  }

  #firstWaking(): number {
    return Math.min(...[...this.#sleepers].map(({ wakeAt }) => wakeAt));
  }
}
