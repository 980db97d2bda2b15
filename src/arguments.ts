/** The command line as typed options: everything stays text, since numbers are checked as text. */

// @ts-types="./std_cli.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import type { Command } from "./commands/catalogue.ts";
import type { ConfigKey } from "./config/keys.ts";
import { nearest } from "./config/nearest.ts";
import { UsageError } from "./usage_error.ts";

export interface ParsedArguments {
  readonly command: Command;
  /** Whether the command was named, not just the default. */
  readonly named: boolean;
  readonly words: readonly string[];
  /** The command's own flags, and `config` and `json`. */
  readonly options: Readonly<Record<string, string>>;
  /** The configuration's flags. */
  readonly configFlags: Readonly<Record<string, string>>;
  readonly help: boolean;
}

export interface Vocabulary {
  readonly commands: readonly Command[];
  readonly keys: readonly ConfigKey[];
}

/** @throws {UsageError} */
export function parseArguments(
  args: readonly string[],
  { commands, keys }: Vocabulary,
): ParsedArguments {
  const flags = declaredFlags(commands, keys);
  refuseRepeats(args);
  const parsed = parseArgs([...args], {
    string: flags.filter(({ takesValue }) => takesValue).map(({ name }) => name),
    boolean: flags.filter(({ takesValue }) => !takesValue).map(({ name }) => name),
    unknown: (arg, key) => {
      if (key !== undefined) throw unknownFlag(arg, flags.map(({ name }) => name));
    },
  });
  const [name = "run", ...words] = parsed._.map(String);
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw unknownCommand(name, commands);
  const given = givenValues(args, parsed);
  refuseStrangers(given, command, keys);
  if (words.length > command.words) throw tooManyWords(command, words);
  const configFlags = Object.fromEntries(
    keys.filter(({ flag }) => flag in given).map(({ flag }) => [flag, given[flag] ?? ""]),
  );
  const options = Object.fromEntries(
    Object.entries(given).filter(([flag]) => !(flag in configFlags)),
  );
  return {
    command,
    named: parsed._.length > 0,
    words,
    options,
    configFlags,
    help: "help" in given,
  };
}

const COMMON_VALUES = ["config"];
const COMMON_SWITCHES = ["json", "help", "version"];

interface Flag {
  readonly name: string;
  readonly takesValue: boolean;
}

function declaredFlags(commands: readonly Command[], keys: readonly ConfigKey[]): Flag[] {
  const values = [...COMMON_VALUES, ...commands.flatMap(({ values }) => Object.keys(values))];
  const switches = [...COMMON_SWITCHES, ...commands.flatMap((c) => Object.keys(c.switches))];
  return [
    ...values.map((name) => ({ name, takesValue: true })),
    ...switches.map((name) => ({ name, takesValue: false })),
    ...keys.map(({ flag, kind }) => ({ name: flag, takesValue: kind === "text" })),
  ];
}

function flagNames(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? undefined : end)
    .filter((arg) => arg.startsWith("--")).map((arg) => arg.slice(2).split("=")[0] ?? "");
}

function refuseRepeats(args: readonly string[]): void {
  const names = flagNames(args);
  const repeated = names.find((name, n) => names.indexOf(name) !== n);
  if (repeated === undefined) return;
  throw new UsageError(
    `Cannot use --${repeated}: a flag must be given once: found it twice; leave one out`,
  );
}

/** The flags that stand on the command line; parseArgs fills in booleans that do not. */
function givenValues(
  args: readonly string[],
  parsed: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    flagNames(args).map((name): [string, string] => [name, String(parsed[name] ?? "")])
      .filter(([name, value]) => value !== "false" || !COMMON_SWITCHES.includes(name)),
  );
}

function refuseStrangers(
  given: Readonly<Record<string, string>>,
  command: Command,
  keys: readonly ConfigKey[],
): void {
  const known = [
    ...COMMON_VALUES,
    ...COMMON_SWITCHES,
    ...Object.keys(command.values),
    ...Object.keys(command.switches),
    ...keys.map(({ flag }) => flag),
  ];
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined) throw unknownFlag(`--${stranger}`, known);
}

function unknownFlag(flag: string, known: readonly string[]): UsageError {
  const near = nearest(flag.replace(/^-+/, ""), known);
  return new UsageError(
    `Cannot use ${flag}: a flag must be a known one: found none such; did you mean --${near}? ` +
      "(--help lists them)",
  );
}

function unknownCommand(name: string, commands: readonly Command[]): UsageError {
  const names = commands.map((command) => command.name).join(", ");
  return new UsageError(
    `Cannot run '${name}': the command must be one of ${names}: found none such; see --help`,
  );
}

function tooManyWords({ name }: Command, words: readonly string[]): UsageError {
  return new UsageError(
    `Cannot run '${name}': nothing may follow it but flags: found '${words.join(" ")}'; see --help`,
  );
}
