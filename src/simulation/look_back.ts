/** The state that a driver carries into an interval, without playing its history from the start. */

import { poissonTable, type ThresholdTable } from "./distributions.ts";
import { DriverInterval, DRIVERS_PER_COMPANY_LIMIT } from "./driver_interval.ts";
import { type Epoch, epochAt, epochOfInterval, type History, membershipOf } from "./epoch.ts";
import { applied, composed, DELIVERED, isConstant, type TripMap, UNCHANGED } from "./trip.ts";

/**
 * Composes the maps of the intervals before a given one, going back, until the composed map sends
 * every state to the same one: coupling from the past (J. G. Propp, D. B. Wilson, 1996). Epochs in
 * which the driver has no events (rate 0, or dormant) are passed over at once.
 */
export class LookBack {
  readonly #history: History;
  readonly #driverInterval: DriverInterval;
  readonly #counts = new Map<Epoch, ThresholdTable>();

  constructor(history: History) {
    this.#history = history;
    this.#driverInterval = new DriverInterval(history.identity.seed);
  }

  /** How many streams were opened so far. */
  get opened(): number {
    return this.#driverInterval.opened;
  }

  /** The state of driver `seq` of company `company` at the start of `interval`. */
  stateBefore(interval: number, { company, seq }: { company: number; seq: number }): number {
    const live = this.#firstIntervalOf(company);
    const driver = company * DRIVERS_PER_COMPANY_LIMIT + seq;
    let map = UNCHANGED;
    let end = interval;
    for (let e = epochOfInterval(this.#history, interval); e >= 0 && end > live; e--) {
      const epoch = epochAt(this.#history, e);
      const first = Math.max(epoch.firstInterval, live);
      const { driversPerCompany, eventRatePerDriver } = epoch.keys;
      if (seq < driversPerCompany && eventRatePerDriver > 0) {
        map = this.#backTo(first, { end, driver, epoch, map });
        if (isConstant(map)) break;
      }
      end = Math.min(end, epoch.firstInterval);
    }
    return applied(map, DELIVERED);
  }

  /** Prepends the intervals `first` (included) to `end` (excluded) of one epoch to `map`, until it is constant. */
  #backTo(
    first: number,
    { end, driver, epoch, map }: { end: number; driver: number; epoch: Epoch; map: TripMap },
  ): TripMap {
    const source = this.#driverInterval;
    const counts = this.#countsOf(epoch);
    let whole = map;
    for (let interval = end - 1; interval >= first && !isConstant(whole); interval--) {
      source.choose(interval);
      whole = composed(source.map(source.count(driver, counts)), whole);
    }
    return whole;
  }

  /** The first interval whose start is at or after the company's due time. */
  #firstIntervalOf(company: number): number {
    const { batchMs, onboardingMs } = this.#history.identity;
    return Math.ceil(membershipOf(this.#history, company).cohort * onboardingMs / batchMs);
  }

  #countsOf(epoch: Epoch): ThresholdTable {
    let counts = this.#counts.get(epoch);
    if (counts === undefined) {
      counts = poissonTable(epoch.keys.eventRatePerDriver);
      this.#counts.set(epoch, counts);
    }
    return counts;
  }
}
