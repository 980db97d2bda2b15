/** `companies.jsonl`: grows by whole cohorts, and is derived, so whatever is wrong with it can be mended. */

import { companiesBefore, type History, membershipOf } from "../simulation/epoch.ts";
import { compareCompanies } from "./company_comparison.ts";
import { companyLines } from "./company_lines.ts";
import { type Disk, sizeOf } from "./disk.ts";
import { type Layout, parentOf } from "./layout.ts";

const MOST_BYTES_AN_APPEND = 8_000_000;
/** About what a company takes, for estimates. */
export const BYTES_A_COMPANY = 150;

export class CompanyFile {
  readonly #disk: Disk;
  readonly #path: string;
  #history: History;
  #nextCohort = 0;
  #size = 0;
  /** After a failed fsync the kernel may have dropped what was written: the file is made anew. */
  #suspect = false;

  constructor(disk: Disk, layout: Layout, history: History) {
    this.#disk = disk;
    this.#path = layout.companies;
    this.#history = history;
  }

  /** Every cohort before this one is on disk. */
  get nextCohort(): number {
    return this.#nextCohort;
  }

  get companies(): number {
    return companiesBefore(this.#history, this.#nextCohort);
  }

  /** Goes on under a history with more epochs than before. */
  continueUnder(history: History): void {
    this.#history = history;
  }

  /**
   * Makes the file what the history says, through the cohorts before `atLeast`: keeps every cohort
   * that agrees, however late, and completes a begun one. Gives what had to be done, or null.
   */
  async mend(atLeast: number): Promise<string | null> {
    try {
      return await this.#mend(atLeast);
    } catch (error) {
      this.#suspect = true;
      throw error;
    }
  }

  async #mend(atLeast: number): Promise<string | null> {
    const found = await compareCompanies(this.#history, this.#path);
    this.#nextCohort = Math.max(atLeast, found.cohorts);
    const end = this.companies;
    if (found.difference !== null && found.wholeLines < end) {
      await this.#rewrite(end);
      return `companies.jsonl written anew with ${end} companies`;
    }
    const keep = Math.min(found.wholeLines, end);
    const bytes = keep === found.wholeLines ? found.wholeBytes : await this.#bytesOf(keep);
    const torn = found.size > bytes;
    if (torn) await this.#disk.truncate(this.#path, bytes);
    this.#size = bytes;
    if (end > keep) await this.#appendCompanies(keep, end);
    if (!torn && end === keep) return null;
    return `companies.jsonl mended: ${keep} companies kept, ${end - keep} added`;
  }

  /**
   * Appends cohorts up to `end` (excluded), at most 8 MB of them or one cohort, with one fsync; gives
   * the first cohort that is still to be written. Afterwards all before it is durable.
   */
  async append(end: number): Promise<number> {
    if (this.#suspect) await this.#rewrite(this.companies);
    else if ((await sizeOf(this.#path) ?? 0) !== this.#size) await this.mend(this.#nextCohort);
    const from = this.companies;
    const cohort = this.#cohortWithin(Math.max(end, this.#nextCohort));
    const to = companiesBefore(this.#history, cohort);
    if (to > from) await this.#appendCompanies(from, to);
    this.#nextCohort = Math.max(cohort, this.#nextCohort);
    return this.#nextCohort;
  }

  /** One past the last cohort before `end` that still fits into one append. */
  #cohortWithin(end: number): number {
    const most = this.companies + Math.floor(MOST_BYTES_AN_APPEND / BYTES_A_COMPANY);
    if (companiesBefore(this.#history, end) <= most) return end;
    return Math.max(this.#nextCohort + 1, membershipOf(this.#history, most).cohort);
  }

  async #appendCompanies(first: number, end: number): Promise<void> {
    const isNew = this.#size === 0;
    try {
      await this.#disk.append(this.#path, companyLines(this.#history, { first, end }));
      if (isNew) await this.#disk.syncDirectory(parentOf(this.#path));
    } catch (error) {
      this.#suspect = true;
      throw error;
    }
    this.#size = await sizeOf(this.#path) ?? 0;
  }

  /** Writes the first `end` companies beside the old file and renames over it. */
  async #rewrite(end: number): Promise<void> {
    const beside = `${this.#path}.tmp`;
    await this.#disk.remove(beside);
    await this.#disk.append(beside, companyLines(this.#history, { first: 0, end }));
    await this.#disk.rename(beside, this.#path);
    await this.#disk.syncDirectory(parentOf(this.#path));
    this.#size = await sizeOf(this.#path) ?? 0;
    this.#suspect = false;
  }

  async #bytesOf(end: number): Promise<number> {
    let bytes = 0;
    for (const piece of companyLines(this.#history, { first: 0, end })) {
      bytes += piece.length;
      await Promise.resolve();
    }
    return bytes;
  }
}
