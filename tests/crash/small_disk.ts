/** A file system of a few megabytes, in memory, that can be filled and emptied. */

const BYTES = 24_000_000;

export class SmallDisk implements AsyncDisposable {
  readonly path: string;
  readonly #ballast: string;

  private constructor(path: string) {
    this.path = path;
    this.#ballast = `${path}/ballast`;
  }

  /** Null where this process may not mount one. */
  static async mount(): Promise<SmallDisk | null> {
    const path = await Deno.makeTempDir({ prefix: "fleetgen-disk-" });
    if (await run("mount", ["-t", "tmpfs", "-o", `size=${BYTES}`, "tmpfs", path])) {
      return new SmallDisk(path);
    }
    await Deno.remove(path);
    return null;
  }

  /** Writes until there is no room for anything. */
  async fill(): Promise<void> {
    using file = await Deno.open(this.#ballast, { create: true, append: true });
    for (let size = 1 << 20; size >= 1;) {
      try {
        await file.write(new Uint8Array(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  }

  async free(): Promise<void> {
    await Deno.remove(this.#ballast);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run("umount", [this.path]);
    await Deno.remove(this.path);
  }
}

async function run(program: string, args: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: [...args] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
