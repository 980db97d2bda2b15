import { assert, assertEquals } from "@std/assert";
import { type Answer, Running, succeed, until } from "../support/cli.ts";
import { batchesOnDisk, batchNames, jsonIn, rawSum, recordsIn } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";

const FLAGS = ["--batch-interval", "PT2S"];
const INTERVAL_MS = 2000;

Deno.test("fleetgen run lives: six batches at their boundaries across pause, restart and kill", async () => {
  await using dir = await WorkDir.make();
  const data = dir.at("data");
  await using first = await Running.start(FLAGS, dir.options);
  assertAtBoundary(await first.committed(2));
  await restThroughOneBoundary(first, data);
  assertAtBoundary(await first.committed(4));
  assertEquals((await first.end("SIGTERM")).code, 0);
  await using second = await Running.start(FLAGS, dir.options);
  await second.committed(1);
  await second.end("SIGKILL");
  await using third = await Running.start(FLAGS, dir.options);
  await until("there are six batches", async () => (await batchNames(data)).length >= 6);
  await third.ask("/pause");
  const { status, body } = await third.ask("/status");
  assertEquals(status, 200);
  await assertStatusIsTrue(body, data);
  await third.end();
  await assertReproducible(body, dir);
});

/** A batch that was waited for is logged after its interval's end, and soon. */
function assertAtBoundary(record: { timestamp: string; metadata: Answer }): void {
  const late = Date.parse(record.timestamp) - startOf(record.metadata.batch_id) - INTERVAL_MS;
  assert(late >= 0 && late < 1500, `committed ${late} ms after its boundary`);
}

/** Nothing is committed between the answers of pause and resume, everything missed after it. */
async function restThroughOneBoundary(running: Running, data: string): Promise<void> {
  const { body } = await running.ask("/pause");
  assertEquals(body, {
    success: true,
    message: "Generator paused successfully",
    status: "paused",
  });
  const before = await rawSum(data);
  const due = Date.parse((await running.ask("/status")).body.driver_generator.next_due);
  await until("a boundary has passed", () => Date.now() > due + 200);
  assertEquals(await rawSum(data), before);
  assertEquals((await running.ask("/resume")).status, 200);
}

function startOf(batchId: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(batchId) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}

async function assertStatusIsTrue(status: Answer, data: string): Promise<void> {
  const batches = await batchesOnDisk(data);
  const starts = batches.map(({ id }) => startOf(id));
  starts.slice(1).forEach((start, n) => assertEquals(start - (starts[n] ?? 0), INTERVAL_MS));
  for (const { meta, lines, bytes, sha256 } of batches) {
    assertEquals([meta.event_count, meta.bytes, meta.sha256], [lines, bytes, sha256]);
  }
  const last = starts.at(-1) ?? 0;
  const drivers = status.driver_generator;
  assertEquals(drivers.total_batches, batches.length);
  assertEquals(drivers.total_events, sumOf(batches.map(({ lines }) => lines)));
  assertEquals(drivers.last_batch_id, batches.at(-1)?.id);
  assertEquals(drivers.last_interval_end, new Date(last + INTERVAL_MS).toISOString());
  assertEquals(drivers.next_due, new Date(last + 2 * INTERVAL_MS).toISOString());
  // A kill may take the log's last lines along, so that only what is there is compared.
  const logged = (await logOf(data)).filter(({ message }) => message === "Batch committed");
  const inLog = logged.map(({ metadata }) => metadata.batch_id);
  assertEquals(batches.map(({ id }) => id).filter((id) => inLog.includes(id)), inLog);
  assertEquals(inLog.at(-1), batches.at(-1)?.id);
  assertClose(drivers.last_batch_time, logged.at(-1)?.timestamp);
  await assertCompaniesAreTrue(status, data);
  await assertPlaceIsTrue(status, data, sumOf(batches.map(({ bytes }) => bytes)) / batches.length);
}

async function assertCompaniesAreTrue(status: Answer, data: string): Promise<void> {
  const companies = await recordsIn(`${data}/raw/companies.jsonl`);
  const { total_batches: cohorts, total_companies: total } = status.company_generator;
  assertEquals(total, companies.length);
  assertEquals(cohorts * 100, companies.length);
  const appended = (await logOf(data)).filter(({ message }) => message === "Companies onboarded");
  assertEquals(appended.length, cohorts);
}

async function assertPlaceIsTrue(status: Answer, data: string, meanBytes: number): Promise<void> {
  const { identity } = await jsonIn(`${data}/manifests/dataset.json`) as Answer;
  const manifest = await jsonIn(`${data}/manifests/batch_manifest.json`);
  assertEquals(manifest.total_batches, status.driver_generator.total_batches);
  assertEquals(manifest.total_events, status.driver_generator.total_events);
  assertEquals(manifest.last_updated, status.state.last_saved);
  assertEquals(status.dataset.seed, identity.seed);
  assertEquals(status.dataset.epoch, 0);
  assertEquals(status.lifecycle.paused, true);
  const hours = status.disk.free_bytes / meanBytes * INTERVAL_MS / 3_600_000;
  assert(Math.abs(status.disk.hours_left / hours - 1) < 1e-9);
  const seconds = Date.parse(status.timestamp) - Date.parse(status.uptime.start_time);
  assertEquals(status.uptime.seconds, seconds / 1000);
  assertEquals(status.uptime.hours, seconds / 1000 / 3600);
}

/** The flags that status gives make the same bytes again. */
async function assertReproducible(status: Answer, dir: WorkDir): Promise<void> {
  const flags = String(status.dataset.reproduce_with).match(/'[^']*'|\S+/g) ?? [];
  const range = [
    "--from",
    status.dataset.start_time,
    "--to",
    status.driver_generator.last_interval_end,
  ];
  const words = flags.map((word) => word.replaceAll("'", ""));
  await succeed(["backfill", ...range, ...words, "--data-dir", "copy"], dir.options);
  assertEquals(await rawSum(dir.at("copy")), await rawSum(dir.at("data")));
}

async function logOf(data: string): Promise<Answer[]> {
  const days = await Array.fromAsync(Deno.readDir(`${data}/manifests/logs`), ({ name }) => name);
  const files = days.sort().map((day) => `${data}/manifests/logs/${day}/generator.log.jsonl`);
  return (await Promise.all(files.map(recordsIn))).flat();
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function assertClose(one: string, other: string): void {
  assert(Math.abs(Date.parse(one) - Date.parse(other)) < 500, `${one} is far from ${other}`);
}
