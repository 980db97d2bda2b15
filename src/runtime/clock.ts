/** The one door to time. */

import { setImmediate } from "node:timers";

export interface Clock {
  /** Wall time in ms since 1970 UTC; may jump in either direction. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
  /** Resolves after `ms`, at once but not before others had their turn if it is below 1, or when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  sleep(ms, signal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) return Promise.resolve();
    if (ms < 1) {
      // A timer takes a millisecond at least.
      setImmediate(resolve);
      return promise;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish);
    return promise;
  },
};
