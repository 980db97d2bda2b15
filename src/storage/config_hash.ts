/** The fingerprint of the generative keys that an epoch is made under. */

import { createHash } from "node:crypto";
import type { EpochKeys, Identity } from "../simulation/epoch.ts";
import { utcText } from "../simulation/utc.ts";
import { toWire } from "../wire_names.ts";

/**
 * SHA-256, in hex, of the RFC 8785 JSON of the resolved generative keys: times as UTC text, durations
 * in whole seconds.
 */
export function configHash(identity: Identity, keys: EpochKeys): string {
  const resolved = {
    ...wireIdentity(identity),
    ...wireKeys(keys),
    quality: "off",
  };
  return createHash("sha256").update(canonicalJson(resolved)).digest("hex");
}

/** Identity as it stands in files: `start_time` as text, durations in seconds. */
export function wireIdentity(identity: Identity): Record<string, unknown> {
  return toWire({
    seed: identity.seed,
    startTime: utcText(identity.startMs),
    batchInterval: identity.batchMs / 1000,
    companyOnboardingInterval: identity.onboardingMs / 1000,
  }) as Record<string, unknown>;
}

/** An epoch's keys as they stand in files; no limit on companies is `"unlimited"`. */
export function wireKeys(keys: EpochKeys): Record<string, unknown> {
  const maxCompanies = keys.maxCompanies === Infinity ? "unlimited" : keys.maxCompanies;
  return toWire({ ...keys, maxCompanies }) as Record<string, unknown>;
}

/** JSON by RFC 8785: keys sorted by UTF-16 code units, ECMAScript numbers, no white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${members.join(",")}}`;
}
