import { assertEquals, assertStringIncludes } from "@std/assert";
import { LogBuffer } from "../../src/observability/log_buffer.ts";
import { inTempDir, messages, Output, SetClock, testLogger } from "../support/log_files.ts";

const LOG = "2026-01-01/generator.log.jsonl";

Deno.test("Logger outlives a directory that cannot be opened and writes all once it can", async () => {
  await inTempDir(async (parent) => {
    const dir = `${parent}/logs`;
    const clock = new SetClock();
    await Deno.writeTextFile(dir, "in the way");
    const logger = testLogger({ clock: clock.read });
    logger.info("a");
    await logger.openFile(dir);
    await Deno.remove(dir);
    logger.info("b: too early for the next attempt");
    await logger.flush();
    clock.advance(1000);
    logger.info("c");
    await logger.close();
    assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)).map((text) => text[0]), [
      "a",
      "b",
      "c",
    ]);
  });
});

Deno.test({
  name: "Logger outlives a full disk and writes all once there is room",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await inTempDir(async (dir) => {
      const clock = new SetClock();
      await Deno.mkdir(`${dir}/2026-01-01`);
      await Deno.symlink("/dev/full", `${dir}/${LOG}`);
      const logger = testLogger({ clock: clock.read });
      await logger.openFile(dir);
      logger.info("a");
      await logger.flush();
      await Deno.remove(`${dir}/${LOG}`);
      clock.advance(-2000);
      logger.info("b");
      await logger.close();
      assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)), ["a", "b"]);
    });
  },
});

Deno.test("Logger neither waits for nor loses the file to a stuck stdout", async () => {
  await inTempDir(async (dir) => {
    const gate = Promise.withResolvers<void>();
    const output = new Output();
    const stdout = async (text: string): Promise<void> => {
      await gate.promise;
      await output.write(text);
    };
    const logger = testLogger({ stdout, capacity: 1000 });
    await logger.openFile(dir);
    for (let i = 0; i < 5; i++) logger.info(`early ${i}`);
    await logger.closeFile();
    for (let i = 0; i < 100; i++) logger.info(`later ${i}`);
    gate.resolve();
    await logger.flush();
    assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)).length, 5);
    const lines = messages(output.text);
    assertEquals(lines.at(-1), "later 99");
    assertEquals(lines.length < 20, true);
    const notice = output.text.split("\n").find((line) => line.includes("dropped")) ?? "";
    assertEquals(JSON.parse(notice).metadata.outlet, "stdout");
    assertEquals(JSON.parse(notice).metadata.dropped, 105 - (lines.length - 1));
  });
});

Deno.test("Logger does not throw when stdout's reader is gone", async () => {
  const logger = testLogger({ stdout: () => Promise.reject(new Deno.errors.BrokenPipe("gone")) });
  logger.info("a");
  await logger.flush();
  logger.info("b");
  await logger.close();
});

Deno.test("Logger does not throw for metadata that cannot be written", () => {
  const buffer = new LogBuffer();
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  testLogger({ buffer }).info("a", cycle);
  const [record] = buffer.query({ limit: 1 });
  assertStringIncludes(String(record?.metadata["unloggable"]), "circular");
});
