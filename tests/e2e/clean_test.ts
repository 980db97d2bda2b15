import { assertEquals, assertMatch } from "@std/assert";
import { fleetgen, Running, until } from "../support/cli.ts";
import { SMALL } from "../support/made.ts";
import { recordsIn } from "../support/on_disk.ts";
import { treeOf } from "../support/tree.ts";
import { WorkDir } from "../support/work_dir.ts";

const FLAGS = ["--batch-interval", "PT1S", ...SMALL];

Deno.test("fleetgen clean is refused while running, and deletes nothing", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(FLAGS, dir.options);
  const { metadata } = await running.committed(1);
  const { status, body } = await running.ask("/clean");
  assertEquals([status, body.type], [409, "urn:fleetgen:problem:not-paused"]);
  const port = ["--port", running.port];
  const ended = await fleetgen(["clean", "--yes", ...port], dir.options);
  assertEquals([ended.code, ended.stdout], [1, ""]);
  assertMatch(ended.stderr, /must be paused/);
  const batch = `data/raw/events/${metadata.batch_id}/events.jsonl`;
  assertEquals((await Deno.stat(dir.at(batch))).isFile, true);
});

Deno.test("fleetgen clean leaves the empty tree, follows no link, and keeps the lock", async () => {
  await using dir = await pausedWithLinks();
  const { running, work } = dir;
  const outside = await treeOf(work.at("outside"));
  const { status, body } = await running.ask("/clean");
  assertEquals([status, body.success, body.cleanup_status], [200, true, "complete"]);
  await assertEmptied(work.at("data"));
  assertEquals(await treeOf(work.at("outside")), outside);
  const second = await fleetgen(["--port", "0", ...FLAGS], work.options);
  assertEquals(second.code, 75, second.stderr);
});

Deno.test("fleetgen clean refuses a zone that is a link, and deletes nothing", async () => {
  await using dir = await pausedWithLinks();
  const { running, work } = dir;
  await Deno.remove(work.at("data/processed"), { recursive: true });
  await Deno.symlink(work.at("outside"), work.at("data/processed"));
  const before = await treeOf(work.path);
  const { status, body } = await running.ask("/clean");
  assertEquals([status, body.type], [409, "urn:fleetgen:problem:unsafe-path"]);
  assertEquals(await treeOf(work.path), before);
});

Deno.test("fleetgen run after a clean begins anew, by resume and by restart", async () => {
  await using dir = await WorkDir.make();
  await using first = await Running.start(FLAGS, dir.options);
  await first.committed(1);
  await first.ask("/pause");
  await first.ask("/clean");
  const { body } = await first.ask("/status");
  assertEquals([body.status, body.dataset], ["paused", null]);
  assertEquals([body.company_generator.total_companies, body.driver_generator.total_batches], [
    0,
    0,
  ]);
  const seen = first.logs.filter(({ message }) => message === "Batch committed").length;
  assertEquals((await first.ask("/resume")).status, 200);
  await first.committed(seen + 1);
  await first.ask("/pause");
  await first.ask("/clean");
  assertEquals((await first.end()).code, 0);
  await assertEmptied(dir.at("data"));
  await using second = await Running.start(FLAGS, dir.options);
  const { metadata } = await second.committed(1);
  assertEquals((await recordsIn(dir.at("data/raw/companies.jsonl"))).length, 5);
  const { dataset } = (await second.ask("/status")).body;
  assertEquals(dataset.start_time.replace(/[-:]|\.000/g, ""), metadata.batch_id);
});

Deno.test("fleetgen run finishes a clean that was killed, and begins anew", async () => {
  await using dir = await WorkDir.make();
  await using first = await Running.start(FLAGS, dir.options);
  await first.committed(1);
  await first.ask("/pause");
  await first.end("SIGKILL");
  // As a kill between two renames leaves it.
  await dir.write("data/manifests/.clean", "an-id\n");
  await Deno.mkdir(dir.at("data/raw/.trash-an-id"));
  await Deno.rename(dir.at("data/raw/events"), dir.at("data/raw/.trash-an-id/events"));
  await using second = await Running.start(FLAGS, dir.options);
  await second.committed(1);
  const { auto_reinit: reinit, driver_generator: drivers } = (await second.ask("/status")).body;
  assertEquals(reinit.actions[0], "interrupted clean finished");
  assertEquals(drivers.total_batches < 3, true);
  const tree = Object.keys(await treeOf(dir.at("data")));
  assertEquals(tree.filter((path) => path.includes(".trash") || path.includes(".clean")), []);
});

/** Exactly what section 8 of the contract leaves. */
async function assertEmptied(data: string): Promise<void> {
  const tree = await until("the tree is at rest", async () => Object.entries(await treeOf(data)));
  const day = new Date().toISOString().slice(0, 10);
  assertEquals(tree.map(([path]) => path).filter((path) => !path.includes("logs/")), [
    "manifests",
    "manifests/.lock",
    "manifests/logs",
    "processed",
    "raw",
    "raw/_staging",
    "raw/events",
    "staged",
  ]);
  const logs = tree.map(([path]) => path).filter((path) => path.includes("logs/"));
  assertEquals(logs.at(-1), `manifests/logs/${day}/generator.log.jsonl`);
  const [first] = await recordsIn(`${data}/manifests/logs/${day}/generator.log.jsonl`);
  assertEquals(first?.message, "Data cleaned");
}

/** A paused generator, with links out of its data directory at several depths. */
async function pausedWithLinks(): Promise<
  { running: Running; work: WorkDir } & AsyncDisposable
> {
  const work = await WorkDir.make();
  await Deno.mkdir(work.at("outside/below"), { recursive: true });
  await work.write("outside/below/kept", "kept");
  const running = await Running.start(FLAGS, work.options);
  await running.committed(1);
  await running.ask("/pause");
  await Deno.symlink(work.at("outside"), work.at("data/raw/events/link"));
  await Deno.symlink(work.at("outside/below/kept"), work.at("data/staged/leaf"));
  await Deno.mkdir(work.at("data/processed/deep"));
  await Deno.symlink(work.at("outside/below"), work.at("data/processed/deep/parent"));
  const dispose = async (): Promise<void> => {
    await running[Symbol.asyncDispose]();
    await work[Symbol.asyncDispose]();
  };
  return { running, work, [Symbol.asyncDispose]: dispose };
}
