/** Compares companies.jsonl with what it should be, as a stream, in memory that does not grow with it. */

import { companiesBefore, type History, membershipOf } from "../simulation/epoch.ts";
import { companyLines } from "./company_lines.ts";
import { sizeOf } from "./disk.ts";

export interface CompanyComparison {
  readonly size: number;
  /** How many lines from the start are whole and right, and their bytes. */
  readonly wholeLines: number;
  readonly wholeBytes: number;
  /** One past the highest cohort of which at least one whole line is right and in its place. */
  readonly cohorts: number;
  /** Where the first wrong byte is; null when the file is a beginning of what it should be. */
  readonly difference: number | null;
}

const NEWLINE = 10;

export async function compareCompanies(history: History, path: string): Promise<CompanyComparison> {
  const size = await sizeOf(path) ?? 0;
  const comparison = { size, wholeLines: 0, wholeBytes: 0, cohorts: 0, difference: null };
  if (size === 0) return comparison;
  using file = await Deno.open(path);
  return await walk(history, { file, size });
}

async function walk(
  history: History,
  { file, size }: { file: Deno.FsFile; size: number },
): Promise<CompanyComparison> {
  const most = companiesBefore(history, Infinity);
  let difference: number | null = null;
  let [wholeLines, wholeBytes, lastRight, number, at] = [0, 0, -1, 0, 0];
  while (at < size && number < most) {
    const end = Math.min(most, number + 256);
    for (const expected of companyLines(history, { first: number, end })) {
      const actual = await readUpTo(file, expected.length);
      for (const line of linesOf(expected)) {
        const differs = firstDifference(expected, actual, line);
        if (differs < line.end) difference ??= differs < actual.length ? at + differs : null;
        else {
          lastRight = number;
          if (difference === null) [wholeLines, wholeBytes] = [number + 1, at + line.end];
        }
        number++;
      }
      at += expected.length;
    }
  }
  if (at < size) difference ??= at;
  const cohorts = lastRight < 0 ? 0 : membershipOf(history, lastRight).cohort + 1;
  return { size, wholeLines, wholeBytes, cohorts, difference };
}

interface Line {
  readonly start: number;
  /** Excluded; the newline is before it. */
  readonly end: number;
}

function* linesOf(bytes: Uint8Array): Generator<Line> {
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, start) + 1;
    yield { start, end };
    start = end;
  }
}

/** The first place in `line` at which the two differ, which may be the actual's end; the line's end when none. */
function firstDifference(expected: Uint8Array, actual: Uint8Array, line: Line): number {
  for (let at = line.start; at < line.end; at++) {
    if (at >= actual.length || expected[at] !== actual[at]) return at;
  }
  return line.end;
}

async function readUpTo(file: Deno.FsFile, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
