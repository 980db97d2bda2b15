import { createLogger, type Logger } from "../../src/observability/logger.ts";
import { Backfill, type BackfillRequest } from "../../src/runtime/backfill.ts";
import type { EpochKeys } from "../../src/simulation/epoch.ts";
import type { DataDir, OpenOptions } from "./data_dir.ts";
import { FakeClock } from "./fake_clock.ts";
import { IDENTITY } from "./histories.ts";
import { InlineProducer } from "./inline_producer.ts";

export interface BackfillOptions extends OpenOptions {
  readonly keys?: Partial<EpochKeys>;
  readonly history?: BackfillRequest["history"];
}

/** A logger that nobody hears. */
export function silentLogger(): Logger {
  const clock = (): Date => new Date(0);
  return createLogger({ component: "test", runId: "test", level: "info", clock, stdout: null });
}

/** A backfill of the directory, opened. */
export async function openBackfill(
  dir: DataDir,
  { keys = {}, identity = {}, history = null, disk = dir.disk }: BackfillOptions = {},
): Promise<{ backfill: Backfill; producer: InlineProducer }> {
  const { layout } = dir;
  await dir.disk.makeDirectory(layout.manifests);
  const producer = new InlineProducer(layout);
  const clock = new FakeClock(IDENTITY.startMs);
  const backfill = new Backfill({ clock, disk, layout, producer, logger: silentLogger() });
  const wanted = dir.wanted(keys, identity);
  await backfill.open({ wanted, history, from: IDENTITY.startMs });
  return { backfill, producer };
}

/** Makes intervals 0 to `end` (excluded) that are absent; gives which were made, in order. */
export async function backfilled(
  dir: DataDir,
  end: number,
  options: BackfillOptions = {},
): Promise<number[]> {
  const { backfill, producer } = await openBackfill(dir, options);
  await backfill.make(await backfill.plan({ first: 0, end }), () => {});
  return producer.made;
}
