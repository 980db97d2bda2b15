/** What the control server, and nobody else, may ask of the generator. */

import type { Logger } from "../observability/logger.ts";
import { batchId, intervalEnd, intervalOfBatchId, intervalStart } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { clean, type CleanOutcome, isCleanUnfinished } from "../storage/clean.ts";
import { CleanRefusal } from "../storage/clean_check.ts";
import type { Disk } from "../storage/disk.ts";
import type { Layout } from "../storage/layout.ts";
import { freeBytes } from "../storage/space.ts";
import {
  type BatchRow,
  type CleanAnswer,
  type Control,
  type ControlAnswer,
  Refusal,
  type StatusReport,
} from "./control.ts";
import type { Generator } from "./generator.ts";
import { statusReport } from "./status.ts";

export interface ControlOptions {
  readonly generator: Generator;
  readonly disk: Disk;
  readonly layout: Layout;
  readonly logger: Logger;
  readonly now: () => number;
  readonly version: string;
  /** What is in force, by configuration key. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Older than this, the loop's heartbeat says that it hangs. */
const HEARTBEAT_MS = 5000;

export class GeneratorControl implements Control {
  readonly #options: ControlOptions;
  readonly #startedAt: number;
  #starting: string | null = "The data directory is being opened.";
  #cleaning = false;
  #cleaned: Promise<unknown> = Promise.resolve();
  #cleanedAtStart = false;
  #freeBytes: number | null = null;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  /** The data directory is open, and the loop runs from now on. */
  started({ cleaned }: { cleaned: boolean }): void {
    this.#starting = null;
    this.#cleanedAtStart = cleaned;
  }

  /** Looks how much of the disk is free, for `status` to tell. */
  async measureDisk(): Promise<void> {
    this.#freeBytes = await freeBytes(this.#options.layout.root).catch(() => null);
  }

  status(): StatusReport {
    const { generator, layout, now, version } = this.#options;
    return statusReport({
      generator,
      now: now(),
      startedAt: this.#startedAt,
      version,
      dataDir: layout.root,
      stateFile: layout.generatorState,
      freeBytes: this.#freeBytes,
      starting: this.#starting,
      cleaned: this.#cleanedAtStart,
    });
  }

  alive(): boolean {
    return this.#starting !== null || this.#options.generator.silenceMs <= HEARTBEAT_MS;
  }

