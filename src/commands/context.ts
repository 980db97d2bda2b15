/** What every command is given. */

import type { LoadedConfig, LoadInput } from "../config/load.ts";
import { parseInstant } from "../config/instant.ts";
import { UsageError } from "../usage_error.ts";

export interface CommandContext {
  /** The words after the command's own name. */
  readonly words: readonly string[];
  /** The command's own flags that were given, without the dashes; a switch is "true". */
  readonly options: Readonly<Record<string, string>>;
  /** Names of the configuration's flags that were given. */
  readonly configFlags: readonly string[];
  readonly loadInput: LoadInput;
  load(changes?: Partial<LoadInput>): Promise<LoadedConfig>;
  /** One line, or more, to standard output. */
  out(text: string): void;
  /** One line to standard error. */
  err(text: string): void;
  /** Machines see JSON. */
  readonly json: boolean;
  /** Resolves at the first SIGINT or SIGTERM, with its exit code for a command that gives up. */
  readonly interrupted: Promise<number>;
}

/** The flag's time in ms since 1970 UTC. @throws {UsageError} when it is missing or no time. */
function requiredInstant({ options }: CommandContext, name: string): number {
  const text = options[name] ?? "";
  const ms = parseInstant(text);
  if (ms !== undefined) return ms;
  throw new UsageError(
    `Cannot go on without a valid --${name}: it must be an RFC 3339 time such as ` +
      `2026-01-01T00:00:00Z: found '${text}'; give --${name} TIME`,
  );
}

/** `--from` and `--to` in ms since 1970 UTC. @throws {UsageError} also when the end is before the start. */
export function requiredRange(context: CommandContext): { from: number; to: number } {
  const from = requiredInstant(context, "from");
  const to = requiredInstant(context, "to");
  if (to >= from) return { from, to };
  throw new UsageError(
    `Cannot use --to: it must not lie before --from: found ${new Date(to).toISOString()}; ` +
      "exchange the two",
  );
}

/** The interval that begins at `ms`. @throws {UsageError} when it is before the start or off a boundary. */
export function intervalAt(
  { startMs, batchMs }: { startMs: number; batchMs: number },
  ms: number,
  name: string,
): number {
  const interval = (ms - startMs) / batchMs;
  if (interval >= 0 && Number.isInteger(interval)) return interval;
  throw new UsageError(
    `Cannot use --${name}: it must be on a boundary of ${
      batchMs / 1000
    } s from the dataset's start ` +
      `${new Date(startMs).toISOString()} on: found ${new Date(ms).toISOString()}; ` +
      "choose a boundary",
  );
}
