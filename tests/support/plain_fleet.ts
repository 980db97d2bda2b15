/**
 * The fleet as section 4 of the design tells it, played from the start one interval after the other:
 * slow, without looking back, and with nothing from src but random streams and the table of counts.
 */

import { poissonTable } from "../../src/simulation/distributions.ts";
import type { Epoch, History } from "../../src/simulation/epoch.ts";
import { StreamFamily } from "../../src/simulation/rng.ts";

export interface PlainCompany {
  readonly number: number;
  readonly cohort: number;
  readonly member: number;
  readonly epoch: number;
}

export interface PlainDriver {
  readonly company: number;
  readonly seq: number;
}

export const KIND_NAMES = ["start driving", "stopped driving", "delivered"];

/** The companies of the cohorts 0 to `cohorts` (excluded), counted one cohort at a time. */
export function plainCompanies(history: History, cohorts: number): PlainCompany[] {
  const companies: PlainCompany[] = [];
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const epoch = history.epochs.findLastIndex(({ firstCohort }) => firstCohort <= cohort);
    const { numberOfCompanies, maxCompanies } = (history.epochs[epoch] as Epoch).keys;
    const size = Math.max(0, Math.min(numberOfCompanies, maxCompanies - companies.length));
    for (let member = 0; member < size; member++) {
      companies.push({ number: companies.length, cohort, member, epoch });
    }
  }
  return companies;
}

/** The companies of the fleet of interval `interval`. */
export function plainFleetOf(history: History, interval: number): PlainCompany[] {
  const { batchMs, onboardingMs } = history.identity;
  return plainCompanies(history, interval * batchMs / onboardingMs + 2)
    .filter(({ cohort }) => cohort * onboardingMs <= interval * batchMs);
}

export class PlainSimulator {
  readonly #history: History;
  readonly #streams: StreamFamily;
  readonly #tables: ReturnType<typeof poissonTable>[];

  constructor(history: History) {
    this.#history = history;
    this.#streams = new StreamFamily(history.identity.seed, "driverInterval");
    this.#tables = history.epochs.map(({ keys }) => poissonTable(keys.eventRatePerDriver));
  }

  /** The names of a driver's events, interval by interval from 0 to `end` (excluded). */
  kinds({ company, seq }: PlainDriver, { due, end }: { due: number; end: number }): string[][] {
    const intervals: string[][] = [];
    let last = "nothing yet";
    for (let interval = 0; interval < end; interval++) {
      const kinds: string[] = [];
      const epoch = this.#epochOf(interval);
      const { driversPerCompany } = (this.#history.epochs[epoch] as Epoch).keys;
      if (interval * this.#history.identity.batchMs >= due && seq < driversPerCompany) {
        this.#streams.choose(interval);
        const stream = this.#streams.open(company * 10_000 + seq);
        const count = (this.#tables[epoch] as ReturnType<typeof poissonTable>).draw(stream.next());
        for (let n = 0; n < count; n++) {
          last = plainNext(last, (stream.next() >>> 0) / 2 ** 32);
          kinds.push(last);
        }
      }
      intervals.push(kinds);
    }
    return intervals;
  }

  #epochOf(interval: number): number {
    return this.#history.epochs.findLastIndex(({ firstInterval }) => firstInterval <= interval);
  }
}

/** The event after `last`, from one uniform of [0, 1). */
function plainNext(last: string, uniform: number): string {
  if (last === "start driving") return uniform < 0.125 ? "delivered" : "stopped driving";
  if (last === "stopped driving") return uniform < 4 / 7 ? "delivered" : "start driving";
  return "start driving";
}
