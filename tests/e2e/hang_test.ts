import { assertEquals } from "@std/assert";
import { Running, until } from "../support/cli.ts";
import { batchesOnDisk } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

/** What a pipe holds on Linux (pipe(7)). */
const PIPE_BYTES = 65_536;
const FLAGS = ["--batch-interval", "PT1S", "--number-of-companies", "3"];
const WRITTEN_AT_COMMIT = "data/manifests/batch_manifest.json.tmp";

Deno.test("fleetgen run answers 503 while a commit hangs, and catches up when it fails at last", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  await running.committed(1);
  {
    using pipe = await planted(running, dir);
    await until("health and status are 503", async () => {
      const answers = await Promise.all(["/health", "/status"].map((path) => running.ask(path)));
      return answers.every(({ status }) => status === 503);
    });
    await pipe.drain();
    await untilStatus(running, "degraded");
    assertEquals((await running.ask("/status")).status, 200);
    assertEquals((await running.ask("/ready")).status, 503);
  }
  await untilStatus(running, "running");
  assertEquals((await running.ask("/pause")).body.status, "paused");
  await assertUnbroken(dir.at("data"));
});

Deno.test("fleetgen run ends with 130 at the second signal, also while a commit hangs", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  await running.committed(1);
  using _pipe = await planted(running, dir);
  await until("a commit hangs", async () => {
    return (await running.ask("/status")).body.driver_generator.idle_seconds > 1.5;
  });
  running.signal("SIGTERM");
  await untilStatus(running, "stopping");
  const { code, stderr } = await running.end("SIGINT");
  assertEquals([code, stderr], [130, ""]);
});

Deno.test("fleetgen run ends with 0 in under 5 s at SIGTERM, also while a commit hangs", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  await running.committed(1);
  using _pipe = await planted(running, dir);
  await until("a commit hangs", async () => {
    return (await running.ask("/status")).body.driver_generator.idle_seconds > 1.5;
  });
  const asked = performance.now();
  const { code } = await running.end("SIGTERM");
  assertEquals([code, performance.now() - asked < 5000], [0, true]);
});

/** The pipe, put there while the generator is paused: a save under way would rename it away. */
async function planted(running: Running, dir: WorkDir): Promise<FullPipe> {
  await running.ask("/pause");
  const pipe = await FullPipe.plant(dir.at(WRITTEN_AT_COMMIT));
  await running.ask("/resume");
  return pipe;
}

async function untilStatus(running: Running, status: string): Promise<void> {
  await until(`it is ${status}`, async () => {
    return (await running.ask("/status")).body.status === status;
  });
}

/** A full pipe in a file's place: writing to it hangs until it is drained, and fsync of it fails. */
class FullPipe implements Disposable {
  readonly #path: string;
  readonly #ends: Deno.FsFile;

  private constructor(path: string, ends: Deno.FsFile) {
    this.#path = path;
    this.#ends = ends;
  }

  static async plant(path: string): Promise<FullPipe> {
    const made = `${path}.pipe`;
    const { success } = await new Deno.Command("mkfifo", { args: [made] }).output();
    assertEquals(success, true);
    const ends = await Deno.open(made, { read: true, write: true });
    await ends.write(new Uint8Array(PIPE_BYTES));
    await Deno.rename(made, path);
    return new FullPipe(path, ends);
  }

  async drain(): Promise<void> {
    await Deno.remove(this.#path);
    for (let bytes = 0; bytes < PIPE_BYTES;) {
      bytes += await this.#ends.read(new Uint8Array(PIPE_BYTES - bytes)) ?? PIPE_BYTES;
    }
  }

  [Symbol.dispose](): void {
    this.#ends.close();
  }
}

async function assertUnbroken(data: string): Promise<void> {
  const starts = (await batchesOnDisk(data))
    .map(({ meta }) => Date.parse(meta.interval_start ?? ""));
  starts.slice(1).forEach((start, n) => assertEquals(start - (starts[n] ?? 0), 1000));
}
