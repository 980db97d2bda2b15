import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { Dataset } from "../../src/storage/dataset.ts";
import { newDataset } from "../../src/storage/dataset.ts";
import { lastEpoch, type Reached, underKeys } from "../../src/storage/epochs.ts";
import { Fault } from "../../src/storage/fault.ts";
import { DEFAULT_KEYS, epochOf, IDENTITY } from "../support/histories.ts";

const KEYS = {
  one: { ...DEFAULT_KEYS, numberOfCompanies: 1 },
  two: { ...DEFAULT_KEYS, numberOfCompanies: 2 },
  three: { ...DEFAULT_KEYS, numberOfCompanies: 3 },
};
const FRESH = newDataset(IDENTITY, KEYS.one);

/** The epochs as `companies@interval/cohort`. */
function told({ history }: Dataset): string {
  return history.epochs.map(({ firstInterval, firstCohort, keys }) =>
    `${keys.numberOfCompanies}@${firstInterval}/${firstCohort}`
  ).join(" ");
}

function under(dataset: Dataset, keys: keyof typeof KEYS, reached: Reached): Dataset {
  return underKeys(dataset, KEYS[keys], reached);
}

Deno.test("underKeys() changes nothing under the same keys", () => {
  const dataset = under(FRESH, "one", { interval: 5, cohort: 2 });
  assertEquals(dataset, FRESH);
  const reordered = { ...KEYS.one, geographies: { US: 1 } };
  assertEquals(underKeys(FRESH, reordered, { interval: 5, cohort: 2 }), FRESH);
});

Deno.test("underKeys() replaces an epoch without any batch or cohort", () => {
  assertEquals(told(under(FRESH, "two", { interval: 0, cohort: 0 })), "2@0/0");
  const second = under(FRESH, "two", { interval: 8, cohort: 3 });
  assertEquals(told(under(second, "three", { interval: 8, cohort: 3 })), "1@0/0 3@8/3");
});

Deno.test("underKeys() opens an epoch one past the highest batch, after the cohorts that are due", () => {
  // Interval 8 begins at 02:00, when cohort 2 is due: it belongs to what came before.
  assertEquals(told(under(FRESH, "two", { interval: 8, cohort: 3 })), "1@0/0 2@8/3");
  assertEquals(told(under(FRESH, "two", { interval: 9, cohort: 3 })), "1@0/0 2@9/3");
});

Deno.test("underKeys() leaves a cohort that was begun early to its epoch", () => {
  assertEquals(told(under(FRESH, "two", { interval: 8, cohort: 5 })), "1@0/0 2@8/5");
  assertEquals(told(under(FRESH, "two", { interval: 0, cohort: 1 })), "1@0/0 2@0/1");
});

Deno.test("underKeys() keeps an epoch with a cohort but no batch, or a batch but no cohort", () => {
  const second = under(FRESH, "two", { interval: 8, cohort: 3 });
  assertEquals(told(under(second, "three", { interval: 8, cohort: 4 })), "1@0/0 2@8/3 3@8/4");
  assertEquals(told(under(second, "three", { interval: 9, cohort: 3 })), "1@0/0 2@8/3 3@9/3");
});

Deno.test("underKeys() drops an epoch that equals its predecessor", () => {
  const second = under(FRESH, "two", { interval: 8, cohort: 3 });
  assertEquals(told(under(second, "one", { interval: 8, cohort: 3 })), "1@0/0");
});

Deno.test("underKeys() may come back to the keys of an earlier epoch", () => {
  const second = under(FRESH, "two", { interval: 8, cohort: 3 });
  assertEquals(told(under(second, "one", { interval: 12, cohort: 4 })), "1@0/0 2@8/3 1@12/4");
});

Deno.test("underKeys() gives the same when it is asked again", () => {
  const reached = { interval: 8, cohort: 5 };
  const second = under(FRESH, "two", reached);
  assertEquals(under(second, "two", reached), second);
  const early = under(FRESH, "two", { interval: 0, cohort: 1 });
  assertEquals(under(early, "two", { interval: 0, cohort: 1 }), early);
});

Deno.test("underKeys() keeps an epoch opened here when cohorts before it were lost", () => {
  const second = under(FRESH, "two", { interval: 8, cohort: 5 });
  assertStrictEquals(under(second, "two", { interval: 8, cohort: 3 }), second);
});

Deno.test("underKeys() refuses to extend an epoch of another format, but opens one after it", () => {
  const epochs = [{ ...epochOf(KEYS.one), formatVersion: 2 }];
  const dataset = { history: { identity: IDENTITY, epochs }, skipped: [] };
  const reached = { interval: 4, cohort: 2 };
  const fault = assertThrows(() => under(dataset, "one", reached), Fault, "format_version");
  assertEquals(fault.code, "data-invalid");
  assertEquals(lastEpoch(under(dataset, "two", reached)).formatVersion, 1);
});
