/** Counts what a clean is about to delete. */

// @ts-types="./std_fs.d.ts"
import { walk } from "@std/fs/walk";
import { kindOf } from "./disk.ts";

export interface Tally {
  readonly files: number;
  readonly bytes: number;
}

/** Files and links at or below `path`, and the files' bytes; links are counted, not followed. */
export async function tally(path: string): Promise<Tally> {
  if (await kindOf(path) !== "directory") {
    return { files: 1, bytes: (await Deno.lstat(path)).size };
  }
  let files = 0;
  let bytes = 0;
  for await (const entry of walk(path, { includeDirs: false, followSymlinks: false })) {
    files++;
    bytes += (await Deno.lstat(entry.path)).size;
  }
  return { files, bytes };
}
