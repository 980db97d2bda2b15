/** Goodness of fit, computed with logarithms and so by another way than the program's own. */

const LEAST_EXPECTED = 10;

export interface Fit {
  readonly statistic: number;
  readonly freedom: number;
}

/** How far `counts` are from Poisson with mean `rate`; classes are pooled to at least 10 expected. */
export function poissonChiSquare(counts: readonly number[], rate: number): Fit {
  const observed = new Map<number, number>();
  for (const count of counts) observed.set(count, (observed.get(count) ?? 0) + 1);
  let [statistic, classes, expected, seen, mass, logFactorial] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < rate + 40 * Math.sqrt(rate) + 40; k++) {
    if (k > 0) logFactorial += Math.log(k);
    const probability = Math.exp(k * Math.log(rate) - rate - logFactorial);
    mass += probability;
    expected += probability * counts.length;
    seen += observed.get(k) ?? 0;
    if (expected < LEAST_EXPECTED || (1 - mass) * counts.length < LEAST_EXPECTED) continue;
    statistic += (seen - expected) ** 2 / expected;
    classes++;
    expected = seen = 0;
  }
  if (expected > 0) statistic += (seen - expected) ** 2 / expected;
  return { statistic, freedom: classes };
}

/** What chi-square exceeds once in 30,000 times (E. B. Wilson, M. M. Hilferty, 1931, at 4 sigma). */
export function chiSquareLimit(freedom: number): number {
  const ninth = 2 / (9 * freedom);
  return freedom * (1 - ninth + 4 * Math.sqrt(ninth)) ** 3;
}
