/**
 * `deno task bench`: every measurement, ratios first; `deno task bench NAME ...` takes some anew. Writes
 * docs/performance.md and its plot; the profile in docs/profile.md is by hand and is appended as it is.
 * Exits 1 when a bound is missed.
 */

import { benchLookBack, benchSlices, sizePoints } from "./core.ts";
import { benchBackfill } from "./disk.ts";
import { benchEmit } from "./emit.ts";
import { benchGrowth } from "./growth.ts";
import { keep, kept } from "./kept.ts";
import { benchLive } from "./live.ts";
import { plot } from "./plot.ts";
import { type Program, programs } from "./process.ts";
import { benchServer } from "./server.ts";
import { benchSmall } from "./small.ts";
import { markdown, type Section } from "./table.ts";

const disk = Deno.env.get("BENCH_DIR") ?? ".cache";
await Deno.mkdir(disk, { recursive: true });
const all = await programs();

const [binaryOrSource] = all;
if (binaryOrSource === undefined) throw new Error("There is no program to measure");

type Measurement = () => Promise<Section> | Section;

/** One of each program. */
function both(measure: (program: Program) => Promise<Section>): Measurement[] {
  return all.map((program) => () => measure(program));
}

const measurements: Readonly<Record<string, readonly Measurement[]>> = {
  "emit": [() => benchEmit(all)],
  "backfill": both((program) => benchBackfill(program, disk)),
  "small": both((program) => benchSmall(program, disk)),
  "live": [() => benchLive(all, disk)],
  "server": both((program) => benchServer(program, disk)),
  "growth": [() => benchGrowth(binaryOrSource)],
  "look-back": [benchLookBack],
  "slices": [() => benchSlices(disk)],
};

const asked = Deno.args.length > 0 ? Deno.args : Object.keys(measurements);
const unknown = asked.find((name) => !(name in measurements));
if (unknown !== undefined) {
  throw new Error(
    `Cannot measure '${unknown}': it must be one of ${Object.keys(measurements).join(", ")}`,
  );
}
let missed = 0;
for (const name of asked) {
  progress(`${name} ...`);
  const sections: Section[] = [];
  for (const measure of measurements[name] ?? []) {
    const load = Deno.loadavg()[0]?.toFixed(1);
    const at = `${new Date().toISOString().slice(0, 16)}Z`;
    const section = await measure();
    const begun = `Begun ${at} at ${await revision()}, load ${load}.`;
    sections.push({ ...section, note: `${section.note ?? ""} ${begun}`.trim() });
    progress(markdown(sections.slice(-1)));
  }
  await keep(name, sections);
  missed += sections.flatMap(({ rows }) => rows).filter(({ holds }) => holds === false).length;
}
await writeReport();
progress(`${missed} bounds missed`);
Deno.exit(missed === 0 ? 0 : 1);

/** Nothing before every measurement was made once. */
async function writeReport(): Promise<void> {
  const results = await Promise.all(Object.keys(measurements).map(kept));
  const sections = results.filter((result) => result !== null).flat();
  if (results.includes(null)) return;
  const points = sizePoints();
  const table = points.map(({ events, ms }) => {
    const rate = `${(events / ms / 1000).toFixed(2)} M/s`;
    return `| ${events.toLocaleString("en")} | ${ms.toFixed(2)} | ${rate} |`;
  });
  const profile = await Deno.readTextFile("docs/profile.md").catch(() => "");
  const text = [
    "# Performance",
    "",
    "Written by `deno task bench`, not by hand. Ratios are within one run; absolute figures are this machine's:",
    await machine(),
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

async function revision(): Promise<string> {
  const { stdout } = await new Deno.Command("git", { args: ["rev-parse", "--short", "HEAD"] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

async function machine(): Promise<string> {
  const model = /model name\s*: (.*)/.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1] ?? "?";
  const { deno, v8 } = Deno.version;
  const parts = [
    `${navigator.hardwareConcurrency} cores of ${model}`,
    `${Math.round(Deno.systemMemoryInfo().total / 2 ** 30)} GiB`,
    `Linux ${Deno.osRelease()}`,
    `Deno ${deno} (V8 ${v8})`,
    all.map(({ name }) => name).join(" and "),
  ];
  return `${parts.join(", ")}.`;
}

function progress(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
