/** UTC calendar text from milliseconds since 1970, without Date; years 1970 to 9999. */

const DAY_MS = 86_400_000;

/** The calendar day that is `days` after 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function parts(ms: number): { date: string[]; time: string[]; millisecond: string } {
  const days = Math.floor(ms / DAY_MS);
  const { year, month, day } = civilDate(days);
  const rest = ms - days * DAY_MS;
  const seconds = Math.floor(rest / 1000);
  return {
    date: [digits(year, 4), digits(month, 2), digits(day, 2)],
    time: [
      digits(Math.floor(seconds / 3600), 2),
      digits(Math.floor(seconds / 60) % 60, 2),
      digits(seconds % 60, 2),
    ],
    millisecond: digits(rest - seconds * 1000, 3),
  };
}

/** RFC 3339 text with milliseconds: `2026-01-01T00:00:00.000Z`. */
export function utcText(ms: number): string {
  const { date, time, millisecond } = parts(ms);
  return `${date.join("-")}T${time.join(":")}.${millisecond}Z`;
}

/** The compact text that names a batch: `20260101T000000Z`. `ms` is on a whole second. */
export function compactUtcText(ms: number): string {
  const { date, time } = parts(ms);
  return `${date.join("")}T${time.join("")}Z`;
}

/** The inverse of {@linkcode compactUtcText}, or null for any other text. */
export function parseCompactUtcText(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(
    Number,
  );
  const ms = (daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000;
  return compactUtcText(ms) === text ? ms : null;
}

/** Days from 1970-01-01 to a calendar day (Hinnant, days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
