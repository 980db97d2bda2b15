/** Small batches that are committed in groups, against a bare probe that makes the same system calls. */

import { backfillSeconds, inFresh, START, TMPFS } from "./disk.ts";
import { median, type Program, timed } from "./process.ts";
import { judged, type Row, type Section } from "./table.ts";

const ROUNDS = 5;
const SMALL = [
  ...["--number-of-companies", "10", "--max-companies", "10", "--workers", "1"],
  ...["--batch-interval", "PT1S"],
];
const SMALL_BYTES = 90_000;
const GROUP = 64;

export async function benchSmall(program: Program, disk: string): Promise<Section> {
  const onDisk = await rates(program, { parent: disk, batches: 3000 });
  const onTmpfs = await rates(program, { parent: TMPFS, batches: 10_000 });
  const rows: Row[] = [
    judged("in groups, on disk, against the probe", figureOf(onDisk), {
      value: onDisk.ours / onDisk.probe,
      atLeast: 0.8,
      unit: "x",
    }),
    judged("in groups, on tmpfs", figureOf(onTmpfs), {
      value: onTmpfs.ours,
      atLeast: 3000,
      unit: " batches/s",
    }),
  ];
  return {
    title: `Small batches of 350 events, one worker: ${program.name}`,
    note: "The probe neither makes nor hashes what it writes; on tmpfs nothing else is left.",
    rows,
  };
}

interface Rates {
  /** Batches a second. */
  readonly ours: number;
  readonly probe: number;
}

function figureOf({ ours, probe }: Rates): string {
  return `${ours.toFixed(0)} batches/s, probe ${probe.toFixed(0)}`;
}

async function rates(
  program: Program,
  { parent, batches }: { parent: string; batches: number },
): Promise<Rates> {
  const [ours, probe]: [number[], number[]] = [[], []];
  const to = new Date(Date.parse(START) + batches * 1000).toISOString().replace(".000", "");
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await backfillSeconds(program, parent, { to, flags: SMALL }));
    probe.push(await probeSeconds(parent, batches));
  }
  return { ours: batches / median(ours), probe: batches / median(probe) };
}

/** Seconds that the bare probe takes for as many batches of as many bytes. */
async function probeSeconds(parent: string, batches: number): Promise<number> {
  return await inFresh(parent, async (dir) => {
    const args = [dir, String(batches), String(GROUP), String(SMALL_BYTES)];
    const probe = [Deno.execPath(), "run", "-A", "bench/peers/probe.ts", ...args];
    return (await timed(probe)).seconds;
  });
}
