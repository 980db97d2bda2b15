/** The loop: makes whatever is due, in order, for as long as it is wanted. */

import type { Logger } from "../observability/logger.ts";
import { intervalEnd, intervalsEndedAt } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import type { DatasetRequest } from "../storage/dataset.ts";
import type { Disk } from "../storage/disk.ts";
import type { Layout } from "../storage/layout.ts";
import { createZones, type OpenDataset, openDataset } from "../storage/recovery.ts";
import type { Clock } from "./clock.ts";
import { lastCompletedStart } from "./data_directory.ts";
import { DatasetWriter } from "./dataset_writer.ts";
import { GroupMaker } from "./group_maker.ts";
import { groupSize } from "./group.ts";
import { Lifecycle } from "./lifecycle.ts";
import { type BatchProducer, Discarded } from "./producer.ts";
import { type MissedIntervals, nextDue, type Work, workAt } from "./schedule.ts";
import { SimulatedTime } from "./simulated_time.ts";

export interface GeneratorOptions {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly layout: Layout;
  readonly producer: BatchProducer;
  readonly logger: Logger;
  readonly wanted: DatasetRequest;
  readonly missed: MissedIntervals;
  readonly speed: number;
}

/** A sleep is cut so short because long timers misfire, clocks jump and machines suspend. */
const LONGEST_SLEEP_MS = 1000;
const LONGEST_BACK_OFF_MS = 30_000;
/** A batch is a function of its interval, so it can be staged before it is due, and only renamed then. */
const MAKE_AHEAD_MS = 10_000;

