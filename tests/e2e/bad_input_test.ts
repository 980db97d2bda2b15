import { assertEquals, assertMatch } from "@std/assert";
import { type Ended, fleetgen, Running } from "../support/cli.ts";
import { backfilled, minutesIn, SMALL } from "../support/made.ts";
import { treeOf } from "../support/tree.ts";
import { WorkDir } from "../support/work_dir.ts";

interface Mistake {
  readonly name: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
  /** The text of config.yaml. */
  readonly config?: string;
}

const MISTAKES: readonly Mistake[] = [
  { name: "an unknown flag", args: ["--sed", "7"], code: 64, says: /--sed.*--seed/ },
  { name: "an unknown command", args: ["fly"], code: 64, says: /'fly'.*run, backfill/ },
  {
    name: "a flag given twice",
    args: ["--port", "1", "--port=2"],
    code: 64,
    says: /--port.*twice/,
  },
  { name: "a word too many", args: ["verify", "data"], code: 64, says: /'data'/ },
  { name: "a backfill without times", args: ["backfill"], code: 64, says: /--from/ },
  { name: "a clean without yes", args: ["clean"], code: 64, says: /--yes/ },
  {
    name: "a file that is not YAML",
    args: [],
    config: "a: [",
    code: 78,
    says: /config\.yaml.*YAML/,
  },
  { name: "a file that is no mapping", args: [], config: "hi", code: 78, says: /mapping/ },
  {
    name: "a named file that is missing",
    args: ["--config", "no.yaml"],
    code: 78,
    says: /no\.yaml/,
  },
  { name: "a seed like 042", args: [], config: "seed: 042", code: 78, says: /seed.*'042'/ },
  {
    name: "a seed that would be rounded",
    args: [],
    config: "seed: 9007199254740993",
    code: 78,
    says: /seed.*9007199254740991.*'9007199254740993'/,
  },
  { name: "a seed like 1_000", args: [], config: "seed: 1_000", code: 78, says: /seed.*'1_000'/ },
  { name: "a flag like 007", args: ["--seed", "007"], code: 78, says: /seed.*'007'/ },
  {
    name: "a token file that is missing",
    args: ["--token-file", "none"],
    code: 78,
    says: /token_file.*'none'/,
  },
  {
    name: "an address of another machine",
    args: ["--host", "203.0.113.5", "--insecure-no-token"],
    code: 78,
    says: /host.*203\.0\.113\.5/,
  },
  { name: "a data directory that is a file", args: ["--data-dir", "file"], code: 73, says: /file/ },
  { name: "a place below a file", args: ["--data-dir", "file/data"], code: 73, says: /file/ },
  { name: "an unwritable place", args: ["--data-dir", "/proc/fleetgen"], code: 73, says: /proc/ },
  { name: "a dataset of another seed", args: ["--seed", "7"], code: 78, says: /42.*7/ },
  {
    name: "a dataset of another interval",
    args: ["--batch-interval", "PT5M"],
    code: 78,
    says: /batch_interval.*900.*300/,
  },
  { name: "a status nobody answers", args: ["status", "--port", "1"], code: 69, says: /--port/ },
  { name: "an open address without a token", args: ["--host", "0.0.0.0"], code: 78, says: /token/ },
];

for (const { name, args, code, says, config } of MISTAKES) {
  Deno.test(`fleetgen refuses ${name} with ${code} and changes nothing`, async () => {
    await using dir = await dirWithDataset();
    if (config !== undefined) await dir.write("config.yaml", config);
    const before = await treeOf(dir.path);
    const port = args.some((arg) => arg.startsWith("--port")) || args.includes("verify");
    const ended = await fleetgen([...args, ...port ? [] : ["--port", "0"]], dir.options);
    assertRefused(ended, code, says);
    assertEquals(await treeOf(dir.path), before);
  });
}

Deno.test("fleetgen reports five mistakes of a file at once, each with key, rule, value and way out", async () => {
  await using dir = await WorkDir.make();
  await dir.write(
    "config.yaml",
    "seed: 042\nspeeed: 3\nbatch_interval: PT7M\nworkers: 0\ndrivers_per_company: ten\n",
  );
  for (const args of [["config", "check"], ["run", "--port", "0"]]) {
    const { code, stderr } = await fleetgen(args, dir.options);
    assertEquals(code, 78);
    assertEquals(stderr.trimEnd().split("\n").length, 5, stderr);
    assertMatch(stderr, /'speeed'.*did you mean 'speed'/);
    assertMatch(stderr, /'seed'.*integer.*'042'/);
    assertMatch(stderr, /'batch_interval'.*divides P1D.*'PT7M'/);
    assertMatch(stderr, /'workers'.*from 1.*'0'/);
    assertMatch(stderr, /'drivers_per_company'.*'ten'/);
  }
  assertEquals(Object.keys(await treeOf(dir.path)), ["config.yaml"]);
});

Deno.test("fleetgen run beside another ends with 75 naming it, which is undisturbed", async () => {
  await using dir = await WorkDir.make();
  await using running = await Running.start(SMALL, dir.options);
  await running.committed(1);
  await running.ask("/pause");
  const before = await treeOf(dir.at("data"));
  for (const port of ["0", running.port]) {
    const started = performance.now();
    const ended = await fleetgen(["--port", port, ...SMALL], dir.options);
    const took = performance.now() - started;
    assertRefused(ended, 75, new RegExp(String(running.pid)));
    assertEquals(took < 2000, true, `took ${took} ms`);
  }
  assertRefused(await fleetgen(["run", "--now", ...SMALL], dir.options), 75, /pid/);
  assertEquals(await treeOf(dir.at("data")), before);
  assertEquals((await running.ask("/resume")).status, 200);
});

Deno.test("fleetgen run ends with 69 when its port is in use, and creates nothing", async () => {
  await using dir = await WorkDir.make();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ended = await fleetgen(["--port", String(listener.addr.port)], dir.options);
  assertRefused(ended, 69, /--port/);
  assertEquals(await treeOf(dir.path), {});
});

/** One sentence on standard error, nothing that looks like a stack trace. */
function assertRefused({ code, stdout, stderr }: Ended, expected: number, says: RegExp): void {
  assertEquals(
    [code, stdout.replace(/.*"level":"(info|warning)".*\n/g, "")],
    [expected, ""],
    stderr,
  );
  assertMatch(stderr, says);
  assertMatch(stderr, /^fleetgen: [A-Z][^\n]*\n$/);
  assertEquals(/\n\s+at |\.ts:\d/.test(stderr), false, stderr);
}

async function dirWithDataset(): Promise<WorkDir> {
  const dir = await WorkDir.make();
  await backfilled("data", { ...dir.options, to: minutesIn(30) });
  await dir.write("file", "a file");
  return dir;
}
