/** The state that each driver enters an interval in, carried from one to the next: a byte a driver, two while a fleet grows. */

import type { ThresholdTable } from "./distributions.ts";
import { DriverInterval, DRIVERS_PER_COMPANY_LIMIT } from "./driver_interval.ts";
import type { History } from "./epoch.ts";
import { LookBack } from "./look_back.ts";

/** The drivers of companies `first` (included) to `end` (excluded), `drivers` of each, in one epoch. */
export interface DriverRange {
  readonly first: number;
  readonly end: number;
  readonly drivers: number;
  readonly epoch: number;
  /** Of the epoch's event rate. */
  readonly counts: ThresholdTable;
}

const UNKNOWN = 255;
/** Playing an interval's kinds costs a driver a tenth of a look-back at the default rate. */
const MOST_PLAYED = 8;

/**
 * `begin` an interval, take each driver's state with `enter` in order, whether it has events or not, note with
 * `leave` where its events took it, and `complete` the interval. After a few intervals that somebody
 * else made the states are played through those; after more they are looked up again.
 */
export class DriverStates {
  readonly #seed: number;
  readonly #lookBack: LookBack;
  #states = new Uint8Array(0);
  #range: DriverRange | null = null;
  #interval = 0;
  /** How many of the first places hold states of the start of `#interval`, once it is begun. */
  #known = 0;
  /** Whether these are states of `#interval`'s end. */
  #complete = false;
  /** For the intervals between the one completed last and this one: the first `#skipped` of these. */
  readonly #between: DriverInterval[] = [];
  #skipped = 0;

  constructor(history: History) {
    this.#seed = history.identity.seed;
    this.#lookBack = new LookBack(history);
  }

  /** How many streams were opened so far to look drivers up: what that costs. */
  get lookedAt(): number {
    return this.#lookBack.opened;
  }

  begin(interval: number, range: DriverRange): void {
    const carried = this.#canCarry(interval, range) ? this.#known : 0;
    const size = (range.end - range.first) * range.drivers;
    this.#skipped = 0;
    for (let n = this.#interval + 1; carried > 0 && n < interval; n++) this.#skip(n);
    this.#fit(size);
    this.#states.fill(UNKNOWN, Math.min(carried, size), size);
    this.#range = range;
    this.#interval = interval;
    this.#known = size;
    this.#complete = false;
  }

  /** Brings the driver at `place` of the range to the interval's start. */
  enter(place: number, driver: number): void {
    if (this.#skipped === 0) return;
    let state = this.#states[place] as number;
    if (state === UNKNOWN) return;
    const { counts } = this.#range as DriverRange;
    for (let n = 0; n < this.#skipped; n++) {
      const played = this.#between[n] as DriverInterval;
      state = played.play(state, played.count(driver, counts));
    }
    this.#states[place] = state;
  }

  /** The state of the driver at `place`, who has events; looked up if it is not known. */
  of(place: number, driver: number): number {
    const known = this.#states[place] as number;
    if (known !== UNKNOWN) return known;
    const seq = driver % DRIVERS_PER_COMPANY_LIMIT;
    const company = (driver - seq) / DRIVERS_PER_COMPANY_LIMIT;
    return this.#lookBack.stateBefore(this.#interval, { company, seq });
  }

  leave(place: number, state: number): void {
    this.#states[place] = state;
  }

  complete(): void {
    this.#complete = true;
  }

  #canCarry(interval: number, { first, epoch }: DriverRange): boolean {
    const skipped = interval - this.#interval - 1;
    return this.#complete && skipped >= 0 && skipped <= MOST_PLAYED &&
      this.#range?.first === first && this.#range.epoch === epoch;
  }

  #skip(interval: number): void {
    const played = this.#between[this.#skipped] ??= new DriverInterval(this.#seed);
    played.choose(interval);
    this.#skipped++;
  }

  #fit(size: number): void {
    if (size <= this.#states.length) return;
    const states = new Uint8Array(Math.max(size, 2 * this.#states.length));
    states.set(this.#states);
    this.#states = states;
  }
}
