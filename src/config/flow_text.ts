/**
 * `value` as it would stand in a YAML file, on one line: `{US: 1, CA: 2}`, `[a, b]`, `null`, text
 * without quotes. For people: what is nested deeper than configuration can be is given as `...`.
 */
export function flowText(value: unknown, depth = 3): string {
  if (value === null || typeof value !== "object") return String(value);
  if (depth === 0) return "...";
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item, depth - 1)).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${key}: ${flowText(item, depth - 1)}`);
  return `{${pairs.join(", ")}}`;
}
