import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { batchId } from "../../src/simulation/interval.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { BatchStore } from "../../src/storage/batch_store.ts";
import type { Disk } from "../../src/storage/disk.ts";
import { loadManifest, saveCaches, withBatch } from "../../src/storage/manifest.ts";
import type { OpenDataset } from "../../src/storage/recovery.ts";
import { stageBatch } from "../../src/storage/staging.ts";
import { DataDir, upTo } from "../support/data_dir.ts";
import { IDENTITY } from "../support/histories.ts";
import { InjectedFailure, StepDisk } from "../support/step_disk.ts";
import { treeOf } from "../support/tree.ts";

/** Steps 3 to 5 of a commit, on a disk that may fail. */
async function commitLast(dir: DataDir, opened: OpenDataset, disk: Disk): Promise<void> {
  const { totals, companies } = opened;
  const interval = totals.lastInterval + 1;
  const staged = dir.stage(opened, interval);
  const store = new BatchStore(disk, dir.layout);
  await store.publish(staged);
  await store.sync();
  const state = { state: "running", since: "", nextInterval: 0, nextCohort: 0 };
  const caches = {
    totals: withBatch(totals, interval, staged.meta),
    companies: companies.companies,
    state,
  };
  await saveCaches(disk, dir.layout, { identity: IDENTITY, caches, now: 0 });
}

Deno.test("a commit that was killed at any step is there whole or not at all, and counted", async () => {
  await using undisturbed = await DataDir.make();
  await undisturbed.commit(await undisturbed.open(), upTo(3));
  const expected = await treeOf(undisturbed.layout.zone("raw"));
  for (let failAt = 0;; failAt++) {
    await using dir = await DataDir.make();
    const opened = await dir.commit(await dir.open(), upTo(2));
    const disk = new StepDisk({ failAt, isKill: true });
    const isDone = await commitLast(dir, opened, disk).then(() => true, (error) => {
      assert(error instanceof InjectedFailure, String(error));
      return false;
    });
    const recovered = await dir.open();
    const published = await Array.fromAsync(Deno.readDir(dir.layout.events));
    assertEquals(recovered.totals.batches, published.length, disk.steps[failAt]);
    assertEquals(recovered.totals.batches, failAt === 0 ? 2 : 3);
    if (failAt === 0) await commitLast(dir, recovered, dir.disk);
    assertEquals(await treeOf(dir.layout.zone("raw")), expected, disk.steps[failAt]);
    const { totals } = await dir.commit(await dir.open(), []);
    assertEquals((await loadManifest(dir.layout, IDENTITY))?.totals, totals);
    if (isDone) break;
  }
});

Deno.test("stageBatch() ends with what onProgress throws, and nothing is published", async () => {
  await using dir = await DataDir.make();
  const { dataset: { history } } = await dir.open();
  const before = await treeOf(dir.layout.root);
  const directory = dir.layout.staged(batchId(history.identity, 0));
  const onProgress = () => {
    throw new InjectedFailure("write", directory);
  };
  const encoder = new BatchEncoder(history);
  assertThrows(
    () => stageBatch({ encoder, history }, 0, { directory, durable: true, onProgress }),
    InjectedFailure,
  );
  await dir.open();
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("BatchStore.sync() that failed is repeated before a batch counts", async () => {
  await using dir = await DataDir.make();
  const staged = dir.stage(await dir.open(), 0);
  const disk = new StepDisk({ failAt: 1 });
  const store = new BatchStore(disk, dir.layout);
  await store.publish(staged);
  await assertRejects(() => store.sync(), InjectedFailure);
  await store.sync();
  assertEquals(disk.steps.slice(1), ["syncDirectory events", "syncDirectory events"]);
});
