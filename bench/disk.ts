/** Backfill of large batches: to disk against dd, and one worker against two. */

import { median, type Program, timed } from "./process.ts";
import { judged, type Row, type Section } from "./table.ts";

const ROUNDS = 3;
const LARGE = ["--number-of-companies", "10000", "--max-companies", "10000"];
export const START = "2026-01-01T00:00:00Z";

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

/** Seconds of a backfill into a fresh directory below `parent`. */
export async function backfillSeconds(
  program: Program,
  parent: string,
  work: { to: string; flags: readonly string[] },
): Promise<number> {
  return await inFresh(parent, async (dir) => (await timed(backfill(program, dir, work))).seconds);
}

/** With ids and numbers as long as this fleet's, a row has 259.6 bytes. */
const BATCH_MB = 350_000 * 259.6 / 1e6;
/** Six hours of the large fleet. */
const TO_DISK = { batches: 24, to: "2026-01-01T06:00:00Z" };
/** A day, since what is compared is the pace, not the start of a process and its workers. */
const TO_TMPFS = { batches: 96, to: "2026-01-02T00:00:00Z", half: "2026-01-01T12:00:00Z" };

export async function benchBackfill(program: Program, disk: string): Promise<Section> {
  return {
    title: `Backfill, hashed and fsynced: ${program.name}`,
    note: `Batches of 350,000 events, ${BATCH_MB.toFixed(0)} MB each: ${TO_DISK.batches} of them ` +
      `to disk, ${TO_TMPFS.batches} to tmpfs.`,
    rows: [...await againstDd(program, disk), ...await tmpfsScaling(program)],
  };
}

async function againstDd(program: Program, disk: string): Promise<Row[]> {
  const [dd, one, two]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    dd.push(await ddSeconds(disk));
    one.push(await backfillSeconds(program, disk, large(TO_DISK.to, 1)));
    two.push(await backfillSeconds(program, disk, large(TO_DISK.to, 2)));
  }
  const rate = (seconds: number[]): number => TO_DISK.batches * BATCH_MB / median(seconds);
  return [
    { what: "dd conv=fdatasync of the same bytes", figure: `${rate(dd).toFixed(0)} MB/s` },
    judgedByDd("one worker against dd", { rate: rate(one), dd: rate(dd), workers: 1 }),
    judgedByDd("two workers against dd", { rate: rate(two), dd: rate(dd), workers: 2 }),
  ];
}

function judgedByDd(
  what: string,
  { rate, dd, workers }: { rate: number; dd: number; workers: number },
): Row {
  const share = rate / dd;
  return {
    what,
    judged: `${share.toFixed(2)}x (at least 0.8x, or 450 MB/s a worker where the disk is faster)`,
    holds: share >= 0.8 || rate >= 450 * workers,
    figure: `${rate.toFixed(0)} MB/s`,
  };
}

function large(to: string, workers: number): { to: string; flags: readonly string[] } {
  return { to, flags: [...LARGE, "--workers", String(workers)] };
}

async function ddSeconds(disk: string): Promise<number> {
  return await inFresh(disk, async (dir) => {
    const count = `count=${Math.round(TO_DISK.batches * BATCH_MB * 1e6 / 1_048_576)}`;
    const of = `of=${dir}/zeros`;
    return (await timed(["dd", "if=/dev/zero", of, "bs=1M", count, "conv=fdatasync"])).seconds;
  });
}

async function tmpfsScaling(program: Program): Promise<Row[]> {
  const [one, two, apart]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await backfillSeconds(program, TMPFS, large(TO_TMPFS.to, 1)));
    two.push(await backfillSeconds(program, TMPFS, large(TO_TMPFS.to, 2)));
    apart.push(await twoProcesses(program));
  }
  const figure = `${median(two).toFixed(2)} s, ${median(one).toFixed(2)} s`;
  const ceiling = median(one) / median(apart);
  return [
    judged("two workers against one, on tmpfs", figure, {
      value: median(one) / median(two),
      atLeast: 1.8,
      unit: "x",
    }),
    {
      what: "what this machine has to give: two processes, half of the work each",
      figure: `${ceiling.toFixed(2)}x`,
    },
  ];
}

async function twoProcesses(program: Program): Promise<number> {
  const half = large(TO_TMPFS.half, 1);
  const started = performance.now();
  await Promise.all([1, 2].map(() => backfillSeconds(program, TMPFS, half)));
  return (performance.now() - started) / 1000;
}
