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

function driversASecond(what: History, companies: number): number {
  const encoder = new BatchEncoder(what);
  const times = Array.from({ length: 6 }, (_, n) => batchSeconds(encoder, 1000 + n).seconds);
  return companies * 10 / median(times);
}

export function benchLookBack(): Section {
  const companies = 20_000;
  const usual = driversASecond(history({ companies }), companies);
  const rows = [
    ["rate 0.01", history({ companies, rate: 0.01 })],
    ["PT1S batches", history({ companies, batchSeconds: 1 })],
  ] as const;
  return {
    title: "Look-back stays lazy",
    note:
      "200,000 drivers, six batches from the 1,000th on, in memory; at rate 0.01 with the same interval.",
    rows: rows.map(([name, what]) => {
      const rate = driversASecond(what, companies);
      const figure = `${(rate / 1e6).toFixed(2)} M drivers/s, default ${(usual / 1e6).toFixed(2)}`;
      return judged(name, figure, { value: rate / usual, atLeast: 0.33, unit: "x" });
    }),
  };
}

export interface SizePoint {
  readonly events: number;
  readonly ms: number;
}

/** Generation time against batch size: the median of five batches each. */
export function sizePoints(): SizePoint[] {
  return [3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000].map((companies) => {
    const encoder = new BatchEncoder(history({ companies }));
    const batches = Array.from({ length: 6 }, (_, n) => batchSeconds(encoder, n)).slice(1);
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
