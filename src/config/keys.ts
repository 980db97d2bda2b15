import { z } from "zod";
import { snakeCase } from "../wire_names.ts";
import { flowText } from "./flow_text.ts";
import { generativeKeys } from "./generative_keys.ts";
import { type ConfigKeyName, configSchema } from "./schema.ts";
import type { ValueSchema } from "./text_value.ts";

/** The JSON Schema (2020-12) of one key, as far as it is read here. */
export interface KeySchema extends ValueSchema {
  readonly default?: unknown;
  readonly description?: string;
}

/** A configuration key and its other spellings. */
export interface ConfigKey {
  /** As in the file: `drivers_per_company`. */
  readonly key: string;
  /** As in {@linkcode Config}: `driversPerCompany`. */
  readonly name: ConfigKeyName;
  /** Without the dashes: `drivers-per-company`. */
  readonly flag: string;
  /** `FLEETGEN_DRIVERS_PER_COMPANY` */
  readonly variable: string;
  /** A boolean flag needs no value; every other takes text. */
  readonly kind: "text" | "boolean";
  readonly description: string;
  /** The default as it would be written in the file. */
  readonly defaultText: string;
  /** Whether the bytes under `raw/` depend on it. */
  readonly generative: boolean;
  readonly schema: KeySchema;
}

const document = z.toJSONSchema(configSchema, { io: "input" });
const properties = document.properties as Readonly<Record<string, KeySchema>>;

/** Every key of the configuration, identity first, in the order of the shipped config.yaml. */
export const CONFIG_KEYS: readonly ConfigKey[] = Object.freeze(
  Object.entries(properties).map(([name, schema]) => describeKey(name as ConfigKeyName, schema)),
);

/** The JSON Schema (2020-12) of a configuration file. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = document;
  const renamed = CONFIG_KEYS.map(({ key, schema }) => [key, schema]);
  return {
    $schema,
    title: "fleetgen configuration",
    ...rest,
    properties: Object.fromEntries(renamed),
  };
}

function describeKey(name: ConfigKeyName, schema: KeySchema): ConfigKey {
  const key = snakeCase(name);
  return Object.freeze({
    key,
    name,
    flag: key.replaceAll("_", "-"),
    variable: `FLEETGEN_${key.toUpperCase()}`,
    kind: schema.type === "boolean" ? "boolean" : "text",
    description: schema.description ?? "",
    defaultText: flowText(schema.default),
    generative: Object.hasOwn(generativeKeys, name),
    schema,
  });
}
