import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { companiesBefore } from "../../src/simulation/epoch.ts";
import { CompanyFile } from "../../src/storage/company_file.ts";
import { flipped, HISTORY, LINE, read, textOf, withFile } from "../support/company_text.ts";
import { historyOf } from "../support/histories.ts";
import { StepDisk } from "../support/step_disk.ts";

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

for (const [what, content] of [["torn", textOf(3).slice(0, -9)], ["too long", textOf(3) + "x\n"]]) {
  Deno.test(`CompanyFile.mend() mends a ${what} file in place, not by writing it anew`, async () => {
    await using dir = await withFile(content ?? "");
    const { ino } = await Deno.stat(dir.layout.companies);
    await new CompanyFile(dir.disk, dir.layout, HISTORY).mend(3);
    assertEquals([await read(dir), (await Deno.stat(dir.layout.companies)).ino], [textOf(3), ino]);
  });
}

Deno.test("CompanyFile.mend() knows a fleet without an upper limit", async () => {
  const history = historyOf({ numberOfCompanies: 300, maxCompanies: Infinity });
  await using dir = await withFile(textOf(3, history) + FOREIGN);
  const file = new CompanyFile(dir.disk, dir.layout, history);
  await file.mend(2);
  assertEquals([await read(dir), file.companies], [textOf(3, history), 900]);
});

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
