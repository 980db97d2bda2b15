import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { companiesBefore } from "../../src/simulation/epoch.ts";
import { batchId, cohortsDueAt, intervalEnd } from "../../src/simulation/interval.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { companyLines } from "../../src/storage/company_lines.ts";
import { batchText } from "../support/event_bytes.ts";
import { historyOf, IDENTITY } from "../support/histories.ts";

const GOLDEN = new URL("../golden/", import.meta.url);
const BATCHES = 4;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function golden(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, GOLDEN));
}

function companiesText(): string {
  const end = companiesBefore(
    historyOf(),
    cohortsDueAt(IDENTITY, intervalEnd(IDENTITY, BATCHES - 1)),
  );
  const decoder = new TextDecoder();
  return [...companyLines(historyOf(), { first: 0, end })]
    .map((piece) => decoder.decode(piece)).join("");
}

Deno.test("BatchEncoder makes the golden first rows of seed 42", async () => {
  const expected = await golden("events_head.jsonl");
  assertEquals(batchText(new BatchEncoder(historyOf()), 0).slice(0, expected.length), expected);
});

Deno.test("companyLines() makes the golden first rows of seed 42", async () => {
  const expected = await golden("companies_head.jsonl");
  assertEquals(companiesText().slice(0, expected.length), expected);
});

Deno.test("companies.jsonl and the first four batches of seed 42 have their golden checksums", async () => {
  const encoder = new BatchEncoder(historyOf());
  const lines = Array.from({ length: BATCHES }, (_, interval) => {
    return `${sha256(batchText(encoder, interval))}  events/${
      batchId(IDENTITY, interval)
    }/events.jsonl\n`;
  });
  const sums = `${sha256(companiesText())}  companies.jsonl\n${lines.join("")}`;
  assertEquals(sums, await golden("sha256sums.txt"));
});
