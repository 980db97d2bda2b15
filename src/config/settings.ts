import type { ConfigFile } from "./config_file.ts";
import { CONFIG_KEYS, type ConfigKey } from "./keys.ts";
import { nearest } from "./nearest.ts";
import type { ConfigKeyName } from "./schema.ts";

/** Text, or a structure of text, that was given for a key, and where. */
export interface Setting {
  readonly given: unknown;
  /** `flag --x`, `environment FLEETGEN_X` or `file config.yaml`. */
  readonly source: string;
}

/** What the command line and the environment say. */
export interface TextInput {
  /** By flag, without the dashes: `{ "drivers-per-company": "20" }`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** The setting in force of every key that has one: flag beats environment beats file; empty is none. */
export function gatherSettings(
  file: ConfigFile,
  input: TextInput,
): ReadonlyMap<ConfigKeyName, Setting> {
  const settings = new Map<ConfigKeyName, Setting>();
  for (const key of CONFIG_KEYS) {
    const setting = candidates(key, { file, input }).find(({ given }) => isGiven(given));
    if (setting !== undefined) settings.set(key.name, setting);
  }
  return settings;
}

/** A sentence for each variable of ours that names no key. */
export function unknownVariables(env: Readonly<Record<string, string>>): string[] {
  const known = CONFIG_KEYS.map(({ variable }) => variable);
  return Object.entries(env)
    .filter(([name, value]) =>
      name.startsWith("FLEETGEN_") && !known.includes(name) && value !== ""
    )
    .filter(([, value]) => !isServiceLink(value))
    .map(([name]) => {
      return `Ignored ${name}: it names no configuration key; did you mean ${
        nearest(name, known)
      }?`;
    });
}

function candidates(
  { key, flag, variable }: ConfigKey,
  { file, input }: { file: ConfigFile; input: TextInput },
): Setting[] {
  const exported = input.env[variable];
  return [
    { given: input.flags[flag], source: `flag --${flag}` },
    {
      given: exported !== undefined && isServiceLink(exported) ? undefined : exported,
      source: `environment ${variable}`,
    },
    { given: file.entries.get(key), source: file.source },
  ];
}

function isGiven(given: unknown): boolean {
  return given !== undefined && given !== null && given !== "";
}

/** Kubernetes and Docker export `FLEETGEN_PORT=tcp://10.0.0.7:18000` beside a service of our name. */
function isServiceLink(value: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}
