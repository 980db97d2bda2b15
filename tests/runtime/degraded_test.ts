import { assertEquals, assertMatch } from "@std/assert";
import { auditDataset } from "../../src/storage/audit.ts";
import { DataDir } from "../support/data_dir.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { batchesOnDisk, jsonIn } from "../support/on_disk.ts";
import { StepDisk } from "../support/step_disk.ts";

const INTERVAL = IDENTITY.batchMs;

Deno.test("Generator retries with a back-off that doubles up to 30 s, and starts over after success", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const retries = (): unknown[] =>
    fleet.logged("Commit failed").map(({ retryInMs }) => Number(retryInMs) / 1000);
  await fleet.pause();
  fleet.producer.before = () => {
    throw new Error("planted");
  };
  await fleet.resume();
  await fleet.advance(INTERVAL + 120_000);
  assertEquals(retries().slice(0, 7), [1, 2, 4, 8, 16, 30, 30]);
  const { length } = retries();
  fleet.producer.before = () => {};
  await fleet.advance(30_000);
  assertEquals(fleet.logged("Commits succeed again").length, 1);
  fleet.producer.before = () => {
    throw new Error("planted");
  };
  await fleet.advance(INTERVAL);
  assertEquals(retries()[length], 1);
});

Deno.test("Generator under latest counts a batch whose commit failed after the rename", async () => {
  await using dir = await DataDir.make();
  const disk = new StepDisk();
  await using fleet = await LiveFleet.withOneBatch(dir, { missed: "latest", disk });
  let isArmed = true;
  const { syncDirectory } = disk;
  disk.syncDirectory = (path) => {
    if (isArmed && path === dir.layout.events) return Promise.reject(new Error("planted"));
    return syncDirectory.call(disk, path);
  };
  await fleet.advance(3 * INTERVAL);
  assertEquals(fleet.control.status().reason, "planted");
  isArmed = false;
  await fleet.advance(60_000);
  const { problems } = await auditDataset(dir.layout, {
    deep: true,
    signal: new AbortController().signal,
  });
  assertEquals(problems, []);
  const { total_batches: batches } = await jsonIn(dir.layout.batchManifest);
  assertEquals(batches, (await batchesOnDisk(dir.layout.root)).length);
});

Deno.test("Generator can be paused and stopped while it is degraded", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  await fleet.pause();
  fleet.producer.before = () => {
    throw new Error("planted");
  };
  await fleet.resume();
  await fleet.advance(INTERVAL);
  assertEquals(fleet.control.status().status, "degraded");
  await fleet.pause();
  assertEquals(fleet.control.status().status, "paused");
  fleet.producer.before = () => {};
  await fleet.resume();
  assertEquals(fleet.committed.length, 2);
  assertEquals(fleet.control.status().status, "running");
});

Deno.test("Generator is degraded while another batch stands in the way, and overwrites nothing", async () => {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir);
  const place = dir.layout.batch("20260101T001500Z");
  await Deno.mkdir(place);
  await fleet.advance(INTERVAL);
  const { status, reason } = fleet.control.status();
  assertEquals(status, "degraded");
  assertMatch(reason ?? "", /^Cannot commit batch 20260101T001500Z: .* move it away$/);
  assertEquals(await Array.fromAsync(Deno.readDir(place)), []);
  await Deno.remove(place);
  await fleet.advance(30_000);
  assertEquals(fleet.committed, ["20260101T000000Z", "20260101T001500Z"]);
});
