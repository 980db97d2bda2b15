/** A `fleetgen run` that is going to be killed, and what it said until then. */

import { spawn } from "../support/cli.ts";
import { LogLines, type LogRecord } from "../support/log_lines.ts";
import type { WorkDir } from "../support/work_dir.ts";

export class Victim implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: LogLines;
  readonly #stderr: Promise<string>;

  constructor(flags: readonly string[], dir: WorkDir) {
    this.#process = spawn(["run", "--port", "0", ...flags], dir.options);
    this.#lines = new LogLines(this.#process.stdout);
    this.#stderr = new Response(this.#process.stderr).text();
  }

  get pid(): number {
    return this.#process.pid;
  }

  get records(): readonly LogRecord[] {
    return this.#lines.records;
  }

  /** Whether it ended on its own. */
  get ended(): boolean {
    return this.#lines.ended === true;
  }

  /** What recovery found, once it is done. */
  get opened(): LogRecord | undefined {
    return this.#lines.find("Dataset opened");
  }

  /** Where it serves, once it does. */
  get url(): string | undefined {
    const url = this.#lines.find("Serving")?.metadata.url;
    return url === undefined ? undefined : String(url);
  }

  /** Companies that it said were on disk, when it said so last; 0 before. */
  get companiesAnnounced(): number {
    const total = this.records.findLast(({ metadata }) => metadata.total_companies !== undefined)
      ?.metadata.total_companies;
    return Number(total ?? 0);
  }

  /** Sends a signal and waits until there is nothing more to read. */
  async end(signal: Deno.Signal): Promise<{ code: number; stderr: string }> {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
    const { code } = await this.#process.status;
    await this.#lines.done;
    return { code, stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}
