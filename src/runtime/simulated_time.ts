/** What the schedule runs on: wall time at speed 1, else time that never runs past what is due. */

import type { Clock } from "./clock.ts";

export class SimulatedTime {
  readonly #clock: Clock;
  readonly #speed: number;
  /** At `#since` on the monotonic clock it was `#anchor`; at speed 1 neither is used. */
  #anchor = 0;
  #since = 0;
  #held = false;

  /** `speed` is in simulated seconds per wall second. */
  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
  }

  get followsWall(): boolean {
    return this.#speed === 1;
  }

  /** Says that it is `ms` now: at the start, and each time that what was due then is committed. */
  reach(ms: number): void {
    this.#anchor = ms;
    this.#since = this.#clock.monotonic();
  }

  /** Stands still until `release`; nothing is due before `due`. */
  hold(due: number): void {
    this.#anchor = this.now(due);
    this.#held = true;
  }

  release(): void {
    this.#since = this.#clock.monotonic();
    this.#held = false;
  }

  /** The present, in ms since 1970 UTC; other than wall time it waits at `due`, the oldest due time. */
  now(due: number): number {
    if (this.followsWall) return this.#clock.now();
    return Math.min(this.#flowing(), Math.max(due, this.#anchor));
  }

  /** Wall milliseconds until `due`; 0 when it is due. */
  wait(due: number): number {
    const ahead = due - (this.followsWall ? this.#clock.now() : this.#flowing());
    return Math.max(0, ahead / this.#speed);
  }

  /** Wall seconds for which what falls due at `due` has been due; 0 when it is not. */
  lagSeconds(due: number): number {
    const present = this.followsWall ? this.#clock.now() : this.#flowing();
    return Math.max(0, (present - due) / this.#speed / 1000);
  }

  #flowing(): number {
    if (this.#held) return this.#anchor;
    return this.#anchor + (this.#clock.monotonic() - this.#since) * this.#speed;
  }
}
