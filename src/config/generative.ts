import type { EpochKeys } from "../simulation/epoch.ts";
import type { Config } from "./schema.ts";

/** The identity that a configuration asks for; a start of null is left for the dataset to say. */
export interface RequestedIdentity {
  readonly seed: number;
  readonly startMs: number | null;
  readonly batchMs: number;
  readonly onboardingMs: number;
}

/** The identity keys of `config`, in ms. */
export function requestedIdentity(config: Config): RequestedIdentity {
  return {
    seed: config.seed,
    startMs: config.startTime,
    batchMs: config.batchInterval * 1000,
    onboardingMs: config.companyOnboardingInterval * 1000,
  };
}

/** The keys that an epoch under `config` has; a `maxCompanies` of null is 10 x `numberOfCompanies`. */
export function epochKeys(config: Config): EpochKeys {
  const { numberOfCompanies, maxCompanies, driversPerCompany, eventRatePerDriver } = config;
  return {
    numberOfCompanies,
    maxCompanies: maxCompanies === "unlimited" ? Infinity : maxCompanies ?? 10 * numberOfCompanies,
    driversPerCompany,
    eventRatePerDriver,
    geographies: config.geographies,
  };
}
