/** Draws from one 32-bit uniform each, by integer thresholds; + - x / only, so that every engine agrees. */

const TWO_32 = 4_294_967_296;
/** A tail whose weight, against the mode's, is below this cannot reach one threshold step. */
const NEGLIGIBLE = 2 ** -44;

/** A distribution over 0, 1, 2 ... by a table of cumulative thresholds. */
export class ThresholdTable {
  readonly #first: number;
  readonly #last: number;
  readonly #thresholds: Float64Array;
  /** For each top byte of a uniform, the first value that is possible with it. */
  readonly #guide = new Int32Array(256);

  /** `weights[n]` belongs to value `first + n`; they need not sum to 1. */
  constructor(weights: readonly number[], first = 0) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    this.#first = first;
    this.#last = weights.length - 1;
    this.#thresholds = new Float64Array(weights.length);
    let cumulative = 0;
    weights.forEach((weight, index) => {
      cumulative += weight;
      this.#thresholds[index] = Math.floor(cumulative / sum * TWO_32 + 0.5);
    });
    for (let byte = 0; byte < 256; byte++) this.#guide[byte] = this.#search(byte * 16_777_216, 0);
  }

  /** The value for 32 uniform bits. */
  draw(bits: number): number {
    return this.#first + this.#search(bits >>> 0, this.#guide[bits >>> 24] as number);
  }

  #search(uniform: number, from: number): number {
    let index = from;
    while (index < this.#last && uniform >= (this.#thresholds[index] as number)) index++;
    return index;
  }
}

/**
 * Poisson with mean `rate`, 0..1000, exact to 2^-32 a class: weights grow from the mode outward by
 * p(k+1)/p(k) = rate/(k+1) and are normalised by their sum, so nothing underflows at large rates.
 */
export function poissonTable(rate: number): ThresholdTable {
  const mode = Math.floor(rate);
  const below: number[] = [];
  const above: number[] = [1];
  for (let k = mode, weight = 1; k > 0; k--) {
    weight = weight * k / rate;
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  for (let k = mode + 1, weight = 1;; k++) {
    weight = weight * rate / k;
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  return new ThresholdTable([...below.reverse(), ...above], mode - below.length);
}

/** Draws names by weight. Names are ordered by code unit, so the order of the keys does not matter. */
export class WeightedNames {
  readonly #names: readonly string[];
  readonly #table: ThresholdTable;

  constructor(weights: Readonly<Record<string, number>>) {
    this.#names = Object.keys(weights).filter((name) => (weights[name] ?? 0) > 0).sort();
    this.#table = new ThresholdTable(this.#names.map((name) => weights[name] ?? 0));
  }

  /** The name for 32 uniform bits. */
  draw(bits: number): string {
    return this.#names[this.#table.draw(bits)] ?? "";
  }
}
