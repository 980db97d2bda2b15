/**
 * `deno task bench`: every measurement in one run, ratios first. Writes docs/performance.md and its
 * plot; the profile in docs/profile.md is by hand and is appended as it is. Exits 1 when a bound is missed.
 */

import { benchLookBack, benchSlices, sizePoints } from "./core.ts";
import { benchBackfill, benchSmall } from "./disk.ts";
import { benchEmit } from "./emit.ts";
import { benchGrowth } from "./growth.ts";
import { benchLive } from "./live.ts";
import { plot } from "./plot.ts";
import { programs } from "./process.ts";
import { benchServer } from "./server.ts";
import { markdown, type Section } from "./table.ts";

const disk = Deno.env.get("BENCH_DIR") ?? ".cache";
await Deno.mkdir(disk, { recursive: true });
const all = await programs();
const [program] = all;
if (program === undefined) throw new Error("There is no program to measure");

const measurements: readonly (readonly [string, () => Promise<Section> | Section])[] = [
  ["emit", () => benchEmit(all)],
  ["backfill", () => benchBackfill(program, disk)],
  ["small", () => benchSmall(program, disk)],
  ["live", () => benchLive(program, disk)],
  ["server", () => benchServer(program, disk)],
  ["growth", () => benchGrowth(program)],
  ["look-back", benchLookBack],
  ["slices", () => benchSlices(disk)],
];

const asked = Deno.args.length > 0 ? Deno.args : measurements.map(([name]) => name);
const sections: Section[] = [];
for (const [name, measure] of measurements.filter(([name]) => asked.includes(name))) {
  progress(`${name} ...`);
  const section = await measure();
  sections.push(section);
  progress(markdown([section]));
}
if (Deno.args.length === 0) await writeReport();
const missed = sections.flatMap(({ rows }) => rows).filter(({ holds }) => holds === false).length;
progress(`${missed} bounds missed`);
Deno.exit(missed === 0 ? 0 : 1);

async function writeReport(): Promise<void> {
  const points = sizePoints();
  const table = points.map(({ events, ms }) => {
    const rate = `${(events / ms / 1000).toFixed(2)} M/s`;
    return `| ${events.toLocaleString("en")} | ${ms.toFixed(2)} | ${rate} |`;
  });
  const { deno, v8 } = Deno.version;
  const cores = navigator.hardwareConcurrency;
  const profile = await Deno.readTextFile("docs/profile.md").catch(() => "");
  const text = [
    "# Performance",
    "",
    `Written by \`deno task bench\`; not edited by hand. ${cores} cores (shared), Deno ${deno}, V8 ${v8}.`,
    "",
    markdown(sections),
    "",
    "## Generation time against batch size",
    "",
    "In memory, one thread, the median of five batches.",
    "",
    "![Generation time against batch size](performance.svg)",
    "",
    "| events | ms | events a second |",
    "|---|---|---|",
    ...table,
    "",
    profile,
  ].join("\n");
  await Deno.mkdir("docs", { recursive: true });
  await Deno.writeTextFile("docs/performance.md", text);
  await Deno.writeTextFile("docs/performance.svg", plot(points));
}

function progress(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
