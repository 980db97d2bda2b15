/** Takes possession of a data directory, and makes it ready to be written. */

import type { History } from "../simulation/epoch.ts";
import { clean, isCleanUnfinished } from "../storage/clean.ts";
import { CleanRefusal } from "../storage/clean_check.ts";
import { DataLock } from "../storage/data_lock.ts";
import { type DatasetRequest, loadDataset } from "../storage/dataset.ts";
import type { Disk } from "../storage/disk.ts";
import { Fault } from "../storage/fault.ts";
import { checkIdentity } from "../storage/identity.ts";
import type { Layout } from "../storage/layout.ts";

export interface HeldDirectory {
  readonly lock: DataLock;
  /** Whether an interrupted clean had to be finished. */
  readonly cleaned: boolean;
}

export interface HoldOptions {
  readonly wanted: DatasetRequest;
  /** What the lock says of its holder. */
  readonly holder: Readonly<Record<string, unknown>>;
}

/**
 * Creates what is missing, locks it, and finishes a clean that was interrupted.
 *
 * @throws {Fault} `unusable`, `locked`, or `identity-conflict`; in the last case nothing has changed.
 */
export async function holdDirectory(
  disk: Disk,
  layout: Layout,
  { wanted, holder }: HoldOptions,
): Promise<HeldDirectory> {
  const known = await loadDataset(layout.dataset).catch(unusable(layout));
  if (known !== null && !await isCleanUnfinished(layout)) checkIdentity(layout, known, wanted);
  await disk.makeDirectory(layout.manifests).catch(unusable(layout));
  const lock = await DataLock.acquire(layout, holder).catch(unusable(layout));
  try {
    return { lock, cleaned: await finishClean(disk, layout) };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/** The start of the last completed interval, where a dataset begins when nobody says otherwise. */
export function lastCompletedStart(now: number, batchMs: number): number {
  return Math.floor(now / batchMs) * batchMs - batchMs;
}

/** The request of a recorded history, as `backfill --history` has it. */
export function requestOf(history: History): DatasetRequest {
  const keys = history.epochs.at(-1)?.keys;
  if (keys === undefined) throw new RangeError("Cannot ask for a history without an epoch");
  return { identity: history.identity, keys };
}

async function finishClean(disk: Disk, layout: Layout): Promise<boolean> {
  if (!await isCleanUnfinished(layout)) return false;
  const nothing = async (): Promise<void> => {};
  try {
    const id = crypto.randomUUID();
    const { remaining } = await clean(disk, layout, { id, closeLog: nothing, reopenLog: nothing });
    if (remaining.length === 0) return true;
    throw new Fault(
      "unusable",
      `Cannot finish the interrupted clean of ${layout.root}: every entry must be deletable: ` +
        `found ${remaining.join(", ")} left; delete it by hand`,
    );
  } catch (error) {
    if (error instanceof CleanRefusal) throw new Fault("unusable", error.message, { cause: error });
    throw error;
  }
}

function unusable(layout: Layout): (error: unknown) => never {
  return (error) => {
    if (error instanceof Fault) throw error;
    throw new Fault(
      "unusable",
      `Cannot use ${layout.root} as data directory: it must be a directory that can be written: ` +
        `found ${error instanceof Error ? error.message : error}; choose another with --data-dir`,
      { cause: error },
    );
  };
}
