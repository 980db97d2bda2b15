import { type Level, LEVELS } from "../observability/log_record.ts";
import { Problem, quoted } from "./problems.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const BATCH_ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/**
 * The query parameters of a request: every one known by name and given once, or else a
 * {@linkcode Problem} of type `invalid-query` that tells name, rule and value.
 */
export class Query {
  readonly #values: ReadonlyMap<string, string>;

  /** @throws {Problem} */
  constructor(url: string, known: readonly string[]) {
    // Not the class URL: it refuses some of what a client may send.
    const search = /\?([^#]*)/.exec(url)?.[1] ?? "";
    const values = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(search)) {
      if (!known.includes(name)) {
        const names = known.length === 0 ? "none" : known.join(", ");
        throw invalid(name, `is not known here (known: ${names})`, value);
      }
      if (values.has(name)) throw invalid(name, "must be given once", value);
      values.set(name, value);
    }
    this.#values = values;
  }

  /** 1 to 1000, 50 when not given. */
  limit(): number {
    const value = this.#values.get("limit");
    if (value === undefined) return DEFAULT_LIMIT;
    const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (limit >= 1 && limit <= MAX_LIMIT) return limit;
    throw invalid("limit", `must be an integer from 1 to ${MAX_LIMIT}`, value);
  }

  instant(name: string): Date | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const instant = parseInstant(value);
    if (instant !== null) return instant;
    const rule = "must be an RFC 3339 time such as 2026-01-01T00:00:00Z (in a URL, + is %2B)";
    throw invalid(name, rule, value);
  }

  level(): Level | undefined {
    const value = this.#values.get("level");
    if (value === undefined) return undefined;
    const level = LEVELS.find((known) => known === value);
    if (level !== undefined) return level;
    throw invalid("level", `must be one of ${LEVELS.join(", ")}`, value);
  }

  /** 1 to 64 characters. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined || (value.length >= 1 && value.length <= 64)) return value;
    throw invalid(name, "must have 1 to 64 characters", value);
  }

  batchId(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    const instant = value.replace(BATCH_ID, "$1-$2-$3T$4:$5:$6Z");
    if (BATCH_ID.test(value) && parseInstant(instant) !== null) return value;
    throw invalid(name, "must be a batch id such as 20260101T000000Z", value);
  }
}

function invalid(name: string, rule: string, value: string): Problem {
  return new Problem(
    "invalid-query",
    `Cannot answer the query: parameter ${quoted(name)} ${rule}: found ${quoted(value)}.`,
  );
}

function parseInstant(text: string): Date | null {
  const day = INSTANT.exec(text)?.[1];
  const instant = new Date(text);
  if (day === undefined || Number.isNaN(instant.getTime())) return null;
  // Date takes 30 February for 2 March.
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day) ? instant : null;
}
