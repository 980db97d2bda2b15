/** The bytes of a batch, a bounded piece at a time: simulation joined to encoding. */

import { Companies } from "../simulation/company.ts";
import { poissonTable, type ThresholdTable } from "../simulation/distributions.ts";
import { DriverInterval, DRIVERS_PER_COMPANY_LIMIT } from "../simulation/driver_interval.ts";
import {
  companiesInInterval,
  epochAt,
  epochOfInterval,
  type History,
} from "../simulation/epoch.ts";
import { intervalStart } from "../simulation/interval.ts";
import { LookBack } from "../simulation/look_back.ts";
import { uuid4Bytes } from "./ascii.ts";
import { EventRows, LONGEST_ROW } from "./event_rows.ts";

/** Companies `first` (included) to `end` (excluded). */
export interface CompanyRange {
  readonly first: number;
  readonly end: number;
}

const UNKNOWN = 255;
/** A piece ends after so many drivers even if it is empty, so that its cost is bounded. */
const DRIVERS_A_PIECE = 2048;
const DEFAULT_PIECE_BYTES = 262_144;

/**
 * Makes batches of one dataset. `begin` an interval, then call `next` until it gives null. Intervals
 * made one after the other carry each driver's state along, one byte a driver; any other order
 * looks it up.
 */
export class BatchEncoder {
  readonly #history: History;
  readonly #companies: Companies;
  readonly #lookBack: LookBack;
  readonly #events: DriverInterval;
  readonly #rows: EventRows;
  readonly #pieceBytes: number;
  #buffer: Uint8Array<ArrayBuffer>;
  #states = new Uint8Array(0);
  /** The interval, range and epoch for which `#states` holds the drivers' states at the start. */
  #carried = "";
  #carriedSize = 0;

  #interval = 0;
  #range: CompanyRange = { first: 0, end: 0 };
  #epoch = 0;
  #drivers = 0;
  #rate = 0;
  #counts: ThresholdTable = poissonTable(0);
  #company = 0;
  #seq = 0;
  #eventCount = 0;
  #rowsCompany = -1;

  constructor(history: History, { pieceBytes = DEFAULT_PIECE_BYTES } = {}) {
    this.#history = history;
    this.#pieceBytes = pieceBytes;
    this.#companies = new Companies(history);
    this.#lookBack = new LookBack(history);
    this.#events = new DriverInterval(history.identity.seed);
    this.#rows = new EventRows(history.identity.seed);
    this.#buffer = new Uint8Array(pieceBytes + 64 * LONGEST_ROW);
  }

  /** Events in the pieces given since `begin`. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** Starts interval `interval`, whole or for the companies of `range` only. */
  begin(interval: number, range?: CompanyRange): void {
    const { identity } = this.#history;
    this.#interval = interval;
    this.#range = range ?? { first: 0, end: companiesInInterval(this.#history, interval) };
    this.#epoch = epochOfInterval(this.#history, interval);
    const { driversPerCompany, eventRatePerDriver } = epochAt(this.#history, this.#epoch).keys;
    this.#drivers = driversPerCompany;
    if (eventRatePerDriver !== this.#rate) this.#counts = poissonTable(eventRatePerDriver);
    this.#rate = eventRatePerDriver;
    this.#fitStates();
    this.#company = eventRatePerDriver > 0 ? this.#range.first : this.#range.end;
    this.#seq = 0;
    this.#eventCount = 0;
    this.#rowsCompany = -1;
    this.#events.choose(interval);
    this.#rows.startInterval(intervalStart(identity, interval));
  }

  /**
   * The next bytes of the interval, possibly none, valid until the next call; null at its end.
   */
  next(): Uint8Array<ArrayBuffer> | null {
    if (this.#company >= this.#range.end) {
      this.#carried = this.#carriedInto(this.#interval + 1);
      return null;
    }
    let at = 0;
    for (let n = 0; n < DRIVERS_A_PIECE && at < this.#pieceBytes; n++) {
      if (this.#company >= this.#range.end) break;
      at = this.#driver(at);
      if (++this.#seq >= this.#drivers) {
        this.#seq = 0;
        this.#company++;
      }
    }
    return this.#buffer.subarray(0, at);
  }

  #driver(at: number): number {
    const company = this.#company;
    const seq = this.#seq;
    const count = this.#events.count(company * DRIVERS_PER_COMPANY_LIMIT + seq, this.#counts);
    if (count === 0) return at;
    const place = (company - this.#range.first) * this.#drivers + seq;
    const known = this.#states[place] as number;
    const state = known === UNKNOWN
      ? this.#lookBack.stateBefore(this.#interval, { company, seq })
      : known;
    this.#states[place] = this.#events.fill(count, {
      state,
      batchMs: this.#history.identity.batchMs,
    });
    this.#eventCount += count;
    if (company !== this.#rowsCompany) {
      this.#rowsCompany = company;
      this.#rows.startCompany(company, uuid4Bytes(this.#companies.idWords(company)));
    }
    this.#makeRoom(at, count * LONGEST_ROW);
    return this.#rows.rows(this.#buffer, at, { events: this.#events, count, seq });
  }

  #makeRoom(at: number, bytes: number): void {
    if (at + bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(at + bytes);
    larger.set(this.#buffer.subarray(0, at));
    this.#buffer = larger;
  }

  /** Keeps the carried states if they are those of this interval, and makes room for new companies. */
  #fitStates(): void {
    const { first, end } = this.#range;
    const size = (end - first) * this.#drivers;
    const carried = this.#carried === this.#carriedInto(this.#interval) ? this.#carriedSize : 0;
    // Until the interval is complete, some states are of its start and some of its end.
    this.#carried = "";
    this.#carriedSize = size;
    if (size > this.#states.length) {
      const states = new Uint8Array(Math.max(size, 2 * this.#states.length));
      states.set(this.#states);
      this.#states = states;
    }
    if (carried < size) this.#states.fill(UNKNOWN, carried, size);
  }

  #carriedInto(interval: number): string {
    return `${interval} ${this.#range.first} ${this.#epoch}`;
  }
}
