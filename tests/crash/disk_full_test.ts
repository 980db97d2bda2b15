import { assertEquals, assertMatch, fail } from "@std/assert";
import { Running, succeed, until } from "../support/cli.ts";
import { batchesOnDisk, type BatchOnDisk, jsonIn } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";
import { intervalOf, utc } from "./fleet.ts";
import { SmallDisk } from "./small_disk.ts";

const mountable = await canMount();
const needs = mountable ? "" : " (left out: only root may mount the small disk that it needs)";

Deno.test({
  name: `fleetgen run outlives a full disk, says so, and misses no interval${needs}`,
  ignore: !mountable,
  fn: outliveFullDisk,
});

async function outliveFullDisk(): Promise<void> {
  await using dir = await WorkDir.make();
  await using disk = await SmallDisk.mount() ?? fail("no disk could be mounted");
  const startMs = Math.floor(Date.now() / 1000) * 1000 - 10_000;
  const identity = ["--start-time", utc(startMs), "--batch-interval", "PT1S"];
  const growth = ["--company-onboarding-interval", "PT2S", "--max-companies", "unlimited"];
  const data = ["--data-dir", `${disk.path}/data`];
  const flags = [...identity, ...growth, "--event-rate-per-driver", "0.1"];
  {
    await using running = await Running.start([...flags, ...data], dir.options);
    await running.committed(10);
    await disk.fill();
    await assertDegraded(running);
    assertWhole(await batchesOnDisk(`${disk.path}/data`));
    const committed = running.logs.filter(({ message }) => message === "Batch committed").length;
    await disk.free();
    await until("it runs again", async () => {
      return (await running.ask("/status")).body.status === "running";
    });
    assertEquals((await running.ask("/ready")).status, 200);
    await running.committed(committed + 3);
    assertEquals((await running.end()).code, 0);
  }
  await assertNothingMissed(`${disk.path}/data`, startMs);
  await succeed(["verify", "--deep", ...data], dir.options);
}

async function canMount(): Promise<boolean> {
  await using disk = await SmallDisk.mount();
  return disk !== null;
}

async function assertDegraded(running: Running): Promise<void> {
  await until("it is degraded", async () => {
    return (await running.ask("/status")).body.status === "degraded";
  });
  const { status, body } = await running.ask("/status");
  assertEquals(status, 200);
  assertMatch(body.reason, /os error 28|no space/i);
  assertEquals((await running.ask("/ready")).status, 503);
  assertEquals((await running.ask("/health")).status, 200);
}

function assertWhole(batches: readonly BatchOnDisk[]): void {
  for (const { meta, lines, bytes, sha256 } of batches) {
    assertEquals([meta.event_count, meta.bytes, meta.sha256], [lines, bytes, sha256]);
  }
}

async function assertNothingMissed(data: string, startMs: number): Promise<void> {
  const batches = await batchesOnDisk(data);
  assertWhole(batches);
  batches.forEach(({ id }, n) => assertEquals(intervalOf({ startMs }, id), n));
  const manifest = await jsonIn(`${data}/manifests/batch_manifest.json`);
  assertEquals(manifest.total_batches, batches.length);
  assertEquals(manifest.total_events, batches.reduce((sum, { lines }) => sum + lines, 0));
  assertEquals(manifest.total_bytes, batches.reduce((sum, { bytes }) => sum + bytes, 0));
}
