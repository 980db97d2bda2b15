import { companiesBefore, type History } from "../../src/simulation/epoch.ts";
import { companyLines } from "../../src/storage/company_lines.ts";
import { DataDir } from "./data_dir.ts";
import { historyOf } from "./histories.ts";

/** Cohorts of 4, 4, 4, 4, 2 and then none. */
export const HISTORY = historyOf({ numberOfCompanies: 4, maxCompanies: 18 });
/** Bytes of a line; all have as many. */
export const LINE = textOf(1, historyOf({ numberOfCompanies: 1 })).length;

/** companies.jsonl with the cohorts before `cohorts`. */
export function textOf(cohorts: number, history: History = HISTORY): string {
  const end = companiesBefore(history, cohorts);
  const decoder = new TextDecoder();
  return [...companyLines(history, { first: 0, end })].map((piece) => decoder.decode(piece)).join(
    "",
  );
}

/** The text with another character at `at`. */
export function flipped(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === "7" ? "8" : "7"}${text.slice(at + 1)}`;
}

/** A data directory with this companies.jsonl. */
export async function withFile(content: string | null): Promise<DataDir> {
  const dir = await DataDir.make();
  await dir.disk.makeDirectory(dir.layout.events);
  if (content !== null) await Deno.writeTextFile(dir.layout.companies, content);
  return dir;
}

/** companies.jsonl; empty when missing. */
export async function read(dir: DataDir): Promise<string> {
  return await Deno.readTextFile(dir.layout.companies).catch(() => "");
}
