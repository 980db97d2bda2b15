/** `fleetgen run`: serve and generate until stopped; `--now`: bring the dataset up to date and exit. */

import { createPool, datasetRequest, startApp } from "../app.ts";
import type { Config } from "../config/schema.ts";
import { createLogger } from "../observability/logger.ts";
import { systemClock } from "../runtime/clock.ts";
import { holdDirectory } from "../runtime/data_directory.ts";
import { Generator } from "../runtime/generator.ts";
import { intervalEnd } from "../simulation/interval.ts";
import { Disk } from "../storage/disk.ts";
import { Layout } from "../storage/layout.ts";
import type { CommandContext } from "./context.ts";

export async function runCommand(context: CommandContext): Promise<number> {
  const loaded = await context.load();
  if (context.options.now !== undefined) return await runNow(context, loaded.config);
  // A start may take long, or hang with its disk; whatever it leaves half-done, the next completes.
  const app = await Promise.race([startApp(loaded), context.interrupted]);
  if (typeof app === "number") return 0;
  void context.interrupted.then(() => app.stop());
  await app.done;
  return 0;
}

async function runNow(context: CommandContext, config: Config): Promise<number> {
  const layout = new Layout(config.dataDir);
  const disk = new Disk({ durable: config.durability === "full" });
  const wanted = datasetRequest(config);
  const holder = { host: Deno.hostname(), pid: Deno.pid, since: new Date(systemClock.now()) };
  const { lock } = await holdDirectory(disk, layout, { wanted, holder });
  const producer = createPool(config, layout, systemClock);
  const logger = createLogger({
    component: "fleetgen",
    runId: crypto.randomUUID(),
    level: config.logLevel,
    clock: () => new Date(systemClock.now()),
    stdout: null,
  });
  try {
    const { missedIntervals: missed, speed } = config;
    const clock = systemClock;
    const generator = new Generator({
      clock,
      disk,
      layout,
      producer,
      logger,
      wanted,
      missed,
      speed,
    });
    void context.interrupted.then(() => generator.lifecycle.stop());
    await generator.open();
    await logger.openFile(layout.logs);
    return await makeAllDue(generator, { context, once: speed !== 1 });
  } finally {
    producer.close();
    await logger.close();
    lock[Symbol.dispose]();
  }
}

async function makeAllDue(
  generator: Generator,
  { context, once }: { context: CommandContext; once: boolean },
): Promise<number> {
  const { writer } = generator;
  const before = writer?.totals ?? { batches: 0, events: 0 };
  // Other than wall time nobody has to wait for.
  if (once && writer !== null) {
    generator.time.reach(intervalEnd(writer.history.identity, writer.position.interval));
  }
  while (generator.lifecycle.wish === "run" && await generator.step()) {
    const made = (writer?.totals.batches ?? 0) - before.batches;
    if (once && made > 0) break;
  }
  const after = writer?.totals ?? before;
  const batches = after.batches - before.batches;
  const events = after.events - before.events;
  if (context.json) context.out(JSON.stringify({ batches, events }));
  else if (batches === 0) context.out("Nothing is due.");
  else context.out(`Committed ${batches} batches with ${events} events.`);
  return generator.lifecycle.wish === "run" ? 0 : await context.interrupted;
}