  async unready(): Promise<string | null> {
    const { generator, disk, layout } = this.#options;
    if (this.#starting !== null) return this.#starting;
    if (generator.lifecycle.wish === "stop") return "The generator is stopping.";
    if (this.#cleaning) return "A clean is under way.";
    if (generator.fault !== null) return `The last commit failed: ${generator.fault}`;
    const probe = `${layout.manifests}/.writable`;
    try {
      await disk.makeDirectory(probe);
      await disk.remove(probe);
      return null;
    } catch (error) {
      return `The data directory can't be written: ${
        error instanceof Error ? error.message : error
      }`;
    }
  }

  async pause(): Promise<ControlAnswer> {
    this.#refuseUnlessUp();
    const { generator } = this.#options;
    if (this.#cleaning || generator.lifecycle.wish === "pause") {
      await generator.lifecycle.pause();
      return { ...done("Generator is paused already", "paused"), changed: false };
    }
    await generator.lifecycle.pause();
    this.#refuseUnlessUp();
    return done("Generator paused successfully", "paused");
  }

  async resume(): Promise<ControlAnswer> {
    this.#refuseUnlessUp();
    const { generator, layout } = this.#options;
    // A clean may begin while the disk is asked.
    if (await isCleanUnfinished(layout) || this.#cleaning) throw cleanInProgress();
    this.#refuseUnlessUp();
    if (generator.lifecycle.wish === "run") {
      return { ...done("Generator is running already", "running"), changed: false };
    }
    generator.lifecycle.resume();
    return done("Generator resumed successfully", "running");
  }

  async clean(): Promise<CleanAnswer> {
    this.#refuseUnlessUp();
    const { generator } = this.#options;
    if (this.#cleaning) throw cleanInProgress();
    if (!generator.lifecycle.paused) {
      const state = generator.lifecycle.state(generator.fault !== null);
      throw new Refusal(
        "not-paused",
        `Cannot clean: the generator must be paused: found it ${state}; pause it first.`,
      );
    }
    this.#cleaning = true;
    const cleaning = this.#clean().finally(() => this.#cleaning = false);
    this.#cleaned = cleaning.catch(() => {});
    return await cleaning;
  }

  /** Resolves when no clean is under way: until then the data directory must stay locked. */
  async cleaned(): Promise<void> {
    await this.#cleaned;
  }

  batches(query: { readonly limit: number; readonly before?: string }): readonly BatchRow[] {
    const writer = this.#options.generator.writer;
    if (writer === null) return [];
    const { history: { identity }, skipped } = writer.dataset;
    const before = query.before === undefined ? null : intervalOfBatchId(identity, query.before);
    let interval = Math.min(before ?? Infinity, writer.totals.lastInterval + 1) - 1;
    const rows: BatchRow[] = [];
    while (interval >= 0 && rows.length < query.limit) {
      const range = skipped.find(({ first, end }) => first <= interval && interval < end);
      if (range !== undefined) {
        interval = range.first - 1;
        continue;
      }
      rows.push({
        batchId: batchId(identity, interval),
        intervalStart: utcText(intervalStart(identity, interval)),
        intervalEnd: utcText(intervalEnd(identity, interval)),
      });
      interval--;
    }
    return rows;
  }

  config(): Readonly<Record<string, unknown>> {
    return this.#options.settings;
  }

  async #clean(): Promise<CleanAnswer> {
    const { generator, disk, layout, logger } = this.#options;
    const { writer } = generator;
    const counts = {
      companies: writer?.companies ?? 0,
      batches: writer?.totals.batches ?? 0,
      events: writer?.totals.events ?? 0,
    };
    const { deleted, remaining } = await clean(disk, layout, {
      id: crypto.randomUUID(),
      closeLog: () => logger.closeFile(),
      reopenLog: (outcome) => this.#reopenLog(outcome),
    }).catch(async (error) => {
      if (error instanceof CleanRefusal) throw new Refusal(error.code, error.message);
      // It may have been closed already.
      await logger.openFile(layout.logs);
      throw error;
    });
    generator.forget();
    this.#cleanedAtStart = false;
    if (remaining.length > 0) {
      const found = remaining.join(", ");
      throw new Refusal(
        "clean-incomplete",
        `Cannot finish the clean: every entry must be deletable: found ${found} left; repeat it.`,
        remaining,
      );
    }
    const files = deleted.reduce((sum, item) => sum + item.files, 0);
    const bytes = deleted.reduce((sum, item) => sum + item.bytes, 0);
    return {
      success: true,
      message: "All data cleaned: resume, or restart, to begin a new dataset",
      status: "paused",
      cleanupStatus: "complete",
      deletedItems: deleted,
      counts: { ...counts, files, bytes },
    };
  }

  async #reopenLog({ deleted, remaining }: CleanOutcome): Promise<void> {
    const { layout, logger } = this.#options;
    await logger.openFile(layout.logs);
    logger.info("Data cleaned", { deletedItems: deleted.map(({ path }) => path), remaining });
    await logger.flush();
  }

  #refuseUnlessUp(): void {
    if (this.#starting !== null) throw new Refusal("starting", this.#starting);
    if (this.#options.generator.lifecycle.wish === "stop") {
      throw new Refusal("stopping", "The generator is stopping.");
    }
  }
}

function done(message: string, status: "paused" | "running"): ControlAnswer {
  return { success: true, message, status };
}

function cleanInProgress(): Refusal {
  return new Refusal("clean-in-progress", "A clean is not finished yet: wait, or repeat it.");
}
