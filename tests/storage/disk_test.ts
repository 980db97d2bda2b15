import { assertEquals, assertRejects } from "@std/assert";
import { asciiBytes } from "../../src/storage/ascii.ts";
import { Disk, kindOf, namesIn, readText, sizeOf } from "../../src/storage/disk.ts";
import { DataDir } from "../support/data_dir.ts";
import { StepDisk } from "../support/step_disk.ts";

Deno.test("Disk.replaceFile() leaves the old or the new content at any failed step", async () => {
  for (let failAt = 0; failAt < 4; failAt++) {
    await using dir = await DataDir.make();
    const path = `${dir.root}/file`;
    await Deno.writeTextFile(path, "old and longer");
    const disk = new StepDisk({ failAt });
    await assertRejects(() => disk.replaceFile(path, asciiBytes("new")));
    assertEquals(await readText(path), "old and longer", disk.steps[failAt]);
    await disk.replaceFile(path, asciiBytes("new"));
    assertEquals([await readText(path), await namesIn(dir.root)], ["new", ["file"]]);
  }
});

Deno.test("Disk.replaceFile() fsyncs the content before it takes the name", async () => {
  await using dir = await DataDir.make();
  const disk = new StepDisk();
  await disk.replaceFile(`${dir.root}/file`, asciiBytes("new"));
  assertEquals(disk.steps, ["create file.tmp", "write file.tmp", "sync file.tmp", "rename file"]);
});

Deno.test("Disk without durability takes no fsync step", async () => {
  await using dir = await DataDir.make();
  const steps: string[] = [];
  const disk = new Disk({ durable: false, before: (step) => steps.push(step) });
  await disk.makeDirectory(`${dir.root}/a/b`);
  await disk.append(`${dir.root}/a/b/file`, [asciiBytes("x"), asciiBytes("y")]);
  await disk.syncDirectory(`${dir.root}/a`);
  assertEquals(steps, ["makeDirectory", "makeDirectory", "create", "write", "write"]);
  assertEquals(await readText(`${dir.root}/a/b/file`), "xy");
});

Deno.test("Disk.remove() takes a link, never what it leads to, and a missing path is fine", async () => {
  await using dir = await DataDir.make();
  await Deno.mkdir(`${dir.root}/real`);
  await Deno.writeTextFile(`${dir.root}/real/file`, "");
  await Deno.symlink("real", `${dir.root}/link`);
  await dir.disk.remove(`${dir.root}/link`);
  await dir.disk.remove(`${dir.root}/missing`);
  assertEquals([await kindOf(`${dir.root}/link`), await kindOf(`${dir.root}/real/file`)], [
    null,
    "file",
  ]);
});

Deno.test("kindOf(), sizeOf(), readText() and namesIn() take absence for an answer", async () => {
  await using dir = await DataDir.make();
  await Deno.writeTextFile(`${dir.root}/file`, "x");
  for (const path of [`${dir.root}/missing`, `${dir.root}/file/below`]) {
    const found = [
      await kindOf(path),
      await sizeOf(path),
      await readText(path),
      await namesIn(path),
    ];
    assertEquals(found, [null, null, null, []]);
  }
});
