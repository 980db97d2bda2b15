/** Writes numbers as ASCII into byte arrays, by tables, since the hot path can't afford strings. */

const HEX = "0123456789abcdef";
const HEX_PAIRS = new Uint8Array(512);
for (let byte = 0; byte < 256; byte++) {
  HEX_PAIRS[2 * byte] = HEX.charCodeAt(byte >>> 4);
  HEX_PAIRS[2 * byte + 1] = HEX.charCodeAt(byte & 15);
}

const ZERO = 48;
const DECIMAL_PAIRS = new Uint8Array(200);
for (let n = 0; n < 100; n++) {
  DECIMAL_PAIRS[2 * n] = ZERO + Math.floor(n / 10);
  DECIMAL_PAIRS[2 * n + 1] = ZERO + n % 10;
}

/** The bytes of an ASCII text. */
export function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Four hex digits of the low 16 bits of `value`. */
export function putHex4(target: Uint8Array, at: number, value: number): void {
  const high = (value >>> 7) & 0x1fe;
  const low = (value & 0xff) << 1;
  target[at] = HEX_PAIRS[high] as number;
  target[at + 1] = HEX_PAIRS[high + 1] as number;
  target[at + 2] = HEX_PAIRS[low] as number;
  target[at + 3] = HEX_PAIRS[low + 1] as number;
}

/** Eight hex digits of the 32 bits of `value`. */
export function putHex8(target: Uint8Array, at: number, value: number): void {
  putHex4(target, at, value >>> 16);
  putHex4(target, at + 4, value);
}

/** Three hex digits of the low 12 bits of `value`. */
export function putHex3(target: Uint8Array, at: number, value: number): void {
  const low = (value & 0xff) << 1;
  target[at] = HEX_PAIRS[((value >>> 7) & 0x1e) + 1] as number;
  target[at + 1] = HEX_PAIRS[low] as number;
  target[at + 2] = HEX_PAIRS[low + 1] as number;
}

/** Two decimal digits of `value`, 0..99. */
export function putDecimal2(target: Uint8Array, at: number, value: number): void {
  target[at] = DECIMAL_PAIRS[2 * value] as number;
  target[at + 1] = DECIMAL_PAIRS[2 * value + 1] as number;
}

/** Three decimal digits of `value`, 0..999. */
export function putDecimal3(target: Uint8Array, at: number, value: number): void {
  const hundreds = (value / 100) | 0;
  target[at] = ZERO + hundreds;
  putDecimal2(target, at + 1, value - 100 * hundreds);
}

/** Four decimal digits of `value`, 0..9999. */
export function putDecimal4(target: Uint8Array, at: number, value: number): void {
  const hundreds = (value / 100) | 0;
  putDecimal2(target, at, hundreds);
  putDecimal2(target, at + 2, value - 100 * hundreds);
}

const NIL_UUID_4 = asciiBytes("00000000-0000-4000-8000-000000000000");

/** A UUID in the version 4 layout (RFC 9562, section 5.4) from 128 bits, of which 122 are kept. */
export function uuid4Bytes(
  [a, b, c, d]: readonly [number, number, number, number],
): Uint8Array<ArrayBuffer> {
  const bytes = NIL_UUID_4.slice();
  putHex8(bytes, 0, a);
  putHex4(bytes, 9, b >>> 16);
  putHex3(bytes, 15, b);
  putHex4(bytes, 19, ((c >>> 16) & 0x3fff) | 0x8000);
  putHex4(bytes, 24, c);
  putHex8(bytes, 28, d);
  return bytes;
}
