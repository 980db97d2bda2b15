/** The events of one driver in one interval, in typed arrays that are filled anew each time. */

import type { ThresholdTable } from "./distributions.ts";
import { type Stream, StreamFamily } from "./rng.ts";
import { composed, nextKind, stepMap, type TripMap, UNCHANGED } from "./trip.ts";

/** Driver numbers are `company * 10,000 + seq`. */
export const DRIVERS_PER_COMPANY_LIMIT = 10_000;

/** The ordinal has 12 bits in an event id; a Poisson count of mean 1000 stays far below. */
const MOST_EVENTS = 4096;
const SORT_BY_INSERTION_UP_TO = 24;
const PER_UNIT_OF_32_BITS = 1 / 4_294_967_296;

/** Draw order in a driver-interval stream: count, kinds, times, ids; so looking back reads a prefix. */
export class DriverInterval {
  /** What each event is: START, STOP or DELIVERED. */
  readonly kinds = new Uint8Array(MOST_EVENTS);
  /** When each event happens, in ms from the interval's start (0 included, its length excluded), ascending. */
  readonly offsets = new Int32Array(MOST_EVENTS);
  /** The 62 random bits of each event's id: 30 in `idHigh`, 32 in `idLow`. */
  readonly idHigh = new Int32Array(MOST_EVENTS);
  readonly idLow = new Int32Array(MOST_EVENTS);

  readonly #streams: StreamFamily;
  #stream: Stream;
  #opened = 0;

  constructor(seed: number) {
    this.#streams = new StreamFamily(seed, "driverInterval");
    this.#stream = this.#streams.open(0);
  }

  /** How many streams were opened so far: what looking back costs. */
  get opened(): number {
    return this.#opened;
  }

  /** Chooses the interval for the drivers counted next. */
  choose(interval: number): void {
    this.#streams.choose(interval);
  }

  /** How many events `driver` has in the chosen interval. */
  count(driver: number, counts: ThresholdTable): number {
    this.#opened++;
    this.#stream = this.#streams.open(driver);
    return counts.draw(this.#stream.next());
  }

  /** What the `count` events of the driver just counted do to any state. */
  map(count: number): TripMap {
    let map = UNCHANGED;
    for (let n = 0; n < count; n++) map = composed(map, stepMap(this.#stream.next()));
    return map;
  }

  /** The state in which the driver just counted leaves, who enters in `state` and has `count` events. */
  play(state: number, count: number): number {
    let last = state;
    for (let n = 0; n < count; n++) last = nextKind(last, this.#stream.next());
    return last;
  }

  /** Draws the `count` events of the driver just counted, who enters in `state`; gives the state it leaves in. */
  fill(count: number, { state, batchMs }: { state: number; batchMs: number }): number {
    const stream = this.#stream;
    const { kinds, offsets, idHigh, idLow } = this;
    const scale = batchMs * PER_UNIT_OF_32_BITS;
    let last = state;
    for (let n = 0; n < count; n++) {
      last = nextKind(last, stream.next());
      kinds[n] = last;
    }
    for (let n = 0; n < count; n++) offsets[n] = (stream.next() >>> 0) * scale;
    sortAscending(offsets, count);
    for (let n = 0; n < count; n++) {
      idHigh[n] = stream.next() >>> 2;
      idLow[n] = stream.next();
    }
    return last;
  }
}

function sortAscending(values: Int32Array, count: number): void {
  if (count > SORT_BY_INSERTION_UP_TO) {
    values.subarray(0, count).sort();
    return;
  }
  for (let n = 1; n < count; n++) {
    const value = values[n] as number;
    let place = n;
    while (place > 0 && (values[place - 1] as number) > value) {
      values[place] = values[place - 1] as number;
      place--;
    }
    values[place] = value;
  }
}
