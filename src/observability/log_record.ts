import { toWire } from "../wire_names.ts";

/** From the least to the most severe. */
export const LEVELS = ["debug", "info", "warning", "error"] as const;

export type Level = typeof LEVELS[number];

/** One line of the log; `metadata` is plain JSON. */
export interface LogRecord {
  /** RFC 3339 UTC with milliseconds. */
  readonly timestamp: string;
  readonly component: string;
  readonly runId: string;
  readonly level: Level;
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether `level` is as severe as `minimum` or more. */
export function isAtLeast(level: Level, minimum: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(minimum);
}

/** The record as one line of JSON with its \n, in the key order of the contract, in snake_case. */
export function encodeRecord(record: LogRecord): string {
  const { timestamp, component, runId, level, message, metadata } = record;
  return JSON.stringify(toWire({ timestamp, component, runId, level, message, metadata })) + "\n";
}

/**
 * A copy of what a caller gives as metadata, as plain JSON that later changes cannot reach: bigints
 * as text, errors as `{name, message}`. What cannot become JSON (a cycle) is replaced by a
 * record that says so, since logging never throws.
 */
export function plainMetadata(metadata: unknown): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(metadata, plainValue));
  } catch (error) {
    return { unloggable: String(error) };
  }
}

function plainValue(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message };
  return value;
}
