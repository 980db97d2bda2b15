import { assert, assertEquals } from "@std/assert";

interface Project {
  readonly version: string;
  readonly tasks: Readonly<Record<string, string>>;
}

const project: Project = JSON.parse(await read("deno.json"));
const commands = shellLines(await read("README.md"));

Deno.test("README.md opens with the two commands that run and test the project", () => {
  assertEquals(commands.slice(0, 2), [
    "npx -y deno@2.9.6 task start",
    "npx -y deno@2.9.6 task test",
  ]);
});

Deno.test("README.md names only tasks that deno.json has", () => {
  const tasks = commands.flatMap((line) =>
    /^(?:npx -y )?deno(?:@\S+)? task (\S+)/.exec(line)?.[1] ?? []
  );
  assert(tasks.length > 0);
  assertEquals(tasks.filter((task) => !(task in project.tasks)), []);
});

Deno.test("README.md names only commands that the command table of README.md has", async () => {
  const table = [...(await read("README.md")).matchAll(/^\| `fleetgen (?:\[?)([a-z]+)/gm)];
  const verbs = new Set(table.map((match) => match[1]));
  const used = commands.flatMap((line) =>
    /(?:^|\bgenerator )fleetgen ([a-z]+)/.exec(line)?.[1] ?? []
  );
  assert(used.length > 0);
  assertEquals(used.filter((verb) => !verbs.has(verb)), []);
});

Deno.test("CHANGELOG.md opens with the version of deno.json", async () => {
  const newest = /^## (\S+)/m.exec(await read("CHANGELOG.md"));
  assertEquals(newest?.[1], project.version);
});

/** The lines of all fenced `sh` blocks, without comments and empty lines. */
function shellLines(text: string): string[] {
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap((match) => (match[1] ?? "").split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

async function read(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../${name}`, import.meta.url));
}
