/** Empties a data directory. What must survive a kill is in the order of the steps. */

import { asciiBytes } from "./ascii.ts";
import { checkZones } from "./clean_check.ts";
import { type Disk, kindOf, namesIn } from "./disk.ts";
import { type Layout, type Zone, ZONES } from "./layout.ts";
import { type Tally, tally } from "./tally.ts";

/** One entry of a zone that a clean removed. */
export interface CleanedItem extends Tally {
  readonly path: string;
  readonly kind: "file" | "directory" | "link";
}

export interface CleanOutcome {
  readonly deleted: readonly CleanedItem[];
  /** What could not be deleted; a repeat tries again. */
  readonly remaining: readonly string[];
}

/** Whether a clean was begun and not finished. */
export async function isCleanUnfinished(layout: Layout): Promise<boolean> {
  return await kindOf(layout.cleanIntent) !== null;
}

/**
 * Removes every entry of every zone but the lock, following no link. `reopenLog` runs after the old
 * log was renamed away and before the intent is removed.
 *
 * @throws {CleanRefusal} when a zone is not safe to empty; then nothing was deleted.
 */
export async function clean(
  disk: Disk,
  layout: Layout,
  { id, closeLog, reopenLog }: {
    id: string;
    closeLog: () => Promise<void>;
    reopenLog: (outcome: CleanOutcome) => Promise<void>;
  },
): Promise<CleanOutcome> {
  await checkZones(layout);
  for (const zone of ZONES) await disk.makeDirectory(layout.zone(zone));
  // A link would lead the write out of the data directory.
  if (await kindOf(layout.cleanIntent) === "link") await disk.remove(layout.cleanIntent);
  await disk.writeFile(layout.cleanIntent, asciiBytes(`${id}\n`));
  await disk.syncDirectory(layout.manifests);
  await closeLog();
  const deleted: CleanedItem[] = [];
  const stuck: string[] = [];
  for (const zone of ZONES) {
    const aside = await setAside(disk, layout, { zone, id });
    deleted.push(...aside.items);
    stuck.push(...aside.stuck);
  }
  const remaining = [...stuck, ...await deleteTrash(disk, layout)];
  const outcome = { deleted, remaining };
  await disk.makeDirectory(layout.events);
  await disk.makeDirectory(layout.staging);
  await reopenLog(outcome);
  if (remaining.length > 0) return outcome;
  await disk.remove(layout.cleanIntent);
  await disk.syncDirectory(layout.manifests);
  return outcome;
}

const KEPT = new Set([".lock", ".clean"]);

function isTrash(name: string): boolean {
  return name.startsWith(".trash-");
}

/**
 * Renames a zone's entries into its trash: quick, so that no reader sees a half-deleted dataset. What
 * can't be renamed, such as a mount, is `stuck`.
 */
async function setAside(
  disk: Disk,
  layout: Layout,
  { zone, id }: { zone: Zone; id: string },
): Promise<{ items: CleanedItem[]; stuck: string[] }> {
  const directory = layout.zone(zone);
  const items: CleanedItem[] = [];
  const stuck: string[] = [];
  const names = (await namesIn(directory)).filter((name) => !KEPT.has(name) && !isTrash(name));
  if (names.length === 0) return { items, stuck };
  const trash = `${directory}/.trash-${id}`;
  await disk.makeDirectory(trash);
  for (const name of names) {
    const kind = await kindOf(`${directory}/${name}`);
    if (kind === null) continue;
    const item = { path: `${zone}/${name}`, kind, ...await tally(`${directory}/${name}`) };
    try {
      await disk.rename(`${directory}/${name}`, `${trash}/${name}`);
      items.push(item);
    } catch {
      stuck.push(item.path);
    }
  }
  await disk.syncDirectory(directory);
  return { items, stuck };
}

async function deleteTrash(disk: Disk, layout: Layout): Promise<string[]> {
  const remaining: string[] = [];
  for (const zone of ZONES) {
    for (const name of (await namesIn(layout.zone(zone))).filter(isTrash)) {
      try {
        await disk.remove(`${layout.zone(zone)}/${name}`);
      } catch {
        remaining.push(`${zone}/${name}`);
      }
    }
    await disk.syncDirectory(layout.zone(zone));
  }
  return remaining;
}
