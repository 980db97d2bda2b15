/** The command line: parses, dispatches, minds signals, prints the one error line, gives exit codes. */

import { parseArguments } from "./arguments.ts";
import type { CommandContext } from "./commands/context.ts";
import { exitCodeOf } from "./exit_codes.ts";
import { VERSION } from "./version.ts";

/** Runs one command; resolves with the process's exit code. */
export async function run(args: readonly string[]): Promise<number> {
  if (args.includes("--version")) {
    print(Deno.stdout, `fleetgen ${VERSION}`);
    return 0;
  }
  try {
    // First of all: as PID 1 a process ignores the signals that it does not listen to.
    return await withSignals((interrupted) => dispatch(args, interrupted));
  } catch (error) {
    const { code, sentence } = exitCodeOf(error);
    print(Deno.stderr, `fleetgen: ${sentence}`);
    return code;
  }
}

async function dispatch(args: readonly string[], interrupted: Promise<number>): Promise<number> {
  const { CONFIG_KEYS } = await import("./config/keys.ts");
  const { COMMANDS } = await import("./commands/catalogue.ts");
  const parsed = parseArguments(args, { commands: COMMANDS, keys: CONFIG_KEYS });
  if (!parsed.help) return await parsed.command.run(await contextOf(parsed, interrupted));
  const { helpText } = await import("./help.ts");
  print(Deno.stdout, helpText(parsed.named ? parsed.command : null, COMMANDS, CONFIG_KEYS));
  return 0;
}

async function contextOf(
  { options, configFlags, words }: ReturnType<typeof parseArguments>,
  interrupted: Promise<number>,
): Promise<CommandContext> {
  const { loadConfig } = await import("./config/load.ts");
  const loadInput = {
    ...(options.config === undefined ? {} : { file: options.config }),
    flags: configFlags,
    env: Deno.env.toObject(),
    readFile: (path: string): Promise<string> => Deno.readTextFile(path),
  };
  return {
    words,
    options,
    configFlags: Object.keys(configFlags),
    loadInput,
    load: (changes = {}) => loadConfig({ ...loadInput, ...changes }),
    out: (text) => print(Deno.stdout, text),
    err: (text) => print(Deno.stderr, text),
    json: options.json !== undefined,
    interrupted,
  };
}

/** The first SIGINT or SIGTERM asks the command to end; the second ends it. */
async function withSignals(
  command: (interrupted: Promise<number>) => Promise<number>,
): Promise<number> {
  const first = Promise.withResolvers<number>();
  const second = Promise.withResolvers<number>();
  let signals = 0;
  const listener = (): void => (++signals === 1 ? first : second).resolve(130);
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) Deno.addSignalListener(name, listener);
  try {
    return await Promise.race([command(first.promise), second.promise]);
  } finally {
    for (const name of names) Deno.removeSignalListener(name, listener);
  }
}

function print(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  try {
    const bytes = new TextEncoder().encode(`${text}\n`);
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
