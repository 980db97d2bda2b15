const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.0+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const YEAR_10000_MS = Date.UTC(10000, 0, 1);

/** What {@linkcode parseInstant} accepts, to be read after "must be". */
export const INSTANT_RULE =
  "an RFC 3339 time of whole seconds with its offset, such as 2026-01-01T00:00:00Z, from 1970 " +
  "through 9999";

/** The form of an instant as a JSON Schema pattern; wider than {@linkcode parseInstant}. */
export const INSTANT_PATTERN = RFC_3339.source;

/**
 * The ms since 1970-01-01T00:00:00Z of an RFC 3339 time with any offset, seconds whole, 1970 through
 * 9999 in UTC; undefined for everything else, leap seconds and 30 February included.
 */
export function parseInstant(text: string): number | undefined {
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (midnight.getUTCDate() !== Number(day) || midnight.getUTCMonth() !== Number(month) - 1) {
    return undefined;
  }
  const ms = Date.parse(text.toUpperCase());
  return ms >= 0 && ms < YEAR_10000_MS ? ms : undefined;
}

/** `ms` since 1970 UTC, whole seconds, as `2026-01-01T00:00:00Z`. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
