/** The project's own TypeScript, for tests that judge its shape. */

export interface Source {
  /** Relative to the project's root. */
  readonly path: string;
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
}

/** main.ts and every TypeScript file under src/, declarations excluded. */
export async function readSources(): Promise<Source[]> {
  const root = new URL("../../", import.meta.url);
  const paths = [...await list(root), ...await list(root, "src/")];
  return await Promise.all(paths.map(async (path) => {
    const text = await Deno.readTextFile(new URL(path, root));
    return { path, text, code: withoutComments(text) };
  }));
}

/** The folders of src/ that hold at least one file, at whatever depth. */
export async function sourceFolders(): Promise<string[]> {
  const root = new URL("../../src/", import.meta.url);
  const names: string[] = [];
  for await (const entry of Deno.readDir(root)) {
    if (entry.isDirectory && await holdsFile(new URL(`${entry.name}/`, root))) {
      names.push(entry.name);
    }
  }
  return names;
}

async function holdsFile(folder: URL): Promise<boolean> {
  for await (const entry of Deno.readDir(folder)) {
    if (!entry.isDirectory || await holdsFile(new URL(`${entry.name}/`, folder))) return true;
  }
  return false;
}

/** TypeScript directly in the root, or at any depth under a folder of it ("src/"). */
async function list(root: URL, folder = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(new URL(`./${folder}`, root))) {
    const path = folder + entry.name;
    if (entry.isDirectory && folder !== "") paths.push(...await list(root, `${path}/`));
    else if (path.endsWith(".ts") && !path.endsWith(".d.ts")) paths.push(path);
  }
  return paths;
}

/** The text without comments; `//` in a string counts as one unless a colon or a slash precedes it. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:/])\/\/.*$/gm, "$1");
}
