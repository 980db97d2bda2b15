/** The part of @std/cli that is used: the npm package that carries it has no types. */

export interface ParseOptions {
  readonly string: readonly string[];
  readonly boolean: readonly string[];
  /** Called with each argument that is not declared; `key` is undefined for a word. */
  readonly unknown: (arg: string, key?: string) => void;
}

export function parseArgs(
  args: string[],
  options: ParseOptions,
): Record<string, unknown> & { _: (string | number)[] };
