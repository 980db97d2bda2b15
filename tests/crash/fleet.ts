/** The dataset that a kill run makes: long appends, short intervals, always something due. */

export type Policy = "all" | "latest";

export interface Fleet {
  readonly policy: Policy;
  readonly startMs: number;
  readonly companiesACohort: number;
  /** What every command about this dataset is given. */
  readonly flags: readonly string[];
  /** When the last company that there will ever be is on board, in ms since 1970 UTC. */
  readonly grownUpMs: number;
}

export const INTERVAL_MS = 1000;
const COMPANIES_A_COHORT = 3000;
const COHORTS = 100;

/**
 * Under `all` years of intervals are due, so that it never rests; under `latest` half a minute's, of
 * which each start makes the last, and from then on one a second.
 */
export function fleetUnder(policy: Policy, now: number): Fleet {
  const second = Math.floor(now / 1000) * 1000;
  const startMs = policy === "all" ? Date.UTC(2026, 0, 1) : second - 30_000;
  const onboardingSeconds = policy === "all" ? 60 : 3;
  const settings = {
    "start-time": utc(startMs),
    "batch-interval": "PT1S",
    "company-onboarding-interval": `PT${onboardingSeconds}S`,
    "number-of-companies": COMPANIES_A_COHORT,
    "max-companies": COMPANIES_A_COHORT * COHORTS,
    "drivers-per-company": 1,
    "event-rate-per-driver": 0.03,
  };
  return {
    policy,
    startMs,
    companiesACohort: COMPANIES_A_COHORT,
    flags: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
    grownUpMs: startMs + COHORTS * onboardingSeconds * 1000,
  };
}

/** `ms` since 1970 UTC, whole seconds, in RFC 3339. */
export function utc(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** The index of the interval after which a batch is named. */
export function intervalOf({ startMs }: Pick<Fleet, "startMs">, batchId: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(batchId) ?? [];
  return (Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) - startMs) / INTERVAL_MS;
}
