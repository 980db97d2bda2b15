/** Seeded chance, so that a kill run can be repeated. */
export class Dice {
  #state: number;

  /** `seed` is an integer from 0 to 2^32-1. */
  constructor(seed: number) {
    this.#state = (seed ^ 0x5bd1e995) >>> 0 || 1;
  }

  /** A number from 0 (included) to `end` (excluded). */
  below(end: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state / 2 ** 32 * end;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.below(items.length))] ?? items[0];
  }
}
