import { parseYamlText } from "./yaml.ts";

/** The part of a key's JSON Schema that says how its text is to be read. */
export interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly ValueSchema[];
  readonly items?: ValueSchema;
  readonly additionalProperties?: ValueSchema;
}

/**
 * What `given` (text, or the lists and mappings of text that a YAML file holds) means where `schema`
 * stands. Numbers are taken only in the form in which they would be printed again, so nothing is
 * rounded or guessed; `null` and `~` are null; lists and mappings may be YAML flow text, lists also
 * text with commas. What can't be read stays as it is, for validation to refuse.
 */
export function textValue(given: unknown, schema: ValueSchema): unknown {
  if (typeof given !== "string") return structure(given, schema);
  if (given === "null" || given === "~") return null;
  if (accepts(schema, "object") || accepts(schema, "array")) {
    return structure(flowValue(given, schema), schema);
  }
  if (accepts(schema, "boolean") && /^(true|false)$/.test(given)) return given === "true";
  const isNumber = accepts(schema, "number") || accepts(schema, "integer");
  return isNumber && isPlainNumber(given) ? Number(given) : given;
}

/** Whether `text` is a number of 0 or more in the one decimal form that reads back as itself. */
function isPlainNumber(text: string): boolean {
  if (!/^(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text)) return false;
  const [mantissa = ""] = Number(text).toExponential().split("e");
  return significantDigits(text) === significantDigits(mantissa);
}

function significantDigits(text: string): string {
  return text.replace(".", "").replace(/^0+|0+$/g, "");
}

function accepts(schema: ValueSchema, type: string): boolean {
  if (schema.anyOf?.some((option) => accepts(option, type))) return true;
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}

function flowValue(text: string, schema: ValueSchema): unknown {
  try {
    if (/^\s*[[{]/.test(text)) return parseYamlText(text);
  } catch {
    // Not flow text after all, as "[::1], generator": read below, or refused by validation.
  }
  return accepts(schema, "array") ? text.split(",").map((item) => item.trim()) : text;
}

function structure(given: unknown, schema: ValueSchema): unknown {
  if (Array.isArray(given) && schema.items !== undefined) {
    const { items } = schema;
    return given.map((item) => textValue(item, items));
  }
  const { additionalProperties } = schema;
  if (!isMapping(given) || additionalProperties === undefined) return given;
  // zod passes over a key of this name in silence.
  if (Object.hasOwn(given, "__proto__")) return "__proto__";
  return Object.fromEntries(
    Object.entries(given).map(([key, item]) => [key, textValue(item, additionalProperties)]),
  );
}

/** Whether `value` is what a YAML mapping is parsed to. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
