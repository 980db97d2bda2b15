import { z } from "zod";
import { decimal, duration, integer } from "./fields.ts";
import { INSTANT_PATTERN, INSTANT_RULE, parseInstant } from "./instant.ts";

const DAY = 86_400;
const LONGEST_ONBOARDING = 3_650 * DAY;
const COMPANIES_RULE = "must be an integer from 1 to 100000000 in plain digits, unlimited or null";
const WEIGHTS_RULE = "must weigh 1 to 1000 names, as {US: 3, CA: 1}: one above 0, all finite";
const NAME_RULE = "must be named with 1 to 16 of A-Z, 0-9, _ and -";

const startTime = z.string(`must be ${INSTANT_RULE}, or null`)
  .meta({ format: "date-time", pattern: INSTANT_PATTERN })
  .transform((text, context) => {
    const ms = parseInstant(text);
    if (ms !== undefined) return ms;
    context.addIssue({ code: "custom", message: `must be ${INSTANT_RULE}, or null` });
    return z.NEVER;
  });

const batchInterval = duration(
  "must be an ISO 8601 duration from PT1S to P1D that divides P1D",
  (seconds) => seconds >= 1 && seconds <= DAY && DAY % seconds === 0,
);

const onboardingInterval = duration(
  "must be an ISO 8601 duration from PT1S to P3650D",
  (seconds) => seconds >= 1 && seconds <= LONGEST_ONBOARDING,
);

const companyCount = z.int(COMPANIES_RULE).min(1, COMPANIES_RULE).max(1e8, COMPANIES_RULE);
const maxCompanies = z.union([companyCount, z.literal("unlimited")], COMPANIES_RULE);

const weight = z.number("must be a weight of 0 or more in plain decimal form, such as 0.5")
  .min(0, "must be a weight of 0 or more in plain decimal form, such as 0.5");
const geographies = z
  .record(z.string().regex(/^[A-Z0-9_-]{1,16}$/), weight, {
    error: (issue) => issue.code === "invalid_key" ? NAME_RULE : WEIGHTS_RULE,
  })
  .refine(isDrawable, { error: WEIGHTS_RULE, when: ({ issues }) => issues.length === 0 })
  .meta({ minProperties: 1, maxProperties: 1000 });

function isDrawable(weights: Readonly<Record<string, number>>): boolean {
  const all = Object.values(weights);
  const total = all.reduce((sum, item) => sum + item, 0);
  return all.length <= 1000 && total > 0 && total < Infinity;
}

/** The keys that the bytes under `raw/` are a function of: the identity's first, then an epoch's. */
export const generativeKeys = {
  seed: integer(0, Number.MAX_SAFE_INTEGER).default(42)
    .describe("What every random stream is derived from; part of the dataset's identity"),
  startTime: startTime.nullable().prefault(null).meta({
    default: null,
    description:
      "When the dataset begins, on a batch_interval boundary; null: the last completed " +
      "interval of a new dataset, whatever an existing one has",
  }),
  batchInterval: batchInterval.prefault("PT15M")
    .describe("Length of a batch's interval, PT1S to P1D, a divisor of P1D"),
  companyOnboardingInterval: onboardingInterval.prefault("PT1H")
    .describe("Time from one cohort of companies to the next, PT1S to P3650D"),
  numberOfCompanies: integer(1, 1_000_000).default(100)
    .describe("Companies in each cohort"),
  maxCompanies: maxCompanies.nullable().default(null)
    .describe("Most companies ever: a number, unlimited, or null for 10 x number_of_companies"),
  driversPerCompany: integer(1, 10_000).default(10)
    .describe("Drivers, each with one truck, of every company"),
  eventRatePerDriver: decimal(0, 1000).default(3.5)
    .describe("Mean number of events per driver and batch_interval"),
  geographies: geographies.default({ US: 1 })
    .describe("Weights by which companies get their geography, by name"),
  quality: z.literal("off", "must be off, as this release makes no deliberate defects").default(
    "off",
  )
    .describe("Deliberate defects in the events; this release has only off"),
};
