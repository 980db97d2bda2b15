import { assert, assertEquals, assertRejects } from "@std/assert";
import { BatchStore } from "../../src/storage/batch_store.ts";
import { readMeta } from "../../src/storage/batch_meta.ts";
import { Disk } from "../../src/storage/disk.ts";
import { Fault } from "../../src/storage/fault.ts";
import { eventsFile, metaFile } from "../../src/storage/layout.ts";
import { DataDir } from "../support/data_dir.ts";
import { StepDisk } from "../support/step_disk.ts";
import { treeOf } from "../support/tree.ts";

Deno.test("BatchStore.publish() moves a staged batch to its place by one rename", async () => {
  await using dir = await DataDir.make();
  const staged = dir.stage(await dir.open(), 0);
  const before = await treeOf(staged.directory);
  const disk = new StepDisk();
  await new BatchStore(disk, dir.layout).publish(staged);
  assertEquals(disk.steps, ["rename 20260101T000000Z"]);
  assertEquals(await treeOf(dir.layout.batch("20260101T000000Z")), before);
  assertEquals(await treeOf(dir.layout.staging), {});
});

Deno.test("BatchStore.publish() leaves a batch with the same checksum as it is", async () => {
  await using dir = await DataDir.make();
  const opened = await dir.open();
  const store = new BatchStore(dir.disk, dir.layout);
  await store.publish(dir.stage(opened, 0));
  const before = await treeOf(dir.layout.events);
  const published = (await Deno.stat(dir.layout.batch("20260101T000000Z"))).ino;
  await store.publish(dir.stage(opened, 0, "20260101T000000Z.second"));
  assertEquals(await treeOf(dir.layout.events), before);
  assertEquals((await Deno.stat(dir.layout.batch("20260101T000000Z"))).ino, published);
  assertEquals(await treeOf(dir.layout.staging), {});
});

for (
  const [what, damage] of [
    ["another checksum", async (path: string) => {
      const meta = await Deno.readTextFile(metaFile(path));
      await Deno.writeTextFile(metaFile(path), meta.replace(/"sha256": "../, '"sha256": "zz'));
    }],
    ["no meta", (path: string) => Deno.remove(metaFile(path))],
    ["an unreadable meta", (path: string) => Deno.writeTextFile(metaFile(path), '{"batch_id":')],
    ["a senseless meta", (path: string) => Deno.writeTextFile(metaFile(path), "[1]")],
    ["nothing in it", async (path: string) => {
      await Deno.remove(metaFile(path));
      await Deno.remove(eventsFile(path));
    }],
  ] as const
) {
  Deno.test(`BatchStore.publish() refuses to replace a batch with ${what}`, async () => {
    await using dir = await DataDir.make();
    const opened = await dir.open();
    const store = new BatchStore(dir.disk, dir.layout);
    await store.publish(dir.stage(opened, 0));
    await damage(dir.layout.batch("20260101T000000Z"));
    const staged = dir.stage(opened, 0);
    const before = await treeOf(dir.layout.root);
    const fault = await assertRejects(() => store.publish(staged), Fault, "Cannot commit batch");
    assertEquals(fault.code, "batch-conflict");
    assertEquals(await treeOf(dir.layout.root), before);
  });
}

Deno.test("BatchStore.publish() that failed can be repeated, and nothing is torn in between", async () => {
  await using dir = await DataDir.make();
  const staged = dir.stage(await dir.open(), 0);
  const store = new BatchStore(new StepDisk({ failAt: 0 }), dir.layout);
  await assertRejects(() => store.publish(staged));
  assert(!await store.has("20260101T000000Z"));
  await store.publish(staged);
  await store.sync();
  assert(await store.has("20260101T000000Z"));
  assertEquals(await readMeta(dir.layout.batch("20260101T000000Z")), staged.meta);
});

Deno.test("stageBatch() replaces what an earlier try left in its directory", async () => {
  await using dir = await DataDir.make();
  const opened = await dir.open();
  const { directory } = dir.stage(opened, 0);
  const whole = await treeOf(directory);
  await Deno.truncate(eventsFile(directory), 10);
  await Deno.writeTextFile(`${directory}/other`, "");
  dir.stage(opened, 0);
  assertEquals(await treeOf(directory), whole);
});

Deno.test("BatchStore.publish() accepts the same batch of a process that was faster by a moment", async () => {
  await using dir = await DataDir.make();
  const opened = await dir.open();
  const faster = dir.stage(opened, 0, "20260101T000000Z.second");
  const target = dir.layout.batch("20260101T000000Z");
  const disk = new Disk({
    before: (step) => step === "rename" && Deno.renameSync(faster.directory, target),
  });
  const staged = dir.stage(opened, 0);
  const before = await treeOf(staged.directory);
  await new BatchStore(disk, dir.layout).publish(staged);
  assertEquals(await treeOf(target), before);
  assertEquals(await treeOf(dir.layout.staging), {});
});
