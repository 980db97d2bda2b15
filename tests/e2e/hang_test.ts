import { assertEquals, assertStringIncludes } from "@std/assert";
import { Running, until } from "../support/cli.ts";
import { batchesOnDisk } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const FLAGS = ["--batch-interval", "PT1S", "--number-of-companies", "3"];

Deno.test("fleetgen run answers 503 while a commit hangs, and catches up when it fails at last", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  await running.committed(1);
  const pipe = dir.at("data/manifests/batch_manifest.json.tmp");
  await plantPipe(pipe);
  await until("health is 503", async () => (await running.ask("/health")).status === 503);
  assertEquals((await running.ask("/status")).status, 503);
  {
    // Who opens the other end lets the commit's open go on, and fsync fails on a pipe.
    using reader = await Deno.open(pipe);
    await Deno.remove(pipe);
    await until(
      "it is degraded",
      async () => (await running.ask("/status")).body.status === "degraded",
    );
    assertEquals((await running.ask("/status")).status, 200);
    assertEquals((await running.ask("/ready")).status, 503);
    await reader.read(new Uint8Array(1));
  }
  await until(
    "it runs again",
    async () => (await running.ask("/status")).body.status === "running",
  );
  const { body } = await running.ask("/pause");
  assertEquals(body.status, "paused");
  await assertUnbroken(dir.at("data"));
});

Deno.test("fleetgen run ends with 130 at the second signal, also while a commit hangs", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  await plantPipe(dir.at("data/manifests/batch_manifest.json.tmp"));
  await until("a commit hangs", async () => {
    return (await running.ask("/status")).body.driver_generator.lag_seconds > 0.5;
  });
  running.signal("SIGTERM");
  await until(
    "it is stopping",
    async () => (await running.ask("/status")).body.status === "stopping",
  );
  const { code, stderr } = await running.end("SIGINT");
  assertEquals([code, stderr], [130, ""]);
});

async function plantPipe(path: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assertStringIncludes(`${success} ${new TextDecoder().decode(stderr)}`, "true");
}

async function assertUnbroken(data: string): Promise<void> {
  const starts = (await batchesOnDisk(data)).map(({ meta }) =>
    Date.parse(meta.interval_start ?? "")
  );
  starts.slice(1).forEach((start, n) => assertEquals(start - (starts[n] ?? 0), 1000));
}
