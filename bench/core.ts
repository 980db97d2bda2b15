/** In process: lazy look-back, the cost of a batch by its size, and the main thread's slices. */

import { systemClock } from "../src/runtime/clock.ts";
import { WorkerPool } from "../src/runtime/worker_pool.ts";
import type { History } from "../src/simulation/epoch.ts";
import { BatchEncoder } from "../src/storage/batch_encoder.ts";
import { inFresh } from "./disk.ts";
import { median } from "./process.ts";
import { judged, type Row, type Section } from "./table.ts";

function history(
  { companies, rate = 3.5, batchSeconds = 900 }: {
    companies: number;
    rate?: number;
    batchSeconds?: number;
  },
): History {
  const keys = {
    numberOfCompanies: companies,
    maxCompanies: companies,
    driversPerCompany: 10,
    eventRatePerDriver: rate,
    geographies: { US: 1 },
  };
  const identity = {
    seed: 42,
    startMs: Date.UTC(2026, 0, 1),
    batchMs: batchSeconds * 1000,
    onboardingMs: 3_600_000,
  };
  return { identity, epochs: [{ firstInterval: 0, firstCohort: 0, formatVersion: 1, keys }] };
}

/** Seconds to make one batch, all of it, in memory. */
function batchSeconds(
  encoder: BatchEncoder,
  interval: number,
): { seconds: number; events: number } {
  const started = performance.now();
  encoder.begin(interval);
  while (encoder.next() !== null);
  return { seconds: (performance.now() - started) / 1000, events: encoder.eventCount };
}

interface Pace {
  /** Drivers a second of the first batch, whose drivers are all looked up, and of later ones. */
  readonly first: number;
  readonly later: number;
}

const COMPANIES = 20_000;

function paceOf(what: { rate?: number; batchSeconds?: number }): Pace {
  const later: number[] = [];
  const first: number[] = [];
  for (let round = 0; round < 3; round++) {
    const encoder = new BatchEncoder(history({ companies: COMPANIES, ...what }));
    const times = Array.from({ length: 6 }, (_, n) => batchSeconds(encoder, 100_000 + n).seconds);
    first.push(times[0] ?? NaN);
    later.push(...times.slice(1));
  }
  const drivers = COMPANIES * 10;
  return { first: drivers / median(first), later: drivers / median(later) };
}

export function benchLookBack(): Section {
  const usual = paceOf({});
  const others = [
    ["rate 0.01", { rate: 0.01 }],
    ["PT1S batches", { batchSeconds: 1 }],
    ["PT1S batches, as many events a second as the default", { rate: 3.5 / 900, batchSeconds: 1 }],
  ] as const;
  return {
    title: "Look-back stays lazy",
    note:
      "200,000 drivers, six batches from the 100,000th on, in memory, medians of three rounds. " +
      "A dataset's first batch in a process looks drivers up, later ones those that it has not met.",
    rows: others.flatMap(([name, what]) => {
      const pace = paceOf(what);
      return [
        judgedPace(`${name}: first batch`, pace.first, usual.first),
        judgedPace(`${name}: later batches`, pace.later, usual.later),
      ];
    }),
  };
}

function judgedPace(what: string, pace: number, usual: number): Row {
  const figure = `${(pace / 1e6).toFixed(2)} M drivers/s, default ${(usual / 1e6).toFixed(2)}`;
  return judged(what, figure, { value: pace / usual, atLeast: 0.33, unit: "x" });
}

export interface SizePoint {
  readonly events: number;
  readonly ms: number;
}

/** Generation time against batch size: the median of five batches each. */
export function sizePoints(): SizePoint[] {
  return [3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000].map((companies) => {
    const encoder = new BatchEncoder(history({ companies }));
    // Small ones are over before the code is compiled.
    const rounds = companies <= 1000 ? 500 : 6;
    const all = Array.from({ length: rounds }, (_, n) => batchSeconds(encoder, n));
    const batches = all.slice(-5);
    return {
      events: Math.round(median(batches.map(({ events }) => events))),
      ms: median(batches.map(({ seconds }) => seconds)) * 1000,
    };
  });
}

/** Counts how long the main thread is away while workers make batches of a million events. */
export async function benchSlices(disk: string): Promise<Section> {
  const slices = await inFresh(disk, async (dir) => {
    const pool = new WorkerPool({
      workers: 1,
      stagingDirectory: dir,
      durable: true,
      monotonic: () => systemClock.monotonic(),
    });
    await Promise.all(pool.produce(history({ companies: 100 }), [0]));
    const making = Promise.all(pool.produce(history({ companies: 28_572 }), [0, 1, 2, 3, 4]));
    const times = await slicesUntil(making);
    pool.close();
    return times;
  });
  const long = slices.filter((ms) => ms > 2).length;
  const row: Row = judged("slices above 2 ms, in a thousand", `${long} of ${slices.length}`, {
    value: 1000 * long / slices.length,
    atMost: 1,
  });
  return {
    title: "Main-thread slices while five batches of a million events are made",
    note: "A message to itself comes back after one turn of the loop; its round trip is a slice. " +
      "On a busy machine the scheduler's own pauses are among them.",
    rows: [row],
  };
}

async function slicesUntil(end: Promise<unknown>): Promise<number[]> {
  const slices: number[] = [];
  const { port1, port2 } = new MessageChannel();
  let running = true;
  void end.finally(() => running = false);
  while (running) {
    const started = performance.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    port2.onmessage = (): void => resolve();
    port1.postMessage(0);
    await promise;
    slices.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  port1.close();
  port2.close();
  await end;
  return slices;
}
