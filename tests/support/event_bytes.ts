/** Reads event rows out of bytes without making a string of each: tests of millions of rows are cheap. */

import type { BatchEncoder, CompanyRange } from "../../src/storage/batch_encoder.ts";

export const ID_AT = `{"event_id":"`.length;
export const DRIVER_AT = ID_AT + 36 + `","driver_id":"`.length;
const DRIVER_LENGTH = "DRV-00000000-0000-4000-8000-000000000000-000".length;
const TIME_FROM_END = `2026-01-01T00:00:00.000Z"}\n`.length;
const KIND_FROM_END = TIME_FROM_END + `","timestamp":"`.length;

/** One row: it begins at `at`, its newline is at `end - 1`. */
export interface Row {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
}

/** Calls `visit` with each row of a batch; the row object is reused. */
export function eachRow(encoder: BatchEncoder, interval: number, visit: (row: Row) => void): void {
  encoder.begin(interval);
  const row = { bytes: new Uint8Array(0), at: 0, end: 0 };
  for (let piece = encoder.next(); piece !== null; piece = encoder.next()) {
    row.bytes = piece;
    for (row.at = 0; row.at < piece.length; row.at = row.end) {
      row.end = piece.indexOf(10, row.at + DRIVER_AT) + 1;
      visit(row);
    }
  }
}

/** 0 start driving, 1 stopped driving, 2 delivered. */
export function kindOfRow({ bytes, end }: Row): number {
  const typeEnd = end - KIND_FROM_END;
  if (bytes[typeEnd - 1] === 100) return 2;
  return bytes[typeEnd - " driving".length - 1] === 116 ? 0 : 1;
}

/** Whether the row is of the driver with this id; compared from its end, where ids differ first. */
export function isSameDriver(row: Row, id: Uint8Array): boolean {
  for (let n = DRIVER_LENGTH - 1; n >= 0; n--) {
    if (row.bytes[row.at + DRIVER_AT + n] !== id[n]) return false;
  }
  return true;
}

/** A copy of the row's driver id (fleets with up to 1000 drivers a company). */
export function driverOfRow({ bytes, at }: Row): Uint8Array {
  return bytes.slice(at + DRIVER_AT, at + DRIVER_AT + DRIVER_LENGTH);
}

/** Milliseconds of the UTC day, by the clock digits of the row's timestamp. */
export function clockOfRow({ bytes, end }: Row): number {
  const at = end - TIME_FROM_END + "2026-01-01T".length;
  return decimal(bytes, at, 2) * 3_600_000 + decimal(bytes, at + 3, 2) * 60_000 +
    decimal(bytes, at + 6, 2) * 1000 + decimal(bytes, at + 9, 3);
}

/** The date text of the row's timestamp. */
export function dateOfRow({ bytes, end }: Row): string {
  return new TextDecoder().decode(bytes.subarray(end - TIME_FROM_END, end - TIME_FROM_END + 10));
}

/** The time in the row's event id: ms since 1970. */
export function idTimeOfRow({ bytes, at }: Row): number {
  return hex(bytes, at + ID_AT, 8) * 65_536 + hex(bytes, at + ID_AT + 9, 4);
}

/** The last 64 bits of the row's event id as two words. */
export function idTailOfRow({ bytes, at }: Row): [number, number] {
  const tail = at + ID_AT + 19;
  return [hex(bytes, tail, 4) * 65_536 + hex(bytes, tail + 5, 4), hex(bytes, tail + 9, 8)];
}

/** (timestamp, event_id) in the order of bytes, which is that of any reader who sorts the texts. */
export function sortKeyOfRow({ bytes, at, end }: Row): Uint8Array {
  const key = new Uint8Array(60);
  key.set(bytes.subarray(end - TIME_FROM_END, end - TIME_FROM_END + 24));
  key.set(bytes.subarray(at + ID_AT, at + ID_AT + 36), 24);
  return key;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n++) {
    if (a[n] !== b[n]) return (a[n] as number) - (b[n] as number);
  }
  return a.length - b.length;
}

/** A whole batch, or a part of it, as text. */
export function batchText(encoder: BatchEncoder, interval: number, range?: CompanyRange): string {
  const decoder = new TextDecoder();
  let text = "";
  encoder.begin(interval, range);
  for (let piece = encoder.next(); piece !== null; piece = encoder.next()) {
    text += decoder.decode(piece);
  }
  return text;
}

function decimal(bytes: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let n = at; n < at + digits; n++) value = value * 10 + (bytes[n] as number) - 48;
  return value;
}

function hex(bytes: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let n = at; n < at + digits; n++) {
    const byte = bytes[n] as number;
    value = value * 16 + byte - (byte < 58 ? 48 : 87);
  }
  return value;
}
