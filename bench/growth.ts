/** What a long life costs: start, status, batches and throughput at 1k, 10k and 100k batches. */

import { inFresh, TMPFS } from "./disk.ts";
import { median, peakOf, type Program, timed } from "./process.ts";
import { start } from "./server.ts";
import { judged, type Row, type Section } from "./table.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const TINY = [
  ...["--batch-interval", "PT1S", "--number-of-companies", "1", "--max-companies", "1"],
  ...["--durability", "none", "--missed-intervals", "latest"],
];
const SIZES = [1000, 10_000, 100_000];

export async function benchGrowth(program: Program): Promise<Section> {
  const rows = await inFresh(TMPFS, async (dir) => {
    const rows: Row[] = [];
    const rates: number[] = [];
    let made = 0;
    for (const size of SIZES) {
      for (const end of size === 100_000 ? [20_000, 90_000, size] : [size]) {
        rates.push((end - made) / await extend(program, dir, { from: made, to: end }));
        made = end;
      }
      rows.push(...await restart(program, dir, size));
    }
    const share = (rates.at(-1) ?? 0) / (rates[1] ?? 1);
    const figure = `${rates.at(-1)?.toFixed(0)} batches/s, first tenth ${rates[1]?.toFixed(0)}`;
    rows.push(
      judged("throughput of the last tenth of 100k", figure, {
        value: share,
        atLeast: 0.9,
        unit: "x",
      }),
    );
    return rows;
  });
  return { title: "Growth, on tmpfs", note: program.name, rows };
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
  if (size < 100_000) return [{ what: `start at ${size} batches`, figure }];
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
