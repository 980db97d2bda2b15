/**
 * The one place where the names of the code (camelCase) and those of the data (snake_case: JSON
 * files, log metadata, API responses, configuration keys) meet.
 */

/** `eventCount` as `event_count`. Names without a lower-to-upper step (`US`, `a-b`) stay as they are. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z][0-9]*)([A-Z])/g, (_, before: string, upper: string) => {
    return `${before}_${upper.toLowerCase()}`;
  });
}

/** `event_count` as `eventCount`; the inverse of {@linkcode snakeCase} for the names we use. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A copy of a JSON value in which every object key, at any depth, is in snake_case; order is kept. */
export function toWire(value: unknown): unknown {
  return mapKeys(value, snakeCase);
}

/** A copy of a JSON value in which every object key, at any depth, is in camelCase; order is kept. */
export function fromWire(value: unknown): unknown {
  return mapKeys(value, camelCase);
}

function mapKeys(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [rename(name), mapKeys(item, rename)]),
  );
}