export class Generator {
  readonly lifecycle: Lifecycle;
  readonly time: SimulatedTime;
  readonly #options: GeneratorOptions;
  readonly #groups: GroupMaker;
  #writer: DatasetWriter | null = null;
  #opened: OpenDataset | null = null;
  #openedAt = 0;
  #fault: string | null = null;
  #failures = 0;
  #ahead = false;
  #beatAt: number;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.lifecycle = new Lifecycle(options.clock);
    this.time = new SimulatedTime(options.clock, options.speed);
    this.#groups = new GroupMaker({
      ...options,
      lifecycle: this.lifecycle,
      onProgress: () => this.#beat(),
    });
    this.#beatAt = options.clock.monotonic();
  }

  /** Null until the data directory is opened, and again after a clean. */
  get writer(): DatasetWriter | null {
    return this.#writer;
  }

  /** What opening the data directory found, and when that was. */
  get opened(): { readonly found: OpenDataset; readonly at: number } | null {
    return this.#opened === null ? null : { found: this.#opened, at: this.#openedAt };
  }

  /** Why the last commit failed; null when it did not. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Whether the dataset goes further than the wall clock. */
  get aheadOfClock(): boolean {
    return this.#ahead;
  }

  get lastCommit(): { readonly batchesAt: number | null; readonly companiesAt: number | null } {
    return this.#groups.lastCommit;
  }

  /** Wall milliseconds since the loop last moved. */
  get silenceMs(): number {
    return this.#options.clock.monotonic() - this.#beatAt;
  }

  /** Opens the data directory, which is held; the first thing to do, and again after a clean. */
  async open(): Promise<void> {
    const { clock, disk, layout, logger, wanted } = this.#options;
    const now = clock.now();
    const defaultStartMs = lastCompletedStart(now, wanted.identity.batchMs);
    const opened = await openDataset(disk, layout, { wanted, defaultStartMs });
    const writer = new DatasetWriter({ disk, layout, now: () => clock.now() }, opened);
    const { identity } = writer.history;
    this.time.reach(intervalEnd(identity, Math.max(0, opened.totals.lastInterval)));
    await this.#groups.noteTimes();
    this.#writer = writer;
    this.#opened = opened;
    this.#openedAt = now;
    if (await writer.isManifestStale()) await this.#save(this.#state());
    logger.info("Dataset opened", {
      seed: identity.seed,
      startTime: utcText(identity.startMs),
      totalBatches: opened.totals.batches,
      totalEvents: opened.totals.events,
      totalCompanies: writer.companies,
      epoch: writer.history.epochs.length - 1,
      recovery: opened.actions,
    });
  }

  /** Forgets the dataset: its data directory was cleaned. */
  forget(): void {
    this.#writer = null;
    this.#opened = null;
    this.#fault = null;
    this.#ahead = false;
    this.#groups.forget();
  }

  /** Runs until the lifecycle says stop. Never rejects for what the disk does. */
  async run(): Promise<void> {
    const { lifecycle } = this;
    while (lifecycle.wish !== "stop") {
      this.#beat();
      // Taken before any work, so that whatever is asked for meanwhile ends the sleep after it.
      const { wake } = lifecycle;
      try {
        if (lifecycle.wish === "pause") await this.#rest();
        else if (await this.step()) this.#recovered();
        else await this.#sleepUntilDue(wake);
      } catch (error) {
        await this.#degrade(error);
      }
    }
    // At rest everything is dropped and saved, and a clean may be under way.
    if (lifecycle.paused) return;
    await this.#dropAll();
    await this.#save("stopped").catch(() => {});
  }

  /** Does what is due, at most one group of batches of it; false when nothing is. */
  async step(): Promise<boolean> {
    if (this.#writer === null) await this.open();
    const writer = this.#writer as DatasetWriter;
    const due = nextDue(writer.history, writer.position);
    const now = this.time.now(due);
    this.#compareClocks(writer, now);
    const work = workAt(writer.history, writer.position, {
      now,
      missed: this.#options.missed,
      most: groupSize(writer.history, writer.position.interval),
    });
    if (work === null) return await this.#tryAgain();
    await this.#carryOut(work, writer);
    if (!this.time.followsWall && nextDue(writer.history, writer.position) > due) {
      this.time.reach(now);
    }
    return true;
  }

  /** With nothing due, the caches are what shows whether the fault is gone. */
  async #tryAgain(): Promise<boolean> {
    if (this.#fault === null) return false;
    await this.#save(this.#state());
    return true;
  }

  async #carryOut(work: Work, writer: DatasetWriter): Promise<void> {
    if (work.skip !== null) await writer.skip(work.skip);
    while (writer.position.cohort < work.cohortsEnd) {
      if (this.lifecycle.wish !== "run") return;
      await this.#groups.appendCohorts(writer, work.cohortsEnd);
      this.#beat();
    }
    if (work.end === work.first) return await this.#save(this.#state());
    const ended = this.time.followsWall
      ? intervalsEndedAt(writer.history.identity, this.#options.clock.now())
      : work.end + 1;
    await this.#groups.commit(writer, { work, ended, save: () => this.#save(this.#state()) });
  }

  async #rest(): Promise<void> {
    const { clock } = this.#options;
    await this.#dropAll();
    await this.#save("paused").catch(() => {});
    if (this.#writer !== null) {
      this.time.hold(nextDue(this.#writer.history, this.#writer.position));
    }
    this.lifecycle.enterPaused();
    while (this.lifecycle.wish === "pause") {
      this.#beat();
      await clock.sleep(LONGEST_SLEEP_MS, this.lifecycle.wake);
    }
    this.time.release();
  }

  async #sleepUntilDue(wake: AbortSignal): Promise<void> {
    const writer = this.#writer as DatasetWriter;
    const wait = this.time.wait(nextDue(writer.history, writer.position));
    if (wait <= MAKE_AHEAD_MS) this.#groups.makeAhead(writer);
    const { clock } = this.#options;
    const sleep = wait < 1 ? 0 : Math.ceil(wait);
    await clock.sleep(Math.min(sleep, LONGEST_SLEEP_MS), wake);
  }

  async #degrade(error: unknown): Promise<void> {
    const { clock, disk, layout, logger } = this.#options;
    this.#beat();
    if (error instanceof Discarded && this.lifecycle.wish !== "run") return;
    this.#fault = error instanceof Error ? error.message : String(error);
    const backOff = Math.min(LONGEST_BACK_OFF_MS, 1000 * 2 ** this.#failures++);
    logger.error("Commit failed", { reason: this.#fault, retryInMs: backOff });
    await this.#dropAll();
    // Somebody may have removed a directory that every commit needs.
    if (this.#writer !== null) await createZones(disk, layout).catch(() => {});
    const until = clock.monotonic() + backOff;
    while (this.lifecycle.wish === "run" && clock.monotonic() < until) {
      this.#beat();
      await clock.sleep(LONGEST_SLEEP_MS, this.lifecycle.wake);
    }
  }

  async #dropAll(): Promise<void> {
    await this.#groups.drop();
    await this.#writer?.emptyStaging().catch(() => {});
  }

  #recovered(): void {
    if (this.#fault !== null) this.#options.logger.info("Commits succeed again");
    this.#fault = null;
    this.#failures = 0;
  }

  #compareClocks(writer: DatasetWriter, now: number): void {
    const { lastInterval } = writer.totals;
    const ahead = this.time.followsWall && lastInterval >= 0 &&
      now < intervalEnd(writer.history.identity, lastInterval);
    if (ahead && !this.#ahead) {
      this.#options.logger.warning("The dataset is ahead of the clock: waiting", {
        lastIntervalEnd: utcText(intervalEnd(writer.history.identity, lastInterval)),
        clock: utcText(now),
      });
    }
    this.#ahead = ahead;
  }

  async #save(state: string): Promise<void> {
    await this.#writer?.save({ state, since: utcText(this.lifecycle.since) });
  }

  #state(): string {
    return this.lifecycle.state(false);
  }

  #beat(): void {
    this.#beatAt = this.#options.clock.monotonic();
  }
}
