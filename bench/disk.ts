/** Backfill to disk against dd, one worker against two, and small batches against the bare probe. */

import { median, type Program, timed } from "./process.ts";
import { judged, type Row, type Section } from "./table.ts";

const ROUNDS = 3;
const LARGE = ["--number-of-companies", "10000", "--max-companies", "10000"];
const SMALL = [
  ...["--number-of-companies", "10", "--max-companies", "10", "--workers", "1"],
  ...["--batch-interval", "PT1S"],
];
const START = "2026-01-01T00:00:00Z";
const SMALL_BATCHES = 3000;
const SMALL_BYTES = 90_000;

/** A memory file system: the one named by BENCH_TMPFS, or one mounted for the run, which takes root. */
export const TMPFS = Deno.env.get("BENCH_TMPFS") ?? await mountTmpfs();

/** Deno refuses what is below /dev without all permissions, so /dev/shm won't do. */
async function mountTmpfs(): Promise<string> {
  const path = `${Deno.cwd()}/.cache/tmpfs`;
  await Deno.mkdir(path, { recursive: true });
  const known = await Deno.readTextFile("/proc/self/mounts");
  if (known.includes(` ${path} tmpfs `)) return path;
  const { success } = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=12g", "tmpfs", path],
  }).output();
  if (!success) throw new Error("Name a memory file system in BENCH_TMPFS, or run as root");
  return path;
}

/** A fresh directory below `parent`, removed after `work`. */
export async function inFresh<T>(parent: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await Deno.makeTempDir({ dir: parent, prefix: "fleetgen-bench-" });
  try {
    return await work(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function backfill(
  { command }: Program,
  dir: string,
  { to, flags }: { to: string; flags: readonly string[] },
): string[] {
  return [
    ...[...command, "backfill", "--yes", "--from", START, "--to", to],
    ...["--data-dir", `${dir}/data`, ...flags],
  ];
}

async function backfillSeconds(
  program: Program,
  parent: string,
  work: { to: string; flags: readonly string[] },
): Promise<number> {
  return await inFresh(parent, async (dir) => (await timed(backfill(program, dir, work))).seconds);
}

/** Bytes of six hours of the large fleet: 24 batches of 350,000 events. */
const LARGE_MB = 24 * 350_000 * 260 / 1e6;
const LARGE_WORK = { to: "2026-01-01T06:00:00Z", flags: LARGE };

export async function benchBackfill(program: Program, disk: string): Promise<Section> {
  const [one, two, dd]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    dd.push(await ddSeconds(disk));
    one.push(await backfillSeconds(program, disk, withWorkers(1)));
    two.push(await backfillSeconds(program, disk, withWorkers(2)));
  }
  const [ddRate, oneRate, twoRate] = [dd, one, two].map((s) => LARGE_MB / median(s)) as [
    number,
    number,
    number,
  ];
  const tmpfs = await tmpfsScaling(program);
  return {
    title: "Backfill, hashed and fsynced",
    note: `24 batches of 350,000 events (${LARGE_MB.toFixed(0)} MB), ${program.name}.`,
    rows: [
      { what: "dd conv=fdatasync of the same bytes", figure: `${ddRate.toFixed(0)} MB/s` },
      { what: "one worker", figure: `${oneRate.toFixed(0)} MB/s` },
      judged("two workers", `${twoRate.toFixed(0)} MB/s`, {
        value: Math.max(twoRate / ddRate / 0.8, oneRate / 450),
        atLeast: 1,
      }),
      tmpfs,
    ],
  };
}

function withWorkers(workers: number): { to: string; flags: readonly string[] } {
  return { ...LARGE_WORK, flags: [...LARGE, "--workers", String(workers)] };
}

async function ddSeconds(disk: string): Promise<number> {
  return await inFresh(disk, async (dir) => {
    const count = `count=${Math.round(LARGE_MB * 1e6 / 1_048_576)}`;
    const of = `of=${dir}/zeros`;
    return (await timed(["dd", "if=/dev/zero", of, "bs=1M", count, "conv=fdatasync"])).seconds;
  });
}

async function tmpfsScaling(program: Program): Promise<Row> {
  const [one, two]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await backfillSeconds(program, TMPFS, withWorkers(1)));
    two.push(await backfillSeconds(program, TMPFS, withWorkers(2)));
  }
  return judged("two workers against one, on tmpfs", `${median(one).toFixed(2)} s against one`, {
    value: median(one) / median(two),
    atLeast: 1.8,
    unit: "x",
  });
}

export async function benchSmall(program: Program, disk: string): Promise<Section> {
  const rows: Row[] = [];
  for (const [where, parent] of [["disk", disk], ["tmpfs", TMPFS]] as const) {
    rows.push(...await smallGroups(program, { where, parent }));
  }
  return { title: "Small batches of 350 events, one worker", rows };
}

async function smallGroups(
  program: Program,
  { where, parent }: { where: string; parent: string },
): Promise<Row[]> {
  const [ours, probe]: [number[], number[]] = [[], []];
  const to = new Date(Date.parse(START) + SMALL_BATCHES * 1000).toISOString();
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await backfillSeconds(program, parent, { to: to.replace(".000", ""), flags: SMALL }));
    probe.push(await probeSeconds(parent, 64));
  }
  const rate = SMALL_BATCHES / median(ours);
  const bare = SMALL_BATCHES / median(probe);
  const row = judged(
    `in groups, on ${where}`,
    `${rate.toFixed(0)} batches/s, probe ${bare.toFixed(0)}`,
    {
      value: rate / bare,
      atLeast: 0.8,
      unit: "x",
    },
  );
  if (where === "disk") return [row];
  const floor = judged("in groups, on tmpfs", "batches/s", { value: rate, atLeast: 3000 });
  return [row, floor];
}

/** Seconds that the bare probe takes for as many batches of as many bytes. */
export async function probeSeconds(parent: string, group: number): Promise<number> {
  return await inFresh(parent, async (dir) => {
    const args = [dir, String(SMALL_BATCHES), String(group), String(SMALL_BYTES)];
    const probe = [Deno.execPath(), "run", "-A", "bench/peers/probe.ts", ...args];
    return (await timed(probe)).seconds;
  });
}
