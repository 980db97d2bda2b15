import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseArguments } from "../src/arguments.ts";
import { COMMANDS } from "../src/commands/catalogue.ts";
import { CONFIG_KEYS } from "../src/config/keys.ts";
import { helpText } from "../src/help.ts";

Deno.test("helpText() names every command in the overview", () => {
  const text = helpText(null, COMMANDS, CONFIG_KEYS);
  for (const { name, summary } of COMMANDS) {
    assert(new RegExp(`^  ${name} +${summary.replace(/[()]/g, "\\$&")}$`, "m").test(text), name);
  }
});

Deno.test("helpText() tells every flag of a command, every key, and examples that parse", () => {
  for (const command of COMMANDS) {
    const text = helpText(command, COMMANDS, CONFIG_KEYS);
    const flags = [...Object.keys(command.values), ...Object.keys(command.switches)];
    for (const flag of [...flags, ...CONFIG_KEYS.map((key) => key.flag)]) {
      assertStringIncludes(text, `--${flag} `);
    }
    assert(command.examples.length > 0);
    for (const example of command.examples) {
      assertStringIncludes(text, `\n  ${example}`);
      const args = example.replace(/ \|.*/, "").split(" ").slice(1);
      assertEquals(
        parseArguments(args, { commands: COMMANDS, keys: CONFIG_KEYS }).command,
        command,
      );
    }
  }
});

Deno.test("helpText() has no trailing space", () => {
  for (const command of [null, ...COMMANDS]) {
    const lines = helpText(command, COMMANDS, CONFIG_KEYS).split("\n");
    assertEquals(lines.filter((line) => line !== line.trimEnd()), []);
  }
});
