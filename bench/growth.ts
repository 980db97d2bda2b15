/** What a long life costs: start, status, batches and throughput at 1k, 10k and 100k batches. */

import { inFresh, TMPFS } from "./disk.ts";
import { median, peakOf, type Program, timed } from "./process.ts";
import { start } from "./running.ts";
import { judged, type Row, type Section } from "./table.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const TINY = [
  ...["--batch-interval", "PT1S", "--number-of-companies", "1", "--max-companies", "1"],
  ...["--durability", "none", "--missed-intervals", "latest"],
];
const SMALLEST = 1000;
const LARGEST = 100_000;
const TENTH = LARGEST / 10;
const ROUNDS = 3;

export async function benchGrowth(program: Program): Promise<Section> {
  const first: number[] = [];
  const last: number[] = [];
  let rows: Row[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const grown = await inFresh(TMPFS, (dir) => grow(program, dir));
    rows = grown.rows;
    first.push(grown.first);
    last.push(grown.last);
  }
  const [early, late] = [median(first), median(last)];
  const figure = `${late.toFixed(0)} batches/s, first tenth ${early.toFixed(0)}`;
  const verdict = { value: late / early, atLeast: 0.9, unit: "x" };
  return {
    title: `Growth, on tmpfs: ${program.name}`,
    note: `Batches of about 35 events; throughput is the median of ${ROUNDS} rounds.`,
    rows: [...rows, judged("throughput of the last tenth of 100k", figure, verdict)],
  };
}

/** One dataset through all sizes; `first` and `last` are the batches a second of its outer tenths. */
async function grow(
  program: Program,
  dir: string,
): Promise<{ rows: Row[]; first: number; last: number }> {
  const rows: Row[] = [];
  let made = 0;
  const extendTo = async (to: number): Promise<number> => {
    const count = to - made;
    const seconds = await extend(program, dir, { from: made, to });
    made = to;
    return count / seconds;
  };
  await extendTo(SMALLEST);
  rows.push(...await restart(program, dir, made));
  const first = await extendTo(SMALLEST + TENTH);
  rows.push(...await restart(program, dir, made));
  await extendTo(LARGEST - TENTH);
  const last = await extendTo(LARGEST);
  rows.push(...await restart(program, dir, made));
  return { rows, first, last };
}

async function extend(
  { command }: Program,
  dir: string,
  { from, to }: { from: number; to: number },
): Promise<number> {
  const times = ["--from", instant(from), "--to", instant(to)];
  const where = ["--data-dir", `${dir}/data`, "--yes"];
  return (await timed([...command, "backfill", ...times, ...where, ...TINY])).seconds;
}

function instant(interval: number): string {
  return new Date(START + interval * 1000).toISOString().replace(".000", "");
}

async function restart(program: Program, dir: string, size: number): Promise<Row[]> {
  const running = await start(program, dir, [...TINY, "--speed", "1.0001"]);
  const status = await medianOf(`${running.url}/status`);
  const batches = await medianOf(`${running.url}/batches?limit=50`);
  const peak = peakOf(running.pid);
  await running.stop();
  const figure = `${running.startMs.toFixed(0)} ms, ${peak.toFixed(0)} MB, /status ` +
    `${status.toFixed(1)} ms, /batches ${batches.toFixed(1)} ms`;
  if (size < LARGEST) return [{ what: `start at ${size} batches`, figure }];
  return [
    judged(`start at ${size} batches`, figure, {
      value: running.startMs / 1000,
      atMost: 3,
      unit: " s",
    }),
    judged("its memory", "peak RSS", { value: peak, atMost: 300, unit: " MB" }),
    judged("its slower answer", "median", {
      value: Math.max(status, batches),
      atMost: 10,
      unit: " ms",
    }),
  ];
}

async function medianOf(url: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 50; n++) {
    const started = performance.now();
    await (await fetch(url)).arrayBuffer();
    times.push(performance.now() - started);
  }
  return median(times);
}
