/** One writer a data directory: an flock(2) on `manifests/.lock`, which is never renamed or unlinked. */

import { asciiBytes } from "./ascii.ts";
import { readText } from "./disk.ts";
import { Fault } from "./fault.ts";
import type { Layout } from "./layout.ts";

/** An flock that is free is granted at once; one that takes longer is held by somebody else. */
const PATIENCE_MS = 200;

/** Held until disposed of or until the process ends, however it ends. */
export class DataLock implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** @throws {Fault} `locked`, naming the holder. */
  static async acquire(layout: Layout, holder: Record<string, unknown>): Promise<DataLock> {
    const file = await Deno.open(layout.lock, { read: true, write: true, create: true });
    if (!await granted(file)) throw await DataLock.fault(layout);
    await file.truncate(0);
    await file.write(asciiBytes(`${JSON.stringify(holder)}\n`));
    return new DataLock(file);
  }

  /** Whether somebody holds the lock, found out without creating anything. */
  static async isHeld(layout: Layout): Promise<boolean> {
    try {
      const file = await Deno.open(layout.lock, { read: true, write: true });
      if (!await granted(file)) return true;
      file.close();
      return false;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** The fault that tells who holds the lock. */
  static async fault(layout: Layout): Promise<Fault> {
    return lockedBy(layout, await readText(layout.lock));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Races lock() against a timer, since tryLock() is missing before Deno 2.7. */
async function granted(file: Deno.FsFile): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(resolve, PATIENCE_MS, false);
  const lock = file.lock(true).then(() => true as const);
  const won = await Promise.race([lock, tooLate]);
  clearTimeout(timer);
  // If it is granted after all, nobody is left to hold it.
  if (!won) lock.then(() => file.close(), () => {});
  return won;
}

function lockedBy(layout: Layout, content: string | null): Fault {
  return new Fault(
    "locked",
    `Cannot use ${layout.root}: one process at a time may write there: found it locked by ` +
      `${content?.trim() || "another process"}; stop that one, or choose another data directory`,
  );
}
