/** The composition root of `run`: the control server, the data directory and the loop, joined. */

import { configDocument } from "./config/document.ts";
import { ConfigError } from "./config/problem.ts";
import { epochKeys, requestedIdentity } from "./config/generative.ts";
import type { LoadedConfig } from "./config/load.ts";
import type { Config } from "./config/schema.ts";
import { LogBuffer } from "./observability/log_buffer.ts";
import { removeOldLogs } from "./observability/log_retention.ts";
import { createLogger, type Logger } from "./observability/logger.ts";
import { writeStdout } from "./observability/stdout.ts";
import { type Clock, systemClock } from "./runtime/clock.ts";
import { type HeldDirectory, holdDirectory } from "./runtime/data_directory.ts";
import { Generator } from "./runtime/generator.ts";
import { GeneratorControl } from "./runtime/generator_control.ts";
import type { BatchProducer } from "./runtime/producer.ts";
import { WorkerPool } from "./runtime/worker_pool.ts";
import { buildControlApp } from "./server/control_app.ts";
import { type RunningServer, startServer } from "./server/serve.ts";
import { DataLock } from "./storage/data_lock.ts";
import type { DatasetRequest } from "./storage/dataset.ts";
import { Disk } from "./storage/disk.ts";
import { Layout } from "./storage/layout.ts";
import { VERSION } from "./version.ts";

export interface App {
  readonly url: string;
  /** Resolves when everything is stopped and the lock is free, or 4.5 s after `stop` if the disk hangs. */
  readonly done: Promise<void>;
  /** Asks the loop to end; what is in flight is dropped, to be made again. */
  stop(): void;
}

export interface AppOptions {
  readonly clock?: Clock;
  readonly stdout?: ((text: string) => Promise<void>) | null;
}

const MEASURE_DISK_EVERY_MS = 10_000;
const REMOVE_LOGS_EVERY_MS = 3_600_000;
/** A disk that hangs must not keep the process: what it left half-done is what recovery is for. */
const STOP_WITHIN_MS = 4500;

/** What a configuration asks of a dataset. */
export function datasetRequest(config: Config): DatasetRequest {
  return { identity: requestedIdentity(config), keys: epochKeys(config) };
}

/** Workers that stage into `layout`, under the configuration's `workers` and `durability`. */
export function createPool(config: Config, layout: Layout, clock: Clock): WorkerPool {
  return new WorkerPool({
    workers: config.workers,
    stagingDirectory: layout.staging,
    durable: config.durability === "full",
    monotonic: () => clock.monotonic(),
  });
}

/**
 * Binds the port, then opens the data directory, then starts the loop.
 *
 * @throws {Fault | Deno.errors.AddrInUse} when one of them can't be had; then nothing is left running.
 */
export async function startApp(loaded: LoadedConfig, options: AppOptions = {}): Promise<App> {
  const { config } = loaded;
  const { clock = systemClock, stdout = writeStdout } = options;
  const logs = new LogBuffer();
  const logger = createLogger({
    component: "fleetgen",
    runId: crypto.randomUUID(),
    level: config.logLevel,
    clock: () => new Date(clock.now()),
    stdout,
    buffer: logs,
  });
  const parts = compose(loaded, { clock, logger });
  let server: RunningServer | null = null;
  try {
    server = await serve(config, { ...parts, logs, logger });
    const held = await open(config, parts, { clock, logger, warnings: loaded.warnings });
    const removeLogs = (): Promise<unknown> => retainLogs(config, parts.layout, clock);
    await removeLogs();
    return running(parts, { server, held, logger, removeLogs });
  } catch (error) {
    parts.producer.close();
    await server?.stop();
    await logger.close();
    throw error;
  }
}

interface Parts {
  readonly layout: Layout;
  readonly disk: Disk;
  readonly producer: BatchProducer;
  readonly generator: Generator;
  readonly control: GeneratorControl;
}

