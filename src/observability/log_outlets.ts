import { toWire } from "../wire_names.ts";
import type { LogBuffer } from "./log_buffer.ts";
import { LogFile } from "./log_file.ts";
import { LineQueue } from "./line_queue.ts";
import { encodeRecord, type LogRecord, plainMetadata } from "./log_record.ts";

export interface LogOutletsOptions {
  readonly runId: string;
  readonly clock: () => Date;
  readonly buffer: LogBuffer;
  /** Writes text to standard output; null when nothing is to be written there. */
  readonly stdout: ((text: string) => Promise<void>) | null;
  /** UTF-16 units that wait for each of stdout and files at most. */
  readonly capacity: number;
}

/** Longest wait for a stuck outlet. */
const FLUSH_MS = 1000;

/** Where records go: memory at once; standard output and files through a bounded queue for each. */
export class LogOutlets {
  readonly #options: LogOutletsOptions;
  readonly #files: readonly LogFile[];
  readonly #stdout: LineQueue | null;
  readonly #log: LineQueue;
  readonly #timings: LineQueue;

  constructor(options: LogOutletsOptions) {
    const { clock, stdout } = options;
    const log = new LogFile("generator.log.jsonl", clock);
    const timings = new LogFile("timings.jsonl", clock);
    this.#options = options;
    this.#files = [log, timings];
    this.#log = this.#queue("file", (lines) => log.write(lines));
    this.#timings = this.#queue("timings", (lines) => timings.write(lines));
    this.#stdout = stdout === null ? null : this.#queue("stdout", async (lines) => {
      await stdout(lines.map((line) => line.text).join(""));
      return lines.length;
    });
  }

  write(message: Pick<LogRecord, "component" | "level" | "message" | "metadata">): void {
    const record = this.#record(message);
    const line = { text: encodeRecord(record), day: record.timestamp.slice(0, 10) };
    this.#options.buffer.add(record);
    this.#stdout?.push(line);
    this.#log.push(line);
  }

  timing(record: Readonly<Record<string, unknown>>): void {
    const timestamp = this.#options.clock().toISOString();
    const text = JSON.stringify(toWire({ timestamp, ...plainMetadata(record) })) + "\n";
    this.#timings.push({ text, day: timestamp.slice(0, 10) });
  }

  async flush(): Promise<void> {
    await Promise.all([this.#flushFiles(), drainInTime([this.#stdout])]);
  }

  async openFile(dir: string): Promise<void> {
    for (const file of this.#files) file.open(dir);
    await this.#flushFiles();
  }

  async closeFile(): Promise<void> {
    await this.#flushFiles();
    await Promise.all(this.#files.map((file) => file.close()));
  }

  #flushFiles(): Promise<void> {
    return drainInTime([this.#log, this.#timings]);
  }

  #record(parts: Pick<LogRecord, "component" | "level" | "message" | "metadata">): LogRecord {
    const { clock, runId } = this.#options;
    const metadata = plainMetadata(parts.metadata);
    return { ...parts, timestamp: clock().toISOString(), runId, metadata };
  }

  #queue(outlet: string, write: ConstructorParameters<typeof LineQueue>[0]["write"]): LineQueue {
    const notice = (dropped: number): string =>
      encodeRecord(this.#record({
        component: "logger",
        level: "warning",
        message: "Log lines were dropped because they could not be written in time",
        metadata: { outlet, dropped },
      }));
    return new LineQueue({ write, notice, capacity: this.#options.capacity });
  }
}

async function drainInTime(queues: readonly (LineQueue | null)[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, FLUSH_MS);
  await Promise.race([Promise.all(queues.map((queue) => queue?.drain())), promise]);
  clearTimeout(timer);
}
