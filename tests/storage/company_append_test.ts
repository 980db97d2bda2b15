import { assert, assertEquals, assertRejects } from "@std/assert";
import { CompanyFile } from "../../src/storage/company_file.ts";
import { HISTORY, read, textOf, withFile } from "../support/company_text.ts";
import { historyOf } from "../support/histories.ts";
import { InjectedFailure, StepDisk } from "../support/step_disk.ts";

Deno.test("CompanyFile.append() gives the same bytes one cohort at a time as all at once", async () => {
  await using dir = await withFile(null);
  const file = new CompanyFile(dir.disk, dir.layout, HISTORY);
  for (let end = 1; end <= 7; end++) assertEquals(await file.append(end), end);
  assertEquals(await read(dir), textOf(7));
  assertEquals(await file.append(3), 7);
});

Deno.test("CompanyFile.append() writes at most 8 MB of whole cohorts at a time", async () => {
  const history = historyOf({ numberOfCompanies: 30_000, maxCompanies: 120_000 });
  await using dir = await withFile(null);
  const file = new CompanyFile(dir.disk, dir.layout, history);
  assertEquals(await file.append(4), 1);
  assertEquals(file.companies, 30_000);
});

for (
  const [what, change] of [
    ["longer", (text: string) => `${text}junk\n`],
    ["shorter", (text: string) => text.slice(0, -30)],
    ["empty", () => ""],
  ] as const
) {
  Deno.test(`CompanyFile.append() mends a file that somebody made ${what} since`, async () => {
    await using dir = await withFile(null);
    const file = new CompanyFile(dir.disk, dir.layout, HISTORY);
    await file.append(2);
    await Deno.writeTextFile(dir.layout.companies, change(await read(dir)));
    await file.append(3);
    assertEquals(await read(dir), textOf(3));
  });
}

Deno.test("CompanyFile.append() writes a file anew after a failed fsync, and never fsyncs the old one", async () => {
  await using dir = await withFile(null);
  const isSync = (step: string, path: string) => step === "sync" && path.endsWith(".jsonl");
  const failing = new StepDisk({ failAt: 1, counts: isSync });
  const file = new CompanyFile(failing, dir.layout, HISTORY);
  await file.append(1);
  const old = (await Deno.stat(dir.layout.companies)).ino;
  await assertRejects(() => file.append(2), InjectedFailure);
  assertEquals(file.nextCohort, 1);
  await file.append(2);
  assertEquals(await read(dir), textOf(2));
  assert((await Deno.stat(dir.layout.companies)).ino !== old);
});

Deno.test("CompanyFile.append() that failed at any step is made good by the next one", async () => {
  for (let failAt = 0;; failAt++) {
    await using dir = await withFile(null);
    const disk = new StepDisk({ failAt });
    const file = new CompanyFile(disk, dir.layout, HISTORY);
    const failed = await file.append(1).then(() => file.append(2)).then(() => false, () => true);
    if (!failed) break;
    assert(textOf(4).startsWith(await read(dir)), `torn at ${disk.steps[failAt]}`);
    await file.append(3);
    assertEquals(await read(dir), textOf(3), `after a failure at ${disk.steps[failAt]}`);
  }
});
