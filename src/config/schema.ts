import { z } from "zod";
import { generativeKeys } from "./generative_keys.ts";
import { operationalKeys } from "./operational_keys.ts";

/**
 * The configuration: type, defaults, validation and JSON Schema at once. It takes values (numbers,
 * booleans, durations and times as text) under camelCase names, and gives a {@linkcode Config}.
 * Every message is a rule, to be read after the name of the key.
 */
export const configSchema = z.strictObject({ ...generativeKeys, ...operationalKeys });

type Output = z.output<typeof configSchema>;

/**
 * A valid configuration. `startTime` is in ms since 1970 UTC (null: not chosen), `batchInterval` and
 * `companyOnboardingInterval` are in whole seconds, hosts are in lower case without brackets.
 */
export type Config = { readonly [Key in keyof Output]: Readonly<Output[Key]> };

/** The keys of a {@linkcode Config}. */
export type ConfigKeyName = keyof Config;
