/** Who may import whom, and by which door a dependency comes in: the table of ARCHITECTURE.md. */

import { withoutComments } from "./sources.ts";

/** `path` and `imports` are relative to the project's root; a dependency keeps its bare name. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
}

/** Files directly under src/ that are one layer with cli.ts. */
const cli = ["cli.ts", "arguments.ts", "exit_codes.ts", "help.ts"];

const layers: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["cli.ts"],
  "cli.ts": ["commands", "config", "storage", "usage_error.ts"],
  "app.ts": ["config", "observability", "runtime", "server", "simulation", "storage"],
  "usage_error.ts": [],
  commands: [
    "app.ts",
    "config",
    "observability",
    "runtime",
    "simulation",
    "storage",
    "usage_error.ts",
  ],
  config: ["simulation"],
  observability: [],
  runtime: ["observability", "simulation", "storage"],
  server: ["observability", "runtime"],
  simulation: [],
  storage: ["simulation"],
};

const openToAll = ["src/wire_names.ts", "src/version.ts"];

const doors: readonly { readonly name: RegExp; readonly path: RegExp }[] = [
  { name: /^pure-rand\//, path: /^src\/simulation\/rng\.ts$/ },
  { name: /^@std\/yaml$/, path: /^src\/config\// },
  { name: /^zod$/, path: /^src\/config\/|^src\/server\/openapi/ },
  { name: /^@std\/cli\//, path: /^src\/arguments\.ts$/ },
  { name: /^@std\/fs\//, path: /^src\/storage\// },
  { name: /^hono($|\/)/, path: /^src\/server\// },
  { name: /^deno\.json$/, path: /^src\/version\.ts$/ },
  { name: /^node:fs/, path: /^src\/(storage|observability)\// },
  { name: /^node:/, path: /^src\/(?!simulation|config)/ },
];

/** One sentence for each import that the table or the doors forbid; none means all is well. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter((name) => !allowed(path, name)).map((name) => `${path} imports ${name}`)
  );
}

function allowed(path: string, name: string): boolean {
  if (openToAll.includes(name)) return true;
  if (!name.startsWith("src/")) {
    return doors.find((door) => door.name.test(name))?.path.test(path) ?? false;
  }
  const from = layerOf(path);
  const to = layerOf(name);
  return from === to || (layers[from] ?? []).includes(to);
}

function layerOf(path: string): string {
  const name = path.replace(/^src\//, "").split("/")[0] ?? path;
  return cli.includes(name) ? "cli.ts" : name;
}

/** Every module that the text names: imports, re-exports, lazy imports, `new URL(..., import.meta.url)`. */
export function importsOf(path: string, text: string): string[] {
  const named = /(?:\bfrom|\bimport\s*\(?|new URL\()\s*"([^"\n]+)"/g;
  const base = new URL(path, "file:///");
  return [...withoutComments(text).matchAll(named)].map((match) => match[1] ?? "")
    .map((name) => name.startsWith(".") ? new URL(name, base).pathname.slice(1) : name);
}
