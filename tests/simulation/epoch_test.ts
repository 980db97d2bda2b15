import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  companiesBefore,
  companiesInInterval,
  epochAt,
  epochOfInterval,
  membershipOf,
  nonEmptyCohortsBefore,
} from "../../src/simulation/epoch.ts";
import { arbitraryHistory } from "../support/arbitrary_history.ts";
import { epochOf, historyOf } from "../support/histories.ts";
import { plainCompanies, plainFleetOf } from "../support/plain_fleet.ts";

const histories = arbitraryHistory({ rates: [1], longestEpoch: 20 });

Deno.test("companiesBefore() and membershipOf() agree with counting cohort by cohort", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 60 }), (history, cohorts) => {
      const companies = plainCompanies(history, cohorts);
      assertEquals(companiesBefore(history, cohorts), companies.length);
      assertEquals(
        nonEmptyCohortsBefore(history, cohorts),
        new Set(companies.map(({ cohort }) => cohort)).size,
      );
      for (const { number, cohort, member, epoch } of companies) {
        const found = membershipOf(history, number);
        assertEquals([found.cohort, found.member], [cohort, member]);
        assertEquals(found.epoch, history.epochs[epoch]);
      }
    }),
    { seed: 10, numRuns: 150 },
  );
});

Deno.test("companiesInInterval() counts the cohorts due at or before the interval's start", () => {
  fc.assert(
    fc.property(histories, fc.nat(80), (history, interval) => {
      assertEquals(companiesInInterval(history, interval), plainFleetOf(history, interval).length);
    }),
    { seed: 11, numRuns: 150 },
  );
});

Deno.test("companiesBefore() resumes growth only with a later epoch", () => {
  const epochs = [
    epochOf({ numberOfCompanies: 4, maxCompanies: 6 }),
    epochOf({ numberOfCompanies: 4, maxCompanies: 5 }, { firstInterval: 20, firstCohort: 5 }),
    epochOf({ numberOfCompanies: 2, maxCompanies: Infinity }, {
      firstInterval: 40,
      firstCohort: 9,
    }),
  ];
  const history = { ...historyOf(), epochs };
  const sizes = Array.from({ length: 12 }, (_, cohort) => companiesBefore(history, cohort));
  assertEquals(sizes, [0, 4, 6, 6, 6, 6, 6, 6, 6, 6, 8, 10]);
  assertEquals(nonEmptyCohortsBefore(history, 11), 4);
  assertEquals(membershipOf(history, 6).cohort, 9);
});

Deno.test("membershipOf() refuses a company that never is", () => {
  assertThrows(() => membershipOf(historyOf(), 1000), RangeError, "Cannot place company 1000");
});

Deno.test("epochOfInterval() takes the last of the epochs that begin there", () => {
  const epochs = [epochOf(), epochOf({}, { firstCohort: 1 }), epochOf({}, { firstInterval: 3 })];
  const history = { ...historyOf(), epochs };
  assertEquals([0, 2, 3, 9].map((n) => epochOfInterval(history, n)), [1, 1, 2, 2]);
  assertThrows(() => epochAt(history, 3), RangeError, "Cannot take epoch 3");
});
