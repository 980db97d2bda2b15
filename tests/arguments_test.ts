import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments, type ParsedArguments } from "../src/arguments.ts";
import { COMMANDS } from "../src/commands/catalogue.ts";
import { CONFIG_KEYS } from "../src/config/keys.ts";
import { UsageError } from "../src/usage_error.ts";

function parse(line: string): ParsedArguments {
  const args = line === "" ? [] : line.split(" ");
  return parseArguments(args, { commands: COMMANDS, keys: CONFIG_KEYS });
}

function complaint(line: string): string {
  return assertThrows(() => parse(line), UsageError).message;
}

Deno.test("parseArguments() takes run when nothing is named", () => {
  const { command, named, options, configFlags, help } = parse("");
  assertEquals([command.name, named, help], ["run", false, false]);
  assertEquals([options, configFlags], [{}, {}]);
});

Deno.test("parseArguments() keeps every value as the text that was given", () => {
  assertEquals(
    parse("--seed 007 --start-time=2026-01-01T00:00:00Z --geographies {US:1}").configFlags,
    {
      "seed": "007",
      "start-time": "2026-01-01T00:00:00Z",
      "geographies": "{US:1}",
    },
  );
  assertEquals(parse("--seed=9007199254740993").configFlags, { seed: "9007199254740993" });
  assertEquals(parse("--seed=-1").configFlags, { seed: "-1" });
});

Deno.test("parseArguments() tells the command's own flags from the configuration's", () => {
  const { command, options, configFlags } = parse(
    "emit --from A --to B --shard 0/4 --companies --seed 7 --config c.yaml --json",
  );
  assertEquals(command.name, "emit");
  assertEquals(options, {
    from: "A",
    to: "B",
    shard: "0/4",
    companies: "true",
    config: "c.yaml",
    json: "true",
  });
  assertEquals(configFlags, { seed: "7" });
});

Deno.test("parseArguments() takes flags before and after the command", () => {
  assertEquals(parse("--seed 7 backfill --yes").command.name, "backfill");
  assertEquals(parse("config show --seed 7").words, ["show"]);
});

Deno.test("parseArguments() takes a boolean key with a value or without", () => {
  assertEquals(parse("--insecure-no-token").configFlags, { "insecure-no-token": "true" });
  assertEquals(parse("--insecure-no-token=false").configFlags, { "insecure-no-token": "false" });
});

Deno.test("parseArguments() knows --help with a command and without", () => {
  assertEquals([parse("--help").help, parse("--help").named], [true, false]);
  assertEquals([parse("clean --help").help, parse("clean --help").named], [true, true]);
});

Deno.test("parseArguments() refuses a flag that it does not know, with the near ones", () => {
  const rule = "a flag must be a known one: found none such;";
  for (
    const [given, meant] of [["--sede", "--seed"], [
      "--driver-per-company",
      "--drivers-per-company",
    ]]
  ) {
    const sentence = `Cannot use ${given}: ${rule} did you mean ${meant}?`;
    assertEquals(complaint(`${given} 7`).slice(0, sentence.length), sentence);
  }
  assertEquals(complaint("-x").startsWith("Cannot use -x: "), true);
});

Deno.test("parseArguments() refuses another command's flag", () => {
  for (const line of ["status --deep", "run --from A", "verify --now", "--yes"]) {
    assertEquals(complaint(line).includes("must be a known one"), true, line);
  }
});

Deno.test("parseArguments() refuses a flag given twice, in whatever spelling", () => {
  for (const line of ["--seed 1 --seed 1", "--seed=1 --seed 2", "--json status --json"]) {
    assertEquals(complaint(line).endsWith("found it twice; leave one out"), true, line);
  }
});

Deno.test("parseArguments() refuses an unknown command and too many words", () => {
  assertEquals(
    complaint("stat").startsWith("Cannot run 'stat': the command must be one of run,"),
    true,
  );
  assertEquals(complaint("status now").includes("found 'now'"), true);
  assertEquals(complaint("config show all").includes("found 'show all'"), true);
});
