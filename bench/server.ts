/** What the control server feels, and what a running generator costs. */

import { inFresh, TMPFS } from "./disk.ts";
import { median, peakOf, type Program, quantile, residentOf } from "./process.ts";
import { start } from "./running.ts";
import { judged, type Row, type Section } from "./table.ts";

/** Milliseconds of `count` requests, one after the other, every 10 ms. */
async function latencies(url: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const started = performance.now();
    await (await fetch(url)).arrayBuffer();
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return times;
}

export async function benchServer(program: Program, disk: string): Promise<Section> {
  const rows = [
    ...await coldStart(program, disk),
    ...await underLoad(program, disk),
    ...await giantBatch(program, disk),
    await flatMemory(program),
  ];
  return { title: `The control server: ${program.name}`, rows };
}

async function coldStart({ name, command }: Program, disk: string): Promise<Row[]> {
  const versions: number[] = [];
  const starts: number[] = [];
  const [program = "", ...args] = command;
  for (let n = 0; n < 5; n++) {
    const started = performance.now();
    await new Deno.Command(program, { args: [...args, "--version"] }).output();
    versions.push(performance.now() - started);
    await inFresh(disk, async (dir) => {
      const running = await start({ name, command }, dir, []);
      starts.push(running.startMs);
      await running.stop();
    });
  }
  return [
    { what: "--version", figure: `${median(versions).toFixed(0)} ms` },
    { what: "first /health", figure: `${median(starts).toFixed(0)} ms after the start` },
  ];
}

const FULL_SPEED = ["--speed", "100000", "--number-of-companies", "100", "--max-companies", "100"];

async function underLoad(program: Program, disk: string): Promise<Row[]> {
  return await inFresh(disk, async (dir) => {
    const idle = await start(program, dir, []);
    await idle.until("Batch committed");
    const before = await latencies(`${idle.url}/health`, 300);
    await idle.stop();
    const busy = await start(program, `${dir}/busy`, FULL_SPEED);
    await busy.until("Batch committed", 20);
    const during = await latencies(`${busy.url}/health`, 300);
    await busy.stop();
    return [
      judged(
        "/health p99 during full-speed catch-up, less idle p99",
        `${quantile(during, 0.99).toFixed(1)} ms, idle ${quantile(before, 0.99).toFixed(1)} ms`,
        { value: quantile(during, 0.99) - quantile(before, 0.99), atMost: 5, unit: " ms" },
      ),
    ];
  });
}

const GIANT = ["--number-of-companies", "285715", "--max-companies", "285715", "--workers", "1"];

async function giantBatch(program: Program, disk: string): Promise<Row[]> {
  return await inFresh(disk, async (dir) => {
    const idle = await start(program, dir, []);
    await idle.until("Batch committed");
    const before = await latencies(`${idle.url}/health`, 300);
    await idle.stop();
    const running = await start(program, `${dir}/giant`, GIANT);
    const during: number[] = [];
    let committed = false;
    void running.until("Batch committed").then(() => committed = true);
    while (!committed) during.push(...await latencies(`${running.url}/health`, 10));
    const peak = peakOf(running.pid);
    await running.stop();
    const answered: number[] = [];
    for (const wait of [200, 700, 1200, 1900, 2700]) {
      answered.push(await pauseSeconds(program, `${dir}/pausing-${wait}`, wait));
    }
    return [
      judged("peak RSS while one batch of 10 million events is made", "MB", {
        value: peak,
        atMost: 400,
        unit: " MB",
      }),
      judged(
        "/health p99 meanwhile, less idle p99",
        `${quantile(during, 0.99).toFixed(1)} ms of ${during.length}`,
        { value: quantile(during, 0.99) - quantile(before, 0.99), atMost: 5, unit: " ms" },
      ),
      judged(
        "the slowest of five pauses meanwhile",
        `${answered.map((seconds) => seconds.toFixed(2)).join(", ")} s`,
        { value: Math.max(...answered), atMost: 2, unit: " s" },
      ),
    ];
  });
}

/** How long a pause takes, `wait` ms after the giant batch was begun. */
async function pauseSeconds(program: Program, dir: string, wait: number): Promise<number> {
  const running = await start(program, dir, GIANT);
  await running.until("Companies onboarded");
  await new Promise((resolve) => setTimeout(resolve, wait));
  const asked = performance.now();
  await (await fetch(`${running.url}/pause`, { method: "POST" })).arrayBuffer();
  const answered = (performance.now() - asked) / 1000;
  await running.stop();
  return answered;
}

const TINY = [
  ...["--speed", "100000", "--batch-interval", "PT1S", "--number-of-companies", "1"],
  ...["--max-companies", "1", "--durability", "none", "--workers", "1"],
];

async function flatMemory(program: Program): Promise<Row> {
  return await inFresh(TMPFS, async (dir) => {
    const running = await start(program, dir, TINY);
    await running.until("Batch committed", 100);
    const early = residentOf(running.pid);
    await running.until("Batch committed", 10_000);
    const late = residentOf(running.pid);
    await running.stop();
    const figure = `${early.toFixed(0)} MB at the 100th, ${late.toFixed(0)} MB at the 10,000th`;
    return judged("memory over small batches grows by", figure, {
      value: late - early,
      atMost: 30,
      unit: " MB",
    });
  });
}
