import { isAtLeast, type Level, type LogRecord } from "./log_record.ts";

export interface LogQuery {
  /** At most so many records, the newest ones. */
  readonly limit: number;
  /** The earliest timestamp, included. */
  readonly since?: Date;
  /** At least this severe. */
  readonly level?: Level;
  readonly component?: string;
}

/** The newest log records in memory, at most `capacity` of them. */
export class LogBuffer {
  readonly #capacity: number;
  readonly #records: LogRecord[] = [];
  /** Where the next record goes once the ring is full: the place of the oldest. */
  #next = 0;

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(record: LogRecord): void {
    this.#records[this.#next] = record;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The newest records that match, oldest of them first. */
  query({ limit, since, level, component }: LogQuery): LogRecord[] {
    // Timestamps all have the same width, so that text order is time order.
    const earliest = since?.toISOString() ?? "";
    const matches = this.#inOrder().filter((record) =>
      record.timestamp >= earliest &&
      (level === undefined || isAtLeast(record.level, level)) &&
      (component === undefined || record.component === component)
    );
    return matches.slice(Math.max(0, matches.length - limit));
  }

  #inOrder(): LogRecord[] {
    if (this.#records.length < this.#capacity) return this.#records;
    return [...this.#records.slice(this.#next), ...this.#records.slice(0, this.#next)];
  }
}
