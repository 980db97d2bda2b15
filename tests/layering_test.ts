import { assert, assertEquals } from "@std/assert";
import { forbiddenImports, importsOf, type SourceFile } from "./support/layers.ts";
import { readSources, sourceFolders } from "./support/sources.ts";

const sources = await readSources();
const files: SourceFile[] = sources.map(({ path, text }) => ({
  path,
  imports: importsOf(path, text),
}));

Deno.test("main.ts and src/ import only what the table of layers allows", () => {
  assertEquals(forbiddenImports(files), []);
});

Deno.test("forbiddenImports() names a planted import that breaks a layer", () => {
  const planted = [
    { path: "src/server/x.ts", imports: ["src/storage/disk.ts", "src/runtime/control.ts"] },
    { path: "src/simulation/x.ts", imports: ["node:crypto", "src/wire_names.ts"] },
    { path: "src/commands/x.ts", imports: ["src/server/serve.ts"] },
  ];
  assertEquals(forbiddenImports(planted), [
    "src/server/x.ts imports src/storage/disk.ts",
    "src/simulation/x.ts imports node:crypto",
    "src/commands/x.ts imports src/server/serve.ts",
  ]);
});

Deno.test("forbiddenImports() names a dependency that comes in by another door", () => {
  const planted = [
    { path: "src/runtime/x.ts", imports: ["hono", "zod", "@std/yaml", "@std/fs/walk"] },
    { path: "src/simulation/trip.ts", imports: ["pure-rand/types/RandomGenerator"] },
    { path: "src/app.ts", imports: ["left-pad"] },
  ];
  assertEquals(forbiddenImports(planted).length, 6);
});

Deno.test("importsOf() finds imports, re-exports, lazy imports and worker files, not comments", () => {
  const text = `
    /** import "./comment.ts" */
    import { a } from "./a.ts"; // from "./b.ts"
    import type { B } from "../config/b.ts";
    export { c } from "hono";
    const d = await import("./d.ts");
    import "./e.ts";
    new Worker(new URL("./f.ts", import.meta.url));
  `;
  assertEquals(importsOf("src/server/x.ts", text).sort(), [
    "hono",
    "src/config/b.ts",
    "src/server/a.ts",
    "src/server/d.ts",
    "src/server/e.ts",
    "src/server/f.ts",
  ]);
});

Deno.test("src/simulation/ knows no clock, no randomness, no I/O and nothing asynchronous", () => {
  const impure =
    /\b(Deno|Date|crypto|console|async|await|Promise|performance|setTimeout|Math\.(random|exp|log\w*|pow|sin|cos|tan))\b/;
  const found = sources.filter(({ path }) => path.startsWith("src/simulation/"))
    .filter(({ code }) => impure.test(code)).map(({ path }) => path);
  assertEquals(found, []);
});

Deno.test("Deno.exit() stands in main.ts alone", () => {
  const found = sources.filter(({ code }) => /\bDeno\.exit\s*\(/.test(code)).map(({ path }) =>
    path
  );
  assertEquals(found.filter((path) => path !== "main.ts"), []);
});

Deno.test("src/runtime/clock.ts alone reads the wall clock", () => {
  const found = sources.filter(({ code }) => /\bDate\.now\b|\bnew Date\(\)/.test(code));
  assertEquals(found.map(({ path }) => path), ["src/runtime/clock.ts"]);
});

Deno.test("main.ts and src/ are small files: median at most 80 lines, none above 300", () => {
  const lengths = sources.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  assertEquals(lengths.filter(({ lines }) => lines > 300), []);
  const median = lengths[Math.floor(lengths.length / 2)];
  assert(median !== undefined && median.lines <= 80, `the median file has ${median?.lines} lines`);
});

Deno.test("ARCHITECTURE.md has a row for each folder of src/ and for no other", async () => {
  const text = await Deno.readTextFile(new URL("../ARCHITECTURE.md", import.meta.url));
  const rows = [...text.matchAll(/^\| `src\/(\w+)\/` \|/gm)].map((match) => match[1]);
  assertEquals(rows.sort(), (await sourceFolders()).sort());
});
