import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Companies } from "../../src/simulation/company.ts";
import { companiesBefore } from "../../src/simulation/epoch.ts";
import { arbitraryHistory } from "../support/arbitrary_history.ts";
import { historyOf } from "../support/histories.ts";

Deno.test("Companies.company() signs up within its cohort's onboarding, in order", () => {
  fc.assert(
    fc.property(arbitraryHistory({ rates: [1], longestEpoch: 20 }), (history) => {
      const { startMs, onboardingMs } = history.identity;
      const companies = new Companies(history);
      let before = -Infinity;
      const end = Math.min(60, companiesBefore(history, 40));
      for (let cohort = 0, number = 0; number < end; cohort++) {
        for (; number < Math.min(end, companiesBefore(history, cohort + 1)); number++) {
          const { createdAtMs } = companies.company(number);
          const due = startMs + cohort * onboardingMs;
          assert(createdAtMs >= due - onboardingMs && createdAtMs < due && createdAtMs >= before);
          before = createdAtMs;
        }
      }
    }),
    { seed: 12, numRuns: 60 },
  );
});

Deno.test("Companies.company() has an id that depends on seed and number alone", () => {
  const [plain, other] = [
    new Companies(historyOf()),
    new Companies(historyOf({ numberOfCompanies: 7, maxCompanies: 300 }, { startMs: 0 })),
  ];
  assertEquals(plain.company(250).idWords, other.company(250).idWords);
  assertEquals(plain.idWords(250), plain.company(250).idWords);
  const seeds = new Companies(historyOf({}, { seed: 42 + 2 ** 32 }));
  assertNotEquals(plain.idWords(0), seeds.idWords(0));
});

Deno.test("Companies.company() draws geographies by weight", () => {
  const companies = new Companies(historyOf({ maxCompanies: 5000, geographies: { US: 3, CA: 1 } }));
  let canadian = 0;
  for (let n = 0; n < 5000; n++) if (companies.company(n).geography === "CA") canadian++;
  assertAlmostEquals(canadian / 5000, 0.25, 0.03);
});
