/** Addressed random streams: every aspect of the simulation draws from a stream of its own. */

import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/** Each `next()` gives 32 uniform bits as a signed integer; `>>> 0` makes them 0..2^32-1. */
export type Stream = RandomGenerator;

/** Every stream's name and its number in the address; numbers are part of the format and never change. */
export const STREAM_NAMES = { company: 1, driverInterval: 2 } as const;
export type StreamName = keyof typeof STREAM_NAMES;

const TWO_32 = 4_294_967_296;

/** The 128-bit state of HalfSipHash (J.-P. Aumasson, D. J. Bernstein, "SipHash", 32-bit variant). */
class Mixer {
  v0 = 0;
  v1 = 0;
  v2 = 0;
  v3 = 0;

  /** Begins with a 64-bit key. */
  start(key: number): void {
    const low = key | 0;
    const high = (key / TWO_32) | 0;
    this.v0 = low;
    this.v1 = high;
    this.v2 = 0x6c796765 ^ low;
    this.v3 = 0x74656462 ^ high;
  }

  copy(other: Mixer): void {
    this.v0 = other.v0;
    this.v1 = other.v1;
    this.v2 = other.v2;
    this.v3 = other.v3;
  }

  /** Takes in an integer 0..2^53-1 as two words, high first. */
  absorb(part: number): void {
    const high = (part / TWO_32) | 0;
    const low = part | 0;
    this.v3 ^= high;
    this.round();
    this.v0 ^= high;
    this.v3 ^= low;
    this.round();
    this.v0 ^= low;
  }

  round(): void {
    let { v0, v1, v2, v3 } = this;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5) | (v1 >>> 27);
    v1 ^= v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8) | (v3 >>> 24);
    v3 ^= v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7) | (v3 >>> 25);
    v3 ^= v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13) | (v1 >>> 19);
    v1 ^= v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    this.v0 = v0;
    this.v1 = v1;
    this.v2 = v2;
    this.v3 = v3;
  }
}

/**
 * All streams `(seed, name, i, j)` of one seed and name. `i` is chosen once and `j` varies, since
 * absorbing `i` anew for each of a batch's drivers would cost as much as the rest.
 *
 * A stream's xoroshiro128+ state is the whole state of HalfSipHash-1-3, keyed with the seed, after
 * its finalisation over name, i and j: each round is a bijection of 128 bits, so nothing on the way
 * is narrower than the state.
 */
export class StreamFamily {
  readonly #named = new Mixer();
  readonly #chosen = new Mixer();
  readonly #mixer = new Mixer();

  constructor(seed: number, name: StreamName) {
    this.#named.start(seed);
    this.#named.absorb(STREAM_NAMES[name]);
    this.choose(0);
  }

  /** Fixes `i`, an integer 0..2^53-1, for the streams opened next. */
  choose(i: number): void {
    this.#chosen.copy(this.#named);
    this.#chosen.absorb(i);
  }

  /** The stream at the chosen `i` and this `j`, an integer 0..2^53-1. */
  open(j: number): Stream {
    const mixer = this.#mixer;
    mixer.copy(this.#chosen);
    mixer.absorb(j);
    mixer.v2 ^= 0xff;
    mixer.round();
    mixer.round();
    mixer.round();
    const { v0, v1, v2, v3 } = mixer;
    // xoroshiro128+ never leaves the all-zero state.
    if ((v0 | v1 | v2 | v3) === 0) return xoroshiro128plusFromState([1, 0, 0, 0]);
    return xoroshiro128plusFromState([v0, v1, v2, v3]);
  }
}
