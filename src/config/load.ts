import { type FileInput, readConfigFile } from "./config_file.ts";
import { CONFIG_KEYS } from "./keys.ts";
import { ConfigError } from "./problem.ts";
import type { Config } from "./schema.ts";
import { gatherSettings, type TextInput, unknownVariables } from "./settings.ts";
import { validate } from "./validate.ts";

/** Everything a configuration is made from. */
export interface LoadInput extends FileInput, TextInput {
  /** Leaves the file's generative keys unread, as `backfill --history` has to. */
  readonly operationalFileKeysOnly?: boolean;
}

/** A valid configuration, and where it comes from. */
export interface LoadedConfig {
  /** Frozen, with all that is in it. */
  readonly config: Config;
  /** By key in snake_case: `flag --x`, `environment FLEETGEN_X`, `file config.yaml` or `default`. */
  readonly sources: Readonly<Record<string, string>>;
  /** A sentence for each variable of ours that names no key. */
  readonly warnings: readonly string[];
}

/**
 * The configuration in force: flag beats environment beats file beats default, and empty means unset.
 * Throws one {@linkcode ConfigError} with every problem in what is in force and in the file's keys.
 */
export async function loadConfig(input: LoadInput): Promise<LoadedConfig> {
  const file = await readConfigFile(input);
  const read = input.operationalFileKeysOnly === true
    ? withoutGenerative(file.entries)
    : file.entries;
  const settings = gatherSettings({ ...file, entries: read }, input);
  const { config, problems } = validate(settings);
  const all = [...file.problems, ...problems];
  if (all.length > 0) throw new ConfigError(all);
  const sources = CONFIG_KEYS.map(({ key, name }) => {
    return [key, settings.get(name)?.source ?? "default"];
  });
  return {
    config: freeze(config),
    sources: Object.fromEntries(sources),
    warnings: unknownVariables(input.env),
  };
}

function withoutGenerative(entries: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const generative = CONFIG_KEYS.filter((key) => key.generative).map(({ key }) => key);
  return new Map([...entries].filter(([key]) => !generative.includes(key)));
}

function freeze(config: Config): Config {
  Object.freeze(config.geographies);
  Object.freeze(config.allowedHosts);
  return Object.freeze(config);
}
