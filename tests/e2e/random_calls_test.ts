import { assert, assertEquals } from "@std/assert";
import { type Answer, Running, succeed, until } from "../support/cli.ts";
import { SMALL } from "../support/made.ts";
import { batchesOnDisk, jsonIn, recordsIn } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const CLIENTS = 8;
const CALLS_EACH = 250;
/** So that the calls go on for several batches. */
const LONGEST_REST_MS = 60;

/** What each path may answer, whatever the other clients do; cleans are rare, or no batch would stay. */
const CALLS: Readonly<
  Record<string, { readonly statuses: readonly number[]; readonly weight: number }>
> = {
  "/status": { statuses: [200], weight: 20 },
  "/api/health": { statuses: [200], weight: 10 },
  "/ready": { statuses: [200, 503], weight: 10 },
  "/batches?limit=5": { statuses: [200], weight: 10 },
  "/logs?limit=5": { statuses: [200], weight: 10 },
  "/config": { statuses: [200], weight: 5 },
  "/nowhere": { statuses: [404], weight: 5 },
  "/batches?limit=no": { statuses: [400], weight: 5 },
  "/pause": { statuses: [200], weight: 10 },
  "/resume": { statuses: [200, 409], weight: 15 },
  "/clean": { statuses: [200, 409], weight: 1 },
};

Deno.test("fleetgen run keeps its word through 2,000 random calls from 8 clients", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(["--batch-interval", "PT1S", ...SMALL], dir.options);
  await running.committed(1);
  const clients = Array.from({ length: CLIENTS }, () => callAtRandom(running));
  const answers = (await Promise.all(clients)).flat();
  assertEquals(answers.length, CLIENTS * CALLS_EACH);
  assert(answers.some((answer) => answer === "200 /clean"), "no clean came through");
  await assertTrueWhenPaused(running, dir);
  await running.ask("/resume");
  const { body } = await running.ask("/status");
  const commits = running.logs.filter(({ message }) => message === "Batch committed").length;
  assert(commits > 3, `${commits} batches`);
  await running.committed(commits + 1);
  assertEquals(body.status, "running");
  assertEquals(running.logs.filter(({ level }) => level === "error"), []);
  await assertTrueWhenPaused(running, dir);
  assertEquals((await running.end()).code, 0);
});

async function callAtRandom(running: Running): Promise<string[]> {
  const bag = Object.entries(CALLS)
    .flatMap(([path, { weight }]) => Array.from({ length: weight }, () => path));
  const answers: string[] = [];
  while (answers.length < CALLS_EACH) {
    const path = bag[Math.floor(Math.random() * bag.length)] ?? "";
    const { status, body } = await running.ask(path);
    const answer = `${status} ${path}`;
    assert(CALLS[path]?.statuses.includes(status), `${answer}: ${JSON.stringify(body)}`);
    assertConsistent(path, status, body);
    answers.push(answer);
    const rest = performance.now() + Math.random() * LONGEST_REST_MS;
    await until("the client goes on", () => performance.now() > rest);
  }
  return answers;
}

/** What must hold of one answer on its own. */
function assertConsistent(path: string, status: number, body: Answer): void {
  if (status >= 400) return assertEquals(body.status, status);
  if (path === "/pause") assertEquals(body.status, "paused");
  if (path === "/resume") assertEquals(body.status, "running");
  if (path !== "/status") return;
  const { total_batches: batches, last_batch_id: last } = body.driver_generator;
  assertEquals(batches === 0, last === null);
  assertEquals(body.lifecycle.state, body.status);
  if (batches > 0) assertEquals(body.company_generator.total_companies, 5);
}

/** Memory, manifest and disk say the same. */
async function assertTrueWhenPaused(running: Running, dir: WorkDir): Promise<void> {
  assertEquals((await running.ask("/pause")).status, 200);
  const data = dir.at("data");
  const { driver_generator: drivers, dataset } = (await running.ask("/status")).body;
  const batches = await batchesOnDisk(data);
  assertEquals(drivers.total_batches, batches.length);
  assertEquals(drivers.last_batch_id, batches.at(-1)?.id ?? null);
  if (dataset === null) return;
  const starts = batches.map(({ meta }) => Date.parse(meta.interval_start ?? ""));
  starts.slice(1).forEach((start, n) => assertEquals(start - (starts[n] ?? 0), 1000));
  const manifest = await jsonIn(`${data}/manifests/batch_manifest.json`);
  assertEquals(manifest.total_events, batches.reduce((sum, { lines }) => sum + lines, 0));
  assertEquals((await recordsIn(`${data}/raw/companies.jsonl`)).length, manifest.total_companies);
  await succeed(["verify", "--deep"], dir.options);
}
