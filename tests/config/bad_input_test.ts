import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { loadConfig, type LoadInput } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problem.ts";

function refuse(text: string, rest: Partial<LoadInput> = {}): Promise<ConfigError> {
  const readFile = () => Promise.resolve(text);
  return assertRejects(
    () => loadConfig({ flags: {}, env: {}, readFile, ...rest }),
    ConfigError,
  );
}

async function refusedPaths(text: string, rest: Partial<LoadInput> = {}): Promise<string[]> {
  return (await refuse(text, rest)).problems.map(({ path }) => path);
}

const FIVE = `seed: 042
speed: fast
driver_per_company: 20
batch_interval: P1M
host: 0.0.0.0
`;

Deno.test("loadConfig() reports five mistakes with path, rule, value and the key meant", async () => {
  const { problems, message } = await refuse(FIVE);
  const found = Object.fromEntries(problems.map((problem) => [problem.path, problem]));
  assertEquals(Object.keys(found).length, 5);
  assertEquals(found.seed?.found, "042");
  assertMatch(found.seed?.rule ?? "", /^must be an integer from 0 to 9007199254740991/);
  assertEquals(found.speed?.found, "fast");
  assertMatch(found.speed?.rule ?? "", /^must be a number from 1 to 100000/);
  assertEquals(found.driver_per_company?.remedy, "did you mean 'drivers_per_company'?");
  assertEquals(found.batch_interval?.found, "P1M");
  assertMatch(found.batch_interval?.rule ?? "", /months have no fixed length/);
  assertEquals(found.host?.found, "0.0.0.0");
  assertMatch(found.host?.rule ?? "", /token_file or insecure_no_token/);
  assertEquals(problems.map(({ source }) => source), Array(5).fill("file config.yaml"));
  assertEquals(message.split("\n").length, 5);
});

Deno.test("loadConfig() says each problem in one sentence with the way out", async () => {
  const { message } = await refuse("", { flags: { speed: "fast" } });
  assertEquals(
    message,
    "Cannot use 'speed' from flag --speed: must be a number from 1 to 100000 in plain decimal " +
      "form, such as 3.5, found 'fast'; change it, or leave speed out for the default, 1.",
  );
});

Deno.test("loadConfig() refuses seeds that are not plain or would be rounded, wherever they stand", async () => {
  const seeds = ["042", "9007199254740993", "9007199254740992", "1_000", "+5", "0x10", "1e3", "-1"];
  for (const seed of [...seeds, "5 0", "4.2", "null", "true"]) {
    const problems = [
      ...(await refuse(`seed: ${seed}`)).problems,
      ...(await refuse("", { env: { FLEETGEN_SEED: seed } })).problems,
      ...(await refuse("", { flags: { seed } })).problems,
    ];
    assertEquals(problems.map(({ found }) => found), [seed, seed, seed]);
  }
});

Deno.test("loadConfig() refuses a file that is not YAML, repeats a key or is no mapping", async () => {
  const notYaml = await refuse("seed: [1");
  assertMatch(
    notYaml.message,
    /^Cannot use file config\.yaml: must be YAML, found '.* line 2, col/,
  );
  const twice = await refuse("seed: 1\nseed: 2\n");
  assertMatch(twice.message, /found 'duplicated key at line 2, column 1'/);
  for (const [text, found] of [["- seed", "[seed]"], ["seed", "seed"]] as const) {
    const error = await refuse(text);
    assertEquals(error.problems.map((problem) => [problem.rule, problem.found]), [
      ["must be a mapping of keys to values", found],
    ]);
  }
  assertMatch((await refuse("seed: 1\n---\nseed: 2")).message, /must be YAML/);
});

Deno.test("loadConfig() refuses a named file that is missing, and any that can't be read", async () => {
  const missing = await refuse("", {
    file: "fleet.yaml",
    readFile: () => Promise.reject(new Deno.errors.NotFound("gone")),
  });
  assertEquals(
    missing.message,
    "Cannot use file fleet.yaml: must be a readable file, found 'no such file'; " +
      "name another with --config, or leave it out for the defaults.",
  );
  const directory = await refuse("", { readFile: () => Promise.reject(new Error("a directory")) });
  assertMatch(directory.message, /must be a readable file, found 'a directory'/);
});

