import { breaches } from "./cross_rules.ts";
import { flowText } from "./flow_text.ts";
import { CONFIG_KEYS } from "./keys.ts";
import { type ConfigProblem, printable } from "./problem.ts";
import { type Config, type ConfigKeyName, configSchema } from "./schema.ts";
import type { Setting } from "./settings.ts";
import { isMapping, textValue } from "./text_value.ts";

type Settings = ReadonlyMap<ConfigKeyName, Setting>;

/** A rule that a key, or what lies at `inside` it, breaks. */
interface Fault {
  readonly name: ConfigKeyName;
  readonly inside: readonly PropertyKey[];
  readonly rule: string;
  /** Of a rule for the name of what lies inside: that name, and not the value. */
  readonly ofName?: boolean;
  readonly remedy?: string;
}

/**
 * The configuration that `settings` and the defaults make, and every rule that it breaks. Keys that
 * break one are at their default in it, so that the rules between the others are looked at as well.
 */
export function validate(settings: Settings): { config: Config; problems: ConfigProblem[] } {
  const values = readValues(settings);
  const faults = schemaFaults(values);
  const failed = new Set(faults.map(({ name }) => name));
  const sound = [...values].filter(([name]) => !failed.has(name));
  const config = configSchema.parse(Object.fromEntries(sound));
  const between = breaches(config)
    .filter(({ keys }) => !keys.some((name) => failed.has(name)))
    .map(({ keys, ...breach }): Fault => ({ name: keys[0], inside: [], ...breach }));
  const problems = [...faults, ...between].map((fault) => {
    return describeFault(fault, {
      value: values.get(fault.name),
      setting: settings.get(fault.name),
    });
  });
  return { config, problems };
}

function readValues(settings: Settings): Map<ConfigKeyName, unknown> {
  const values = new Map<ConfigKeyName, unknown>();
  for (const { name, schema } of CONFIG_KEYS) {
    const setting = settings.get(name);
    if (setting !== undefined) values.set(name, textValue(setting.given, schema));
  }
  return values;
}

/** The first rule of the schema that each value, or part of a value, breaks. */
function schemaFaults(values: ReadonlyMap<ConfigKeyName, unknown>): Fault[] {
  const { error } = configSchema.safeParse(Object.fromEntries(values));
  const byPath = new Map<string, Fault>();
  for (const { path, message, code } of error?.issues ?? []) {
    const [name, ...inside] = path as [ConfigKeyName, ...PropertyKey[]];
    const fault = { name, inside, rule: message, ofName: code === "invalid_key" };
    const place = path.join(".");
    if (!byPath.has(place)) byPath.set(place, fault);
  }
  return [...byPath.values()];
}

function describeFault(
  { name, inside, rule, ofName, remedy }: Fault,
  { value, setting }: { value: unknown; setting: Setting | undefined },
): ConfigProblem {
  const { key, defaultText } = keyOf(name);
  const given = setting?.given ?? defaultText;
  const inner = ofName === true ? inside.at(-1) : inside.reduce(memberOf, value);
  return {
    path: printable([key, ...inside.map(String)].join(".")),
    rule,
    found: printable(flowText(inside.length === 0 ? given : inner)),
    source: setting?.source ?? "default",
    remedy: remedy ?? `change it, or leave ${key} out for the default, ${defaultText}`,
  };
}

function keyOf(name: ConfigKeyName): { key: string; defaultText: string } {
  return CONFIG_KEYS.find((key) => key.name === name) ?? { key: name, defaultText: "" };
}

function memberOf(value: unknown, member: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(member)];
  return isMapping(value) ? value[String(member)] : value;
}
