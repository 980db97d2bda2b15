/** How late a live batch is durable, against the bare probe; and batches one at a time. */

import { inFresh } from "./disk.ts";
import { median, type Program, quantile } from "./process.ts";
import { start } from "./running.ts";
import { judged, type Row, type Section } from "./table.ts";

/** So that the 99th percentile is not the maximum. */
const BATCHES = 100;
const ROUNDS = 3;
const ONE_AT_A_TIME = 500;
const SMALL = ["--batch-interval", "PT1S", "--number-of-companies", "10", "--max-companies", "10"];
const SMALL_BYTES = "90000";

export async function benchLive(programs: readonly Program[], disk: string): Promise<Section> {
  const probe = await inFresh(disk, probeLags);
  const rows: Row[] = [];
  for (const program of programs) {
    const lags = await inFresh(disk, (dir) => liveLags(program, dir));
    const { rate, bare } = await oneAtATimeInTurns(program, disk);
    const figure = `${lagText(lags)}; probe ${lagText(probe)}`;
    const excess = quantile(lags, 0.99) - quantile(probe, 0.99);
    rows.push(
      judged(`commit lag p99 over the probe's: ${program.name}`, figure, {
        value: excess,
        atMost: 10,
        unit: " ms",
      }),
      judged(
        `one at a time at full speed: ${program.name}`,
        `${rate.toFixed(0)} batches/s, probe ${bare.toFixed(0)}`,
        { value: rate / bare, atLeast: 0.8, unit: "x" },
      ),
    );
  }
  return {
    title: "Live",
    note: `${BATCHES} batches of 350 events, one a second; both stage a batch before it is due. ` +
      `One at a time: medians of ${ROUNDS} rounds in turns, ${ONE_AT_A_TIME} batches each.`,
    rows,
  };
}

function lagText(lags: readonly number[]): string {
  return `p99 ${quantile(lags, 0.99).toFixed(0)} ms, median ${quantile(lags, 0.5).toFixed(0)} ms`;
}

async function liveLags(program: Program, dir: string): Promise<number[]> {
  const running = await start(program, dir, SMALL);
  await running.until("Batch committed", BATCHES + 3);
  await running.stop();
  return running.records.filter(({ message }) => message === "Batch committed").slice(3)
    .map(({ timestamp, metadata }) => Date.parse(String(timestamp)) - endOf(metadata));
}

/** When the batch was due, in ms since 1970 UTC. */
function endOf(metadata: unknown): number {
  const { batch_id: id } = metadata as { batch_id: string };
  const text = id.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z");
  return Date.parse(text) + 1000;
}

async function probeLags(dir: string): Promise<number[]> {
  const text = await probeOutput([dir, String(BATCHES), "0", SMALL_BYTES]);
  return text.trim().split("\n").map(Number);
}

async function probeOutput(args: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "bench/peers/probe.ts", ...args],
  }).output();
  return new TextDecoder().decode(stdout);
}

async function oneAtATimeInTurns(
  program: Program,
  disk: string,
): Promise<{ rate: number; bare: number }> {
  const [ours, probe]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await inFresh(disk, (dir) => oneAtATime(program, dir)));
    probe.push(await inFresh(disk, probeRate));
  }
  return { rate: median(ours), bare: median(probe) };
}

/** Batches a second. */
async function oneAtATime(program: Program, dir: string): Promise<number> {
  const running = await start(program, dir, [...SMALL, "--speed", "100000", "--workers", "1"]);
  await running.until("Batch committed", 50);
  const started = performance.now();
  await running.until("Batch committed", 50 + ONE_AT_A_TIME);
  const seconds = (performance.now() - started) / 1000;
  await running.stop();
  return ONE_AT_A_TIME / seconds;
}

async function probeRate(dir: string): Promise<number> {
  const seconds = await probeOutput([dir, String(ONE_AT_A_TIME), "1", SMALL_BYTES]);
  return ONE_AT_A_TIME / Number(seconds);
}
