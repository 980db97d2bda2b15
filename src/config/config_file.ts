import { flowText } from "./flow_text.ts";
import { CONFIG_KEYS } from "./keys.ts";
import { nearest } from "./nearest.ts";
import { type ConfigProblem, printable } from "./problem.ts";
import { isMapping } from "./text_value.ts";
import { parseYamlText } from "./yaml.ts";

/** The file that is read when none is named: in the working directory, and it may be missing. */
export const DEFAULT_FILE = "config.yaml";

/** Where a configuration file is, and how to read it. */
export interface FileInput {
  /** As named by `--config`; it has to exist then. */
  readonly file?: string;
  /** The text of a file; rejects with `Deno.errors.NotFound` when there is none. */
  readFile(path: string): Promise<string>;
}

/** What a file says, by known key in snake_case, and what is wrong with it. */
export interface ConfigFile {
  /** `file config.yaml` */
  readonly source: string;
  readonly entries: ReadonlyMap<string, unknown>;
  readonly problems: readonly ConfigProblem[];
}

/** Reads the named file, or the default one if there is one. Reports, and never throws. */
export async function readConfigFile(input: FileInput): Promise<ConfigFile> {
  const named = input.file !== undefined && input.file !== "";
  const path = named ? input.file : DEFAULT_FILE;
  const source = `file ${printable(path)}`;
  try {
    return parseConfigFile(await input.readFile(path), source);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    if (missing && !named) return { source, entries: new Map(), problems: [] };
    const found = missing ? "no such file" : (error as Error).message;
    const remedy = "name another with --config, or leave it out for the defaults";
    return broken(source, { rule: "must be a readable file", found, remedy });
  }
}

function parseConfigFile(text: string, source: string): ConfigFile {
  let document: unknown;
  try {
    document = parseYamlText(text);
  } catch (error) {
    const found = (error as Error).message;
    return broken(source, { rule: "must be YAML", found, remedy: "mend the line named" });
  }
  if (document === null) return { source, entries: new Map(), problems: [] };
  if (!isMapping(document)) {
    const remedy = "write one 'key: value' a line";
    const rule = "must be a mapping of keys to values";
    return broken(source, { rule, found: flowText(document), remedy });
  }
  return sortEntries(Object.entries(document), source);
}

function sortEntries(all: readonly [string, unknown][], source: string): ConfigFile {
  const known = CONFIG_KEYS.map(({ key }) => key);
  const entries = new Map(all.filter(([key]) => known.includes(key)));
  const problems = all.filter(([key]) => !known.includes(key)).map(([key, value]) => ({
    path: printable(key),
    rule: "must be a known key",
    found: printable(flowText(value)),
    source,
    remedy: `did you mean '${nearest(key, known)}'?`,
  }));
  return { source, entries, problems };
}

function broken(
  source: string,
  problem: { rule: string; found: string; remedy: string },
): ConfigFile {
  const found = printable(problem.found);
  return { source, entries: new Map(), problems: [{ ...problem, path: "", source, found }] };
}
