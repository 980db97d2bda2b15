/** The one door to the file system: each operation is a step that can be watched, delayed or failed. */

import { parentOf } from "./layout.ts";

export type DiskStep =
  | "create"
  | "write"
  | "sync"
  | "rename"
  | "syncDirectory"
  | "remove"
  | "truncate"
  | "makeDirectory";

export interface DiskOptions {
  /** False leaves out every fsync: an orderly stop or a kill is safe, a power cut is not. */
  readonly durable?: boolean;
  /** Called before each step; what it throws is the step's failure. */
  readonly before?: (step: DiskStep, path: string) => void;
}

export class Disk {
  readonly durable: boolean;
  readonly #before: (step: DiskStep, path: string) => void;

  constructor({ durable = true, before = allow }: DiskOptions = {}) {
    this.durable = durable;
    this.#before = before;
  }

  /** Creates `path` and its missing parents, and makes the new names durable. */
  async makeDirectory(path: string): Promise<void> {
    if (await kindOf(path) !== null) return;
    const parent = parentOf(path);
    if (parent !== path && path.includes("/")) await this.makeDirectory(parent);
    this.#before("makeDirectory", path);
    await Deno.mkdir(path).catch(ignore(Deno.errors.AlreadyExists));
    await this.syncDirectory(path.includes("/") ? parent : ".");
  }

  /** Writes a file's whole content and fsyncs it. Not atomic: for paths that nobody reads yet. */
  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    await this.#fill(path, { bytes, create: true, write: true, truncate: true });
  }

  /** Replaces a file atomically (temp file, fsync, rename); `syncDirectory` makes the name durable. */
  async replaceFile(path: string, bytes: Uint8Array): Promise<void> {
    await this.writeFile(`${path}.tmp`, bytes);
    await this.rename(`${path}.tmp`, path);
  }

  /** Renames over whatever file is at `to`. */
  async rename(from: string, to: string): Promise<void> {
    this.#before("rename", to);
    await Deno.rename(from, to);
  }

  /** Makes the names in a directory durable (fsync(2): a file's fsync does not cover its name). */
  async syncDirectory(path: string): Promise<void> {
    if (!this.durable) return;
    this.#before("syncDirectory", path);
    using directory = await Deno.open(path);
    await directory.sync();
  }

  /** Removes a file, link or whole directory, never what a link leads to; a missing one is fine. */
  async remove(path: string): Promise<void> {
    this.#before("remove", path);
    await Deno.remove(path, { recursive: true }).catch(ignore(Deno.errors.NotFound));
  }

  /** Cuts a file to `size` bytes and fsyncs it. */
  async truncate(path: string, size: number): Promise<void> {
    this.#before("truncate", path);
    using file = await Deno.open(path, { write: true });
    await file.truncate(size);
    await this.#sync(file, path);
  }

  /** Appends the pieces in order, then fsyncs once. */
  async append(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
    this.#before("create", path);
    using file = await Deno.open(path, { append: true, create: true });
    for (const piece of pieces) await this.#write(file, { path, bytes: piece });
    await this.#sync(file, path);
  }

  async #fill(path: string, options: Deno.OpenOptions & { bytes: Uint8Array }): Promise<void> {
    const { bytes, ...how } = options;
    this.#before("create", path);
    using file = await Deno.open(path, how);
    await this.#write(file, { path, bytes });
    await this.#sync(file, path);
  }

  async #write(
    file: Deno.FsFile,
    { path, bytes }: { path: string; bytes: Uint8Array },
  ): Promise<void> {
    this.#before("write", path);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }

  async #sync(file: Deno.FsFile, path: string): Promise<void> {
    if (!this.durable) return;
    this.#before("sync", path);
    await file.sync();
  }
}

/** What is at `path`, links not followed: null when nothing is. */
export async function kindOf(path: string): Promise<"file" | "directory" | "link" | null> {
  try {
    const info = await Deno.lstat(path);
    return info.isSymlink ? "link" : info.isDirectory ? "directory" : "file";
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** A file's text, or null when there is no such file. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsence(error) || error instanceof Deno.errors.IsADirectory) return null;
    throw error;
  }
}

/** A file's size in bytes, or null when there is no such file. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** The names in a directory, sorted; none when it is missing. */
export async function namesIn(path: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(path), (entry) => entry.name)).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

function ignore(kind: new (...args: never[]) => Error): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof kind)) throw error;
  };
}

function allow(): void {}

/** When the file was last modified, in ms since 1970 UTC, or null when there is none. */
export async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}
