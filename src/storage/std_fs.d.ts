/** The part of @std/fs that is used: the npm package that carries it has no types. */

export interface WalkEntry {
  readonly path: string;
  readonly isDirectory: boolean;
}

export function walk(
  root: string,
  options: { readonly includeDirs?: boolean; readonly followSymlinks?: boolean },
): AsyncIterableIterator<WalkEntry>;
