/** `fleetgen backfill`: history at full speed, without a server. */

import { createPool, datasetRequest } from "../app.ts";
import type { Config } from "../config/schema.ts";
import { createLogger, type Logger } from "../observability/logger.ts";
import { Backfill } from "../runtime/backfill.ts";
import type { BackfillPlan } from "../runtime/backfill_plan.ts";
import { systemClock } from "../runtime/clock.ts";
import { holdDirectory, requestOf } from "../runtime/data_directory.ts";
import { Disk } from "../storage/disk.ts";
import { Fault } from "../storage/fault.ts";
import { findDataset } from "../storage/identity.ts";
import { Layout } from "../storage/layout.ts";
import { type CommandContext, intervalAt, requiredRange } from "./context.ts";
import { historyFromFile, startOf } from "./history.ts";
import { Progress } from "./progress.ts";

export async function backfillCommand(context: CommandContext): Promise<number> {
  const { from, to } = requiredRange(context);
  const { history: path } = context.options;
  const { config } = await context.load({ operationalFileKeysOnly: path !== undefined });
  const history = path === undefined ? null : await historyFromFile(context, path);
  const layout = new Layout(config.dataDir);
  const wanted = history === null ? datasetRequest(config) : requestOf(history);
  const disk = new Disk({ durable: config.durability === "full" });
  const holder = { host: Deno.hostname(), pid: Deno.pid, since: new Date(systemClock.now()) };
  const { lock } = await holdDirectory(disk, layout, { wanted, holder });
  const logger = backfillLogger(config);
  const producer = createPool(config, layout, systemClock);
  try {
    const backfill = new Backfill({ clock: systemClock, disk, layout, producer, logger });
    if ((await findDataset(layout, wanted)).dataset === null) {
      // Before there is a dataset, which would keep a start that was a slip.
      const startMs = history?.identity.startMs ?? startOf(config, from);
      checkNewStart({ startMs, from, where: history === null ? "" : " in the history" });
      intervalAt({ ...wanted.identity, startMs }, to, "to");
    }
    await backfill.open({ wanted, history, from });
    checkRange(backfill, from);
    const { identity } = backfill.history;
    const range = {
      first: intervalAt(identity, from, "from"),
      end: intervalAt(identity, to, "to"),
    };
    await logger.openFile(layout.logs);
    return await make(backfill, await backfill.plan(range), context);
  } finally {
    producer.close();
    await logger.close();
    lock[Symbol.dispose]();
  }
}

async function make(
  backfill: Backfill,
  plan: BackfillPlan,
  context: CommandContext,
): Promise<number> {
  const yes = context.options.yes !== undefined;
  const progress = new Progress(context, plan);
  progress.announce();
  if (plan.bytes > 0.9 * plan.freeBytes && !yes) {
    throw new Fault(
      "no-space",
      `Cannot backfill: the estimate of ${
        Math.round(plan.bytes / 1e6)
      } MB must be at most 90 % of ` +
        `the free disk: found ${
          Math.round(plan.freeBytes / 1e6)
        } MB free; free some, or give --yes`,
    );
  }
  void context.interrupted.then(() => backfill.stop());
  const complete = await backfill.make(plan, (made) => progress.show(made));
  progress.finish(backfill.totals);
  return complete ? 0 : await context.interrupted;
}

/** On a dataset without batches `from` is its start, on another it lies within it. */
function checkRange(backfill: Backfill, from: number): void {
  const { startMs, batchMs } = backfill.history.identity;
  const { lastInterval } = backfill.totals;
  if (lastInterval < 0) return checkNewStart({ startMs, from, where: " on disk" });
  const end = startMs + (lastInterval + 1) * batchMs;
  if (from >= startMs && from <= end) return;
  throw new Fault(
    "identity-conflict",
    `Cannot backfill from ${new Date(from).toISOString()}: --from must lie between the dataset's ` +
      `start ${new Date(startMs).toISOString()} and its last interval's end ` +
      `${new Date(end).toISOString()}; choose a time between them`,
  );
}

function checkNewStart(
  { startMs, from, where }: { startMs: number; from: number; where: string },
): void {
  if (from === startMs) return;
  throw new Fault(
    "identity-conflict",
    `Cannot begin a dataset at --from: 'start_time' must equal it: found ` +
      `${new Date(startMs).toISOString()}${where}; make them the same, or leave start_time out`,
  );
}

function backfillLogger(config: Config): Logger {
  return createLogger({
    component: "backfill",
    runId: crypto.randomUUID(),
    level: config.logLevel,
    clock: () => new Date(systemClock.now()),
    stdout: null,
  });
}
