/** Runs fleetgen as its users do: from source by the shipped task, or the binary that BIN names. */

import { LogLines, type LogRecord } from "./log_lines.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  /** The working directory. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A step that takes longer than this has failed, ms. */
const PATIENCE_MS = 20_000;

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Starts one command; the caller reads its output and waits for its end. */
export function spawn(
  args: readonly string[],
  { cwd, env = {} }: ProcessOptions,
): Deno.ChildProcess {
  const [program = "", ...before] = commandLine();
  const inherited = Object.entries(Deno.env.toObject())
    .filter(([name]) => !name.startsWith("FLEETGEN_"));
  return new Deno.Command(program, {
    args: [...before, ...args],
    cwd,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs one command to its end. */
export async function fleetgen(args: readonly string[], options: ProcessOptions): Promise<Ended> {
  const { code, stdout, stderr } = await spawn(args, options).output();
  return {
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Runs one command that has to succeed. @throws {Error} with its standard error if it does not. */
export async function succeed(args: readonly string[], options: ProcessOptions): Promise<string> {
  const { code, stdout, stderr } = await fleetgen(args, options);
  if (code === 0) return stdout;
  throw new Error(`fleetgen ${args.join(" ")} ended with ${code}: ${stderr}`);
}

/** How fleetgen is started, without its arguments. */
export function commandLine(): string[] {
  const binary = Deno.env.get("BIN");
  if (binary !== undefined && binary !== "") {
    return [binary.startsWith("/") ? binary : ROOT + binary];
  }
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const words = String(tasks.start).split(" ");
  return [Deno.execPath(), ...words.slice(1, -1), ROOT + words.at(-1)];
}

/** Waits until `holds` gives something else than null, undefined or false, for at most 20 s. */
export async function until<T>(
  what: string,
  holds: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const value = await holds();
    if (value !== null && value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`This did not happen in ${PATIENCE_MS} ms: ${what}`);
}

/** A running `fleetgen run`, on a free port; killed when the test ends. */
export class Running implements AsyncDisposable {
  readonly url: string;
  readonly #process: Deno.ChildProcess;
  readonly #lines: LogLines;
  readonly #stderr: Promise<string>;

  private constructor(
    process: Deno.ChildProcess,
    { lines, stderr, url }: { lines: LogLines; stderr: Promise<string>; url: string },
  ) {
    this.#process = process;
    this.#lines = lines;
    this.#stderr = stderr;
    this.url = url;
  }

  /** Resolves once it serves. */
  static async start(args: readonly string[], options: ProcessOptions): Promise<Running> {
    const process = spawn(["run", "--port", "0", ...args], options);
    const lines = new LogLines(process.stdout);
    const stderr = new Response(process.stderr).text();
    const serving = await until("it serves", () => lines.find("Serving") ?? lines.ended);
    if (serving === true) throw new Error(`fleetgen ended with: ${await stderr}`);
    return new Running(process, { lines, stderr, url: String(serving.metadata.url) });
  }

  get port(): string {
    return new URL(this.url).port;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** What it has logged so far. */
  get logs(): readonly LogRecord[] {
    return this.#lines.records;
  }

  /** Waits for the batch that is the `n`th of this process. */
  async committed(n: number): Promise<LogRecord> {
    return await until(`batch ${n} is committed`, () => this.#lines.find("Batch committed", n));
  }

  /** A request to the control server; the method is POST for pause, resume and clean. */
  async ask(path: string): Promise<{ status: number; body: Answer }> {
    const method = /pause|resume|clean/.test(path) ? "POST" : "GET";
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(`${this.url}${path}`, { method, signal });
    return { status: response.status, body: await response.json() };
  }

  /** Sends a signal. */
  signal(name: Deno.Signal): void {
    this.#process.kill(name);
  }

  /** Sends a signal and waits for the end. */
  async end(name: Deno.Signal = "SIGTERM"): Promise<{ code: number; stderr: string }> {
    this.signal(name);
    return await this.ended();
  }

  async ended(): Promise<{ code: number; stderr: string }> {
    const { code } = await this.#process.status;
    await this.#lines.done;
    return { code, stderr: await this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
    await this.ended();
  }
}

/** A JSON answer of the control server. */
// deno-lint-ignore no-explicit-any -- what is in it is what the tests find out
export type Answer = any;
