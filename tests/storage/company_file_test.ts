import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { companiesBefore, type History } from "../../src/simulation/epoch.ts";
import { CompanyFile } from "../../src/storage/company_file.ts";
import { companyLines } from "../../src/storage/company_lines.ts";
import { DataDir } from "../support/data_dir.ts";
import { historyOf } from "../support/histories.ts";
import { InjectedFailure, StepDisk } from "../support/step_disk.ts";

/** Cohorts of 4, 4, 4, 4, 2 and then none. */
const HISTORY = historyOf({ numberOfCompanies: 4, maxCompanies: 18 });
const LINE = textOf(1, historyOf({ numberOfCompanies: 1 })).length;

function textOf(cohorts: number, history: History = HISTORY): string {
  const end = companiesBefore(history, cohorts);
  const decoder = new TextDecoder();
  return [...companyLines(history, { first: 0, end })].map((piece) => decoder.decode(piece)).join(
    "",
  );
}

function flipped(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === "7" ? "8" : "7"}${text.slice(at + 1)}`;
}

async function withFile(content: string | null): Promise<DataDir> {
  const dir = await DataDir.make();
  await dir.disk.makeDirectory(dir.layout.events);
  if (content !== null) await Deno.writeTextFile(dir.layout.companies, content);
  return dir;
}

async function read(dir: DataDir): Promise<string> {
  return await Deno.readTextFile(dir.layout.companies).catch(() => "");
}

const FOREIGN = textOf(3, historyOf({ numberOfCompanies: 4 }, { seed: 43 }));
const CASES: { name: string; content: string | null; atLeast: number; cohorts: number }[] = [
  { name: "a missing file", content: null, atLeast: 2, cohorts: 2 },
  { name: "a missing file of which nothing is due", content: null, atLeast: 0, cohorts: 0 },
  { name: "a whole file that is ahead", content: textOf(3), atLeast: 1, cohorts: 3 },
  { name: "a file cut to one line", content: textOf(3).slice(0, LINE), atLeast: 2, cohorts: 2 },
  { name: "a begun cohort", content: textOf(3).slice(0, 10 * LINE), atLeast: 2, cohorts: 3 },
  { name: "a begun torn cohort", content: textOf(3).slice(0, 10.5 * LINE), atLeast: 2, cohorts: 3 },
  { name: "a torn tail", content: textOf(3).slice(0, 12 * LINE - 1), atLeast: 0, cohorts: 3 },
  {
    name: "a cohort without a whole line",
    content: textOf(3).slice(0, 9 * LINE - 1),
    atLeast: 0,
    cohorts: 2,
  },
  { name: "a flipped byte early", content: flipped(textOf(3), 20), atLeast: 1, cohorts: 3 },
  {
    name: "a flipped byte late",
    content: flipped(textOf(3), 12 * LINE - 9),
    atLeast: 1,
    cohorts: 3,
  },
  { name: "a flipped newline", content: flipped(textOf(3), 5 * LINE - 1), atLeast: 1, cohorts: 3 },
  {
    name: "a cohort in place after a foreign one",
    content: FOREIGN.slice(0, 8 * LINE) + textOf(3).slice(8 * LINE),
    atLeast: 0,
    cohorts: 3,
  },
  { name: "a foreign file", content: FOREIGN, atLeast: 1, cohorts: 1 },
  { name: "a foreign file of which nothing is due", content: FOREIGN, atLeast: 0, cohorts: 0 },
  {
    name: "junk after the last line",
    content: `${textOf(2)}{"company_id":"x"}\n`,
    atLeast: 2,
    cohorts: 2,
  },
  {
    name: "zeros after the last line",
    content: textOf(2) + "\0".repeat(4096),
    atLeast: 2,
    cohorts: 2,
  },
  { name: "junk after the last company ever", content: `${textOf(9)}junk`, atLeast: 2, cohorts: 5 },
  { name: "empty cohorts", content: textOf(5), atLeast: 9, cohorts: 9 },
];

for (const { name, content, atLeast, cohorts } of CASES) {
  Deno.test(`CompanyFile.mend() mends ${name}, once`, async () => {
    await using dir = await withFile(content);
    const file = new CompanyFile(dir.disk, dir.layout, HISTORY);
    const done = await file.mend(atLeast);
    assertEquals(await read(dir), textOf(cohorts));
    assertEquals([file.nextCohort, file.companies], [cohorts, companiesBefore(HISTORY, cohorts)]);
    assertEquals(done === null, (content ?? "") === textOf(cohorts));
    const disk = new StepDisk();
    assertEquals(await new CompanyFile(disk, dir.layout, HISTORY).mend(atLeast), null);
    assertEquals(disk.steps, []);
  });
}

Deno.test("CompanyFile.mend() keeps every cohort with a right line, whatever was done to the file", async () => {
  const whole = textOf(5);
  const change = fc.record({
    at: fc.nat(whole.length),
    cut: fc.nat(3 * LINE),
    put: fc.oneof(
      fc.constant(""),
      fc.constant("\n"),
      fc.string({ maxLength: 9 }),
      fc.nat(16).map((n) => whole.slice(n * LINE, n * LINE + LINE)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 3 }), fc.nat(5), async (changes, atLeast) => {
      const content = changes.reduce(
        (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
        whole,
      );
      await using dir = await withFile(content);
      const file = new CompanyFile(dir.disk, dir.layout, HISTORY);
      await file.mend(atLeast);
      assertEquals(await read(dir), textOf(file.nextCohort));
      assert(file.nextCohort >= atLeast);
      for (let line = 0; line < 18; line++) {
        const place = [line * LINE, line * LINE + LINE] as const;
        const isRight =
          new TextDecoder("latin1").decode(new TextEncoder().encode(content)).slice(...place) ===
            whole.slice(...place);
        if (isRight) assert(file.companies > line, `company ${line} was right and is gone`);
      }
    }),
    { seed: 17, numRuns: 100 },
  );
});

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
    assertEquals(
      await new CompanyFile(dir.disk, dir.layout, HISTORY).mend(0).then(() => read(dir)).then((
        text,
      ) => textOf(4).startsWith(text)),
      true,
    );
    await file.append(3);
    assertEquals(await read(dir), textOf(3), `after a failure at ${disk.steps[failAt]}`);
  }
});
