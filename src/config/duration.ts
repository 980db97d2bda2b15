/** Thrown by {@linkcode parseDuration}; `reason` is the part of the message that says why. */
export class DurationError extends RangeError {
  readonly reason: string;

  constructor(text: string, reason: string) {
    super(`Cannot read '${text}' as a duration: ${reason}`);
    this.name = "DurationError";
    this.reason = reason;
  }
}

const PARTS = /^P(?!$)(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1];

/**
 * The whole seconds of an ISO 8601 duration: weeks alone (`P1W`), or days, hours, minutes and
 * seconds (`P1DT2H`, `PT15M`). Throws {@linkcode DurationError} for years and months, which have no
 * fixed length, for weeks with other parts, fractions, signs, and sums above 2^53-1.
 */
export function parseDuration(text: string): number {
  const parts = PARTS.exec(text);
  if (parts === null) throw new DurationError(text, refusal(text));
  const seconds = SECONDS.reduce((sum, unit, i) => sum + unit * Number(parts[i + 1] ?? 0), 0);
  if (!Number.isSafeInteger(seconds)) throw new DurationError(text, "it is longer than 2^53-1 s");
  return seconds;
}

/** `seconds` (an integer 0..2^53-1) in days, hours, minutes and seconds, zero parts left out. */
export function formatDuration(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError(`Cannot format a duration that is no integer >= 0: found ${seconds}`);
  }
  if (seconds === 0) return "PT0S";
  const date = part(Math.floor(seconds / 86_400), "D");
  const time = part(Math.floor(seconds / 3_600) % 24, "H") +
    part(Math.floor(seconds / 60) % 60, "M") + part(seconds % 60, "S");
  return `P${date}${time === "" ? "" : `T${time}`}`;
}

function part(count: number, unit: string): string {
  return count === 0 ? "" : `${count}${unit}`;
}

function refusal(text: string): string {
  if (/^P\d+Y/.test(text)) return "years have no fixed length";
  if (/^P\d+M/.test(text)) return "months have no fixed length (minutes follow a T, as in PT15M)";
  if (/\d[.,]\d/.test(text)) return "fractions are refused";
  if (/^P(?=.*W).*\d+[DHMS]/.test(text)) return "weeks stand alone";
  return "it is not written like P1W, P1DT2H or PT15M";
}
