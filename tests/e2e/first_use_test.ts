import { assert, assertEquals } from "@std/assert";
import { Running, succeed, until } from "../support/cli.ts";
import { batchesOnDisk, batchNames, rawSum, recordsIn } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const FIRST_DATA_MS = 5000;

Deno.test("fleetgen run has 100 companies and a batch within 5 s, and a second start keeps them", async () => {
  await using dir = await WorkDir.make();
  const data = dir.at("data");
  const started = performance.now();
  await using first = await Running.start([], dir.options);
  await until("a batch is there", async () => (await batchNames(data)).length === 1);
  const took = performance.now() - started;
  assert(took < FIRST_DATA_MS, `took ${took} ms`);
  assertEquals((await recordsIn(`${data}/raw/companies.jsonl`)).length, 100);
  await first.committed(1);
  await first.end();
  const [batch] = await batchesOnDisk(data);
  const sum = await rawSum(data);
  await using second = await Running.start([], dir.options);
  await until("it is ready", async () => (await second.ask("/ready")).status === 200);
  await second.ask("/pause");
  // A boundary may pass meanwhile: what was there must be as it was.
  const batches = await batchesOnDisk(data);
  assertEquals(batches[0], batch);
  if (batches.length === 1) assertEquals(await rawSum(data), sum);
});

Deno.test("fleetgen run answers the brief's requests as the brief says", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start([], dir.options);
  await running.committed(1);
  const home = `http://localhost:${running.port}`;
  const status = await (await fetch(`${home}/status`)).json();
  assertEquals(status.status, "running");
  assertEquals(Object.keys(await (await fetch(`${home}/health`)).json()), Object.keys(status));
  assertEquals(
    await post(`${home}/pause`),
    '{"success":true,"message":"Generator paused successfully","status":"paused"}',
  );
  assertEquals(JSON.parse(await post(`${home}/pause`)).changed, false);
  assertEquals(
    await post(`${home}/resume`),
    '{"success":true,"message":"Generator resumed successfully","status":"running"}',
  );
  await post(`${home}/pause`);
  const cleaned = JSON.parse(await post(`${home}/clean`));
  assertEquals([cleaned.success, cleaned.counts.companies], [true, 100]);
  assert(cleaned.deleted_items.some(({ path }: { path: string }) => path === "raw/events"));
});

Deno.test("the brief's shell commands show companies, batches and a batch's meta", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start([], dir.options);
  const { metadata } = await running.committed(1);
  const batch = String(metadata.batch_id);
  const companies = await shell("head -n 5 data/raw/companies.jsonl", dir);
  assertEquals(companies.trim().split("\n").length, 5);
  assert((await shell("ls -lh data/raw/events/", dir)).includes(batch));
  const meta = JSON.parse(await shell(`cat data/raw/events/${batch}/batch_meta.json`, dir));
  assertEquals(meta.event_count, metadata.events);
  await running.end();
  const line = JSON.parse(await shell("head -n 1 data/manifests/logs/*/generator.log.jsonl", dir));
  const keys = ["timestamp", "component", "run_id", "level", "message", "metadata"];
  assertEquals(Object.keys(line), keys);
});

Deno.test("fleetgen status, pause, resume and clean do what their requests do", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start([], dir.options);
  await running.committed(1);
  const port = ["--port", running.port];
  const json = JSON.parse(await succeed(["status", "--json", ...port], dir.options));
  assertEquals(json.company_generator.total_companies, 100);
  assertEquals(await succeed(["pause", ...port], dir.options), "Generator paused successfully\n");
  assertEquals(await succeed(["resume", ...port], dir.options), "Generator resumed successfully\n");
  await succeed(["pause", ...port], dir.options);
  await succeed(["clean", "--yes", ...port], dir.options);
  assertEquals(await batchNames(dir.at("data")), []);
});

async function post(url: string): Promise<string> {
  return (await (await fetch(url, { method: "POST" })).text()).trimEnd();
}

async function shell(command: string, dir: WorkDir): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", command], cwd: dir.path })
    .output();
  return new TextDecoder().decode(stdout);
}
