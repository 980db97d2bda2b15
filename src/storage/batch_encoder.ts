/** The bytes of a batch, a bounded piece at a time: simulation joined to encoding. */

import { Companies } from "../simulation/company.ts";
import { poissonTable, type ThresholdTable } from "../simulation/distributions.ts";
import { DriverInterval, DRIVERS_PER_COMPANY_LIMIT } from "../simulation/driver_interval.ts";
import { DriverStates } from "../simulation/driver_states.ts";
import {
  companiesInInterval,
  epochAt,
  epochOfInterval,
  type History,
} from "../simulation/epoch.ts";
import { intervalStart } from "../simulation/interval.ts";
import { uuid4Bytes } from "./ascii.ts";
import { EventRows, LONGEST_ROW } from "./event_rows.ts";

/** Companies `first` (included) to `end` (excluded). */
export interface CompanyRange {
  readonly first: number;
  readonly end: number;
}

/** A piece ends after so many drivers even if it is empty, or so much looking back, so that its cost is bounded. */
const DRIVERS_A_PIECE = 2048;
const LOOKED_AT_A_PIECE = 200_000;
const DEFAULT_PIECE_BYTES = 262_144;

/**
 * Makes batches of one dataset. `begin` an interval, then call `next` until it gives null. Intervals
 * made one after the other, or with few between them, carry each driver's state along; any other
 * order looks it up.
 */
export class BatchEncoder {
  readonly #history: History;
  readonly #companies: Companies;
  readonly #states: DriverStates;
  readonly #events: DriverInterval;
  readonly #rows: EventRows;
  readonly #pieceBytes: number;
  #buffer: Uint8Array<ArrayBuffer>;
  #range: CompanyRange = { first: 0, end: 0 };
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
    this.#states = new DriverStates(history);
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
    this.#range = range ?? { first: 0, end: companiesInInterval(this.#history, interval) };
    const epoch = epochOfInterval(this.#history, interval);
    const { driversPerCompany, eventRatePerDriver } = epochAt(this.#history, epoch).keys;
    this.#drivers = driversPerCompany;
    if (eventRatePerDriver !== this.#rate) this.#counts = poissonTable(eventRatePerDriver);
    this.#rate = eventRatePerDriver;
    const drivers = { drivers: driversPerCompany, epoch, counts: this.#counts };
    this.#states.begin(interval, { ...this.#range, ...drivers });
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
      this.#states.complete();
      return null;
    }
    const enough = this.#states.lookedAt + LOOKED_AT_A_PIECE;
    let at = 0;
    for (let n = 0; n < DRIVERS_A_PIECE && at < this.#pieceBytes; n++) {
      if (this.#company >= this.#range.end || this.#states.lookedAt > enough) break;
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
    const driver = company * DRIVERS_PER_COMPANY_LIMIT + seq;
    const place = (company - this.#range.first) * this.#drivers + seq;
    this.#states.enter(place, driver);
    const count = this.#events.count(driver, this.#counts);
    if (count === 0) return at;
    const state = this.#states.of(place, driver);
    const { batchMs } = this.#history.identity;
    this.#states.leave(place, this.#events.fill(count, { state, batchMs }));
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
}
