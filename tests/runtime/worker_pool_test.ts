import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { Discarded, type ProducedBatch } from "../../src/runtime/producer.ts";
import { WorkerPool } from "../../src/runtime/worker_pool.ts";
import { SILENCE_MS } from "../../src/runtime/worker_slot.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { namesIn } from "../../src/storage/disk.ts";
import { until } from "../support/cli.ts";
import { type Breakdown, FaultyWorkers, WENT_ON } from "../support/faulty_worker.ts";
import { historyOf, SMALL_KEYS } from "../support/histories.ts";
import { WorkDir } from "../support/work_dir.ts";

const HISTORY = historyOf(SMALL_KEYS);
const LENGTH = 4;

for (const workers of [1, 2, 4]) {
  for (const durable of [true, false]) {
    Deno.test(`WorkerPool makes the same bytes with ${workers} workers, durable ${durable}`, async () => {
      await using dir = await WorkDir.make();
      const pool = poolIn(dir, { workers, durable });
      // In groups, so that each worker passes over what the others make.
      for (const first of [0, 4, 8, 12]) {
        assertSameBytes(await Promise.all(pool.produce(HISTORY, range(first, first + 4))));
      }
      pool.close();
    });
  }
}

for (const how of ["throw", "close", "hang"] satisfies Breakdown[]) {
  Deno.test(`WorkerPool replaces workers that ${how}, and the bytes stay the same`, async () => {
    await using faulty = await FaultyWorkers.make();
    const made = await produceWith(faulty, { runs: 1, kinds: [how] });
    assertEquals(made, { produced: LENGTH, replaced: 2 });
  });
}

Deno.test("WorkerPool makes the same bytes through 50 breakdowns of all kinds", async () => {
  await using faulty = await FaultyWorkers.make();
  const kinds: Breakdown[] = ["throw", "close", "hang"];
  const pools = Array.from({ length: 25 }, (_, n) => {
    const durable = n % 2 === 0;
    return produceWith(faulty, { runs: 1, kinds: kinds.slice(n % 3).concat(kinds), durable });
  });
  const made = await Promise.all(pools);
  assertEquals(made, made.map(() => ({ produced: LENGTH, replaced: 2 })));
});

Deno.test("WorkerPool lets a worker that was replaced make nothing more when it goes on", async () => {
  await using dir = await WorkDir.make();
  await using faulty = await FaultyWorkers.make();
  let [started, ahead, broken] = [0, 0, 0];
  const createWorker = (): Worker => {
    return faulty.create({ how: "stall", jobs: started++, onBreakdown: () => broken++ });
  };
  const monotonic = (): number => {
    if (broken === 1) ahead += SILENCE_MS + 1;
    return performance.now() + ahead;
  };
  const pool = poolIn(dir, { workers: 1, createWorker, monotonic });
  assertSameBytes(await Promise.all(pool.produce(HISTORY, range(0, 400))));
  const before = await namesIn(dir.path);
  await until("the first worker went on", async () => (await namesIn(dir.path)).includes(WENT_ON));
  assertEquals([started, await namesIn(dir.path)], [2, [...before, WENT_ON].sort()]);
  pool.close();
});

Deno.test("WorkerPool gives a run up when three workers broke down over it", async () => {
  await using dir = await WorkDir.make();
  await using faulty = await FaultyWorkers.make();
  const createWorker = (): Worker => {
    return faulty.create({ how: "throw", jobs: 0, onBreakdown: () => {} });
  };
  const pool = poolIn(dir, { workers: 1, createWorker });
  const [promise] = pool.produce(HISTORY, [0]);
  await assertRejects(() => promise as Promise<ProducedBatch>, Error, "failed 3 times");
  pool.close();
});

Deno.test("WorkerPool starts no workers in vain when they fail at their start", async () => {
  await using dir = await WorkDir.make();
  let started = 0;
  const createWorker = (): Worker => {
    started++;
    return new Worker("data:application/javascript,throw new Error('planted')", { type: "module" });
  };
  const pool = poolIn(dir, { workers: 1, createWorker });
  for (const most of [4, 7]) {
    const [promise] = pool.produce(HISTORY, [0]);
    await assertRejects(() => promise as Promise<ProducedBatch>, Error, "failed 3 times");
    assert(started <= most, `${started} workers were started`);
  }
  pool.close();
});

Deno.test("WorkerPool drops what is in flight on discard(), and goes on after it", async () => {
  await using dir = await WorkDir.make();
  const pool = poolIn(dir, { workers: 2 });
  const dropped = pool.produce(HISTORY, range(0, 5000));
  await pool.discard();
  await assertRejects(() => dropped.at(-1) as Promise<ProducedBatch>, Discarded);
  assertSameBytes(await Promise.all(pool.produce(HISTORY, range(0, 4))));
  pool.close();
});

interface Plan {
  /** Runs of intervals, made one after the other: two workers break down over each. */
  readonly runs: number;
  readonly kinds: readonly Breakdown[];
  readonly durable?: boolean;
}

/** One worker at a time, so that the pool's clock can run fast while nothing but its silence is there. */
async function produceWith(
  faulty: FaultyWorkers,
  { runs, kinds, durable = false }: Plan,
): Promise<{ produced: number; replaced: number }> {
  await using dir = await WorkDir.make();
  let [started, ahead, broken] = [0, 0, false];
  const createWorker = (): Worker => {
    const number = started++;
    const how = kinds[number % kinds.length] ?? "throw";
    // Of three workers over a run, the third does its job; it is the first to get the next run.
    const jobs = number > 0 && number % 2 === 0 ? 1 : 0;
    broken = false;
    return faulty.create({ how, jobs, onBreakdown: () => broken = true });
  };
  const monotonic = (): number => {
    if (broken) ahead += SILENCE_MS + 1;
    return performance.now() + ahead;
  };
  const pool = poolIn(dir, { workers: 1, durable, createWorker, monotonic });
  let produced = 0;
  for (let run = 0; run < runs; run++) {
    const intervals = range(run * LENGTH, (run + 1) * LENGTH);
    const batches = await Promise.all(pool.produce(HISTORY, intervals));
    assertEquals(batches.map(({ interval }) => interval), intervals);
    assertSameBytes(batches);
    produced += batches.length;
  }
  pool.close();
  return { produced, replaced: started - 1 };
}

interface PoolWish {
  readonly workers: number;
  readonly durable?: boolean;
  readonly createWorker?: () => Worker;
  readonly monotonic?: () => number;
}

function poolIn(
  dir: WorkDir,
  { monotonic = () => performance.now(), durable = false, ...wish }: PoolWish,
): WorkerPool {
  return new WorkerPool({ ...wish, stagingDirectory: dir.path, durable, monotonic });
}

/** The staged files are what one encoder makes in this process. */
function assertSameBytes(batches: readonly ProducedBatch[]): void {
  const encoder = new BatchEncoder(HISTORY);
  for (const { interval, directory, meta } of batches) {
    const hash = createHash("sha256");
    encoder.begin(interval);
    for (let piece = encoder.next(); piece !== null; piece = encoder.next()) hash.update(piece);
    const sha256 = hash.digest("hex");
    const staged = Deno.readFileSync(`${directory}/events.jsonl`);
    assertEquals(createHash("sha256").update(staged).digest("hex"), sha256);
    const written = JSON.parse(Deno.readTextFileSync(`${directory}/batch_meta.json`));
    assertEquals([meta.sha256, written.sha256], [sha256, sha256]);
  }
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, n) => first + n);
}
