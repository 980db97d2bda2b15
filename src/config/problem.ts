/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** The key, with dots to what is inside it: `geographies.US`. Empty for a whole file. */
  readonly path: string;
  /** Begins with "must". */
  readonly rule: string;
  /** The value, on one line, shortened. */
  readonly found: string;
  /** `flag --x`, `environment FLEETGEN_X`, `file config.yaml` or `default`. */
  readonly source: string;
  /** The way out, as an imperative or a question. */
  readonly remedy: string;
}

/** Thrown with everything that is wrong with a configuration; the message has a sentence a line. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(sentence).join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** `text` on one line and of bounded length, with everything shown that a terminal would obey. */
export function printable(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

function sentence({ path, rule, found, source, remedy }: ConfigProblem): string {
  const subject = path === "" ? source : `'${path}' from ${source}`;
  const end = remedy.endsWith("?") ? "" : ".";
  return `Cannot use ${subject}: ${rule}, found '${found}'; ${remedy}${end}`;
}
