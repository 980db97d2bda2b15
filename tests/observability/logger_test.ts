import { assertEquals } from "@std/assert";
import { LogBuffer } from "../../src/observability/log_buffer.ts";
import { inTempDir, messages, Output, SetClock, testLogger } from "../support/log_files.ts";

const LOG = "2026-01-01/generator.log.jsonl";

Deno.test("Logger writes the same lines to stdout and file, and the records to its buffer", async () => {
  await inTempDir(async (dir) => {
    const output = new Output();
    const buffer = new LogBuffer();
    const logger = testLogger({ stdout: output.write, buffer });
    await logger.openFile(dir);
    logger.info("one", { batchId: "b" });
    logger.child("storage").error("two");
    await logger.close();
    assertEquals(
      output.text.split("\n")[0],
      '{"timestamp":"2026-01-01T12:00:00.000Z","component":"main","run_id":"run","level":"info",' +
        '"message":"one","metadata":{"batch_id":"b"}}',
    );
    assertEquals(await Deno.readTextFile(`${dir}/${LOG}`), output.text);
    const [, second] = buffer.query({ limit: 10 });
    assertEquals([second?.component, second?.level, second?.metadata], ["storage", "error", {}]);
  });
});

Deno.test("Logger leaves out what is below its level, in children too", async () => {
  const output = new Output();
  const logger = testLogger({ stdout: output.write, level: "warning" });
  logger.debug("a");
  logger.child("x").info("b");
  logger.warning("c");
  logger.error("d");
  await logger.flush();
  assertEquals(messages(output.text), ["c", "d"]);
});

Deno.test("Logger follows the UTC date of each record", async () => {
  await inTempDir(async (dir) => {
    const clock = new SetClock();
    const logger = testLogger({ clock: clock.read });
    await logger.openFile(dir);
    clock.now = new Date("2026-01-01T23:59:59.999Z");
    logger.info("before");
    clock.advance(1);
    logger.info("after");
    await logger.flush();
    clock.now = new Date("2026-01-01T23:00:00Z");
    logger.info("set back");
    await logger.close();
    assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)), ["before", "set back"]);
    const next = await Deno.readTextFile(`${dir}/2026-01-02/generator.log.jsonl`);
    assertEquals(messages(next), ["after"]);
  });
});

Deno.test("Logger writes what was logged before its file was opened", async () => {
  await inTempDir(async (dir) => {
    const logger = testLogger();
    logger.info("early");
    await logger.openFile(dir);
    assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)), ["early"]);
    await logger.close();
  });
});

Deno.test("Logger touches nothing between closeFile and openFile", async () => {
  await inTempDir(async (dir) => {
    const logger = testLogger();
    await logger.openFile(dir);
    logger.info("old");
    await logger.closeFile();
    await Deno.remove(`${dir}/2026-01-01`, { recursive: true });
    logger.info("Data cleaned");
    logger.timing({ events: 1 });
    await logger.flush();
    assertEquals(await Array.fromAsync(Deno.readDir(dir)), []);
    await logger.openFile(dir);
    assertEquals(messages(await Deno.readTextFile(`${dir}/${LOG}`)), ["Data cleaned"]);
    await logger.close();
  });
});

Deno.test("Logger completes a torn last line, so that later ones stay whole", async () => {
  await inTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/2026-01-01`);
    await Deno.writeTextFile(`${dir}/${LOG}`, '{"message":"whole"}\n{"mess');
    for (const message of ["a", "b"]) {
      const logger = testLogger();
      await logger.openFile(dir);
      logger.info(message);
      await logger.close();
    }
    const [whole, torn, ...rest] = (await Deno.readTextFile(`${dir}/${LOG}`)).split("\n");
    assertEquals([whole, torn], ['{"message":"whole"}', '{"mess']);
    assertEquals(messages(rest.join("\n")), ["a", "b"]);
  });
});

Deno.test("Logger writes timings in snake_case to a file of their own", async () => {
  await inTempDir(async (dir) => {
    const logger = testLogger();
    await logger.openFile(dir);
    logger.timing({ batchId: "b", generateMs: 1.5 });
    await logger.close();
    assertEquals(
      await Deno.readTextFile(`${dir}/2026-01-01/timings.jsonl`),
      '{"timestamp":"2026-01-01T12:00:00.000Z","batch_id":"b","generate_ms":1.5}\n',
    );
    assertEquals((await Array.fromAsync(Deno.readDir(`${dir}/2026-01-01`))).length, 1);
  });
});
