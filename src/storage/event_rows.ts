/** Event rows as bytes: one template per company and kind, patched per driver and event. */

import type { DriverInterval } from "../simulation/driver_interval.ts";
import { utcText } from "../simulation/utc.ts";
import {
  asciiBytes,
  putDecimal2,
  putDecimal3,
  putDecimal4,
  putHex3,
  putHex4,
  putHex8,
} from "./ascii.ts";

const DAY_MS = 86_400_000;
const TWO_16 = 65_536;
/** By kind: START, STOP, DELIVERED. */
const EVENT_TYPES = ["start driving", "stopped driving", "delivered"];
const NIL_EVENT_ID = "00000000-0000-7000-8000-000000000000";
const NIL_COMPANY_ID = "00000000-0000-4000-8000-000000000000";

const ID_AT = `{"event_id":"`.length;
const DRIVER_COMPANY_AT = ID_AT + `${NIL_EVENT_ID}","driver_id":"DRV-`.length;
const SEQ_AT = DRIVER_COMPANY_AT + `${NIL_COMPANY_ID}-`.length;
const CLOCK_FROM_END = `HH:MM:SS.mmmZ"}\n`.length;

/** Most bytes that a row can take: the longest seed, company number and event type. */
export const LONGEST_ROW = 320;

/** Writes rows for one seed; `startInterval`, `startCompany` and `rows` go from outer to inner loop. */
export class EventRows {
  readonly #seed: number;
  #date = "1970-01-01";
  #dayOffset = 0;
  #timeHigh = 0;
  #timeLow = 0;
  #templates: readonly Uint8Array[] = [];
  /** What the templates' lengths depend on. */
  #shape = "";
  #company = 0;
  #companyId: Uint8Array = new Uint8Array(36);
  #seqDigits = 3;
  #companyIdAt = 0;
  #truckSeqAt = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** An interval never crosses midnight UTC, so the date is in the templates. */
  startInterval(startMs: number): void {
    this.#date = utcText(startMs).slice(0, 10);
    this.#dayOffset = startMs % DAY_MS;
    this.#timeHigh = Math.floor(startMs / TWO_16);
    this.#timeLow = startMs % TWO_16;
    this.#shape = "";
  }

  /** Chooses the company, whose id is given as 36 ASCII bytes, for the rows written next. */
  startCompany(company: number, id: Uint8Array): void {
    this.#company = company;
    this.#companyId = id;
    this.#fitCompany();
  }

  /**
   * Writes `count` rows of driver `seq` of the chosen company at `at`; gives the place after them.
   * There must be room for `count` times LONGEST_ROW.
   */
  rows(
    target: Uint8Array,
    at: number,
    { events, count, seq }: { events: DriverInterval; count: number; seq: number },
  ): number {
    this.#fitDriver(seq);
    let end = at;
    for (let n = 0; n < count; n++) {
      const template = this.#templates[events.kinds[n] as number] as Uint8Array;
      target.set(template, end);
      const offset = events.offsets[n] as number;
      this.#putTime(target, end, offset);
      putHex3(target, end + ID_AT + 15, n);
      const high = events.idHigh[n] as number;
      putHex4(target, end + ID_AT + 19, (high >>> 16) | 0x8000);
      putHex4(target, end + ID_AT + 24, high);
      putHex8(target, end + ID_AT + 28, events.idLow[n] as number);
      end += template.length;
      this.#putClock(target, end - CLOCK_FROM_END, offset);
    }
    return end;
  }

  /** The 48 bits of Unix milliseconds that a UUID v7 begins with (RFC 9562, section 5.7). */
  #putTime(target: Uint8Array, at: number, offset: number): void {
    const low = this.#timeLow + offset;
    putHex8(target, at + ID_AT, this.#timeHigh + (low >>> 16));
    putHex4(target, at + ID_AT + 9, low);
  }

  #putClock(target: Uint8Array, at: number, offset: number): void {
    const ofDay = this.#dayOffset + offset;
    const seconds = (ofDay / 1000) | 0;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    putDecimal2(target, at, hours);
    putDecimal2(target, at + 3, minutes - 60 * hours);
    putDecimal2(target, at + 6, seconds - 60 * minutes);
    putDecimal3(target, at + 9, ofDay - 1000 * seconds);
  }

  #fitDriver(seq: number): void {
    const seqDigits = seq < 1000 ? 3 : 4;
    if (seqDigits !== this.#seqDigits) {
      this.#seqDigits = seqDigits;
      this.#fitCompany();
    }
    for (const template of this.#templates) {
      if (seqDigits === 3) putDecimal3(template, SEQ_AT, seq);
      else putDecimal4(template, SEQ_AT, seq);
      putDecimal4(template, this.#truckSeqAt, seq);
    }
  }

  #fitCompany(): void {
    // Truck numbers are company * 10,000 + seq: the company's digits, if any, then four of seq.
    const digits = this.#company === 0 ? "" : String(this.#company);
    const shape = `${digits.length} ${this.#seqDigits}`;
    if (shape !== this.#shape) this.#build(digits);
    this.#shape = shape;
    const companyDigitsAt = this.#truckSeqAt - digits.length;
    for (const template of this.#templates) {
      template.set(this.#companyId, DRIVER_COMPANY_AT);
      template.set(this.#companyId, this.#companyIdAt);
      for (let n = 0; n < digits.length; n++) {
        template[companyDigitsAt + n] = digits.charCodeAt(n);
      }
    }
  }

  #build(digits: string): void {
    const driver = `{"event_id":"${NIL_EVENT_ID}","driver_id":"DRV-${NIL_COMPANY_ID}-${
      "0".repeat(this.#seqDigits)
    }","company_id":"`;
    const truck = `${NIL_COMPANY_ID}","truck_id":"TRK-${this.#seed}-${digits}`;
    this.#companyIdAt = driver.length;
    this.#truckSeqAt = driver.length + truck.length;
    this.#templates = EVENT_TYPES.map((type) =>
      asciiBytes(
        `${driver}${truck}0000","event_type":"${type}","timestamp":"${this.#date}T00:00:00.000Z"}\n`,
      )
    );
  }
}
