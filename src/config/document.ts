import { toWire } from "../wire_names.ts";
import { formatDuration } from "./duration.ts";
import { formatInstant } from "./instant.ts";
import type { Config } from "./schema.ts";

/**
 * `config` as a configuration file would say it, ready for JSON: keys in snake_case, durations as ISO
 * 8601 and the start as RFC 3339 text. Loading it gives an equal configuration.
 */
export function configDocument(config: Config): Record<string, unknown> {
  return toWire({
    ...config,
    startTime: config.startTime === null ? null : formatInstant(config.startTime),
    batchInterval: formatDuration(config.batchInterval),
    companyOnboardingInterval: formatDuration(config.companyOnboardingInterval),
  }) as Record<string, unknown>;
}