function compose(
  { config }: LoadedConfig,
  { clock, logger }: { clock: Clock; logger: Logger },
): Parts {
  const layout = new Layout(config.dataDir);
  const disk = new Disk({ durable: config.durability === "full" });
  const producer = createPool(config, layout, clock);
  const generator = new Generator({
    clock,
    disk,
    layout,
    producer,
    logger,
    wanted: datasetRequest(config),
    missed: config.missedIntervals,
    speed: config.speed,
  });
  const control = new GeneratorControl({
    generator,
    disk,
    layout,
    logger,
    now: () => clock.now(),
    version: VERSION,
    settings: configDocument(config),
  });
  return { layout, disk, producer, generator, control };
}

async function serve(
  config: Config,
  { control, layout, logs, logger }: Parts & { logs: LogBuffer; logger: Logger },
): Promise<RunningServer> {
  const report = (error: unknown): void => logger.error("Request failed", { error: String(error) });
  const app = buildControlApp(control, {
    logs,
    report,
    host: config.host,
    allowedHosts: config.allowedHosts,
    token: config.tokenFile === null ? null : await readToken(config.tokenFile),
  });
  try {
    return await startServer(app, { host: config.host, port: config.port, report });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw cannotListen(config, error);
    if (await DataLock.isHeld(layout).catch(() => false)) throw await DataLock.fault(layout);
    throw new Deno.errors.AddrInUse(
      `Cannot listen on ${config.host}:${config.port}: the port must be free: found it in use; ` +
        "stop what uses it, or choose another with --port",
    );
  }
}

function cannotListen({ host, port }: Config, error: unknown): ConfigError {
  return new ConfigError([{
    path: "host",
    rule: "must be an address of this machine, and port one that may be listened to",
    found: `${host}:${port} (${error instanceof Error ? error.message : error})`,
    source: "the configuration",
    remedy: "choose others with --host and --port",
  }]);
}

/**
 * The bearer token in a file: its text without white space around it.
 *
 * @throws {ConfigError} when there is none.
 */
export async function readToken(path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch(() => "");
  if (text.trim() !== "") return text.trim();
  throw new ConfigError([{
    path: "token_file",
    rule: "must be a readable file with a token in it",
    found: path,
    source: "the configuration",
    remedy: "put a token there, or name another file",
  }]);
}

async function retainLogs(config: Config, layout: Layout, clock: Clock): Promise<void> {
  await removeOldLogs(layout.logs, config.logRetentionDays, { now: new Date(clock.now()) });
}

async function open(
  config: Config,
  { disk, layout, generator, control }: Parts,
  { clock, logger, warnings }: { clock: Clock; logger: Logger; warnings: readonly string[] },
): Promise<HeldDirectory> {
  const holder = { host: Deno.hostname(), pid: Deno.pid, since: new Date(clock.now()) };
  const held = await holdDirectory(disk, layout, { wanted: datasetRequest(config), holder });
  try {
    await generator.open();
  } catch (error) {
    held.lock[Symbol.dispose]();
    throw error;
  }
  await logger.openFile(layout.logs);
  for (const warning of warnings) logger.warning(warning);
  control.started(held);
  await control.measureDisk();
  return held;
}

function running(
  { generator, producer, control }: Parts,
  { server, held, logger, removeLogs }: {
    server: RunningServer;
    held: HeldDirectory;
    logger: Logger;
    removeLogs: () => Promise<unknown>;
  },
): App {
  logger.info("Serving", { url: server.url });
  const measure = setInterval(() => void control.measureDisk(), MEASURE_DISK_EVERY_MS);
  const retain = setInterval(() => void removeLogs(), REMOVE_LOGS_EVERY_MS);
  const finish = async (): Promise<void> => {
    await generator.run();
    clearInterval(measure);
    clearInterval(retain);
    await control.cleaned();
    producer.close();
    await server.stop();
    logger.info("Stopped");
    await logger.close();
    held.lock[Symbol.dispose]();
  };
  const deadline = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    generator.lifecycle.stop();
    timer ??= setTimeout(deadline.resolve, STOP_WITHIN_MS);
  };
  const done = Promise.race([finish().finally(() => clearTimeout(timer)), deadline.promise]);
  return { url: server.url, done, stop };
}
