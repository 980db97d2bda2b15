/** `fleetgen verify`: compares what is on disk with what it must be. */

import { type Audit, auditDataset } from "../storage/audit.ts";
import { Layout } from "../storage/layout.ts";
import type { CommandContext } from "./context.ts";

const MOST_SHOWN = 20;

export async function verifyCommand(context: CommandContext): Promise<number> {
  const { config } = await context.load({ operationalFileKeysOnly: true });
  const deep = context.options.deep !== undefined;
  const stop = new AbortController();
  void context.interrupted.then(() => stop.abort());
  const audit = await auditDataset(new Layout(config.dataDir), { deep, signal: stop.signal });
  if (stop.signal.aborted) return await context.interrupted;
  if (context.json) context.out(JSON.stringify({ ok: audit.problems.length === 0, ...audit }));
  else show(audit, context);
  return audit.problems.length === 0 ? 0 : 65;
}

function show({ batches, events, bytes, problems }: Audit, { out, err }: CommandContext): void {
  for (const problem of problems.slice(0, MOST_SHOWN)) err(problem);
  if (problems.length > MOST_SHOWN) err(`... and ${problems.length - MOST_SHOWN} more.`);
  const verdict = problems.length === 0 ? "All is as it must be" : `${problems.length} problems`;
  out(`${verdict}: ${batches} batches, ${events} events, ${bytes} bytes.`);
}
