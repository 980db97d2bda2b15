import { assertEquals, assertRejects } from "@std/assert";
import { configCommand } from "../../src/commands/config.ts";
import { CONFIG_KEYS, configJsonSchema } from "../../src/config/keys.ts";
import type { LoadInput } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problem.ts";

interface Asked extends Partial<LoadInput> {
  readonly text?: string;
  readonly json?: boolean;
}

async function run(
  verb: "check" | "schema" | "show",
  { text = "", json = false, ...rest }: Asked = {},
): Promise<string> {
  const lines: string[] = [];
  const readFile = () => Promise.resolve(text);
  const io = { out: (line: string) => void lines.push(line), json };
  assertEquals(await configCommand(verb, { flags: {}, env: {}, readFile, ...rest }, io), 0);
  return lines.join("\n");
}

Deno.test("configCommand() check says that all is well, and what it passed over", async () => {
  assertEquals(await run("check"), "The configuration is valid.");
  const env = { FLEETGEN_SEDE: "1" };
  const warning =
    "Ignored FLEETGEN_SEDE: it names no configuration key; did you mean FLEETGEN_SEED?";
  assertEquals(await run("check", { env }), `The configuration is valid.\n${warning}`);
  const answer = JSON.parse(await run("check", { env, json: true }));
  assertEquals(answer, { valid: true, warnings: [warning] });
});

Deno.test("configCommand() check and show throw what is wrong upward", async () => {
  for (const verb of ["check", "show"] as const) {
    await assertRejects(() => run(verb, { text: "seed: 042" }), ConfigError, "found '042'");
  }
});

Deno.test("configCommand() schema prints the JSON Schema, whatever the file says", async () => {
  assertEquals(JSON.parse(await run("schema", { text: "not: [yaml" })), configJsonSchema());
});

Deno.test("configCommand() show aligns key, value and source", async () => {
  const flags = { geographies: "{US: 3, CA: 1}" };
  const lines = (await run("show", { text: "seed: 7\n", flags })).split("\n");
  assertEquals(lines.length, CONFIG_KEYS.length);
  assertEquals(lines[0], `${"seed".padEnd(27)}  ${"7".padEnd(14)}  file config.yaml`);
  assertEquals(lines[2], `${"batch_interval".padEnd(27)}  ${"PT15M".padEnd(14)}  default`);
  assertEquals(lines[8], `${"geographies".padEnd(27)}  {US: 3, CA: 1}  flag --geographies`);
});

Deno.test("configCommand() show gives JSON by key with --json", async () => {
  const env = { FLEETGEN_START_TIME: "2026-01-01T01:00:00+01:00" };
  const shown = JSON.parse(await run("show", { env, json: true }));
  assertEquals(Object.keys(shown), CONFIG_KEYS.map(({ key }) => key));
  assertEquals(shown.start_time, {
    value: "2026-01-01T00:00:00Z",
    source: "environment FLEETGEN_START_TIME",
  });
  assertEquals(shown.max_companies, { value: null, source: "default" });
});
