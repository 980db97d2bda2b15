import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { CONFIG_KEYS, configJsonSchema } from "../../src/config/keys.ts";
import { loadConfig } from "../../src/config/load.ts";
import { parseYamlText } from "../../src/config/yaml.ts";

const SHIPPED = new URL("../../config.yaml", import.meta.url);

/** The shipped file as a YAML reader with the core schema sees it. */
async function shippedValues(): Promise<Record<string, unknown>> {
  const entries = Object.entries(parseYamlText(await Deno.readTextFile(SHIPPED)) as object);
  return Object.fromEntries(entries.map(([key, value]) => [key, coreValue(value)]));
}

function coreValue(value: unknown): unknown {
  if (typeof value === "string") {
    return /^(null|true|false|\d+(\.\d+)?)$/.test(value) ? JSON.parse(value) : value;
  }
  if (Array.isArray(value)) return value.map(coreValue);
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, item]) => [key, coreValue(item)]));
}

Deno.test("CONFIG_KEYS spells each key as flag and variable, and tells what it is", () => {
  const { schema: _, ...drivers } = CONFIG_KEYS.find(({ key }) => key === "drivers_per_company") ??
    { schema: {} };
  assertEquals(drivers, {
    key: "drivers_per_company",
    name: "driversPerCompany",
    flag: "drivers-per-company",
    variable: "FLEETGEN_DRIVERS_PER_COMPANY",
    kind: "text",
    description: "Drivers, each with one truck, of every company",
    defaultText: "10",
    generative: true,
  });
  assert(CONFIG_KEYS.every(({ description, schema }) => description !== "" && "default" in schema));
  const booleans = CONFIG_KEYS.filter(({ kind }) => kind === "boolean").map(({ key }) => key);
  assertEquals(booleans, ["insecure_no_token"]);
  assertEquals(CONFIG_KEYS.filter(({ generative }) => generative).length, 10);
});

Deno.test("config.yaml has every key, in order, at its default, each under a comment", async () => {
  const values = await shippedValues();
  assertEquals(Object.keys(values), CONFIG_KEYS.map(({ key }) => key));
  for (const { key, schema } of CONFIG_KEYS) assertEquals(values[key], schema.default, key);
  const blocks = (await Deno.readTextFile(SHIPPED)).split("\n\n").slice(1);
  for (const block of blocks) assert(block.startsWith("#"), block);
});

Deno.test("config.yaml loads to the same as no file", async () => {
  const text = await Deno.readTextFile(SHIPPED);
  const input = { flags: {}, env: {} };
  const shipped = await loadConfig({ ...input, readFile: () => Promise.resolve(text) });
  const without = await loadConfig({ ...input, readFile: () => Promise.resolve("") });
  assertEquals(shipped.config, without.config);
});

Deno.test("src/generators/config.yaml is a link to the one file", async () => {
  const link = new URL("../../src/generators/config.yaml", import.meta.url);
  assertEquals(await Deno.readLink(link), "../../config.yaml");
});

Deno.test("configJsonSchema() takes the shipped file and refuses what breaks its shapes", async () => {
  const schema = z.fromJSONSchema(configJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const values = await shippedValues();
  assertEquals(schema.safeParse(values).error?.issues, undefined);
  const sound = { "start_time": "2026-01-01T00:00:00Z", "max_companies": "unlimited", workers: 4 };
  assertEquals(schema.safeParse({ ...sound, allowed_hosts: ["a"] }).error?.issues, undefined);
  const broken = [{ seed: "42" }, { seed: -1 }, { sede: 1 }, { quality: "on" }, { speed: 0 }];
  const deeper = [{ geographies: { US: -1 } }, { max_companies: "all" }, { host: "a:80" }];
  for (const value of [...broken, ...deeper]) {
    assert(!schema.safeParse(value).success, JSON.stringify(value));
  }
});

Deno.test("configJsonSchema() is closed and says type, bounds, default and meaning of a key", () => {
  const document = configJsonSchema();
  assertEquals(document.$schema, "https://json-schema.org/draft/2020-12/schema");
  assertEquals(document.additionalProperties, false);
  assertEquals(document.required, undefined);
  const properties = document.properties as Record<string, unknown>;
  assertEquals(properties.port, {
    default: 18_000,
    description: "Port of the control server; 0: any free one",
    type: "integer",
    minimum: 0,
    maximum: 65_535,
  });
});
