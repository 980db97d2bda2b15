import type { Line } from "./line_queue.ts";

const RETRY_MS = 1000;
const NEWLINE = 0x0a;

/**
 * `<dir>/<YYYY-MM-DD>/<name>`, one file for each date of the lines written, opened for appending when
 * the first line comes. It fails without a word: after a failure it takes no lines for a second,
 * then opens the file anew.
 */
export class LogFile {
  readonly #name: string;
  readonly #clock: () => Date;
  #dir: string | null = null;
  #open: { readonly day: string; readonly file: Deno.FsFile } | null = null;
  #failedAt: number | null = null;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(name: string, clock: () => Date) {
    this.#name = name;
    this.#clock = clock;
  }

  /** Lets {@linkcode write} begin; touches no file. */
  open(dir: string): void {
    this.#dir = dir;
    this.#failedAt = null;
  }

  /** Ends a write under way and closes; afterwards nothing is taken or created until `open`. */
  async close(): Promise<void> {
    this.#dir = null;
    await this.#busy;
    this.#closeFile();
  }

  /** Appends the lines of the first line's day and gives their number, or 0 without an open file. */
  write(lines: readonly Line[]): Promise<number> {
    const writing = this.#write(lines);
    this.#busy = writing;
    return writing;
  }

  async #write(lines: readonly Line[]): Promise<number> {
    const day = lines[0]?.day;
    if (this.#dir === null || day === undefined || this.#mustWait()) return 0;
    const other = lines.findIndex((line) => line.day !== day);
    const taken = other === -1 ? lines : lines.slice(0, other);
    try {
      await appendWhole(
        await this.#fileOf(this.#dir, day),
        taken.map((line) => line.text).join(""),
      );
      this.#failedAt = null;
      return taken.length;
    } catch {
      this.#failedAt = this.#clock().getTime();
      this.#closeFile();
      return 0;
    }
  }

  #mustWait(): boolean {
    // In either direction, since clocks are set back.
    return this.#failedAt !== null &&
      Math.abs(this.#clock().getTime() - this.#failedAt) < RETRY_MS;
  }

  async #fileOf(dir: string, day: string): Promise<Deno.FsFile> {
    if (this.#open?.day === day) return this.#open.file;
    this.#closeFile();
    await Deno.mkdir(`${dir}/${day}`, { recursive: true });
    const file = await Deno.open(`${dir}/${day}/${this.#name}`, {
      create: true,
      append: true,
      read: true,
    });
    this.#open = { day, file };
    await completeLastLine(file);
    return file;
  }

  #closeFile(): void {
    this.#open?.file.close();
    this.#open = null;
  }
}

/** A process that was killed may have left half a line: later lines must not be joined to it. */
async function completeLastLine(file: Deno.FsFile): Promise<void> {
  if ((await file.stat()).size === 0) return;
  const last = new Uint8Array(1);
  await file.seek(-1, Deno.SeekMode.End);
  await file.read(last);
  if (last[0] !== NEWLINE) await file.write(Uint8Array.of(NEWLINE));
}

/** Appends all of the text or, as far as the disk lets it, nothing. */
async function appendWhole(file: Deno.FsFile, text: string): Promise<void> {
  const { size } = await file.stat();
  const bytes = new TextEncoder().encode(text);
  try {
    let written = 0;
    while (written < bytes.length) written += await file.write(bytes.subarray(written));
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}
