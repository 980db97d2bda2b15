import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { poissonTable } from "../../src/simulation/distributions.ts";
import { DriverInterval, DRIVERS_PER_COMPANY_LIMIT } from "../../src/simulation/driver_interval.ts";
import { DriverStates } from "../../src/simulation/driver_states.ts";
import { LookBack } from "../../src/simulation/look_back.ts";
import { historyOf } from "../support/histories.ts";

const COMPANIES = 20;
const DRIVERS = 5;
const BATCH_MS = 900_000;

/** Plays interval after interval as an encoder does, and gives the states that all drivers enter in. */
function statesOver(rate: number, intervals: readonly number[]): number[][] {
  const history = historyOf({
    numberOfCompanies: COMPANIES,
    maxCompanies: COMPANIES,
    driversPerCompany: DRIVERS,
    eventRatePerDriver: rate,
  });
  const counts = poissonTable(rate);
  const states = new DriverStates(history);
  const events = new DriverInterval(history.identity.seed);
  return intervals.map((interval) => {
    events.choose(interval);
    states.begin(interval, { first: 0, end: COMPANIES, drivers: DRIVERS, epoch: 0, counts });
    const entered = everyDriver().map(({ place, driver }) => {
      states.enter(place, driver);
      const state = states.of(place, driver);
      const count = events.count(driver, counts);
      states.leave(place, events.fill(count, { state, batchMs: BATCH_MS }));
      return state;
    });
    states.complete();
    return entered;
  });
}

function lookedUp(rate: number, intervals: readonly number[]): number[][] {
  const history = historyOf({
    numberOfCompanies: COMPANIES,
    maxCompanies: COMPANIES,
    driversPerCompany: DRIVERS,
    eventRatePerDriver: rate,
  });
  const lookBack = new LookBack(history);
  return intervals.map((interval) =>
    everyDriver().map(({ company, seq }) => lookBack.stateBefore(interval, { company, seq }))
  );
}

function everyDriver(): { place: number; driver: number; company: number; seq: number }[] {
  return Array.from({ length: COMPANIES * DRIVERS }, (_, place) => {
    const company = Math.floor(place / DRIVERS);
    const seq = place % DRIVERS;
    return { place, driver: company * DRIVERS_PER_COMPANY_LIMIT + seq, company, seq };
  });
}

Deno.test("DriverStates plays through intervals that somebody else made, to what looking back gives", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(gaps, fc.constantFrom(0.1, 1, 3.5, 20), (steps, rate) => {
      let interval = 0;
      const intervals = [0, ...steps.map((step) => interval += step)];
      assertEquals(statesOver(rate, intervals), lookedUp(rate, intervals));
    }),
    { seed: 31, numRuns: 40 },
  );
});

Deno.test("DriverStates looks back when it is asked for an earlier interval, or one again", () => {
  const intervals = [50, 51, 51, 40, 41];
  assertEquals(statesOver(3.5, intervals), lookedUp(3.5, intervals));
});
