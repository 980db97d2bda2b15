const DAY_MS = 86_400_000;

export interface RemovedLogs {
  /** Names of the removed directories, in order. */
  readonly removed: readonly string[];
  /** Names of those that could not be removed. */
  readonly failed: readonly string[];
}

/**
 * Removes the date-named directories of a logs directory whose date is more than `days` days before
 * `now`'s UTC date. Links, and everything with another name, stay; a link given as `dir` is not
 * followed. A missing directory holds no logs. Never throws for what is found on disk.
 */
export async function removeOldLogs(
  dir: string,
  days: number,
  { now }: { readonly now: Date },
): Promise<RemovedLogs> {
  const oldest = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
  const removed: string[] = [];
  const failed: string[] = [];
  for (const name of await dateDirectories(dir)) {
    if (name >= oldest) continue;
    await Deno.remove(`${dir}/${name}`, { recursive: true }).then(
      () => removed.push(name),
      () => failed.push(name),
    );
  }
  return { removed, failed };
}

async function dateDirectories(dir: string): Promise<string[]> {
  const names: string[] = [];
  try {
    if (!(await Deno.lstat(dir)).isDirectory) return [];
    for await (const entry of Deno.readDir(dir)) {
      if (entry.isDirectory && isDate(entry.name)) names.push(entry.name);
    }
  } catch {
    return names;
  }
  return names.sort();
}

function isDate(name: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name)) return false;
  const time = new Date(`${name}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(name);
}
