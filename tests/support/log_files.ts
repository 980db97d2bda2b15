import { createLogger, type Logger, type LoggerOptions } from "../../src/observability/logger.ts";

/** A clock that stands until a test sets it. */
export class SetClock {
  now = new Date("2026-01-01T12:00:00.000Z");

  readonly read = (): Date => this.now;

  advance(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }
}

/** Collects what is written to standard output. */
export class Output {
  text = "";

  readonly write = (text: string): Promise<void> => {
    this.text += text;
    return Promise.resolve();
  };
}

/** A logger that writes nowhere yet, run "run", component "main". */
export function testLogger(options: Partial<LoggerOptions> = {}): Logger {
  const clock = new SetClock();
  return createLogger({
    component: "main",
    runId: "run",
    level: "debug",
    clock: clock.read,
    stdout: null,
    ...options,
  });
}

/** Gives the test a directory that is gone afterwards. */
export async function inTempDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "fleetgen_log_" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The `message` of every line; throws for a line that is not whole. */
export function messages(text: string): string[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error(`torn: ${text}`);
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line).message);
}
