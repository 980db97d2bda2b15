/** Small datasets of a fixed time, made by commands. */

import { type ProcessOptions, succeed } from "./cli.ts";

export const START = "2026-01-01T00:00:00Z";
export const END = "2026-01-01T06:00:00Z";

/** Five companies a cohort with three drivers each. */
export const SMALL = ["--number-of-companies", "5", "--drivers-per-company", "3"];

export interface MadeOptions extends ProcessOptions {
  readonly to?: string;
  readonly flags?: readonly string[];
}

/** Backfills the data directory `data` from 2026 on, for six hours unless told otherwise. */
export async function backfilled(data: string, options: MadeOptions): Promise<void> {
  const { to = END, flags = SMALL, ...where } = options;
  await succeed(["backfill", "--from", START, "--to", to, "--data-dir", data, ...flags], where);
}

/** The time `minutes` after the start. */
export function minutesIn(minutes: number): string {
  return new Date(Date.parse(START) + minutes * 60_000).toISOString();
}