Deno.test("loadConfig() reports problems of file, environment and flags together", async () => {
  const { problems } = await refuse("seed: [1", {
    env: { FLEETGEN_PORT: "65536" },
    flags: { workers: "0" },
  });
  assertEquals(problems.map(({ source }) => source), [
    "file config.yaml",
    "flag --workers",
    "environment FLEETGEN_PORT",
  ]);
});

Deno.test("loadConfig() names what is wrong inside a structure", async () => {
  const text = "geographies: {us: 1, CA: 1e3, MX: -1, US: 1}\nallowed_hosts: [ok, 'a:80']";
  const { problems } = await refuse(text);
  assertEquals(problems.map(({ path, found }) => [path, found]), [
    ["geographies.us", "us"],
    ["geographies.CA", "1e3"],
    ["geographies.MX", "-1"],
    ["allowed_hosts.1", "a:80"],
  ]);
});

Deno.test("loadConfig() refuses geographies that nothing can be drawn from", async () => {
  const thousandAndOne = Array.from({ length: 1001 }, (_, i) => `G${i}: 1`).join(", ");
  const huge = `1${"0".repeat(308)}`;
  const weights = ["{}", "{US: 0}", "[US]", "US", `{${thousandAndOne}}`, "{__proto__: 1, US: 1}"];
  const overflowing = `{A: ${huge}, B: ${huge}}`;
  for (const text of [...weights, overflowing, "&x {US: *x}", "{ABCDEFGHIJKLMNOPQ: 1}", "{US: }"]) {
    const paths = await refusedPaths(`geographies: ${text}`);
    assertEquals(paths.map((path) => path.split(".")[0]), ["geographies"], text);
  }
});

Deno.test("loadConfig() refuses intervals out of range", async () => {
  for (const text of ["PT0S", "PT7M", "P2D", "PT25H", "P1W", "PT0.5S", "900", "P1Y"]) {
    assertEquals(await refusedPaths(`batch_interval: ${text}`), ["batch_interval"]);
  }
  for (const text of ["PT0S", "P3651D", "P1M", "~"]) {
    const paths = await refusedPaths(`company_onboarding_interval: ${text}`);
    assertEquals(paths, ["company_onboarding_interval"]);
  }
});

Deno.test("loadConfig() refuses a start off the boundary, too early or too late, and says which to use", async () => {
  const off = await refuse("start_time: 2026-01-01T00:07:00Z");
  assertMatch(off.message, /boundary of batch_interval \(PT15M/);
  assertMatch(off.message, /use 2026-01-01T00:00:00Z or change batch_interval\.$/);
  const early = await refuse("start_time: 1970-01-01T00:45:00Z");
  assertMatch(early.message, /use 1970-01-01T01:00:00Z or later\.$/);
  const texts = ["9999-12-31T23:45:00-01:00", "2026-01-01", "2026-01-01T00:00:00.5Z", "now"];
  for (const text of texts) assertEquals(await refusedPaths(`start_time: ${text}`), ["start_time"]);
});

Deno.test("loadConfig() refuses a reachable host without a token, unless told that it is meant", async () => {
  assertEquals(await refusedPaths("host: 0.0.0.0"), ["host"]);
  assertEquals(await refusedPaths("host: '::'\ninsecure_no_token: false"), ["host"]);
  for (const way of ["token_file: t", "insecure_no_token: true"]) {
    const readFile = () => Promise.resolve(`host: 0.0.0.0\n${way}`);
    assertEquals((await loadConfig({ flags: {}, env: {}, readFile })).config.host, "0.0.0.0");
  }
});

Deno.test("loadConfig() refuses what no key allows", async () => {
  const lines = ["quality: on", "log_level: INFO", "durability: some", "insecure_no_token: yes"];
  const numbers = ["port: 65536", "speed: 0.5", "workers: 0", "max_companies: 0", "seed: [1]"];
  const paths = ["data_dir: ~", 'data_dir: "a\\0b"', "host: a:80", "missed_intervals: 'null'"];
  for (const line of [...lines, ...numbers, ...paths]) {
    assertEquals(await refusedPaths(line), [line.split(":")[0]], line);
  }
});

Deno.test("ConfigError shows control characters instead of sending them to the terminal", async () => {
  const { message } = await refuse('seed: "\\e[31m\\u202e\\nred"');
  assertMatch(message, /found '\\u\{1b\}\[31m\\u\{202e\}\\u\{a\}red'/);
  const long = await refuse(`seed: ${"9".repeat(5000)}`);
  assertEquals(long.problems[0]?.found.length, 120);
});
