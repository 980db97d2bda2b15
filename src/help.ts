/** The text of `--help`. */

import type { Command } from "./commands/catalogue.ts";
import type { ConfigKey } from "./config/keys.ts";

/** Help for one command, or for all when `command` is null. */
export function helpText(
  command: Command | null,
  commands: readonly Command[],
  keys: readonly ConfigKey[],
): string {
  if (command === null) return overview(commands);
  const flags = [...Object.entries(command.values), ...Object.entries(command.switches)];
  return [
    `fleetgen ${command.name}: ${command.summary}`,
    ...section("Flags", flags.map(([name, text]) => [`--${name}`, text])),
    ...section("Configuration", keys.map(({ flag, description }) => [`--${flag}`, description])),
    ...section("Everywhere", COMMON),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${example}`),
  ].join("\n");
}

const COMMON: readonly (readonly [string, string])[] = [
  ["--config", "the configuration file; config.yaml by default"],
  ["--json", "JSON for machines"],
  ["--help", "this text"],
  ["--version", "the release"],
];

function overview(commands: readonly Command[]): string {
  return [
    "fleetgen: raw data of a delivery fleet, batch after batch",
    ...section("Commands", commands.map(({ name, summary }) => [name, summary])),
    ...section("Everywhere", COMMON),
    "",
    "Examples:",
    "  fleetgen",
    "  fleetgen backfill --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z",
    "  fleetgen COMMAND --help",
  ].join("\n");
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.max(...rows.map(([name]) => name.length));
  return ["", `${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)];
}
