import { LogBuffer } from "./log_buffer.ts";
import { LogOutlets } from "./log_outlets.ts";
import { isAtLeast, type Level } from "./log_record.ts";

export interface LoggerOptions {
  readonly component: string;
  readonly runId: string;
  /** Records below this level go nowhere. */
  readonly level: Level;
  readonly clock: () => Date;
  /** Writes text to standard output; null when nothing is to be written there. */
  readonly stdout: ((text: string) => Promise<void>) | null;
  /** Where `GET /logs` looks; a buffer of its own by default. */
  readonly buffer?: LogBuffer;
  /** UTF-16 units that wait for each of stdout and files at most; 4 Mi by default. */
  readonly capacity?: number;
}

type Metadata = Readonly<Record<string, unknown>>;

/**
 * Writes records without ever throwing or waiting: what an outlet cannot take in time is dropped, the
 * oldest first, and a later record tells how many. Children share everything but the component's name.
 */
export class Logger {
  readonly #outlets: LogOutlets;
  readonly #level: Level;
  readonly #component: string;

  constructor(outlets: LogOutlets, { component, level }: { component: string; level: Level }) {
    this.#outlets = outlets;
    this.#level = level;
    this.#component = component;
  }

  child(component: string): Logger {
    return new Logger(this.#outlets, { component, level: this.#level });
  }

  debug(message: string, metadata?: Metadata): void {
    this.#write("debug", message, metadata);
  }

  info(message: string, metadata?: Metadata): void {
    this.#write("info", message, metadata);
  }

  warning(message: string, metadata?: Metadata): void {
    this.#write("warning", message, metadata);
  }

  error(message: string, metadata?: Metadata): void {
    this.#write("error", message, metadata);
  }

  /** One line of `timings.jsonl`: the record's keys after a `timestamp`. */
  timing(record: Metadata): void {
    this.#outlets.timing(record);
  }

  /**
   * Begins to write below a logs directory, also what was logged while no file was open. A file that
   * cannot be written is no error: it is tried again with a record at least a second later.
   */
  openFile(dir: string): Promise<void> {
    return this.#outlets.openFile(dir);
  }

  /** Writes what is waiting and closes the files; until `openFile` nothing below their directory is touched. */
  closeFile(): Promise<void> {
    return this.#outlets.closeFile();
  }

  /** Resolves when everything logged so far is written, cannot be, or after one second. */
  flush(): Promise<void> {
    return this.#outlets.flush();
  }

  /** The end: as `flush` and `closeFile`. */
  async close(): Promise<void> {
    await this.#outlets.flush();
    await this.#outlets.closeFile();
  }

  #write(level: Level, message: string, metadata: Metadata = {}): void {
    if (!isAtLeast(level, this.#level)) return;
    this.#outlets.write({ component: this.#component, level, message, metadata });
  }
}

export function createLogger(options: LoggerOptions): Logger {
  const { buffer = new LogBuffer(), capacity = 4 * 1024 * 1024, ...rest } = options;
  return new Logger(new LogOutlets({ ...rest, buffer, capacity }), options);
}
