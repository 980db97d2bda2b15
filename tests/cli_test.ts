import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VERSION } from "../src/version.ts";
import { captured } from "./support/captured.ts";
import { WorkDir } from "./support/work_dir.ts";

/** One sentence on standard error, nothing on standard output, and the exit code. */
async function assertRefused(args: readonly string[], code: number, found: RegExp): Promise<void> {
  const { code: actual, out, err } = await captured(args);
  assertEquals([actual, out], [code, ""], err);
  assertMatch(err, /^fleetgen: [^\n]+\n$/);
  assertMatch(err, found);
}

Deno.test("run() prints the version, whatever else is asked", async () => {
  assertEquals(await captured(["--version"]), { code: 0, out: `fleetgen ${VERSION}\n`, err: "" });
  assertEquals((await captured(["emit", "--version", "--nonsense"])).code, 0);
});

Deno.test("run() prints help for all commands and for one", async () => {
  const { code, out } = await captured(["--help"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "\nCommands:\n");
  const { out: one } = await captured(["backfill", "--help"]);
  assertStringIncludes(one, "fleetgen backfill: make history at full speed");
});

Deno.test("run() ends with 64 and one sentence when the command line makes no sense", async () => {
  await assertRefused(["--nonsense"], 64, /Cannot use --nonsense/);
  await assertRefused(["nonsense"], 64, /Cannot run 'nonsense'/);
  await assertRefused(["--seed", "1", "--seed", "2"], 64, /found it twice/);
  await assertRefused(["config", "nonsense"], 64, /must be check, schema or show/);
  await assertRefused(["emit", "--to", "2026-01-01T00:00:00Z"], 64, /without a valid --from/);
  await assertRefused(["backfill", "--from", "today", "--to", "x"], 64, /found 'today'/);
});

Deno.test("run() ends with 78 and one sentence a problem when the configuration is wrong", async () => {
  const { code, out, err } = await captured([
    "config",
    "check",
    "--seed",
    "042",
    "--speed",
    "fast",
  ]);
  assertEquals([code, out], [78, ""]);
  assertStringIncludes(err, "042");
  assertStringIncludes(err, "fast");
  await assertRefused(["config", "check", "--config", "missing.yaml"], 78, /missing\.yaml/);
});

Deno.test("run() ends with 69 when no generator answers", async () => {
  const listener = Deno.listen({ port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assertRefused(["status", "--port", String(port)], 69, /fleetgen run/);
});

Deno.test("run() ends with 73 when the data directory holds no dataset, or is a file", async () => {
  await using dir = await WorkDir.make();
  await assertRefused(["verify", "--data-dir", dir.at("none")], 73, /must hold a dataset/);
  await dir.write("file", "");
  await assertRefused(["run", "--now", "--data-dir", dir.at("file")], 73, /--data-dir/);
  assertEquals(await Array.fromAsync(Deno.readDir(dir.path), ({ name }) => name), ["file"]);
});

Deno.test("run() leaves no listener for signals behind", async () => {
  const before = Deno.addSignalListener;
  let listening = 0;
  const { addSignalListener, removeSignalListener } = Deno;
  Object.assign(Deno, {
    addSignalListener: (...args: Parameters<typeof before>) => {
      listening++;
      addSignalListener(...args);
    },
    removeSignalListener: (...args: Parameters<typeof removeSignalListener>) => {
      listening--;
      removeSignalListener(...args);
    },
  });
  await captured(["--help"]);
  await captured(["nonsense"]);
  Object.assign(Deno, { addSignalListener, removeSignalListener });
  assertEquals(listening, 0);
});
