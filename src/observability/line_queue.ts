/** One line of text with its \n, and the UTC date (`2026-01-01`) that it belongs to. */
export interface Line {
  readonly text: string;
  readonly day: string;
}

export interface LineQueueOptions {
  /**
   * Writes lines in order and gives how many of them, from the first on, it took: 0 when it can take
   * none now, which leaves them queued until the next push or drain. A rejection loses them all.
   */
  readonly write: (lines: readonly Line[]) => Promise<number>;
  /** The text that stands where `dropped` lines are missing. */
  readonly notice: (dropped: number) => string;
  /** UTF-16 units held at most, one chunk in the writer's hands included. */
  readonly capacity: number;
}

const LINES_PER_WRITE = 256;

/**
 * Keeps the callers of a log apart from its writing: {@linkcode push} returns at once, a loop writes
 * one chunk after the other, and when that is too slow the oldest lines are dropped and counted.
 */
export class LineQueue {
  readonly #options: LineQueueOptions;
  readonly #lines: Line[] = [];
  /** How many of the first lines the writer holds; these are not dropped. */
  #inFlight = 0;
  #size = 0;
  #dropped = 0;
  #requested = false;
  #draining: Promise<void> | null = null;

  constructor(options: LineQueueOptions) {
    this.#options = options;
  }

  push(line: Line): void {
    this.#lines.push(line);
    this.#size += line.text.length;
    while (this.#size > this.#options.capacity && this.#lines.length > this.#inFlight) {
      this.#remove(this.#inFlight, 1);
      this.#dropped++;
    }
    void this.drain();
  }

  /** Resolves when the queue is empty or its writer takes no more for now; never rejects. */
  drain(): Promise<void> {
    this.#requested = true;
    this.#draining ??= this.#run();
    return this.#draining;
  }

  async #run(): Promise<void> {
    // The caller of push goes on first, whatever the writer does.
    await Promise.resolve();
    while (this.#requested) {
      this.#requested = false;
      while (this.#lines.length > 0 && await this.#writeChunk());
    }
    this.#draining = null;
  }

  /** @returns whether anything was taken off the queue. */
  async #writeChunk(): Promise<boolean> {
    const chunk = this.#lines.slice(0, LINES_PER_WRITE);
    const dropped = this.#dropped;
    const notices = dropped > 0 && chunk[0] !== undefined
      ? [{ text: this.#options.notice(dropped), day: chunk[0].day }]
      : [];
    this.#inFlight = chunk.length;
    this.#dropped = 0;
    try {
      const written = await this.#options.write([...notices, ...chunk]);
      if (written === 0) this.#dropped += dropped;
      this.#remove(0, Math.max(0, written - notices.length));
      return written > 0;
    } catch {
      this.#dropped += dropped + chunk.length;
      this.#remove(0, chunk.length);
      return true;
    } finally {
      this.#inFlight = 0;
    }
  }

  #remove(from: number, count: number): void {
    for (const line of this.#lines.splice(from, count)) this.#size -= line.text.length;
  }
}
