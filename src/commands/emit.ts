/** `fleetgen emit`: events, companies or whole batch directories, without a lock or a manifest. */

import { companiesBefore, companiesInInterval, type History } from "../simulation/epoch.ts";
import { batchId, cohortsDueAt } from "../simulation/interval.ts";
import { BatchEncoder } from "../storage/batch_encoder.ts";
import { BatchStore } from "../storage/batch_store.ts";
import { companyLines } from "../storage/company_lines.ts";
import { Disk } from "../storage/disk.ts";
import { Layout } from "../storage/layout.ts";
import { stageBatch } from "../storage/staging.ts";
import { UsageError } from "../usage_error.ts";
import { type CommandContext, intervalAt, requiredRange } from "./context.ts";
import { configuredHistory, recordedHistory } from "./history.ts";

/** A write to a pipe hands over this much at once. */
const PIECE_BYTES = 1_048_576;

export async function emitCommand(context: CommandContext): Promise<number> {
  const { from, to } = requiredRange(context);
  const { options } = context;
  const shard = parseShard(options.shard ?? "0/1");
  const history = await historyToEmit(context, from);
  const first = intervalAt(history.identity, from, "from");
  const end = intervalAt(history.identity, to, "to");
  if (options.out !== undefined) {
    if (options.shard !== undefined || options.companies !== undefined) {
      throw new UsageError(
        "Cannot combine --out with --shard or --companies: --out makes whole batches: found both; " +
          "share the work by --from and --to",
      );
    }
    const batches = emitBatches(history, { first, end, out: options.out });
    return await Promise.race([batches, context.interrupted]);
  }
  const stream = options.companies !== undefined
    ? emitCompanies(history, { to, shard })
    : emitEvents(history, { first, end, shard });
  return await Promise.race([stream.then(success, unlessBrokenPipe), context.interrupted]);
}

function success(): number {
  return 0;
}

/** A reader that has seen enough is no error. */
function unlessBrokenPipe(error: unknown): number {
  if (error instanceof Deno.errors.BrokenPipe) return 0;
  throw error;
}

async function historyToEmit(context: CommandContext, from: number): Promise<History> {
  if (!context.configFlags.includes("data-dir")) {
    return configuredHistory((await context.load()).config, from);
  }
  const { config } = await context.load({ operationalFileKeysOnly: true });
  return await recordedHistory(context, config.dataDir);
}

interface Shard {
  readonly index: number;
  readonly count: number;
}

/** @throws {UsageError} unless it is i/n with i from 0 to n - 1. */
function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
  if (index !== undefined && count !== undefined && index < count) return { index, count };
  throw new UsageError(
    `Cannot use --shard: it must be i/n with i from 0 to n - 1: found '${text}'; give 0/1 for all`,
  );
}

/** The part of `total` companies that is shard `index` of `count`; its end is excluded. */
function shardOf(total: number, { index, count }: Shard): { first: number; end: number } {
  return {
    first: Math.floor(index * total / count),
    end: Math.floor((index + 1) * total / count),
  };
}

async function emitEvents(
  history: History,
  { first, end, shard }: { first: number; end: number; shard: Shard },
): Promise<void> {
  const range = shardOf(end > first ? companiesInInterval(history, end - 1) : 0, shard);
  const encoder = new BatchEncoder(history, { pieceBytes: PIECE_BYTES });
  for (let interval = first; interval < end; interval++) {
    const fleet = companiesInInterval(history, interval);
    encoder.begin(interval, {
      first: Math.min(range.first, fleet),
      end: Math.min(range.end, fleet),
    });
    for (let piece = encoder.next(); piece !== null; piece = encoder.next()) {
      await writeOut(piece);
    }
  }
}

async function emitCompanies(
  history: History,
  { to, shard }: { to: number; shard: Shard },
): Promise<void> {
  const total = companiesBefore(history, cohortsDueAt(history.identity, to));
  for (const piece of companyLines(history, shardOf(total, shard))) await writeOut(piece);
}

/** Not a synchronous write: while the reader is slow, a signal must still be heard. */
async function writeOut(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

async function emitBatches(
  history: History,
  { first, end, out }: { first: number; end: number; out: string },
): Promise<number> {
  const layout = new Layout(out);
  const disk = new Disk();
  const store = new BatchStore(disk, layout);
  const encoder = new BatchEncoder(history);
  await disk.makeDirectory(layout.events);
  await disk.makeDirectory(layout.staging);
  for (let interval = first; interval < end; interval++) {
    const name = `${batchId(history.identity, interval)}.${crypto.randomUUID()}`;
    const directory = layout.staged(name);
    const meta = stageBatch({ encoder, history }, interval, { directory, durable: true });
    await store.publish({ interval, directory, meta });
  }
  await store.sync();
  return 0;
}
