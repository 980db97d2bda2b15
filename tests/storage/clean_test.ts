import { assert, assertEquals, assertRejects } from "@std/assert";
import { clean, type CleanOutcome, isCleanUnfinished } from "../../src/storage/clean.ts";
import { CleanRefusal } from "../../src/storage/clean_check.ts";
import { Disk } from "../../src/storage/disk.ts";
import type { DataDir } from "../support/data_dir.ts";
import { CLEANED, soiled } from "../support/soiled_dir.ts";
import { InjectedFailure, StepDisk } from "../support/step_disk.ts";
import { treeOf } from "../support/tree.ts";

let cleans = 0;

async function cleaned({ layout }: DataDir, disk: Disk): Promise<CleanOutcome> {
  return await clean(disk, layout, {
    id: String(++cleans),
    closeLog: async () => {},
    reopenLog: async () => {
      await Deno.mkdir(layout.logs, { recursive: true });
      await Deno.writeTextFile(`${layout.logs}/today.jsonl`, "cleaned\n");
    },
  });
}

Deno.test("clean() leaves the lock and empty zones, and tells what it removed", async () => {
  const { dir, outside } = await soiled();
  await using _dir = dir;
  const before = await treeOf(outside);
  const { deleted, remaining } = await cleaned(dir, dir.disk);
  assertEquals(await treeOf(dir.layout.root), CLEANED);
  assertEquals(await treeOf(outside), before);
  assertEquals(remaining, []);
  assertEquals(
    deleted.map(({ path, kind, files }) => `${path} ${kind} ${files}`).filter((line) =>
      !line.includes("manifests/")
    ),
    [
      "raw/_staging directory 0",
      "raw/companies.jsonl file 1",
      "raw/events directory 5",
      "staged/link link 1",
      "staged/table directory 2",
      "processed/dangling link 1",
    ],
  );
  const { outcome } = { outcome: deleted.find(({ path }) => path === "staged/table") };
  assertEquals(outcome?.bytes, "parquet".length + `${outside}/deep`.length);
});

Deno.test("clean() writes its intent first and removes it last, durably", async () => {
  const { dir } = await soiled();
  await using _dir = dir;
  const disk = new StepDisk();
  await cleaned(dir, disk);
  assertEquals(disk.steps.slice(0, 4), [
    "create .clean",
    "write .clean",
    "sync .clean",
    "syncDirectory manifests",
  ]);
  assertEquals(disk.steps.slice(-2), ["remove .clean", "syncDirectory manifests"]);
});

for (const zone of ["raw", "staged", "processed"] as const) {
  for (const target of ["../outside", "elsewhere", "nowhere"]) {
    Deno.test(`clean() deletes nothing when ${zone} is a link to ${target}`, async () => {
      const { dir, outside } = await soiled();
      await using _dir = dir;
      await Deno.mkdir(`${dir.layout.root}/elsewhere`);
      await Deno.remove(dir.layout.zone(zone), { recursive: true });
      await Deno.symlink(target, dir.layout.zone(zone));
      const before = [await treeOf(dir.layout.root), await treeOf(outside)];
      const refusal = await assertRejects(() => cleaned(dir, dir.disk), CleanRefusal, zone);
      assertEquals(refusal.code, "unsafe-path");
      assertEquals([await treeOf(dir.layout.root), await treeOf(outside)], before);
    });
  }
}

Deno.test("clean() deletes nothing when a zone is a file", async () => {
  const { dir } = await soiled();
  await using _dir = dir;
  await Deno.remove(dir.layout.zone("staged"), { recursive: true });
  await Deno.writeTextFile(dir.layout.zone("staged"), "");
  const before = await treeOf(dir.layout.root);
  await assertRejects(() => cleaned(dir, dir.disk), CleanRefusal, "found a file");
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("clean() makes a zone that is missing", async () => {
  const { dir } = await soiled();
  await using _dir = dir;
  await Deno.remove(dir.layout.zone("staged"), { recursive: true });
  await cleaned(dir, new StepDisk());
  assertEquals(await treeOf(dir.layout.root), CLEANED);
});

Deno.test("clean() works in a data directory that is reached by a link", async () => {
  const { dir } = await soiled();
  await using _dir = dir;
  await Deno.rename(dir.layout.root, `${dir.root}/real`);
  await Deno.symlink("real", dir.layout.root);
  await cleaned(dir, dir.disk);
  assertEquals(await treeOf(`${dir.root}/real`), CLEANED);
});

Deno.test("clean() never writes its intent through a link", async () => {
  const { dir, outside } = await soiled();
  await using _dir = dir;
  await Deno.symlink(`${outside}/deep/precious`, dir.layout.cleanIntent);
  const before = await treeOf(outside);
  await cleaned(dir, dir.disk);
  assertEquals(await treeOf(outside), before);
  assertEquals(await treeOf(dir.layout.root), CLEANED);
});

for (const isKill of [true, false]) {
  Deno.test(`clean() that ${isKill ? "was killed" : "failed"} at any step is finished by a repeat`, async () => {
    for (let failAt = 0;; failAt++) {
      const { dir, outside } = await soiled();
      await using _dir = dir;
      const before = await treeOf(dir.layout.root);
      const precious = await treeOf(outside);
      const disk = new StepDisk({ failAt, isKill });
      const outcome = await cleaned(dir, disk).catch((error) => {
        if (error instanceof InjectedFailure) return null;
        throw error;
      });
      const at = `failed at ${failAt}: ${disk.steps[failAt]}`;
      const between = await treeOf(dir.layout.root);
      assertEquals(between["manifests/.lock"], "held\n", at);
      const isBegun = await isCleanUnfinished(dir.layout);
      if (!isBegun && disk.steps[failAt] === "create .clean") assertEquals(between, before, at);
      else if (!isBegun) assertEquals(between, CLEANED, at);
      await cleaned(dir, dir.disk);
      assertEquals(await treeOf(dir.layout.root), CLEANED, at);
      assertEquals(await treeOf(outside), precious, at);
      if (disk.steps[failAt] === undefined) break;
      assert(outcome === null || outcome.remaining.length === 1, at);
    }
  });
}

Deno.test("clean() tells which entry can't be moved, empties the rest, and is finished by a repeat", async () => {
  const { dir } = await soiled();
  await using _dir = dir;
  const before = (step: string, path: string): void => {
    if (step === "rename" && path.endsWith("/table")) throw new Error("planted");
  };
  const { deleted, remaining } = await cleaned(dir, new Disk({ durable: false, before }));
  assertEquals(remaining, ["staged/table"]);
  assertEquals(deleted.some(({ path }) => path === "staged/table"), false);
  assertEquals(await isCleanUnfinished(dir.layout), true);
  await cleaned(dir, dir.disk);
  assertEquals(await treeOf(dir.layout.root), CLEANED);
});
