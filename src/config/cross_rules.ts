import { formatDuration } from "./duration.ts";
import { isLoopback } from "./host.ts";
import { formatInstant } from "./instant.ts";
import type { Config, ConfigKeyName } from "./schema.ts";

/** A rule between keys that is broken; to be reported of the first of `keys`. */
export interface Breach {
  readonly keys: readonly [ConfigKeyName, ...ConfigKeyName[]];
  readonly rule: string;
  readonly remedy: string;
}

/** The rules between keys that `config`, each key of which is valid alone, breaks. */
export function breaches(config: Config): Breach[] {
  const found = [offBoundary(config), beforeOnboarding(config), openToAnyone(config)];
  return found.filter((breach) => breach !== undefined);
}

function offBoundary({ startTime, batchInterval }: Config): Breach | undefined {
  const length = batchInterval * 1000;
  if (startTime === null || startTime % length === 0) return undefined;
  const before = Math.floor(startTime / length) * length;
  return {
    keys: ["startTime", "batchInterval"],
    rule: `must lie on a boundary of batch_interval (${formatDuration(batchInterval)} from 1970)`,
    remedy: `use ${formatInstant(before)} or change batch_interval`,
  };
}

/** The first cohort signs up in the onboarding interval before the start, and no time is negative. */
function beforeOnboarding({ startTime, companyOnboardingInterval }: Config): Breach | undefined {
  const least = companyOnboardingInterval * 1000;
  if (startTime === null || startTime >= least) return undefined;
  return {
    keys: ["startTime", "companyOnboardingInterval"],
    rule: "must be 1970-01-01T00:00:00Z plus company_onboarding_interval, or later",
    remedy: `use ${formatInstant(least)} or later`,
  };
}

function openToAnyone({ host, tokenFile, insecureNoToken }: Config): Breach | undefined {
  if (isLoopback(host) || tokenFile !== null || insecureNoToken) return undefined;
  return {
    keys: ["host", "tokenFile", "insecureNoToken"],
    rule: "must be a loopback address unless token_file or insecure_no_token is set",
    remedy: "set token_file, or insecure_no_token: true where nobody else can reach the port",
  };
}
