import { LogBuffer } from "../../src/observability/log_buffer.ts";
import { createLogger, type Logger } from "../../src/observability/logger.ts";
import { holdDirectory } from "../../src/runtime/data_directory.ts";
import { Generator } from "../../src/runtime/generator.ts";
import { GeneratorControl } from "../../src/runtime/generator_control.ts";
import type { MissedIntervals } from "../../src/runtime/schedule.ts";
import type { EpochKeys } from "../../src/simulation/epoch.ts";
import type { DataLock } from "../../src/storage/data_lock.ts";
import type { Disk } from "../../src/storage/disk.ts";
import type { DataDir, OpenOptions } from "./data_dir.ts";
import { FakeClock } from "./fake_clock.ts";
import { IDENTITY } from "./histories.ts";
import { InlineProducer } from "./inline_producer.ts";

export interface LiveOptions extends OpenOptions {
  readonly keys?: Partial<EpochKeys>;
  readonly missed?: MissedIntervals;
  readonly speed?: number;
  readonly disk?: Disk;
  readonly clock: FakeClock;
}

interface Parts {
  readonly clock: FakeClock;
  readonly generator: Generator;
  readonly control: GeneratorControl;
  readonly producer: InlineProducer;
  readonly logger: Logger;
  readonly logs: LogBuffer;
  readonly lock: DataLock;
}

/** A generator that runs as `fleetgen run` does, but for the clock, the workers and the server. */
export class LiveFleet implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly generator: Generator;
  readonly control: GeneratorControl;
  readonly producer: InlineProducer;
  readonly #logger: Logger;
  readonly #logs: LogBuffer;
  readonly #lock: DataLock;
  readonly #done: Promise<void>;

  private constructor({ clock, generator, control, producer, logger, logs, lock }: Parts) {
    this.clock = clock;
    this.generator = generator;
    this.control = control;
    this.producer = producer;
    this.#logger = logger;
    this.#logs = logs;
    this.#lock = lock;
    this.#done = generator.run();
  }

  /** Opens the data directory and starts the loop. */
  static async start(dir: DataDir, options: LiveOptions): Promise<LiveFleet> {
    const { keys = {}, identity = {}, missed = "all", speed = 1, disk = dir.disk, clock } = options;
    const { layout } = dir;
    const wanted = dir.wanted(keys, identity);
    const logs = new LogBuffer(100_000);
    const logger = createLogger({
      component: "fleetgen",
      runId: "test",
      level: "debug",
      clock: () => new Date(clock.now()),
      stdout: null,
      buffer: logs,
    });
    const producer = new InlineProducer(layout);
    const common = { clock, disk, layout, producer, logger, wanted };
    const generator = new Generator({ ...common, missed, speed });
    const control = new GeneratorControl({
      generator,
      disk,
      layout,
      logger,
      now: () => clock.now(),
      version: "1.0.0",
      settings: {},
    });
    const held = await holdDirectory(disk, layout, { wanted, holder: { test: true } });
    try {
      await generator.open();
    } catch (error) {
      held.lock[Symbol.dispose]();
      throw error;
    }
    await logger.openFile(layout.logs);
    control.started(held);
    return new LiveFleet({ clock, generator, control, producer, logger, logs, lock: held.lock });
  }

  /** The same, with its first interval just ended: one batch is on disk, and the loop sleeps. */
  static async withOneBatch(dir: DataDir, options: Partial<LiveOptions> = {}): Promise<LiveFleet> {
    const { startMs } = IDENTITY;
    const clock = new FakeClock(startMs + (options.identity?.batchMs ?? IDENTITY.batchMs));
    const fleet = await LiveFleet.start(dir, { clock, ...options });
    await fleet.settled();
    return fleet;
  }

  /** Resolves when the loop has done what is due and sleeps. */
  async settled(): Promise<void> {
    await this.clock.asleep(() => this.generator.lifecycle.wake);
  }

  /** Lets `ms` pass; afterwards everything that fell due is done. */
  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms, () => this.settled());
  }

  /** Sets the wall clock by `ms` and lets the loop notice. */
  async jump(ms: number): Promise<void> {
    await this.settled();
    this.clock.jump(ms);
    await this.advance(1000);
  }

  /** Pauses, with the loop asleep before and after. */
  async pause(): Promise<void> {
    await this.settled();
    await this.control.pause();
    await this.settled();
  }

  /** Resumes; afterwards everything that is due is done. */
  async resume(): Promise<void> {
    await this.control.resume();
    await this.settled();
  }

  /** Resolves when the log is written. */
  async flushed(): Promise<void> {
    await this.#logger.flush();
  }

  /** The metadata of the records with this message, in order. */
  logged(message: string): Record<string, unknown>[] {
    return this.#logs.query({ limit: 1e6 }).filter((record) => record.message === message)
      .map(({ metadata }) => metadata as Record<string, unknown>);
  }

  /** Ids of the batches committed by this process, in order. */
  get committed(): string[] {
    return this.logged("Batch committed").map((metadata) => String(metadata.batchId));
  }

  /** Stops in good order; the data directory is free afterwards. */
  async stop(): Promise<void> {
    this.generator.lifecycle.stop();
    await this.#done;
    await this.#logger.close();
    this.#lock[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.generator.lifecycle.wish !== "stop") await this.stop();
  }
}
