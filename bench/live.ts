/** How late a live batch is durable, against the bare probe; and batches one at a time. */

import { inFresh } from "./disk.ts";
import { type Program, quantile } from "./process.ts";
import { start } from "./server.ts";
import { judged, type Row, type Section } from "./table.ts";

const BATCHES = 20;
const ONE_AT_A_TIME = 1000;
const SMALL = ["--batch-interval", "PT1S", "--number-of-companies", "10", "--max-companies", "10"];
const SMALL_BYTES = "90000";

export async function benchLive(program: Program, disk: string): Promise<Section> {
  const ours = await inFresh(disk, (dir) => liveLags(program, dir));
  const probe = await inFresh(disk, probeLags);
  return {
    title: "Live",
    note: `${BATCHES} batches of 350 events at one a second; then one at a time at full speed.`,
    rows: [
      judged(
        "commit lag p99, less the probe's",
        `${quantile(ours, 0.99).toFixed(0)} ms, probe ${quantile(probe, 0.99).toFixed(0)} ms`,
        { value: quantile(ours, 0.99) - quantile(probe, 0.99), atMost: 10, unit: " ms" },
      ),
      await oneAtATime(program, disk),
    ],
  };
}

async function liveLags(program: Program, dir: string): Promise<number[]> {
  const running = await start(program, dir, SMALL);
  await running.until("Batch committed", BATCHES + 3);
  await running.stop();
  return running.records.filter(({ message }) => message === "Batch committed").slice(3)
    .map(({ timestamp }) => Date.parse(String(timestamp)) % 1000);
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

async function oneAtATime(program: Program, disk: string): Promise<Row> {
  const flags = [...SMALL, "--speed", "100000", "--workers", "1"];
  const rate = await inFresh(disk, async (dir) => {
    const running = await start(program, dir, flags);
    await running.until("Batch committed", 50);
    const started = performance.now();
    await running.until("Batch committed", 50 + ONE_AT_A_TIME);
    const seconds = (performance.now() - started) / 1000;
    await running.stop();
    return ONE_AT_A_TIME / seconds;
  });
  const bare = await inFresh(disk, async (dir) => {
    const started = performance.now();
    await probeOutput([dir, String(ONE_AT_A_TIME), "1", SMALL_BYTES]);
    return ONE_AT_A_TIME / ((performance.now() - started) / 1000);
  });
  return judged("one at a time", `${rate.toFixed(0)} batches/s, probe ${bare.toFixed(0)}`, {
    value: rate / bare,
    atLeast: 0.8,
    unit: "x",
  });
}
