import { assert, assertEquals } from "@std/assert";
import { loadConfig, type LoadedConfig, type LoadInput } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";

function load(text: string, rest: Partial<LoadInput> = {}): Promise<LoadedConfig> {
  return loadConfig({ flags: {}, env: {}, readFile: () => Promise.resolve(text), ...rest });
}

const DEFAULTS: Omit<Config, "workers"> = {
  seed: 42,
  startTime: null,
  batchInterval: 900,
  companyOnboardingInterval: 3600,
  numberOfCompanies: 100,
  maxCompanies: null,
  driversPerCompany: 10,
  eventRatePerDriver: 3.5,
  geographies: { US: 1 },
  quality: "off",
  missedIntervals: "all",
  speed: 1,
  durability: "full",
  dataDir: "./data",
  host: "127.0.0.1",
  port: 18_000,
  allowedHosts: [],
  tokenFile: null,
  insecureNoToken: false,
  logLevel: "info",
  logRetentionDays: 14,
};

Deno.test("loadConfig() gives the defaults when there is no file", async () => {
  const readFile = () => Promise.reject(new Deno.errors.NotFound("no"));
  const { config, sources, warnings } = await loadConfig({ flags: {}, env: {}, readFile });
  const { workers, ...rest } = config;
  assertEquals(rest, DEFAULTS);
  assertEquals(workers, Math.max(1, navigator.hardwareConcurrency - 1));
  assertEquals(new Set(Object.values(sources)), new Set(["default"]));
  assertEquals(Object.keys(sources).length, 22);
  assertEquals(warnings, []);
});

Deno.test("loadConfig() reads config.yaml, or the file that is named", async () => {
  const asked: string[] = [];
  const readFile = (path: string) => Promise.resolve(asked.push(path) > 0 ? "seed: 7" : "");
  const input = { flags: {}, env: {}, readFile };
  const first = await loadConfig(input);
  const second = await loadConfig({ ...input, file: "conf/other.yaml" });
  assertEquals(asked, ["config.yaml", "conf/other.yaml"]);
  assertEquals([first.config.seed, first.sources.seed], [7, "file config.yaml"]);
  assertEquals([second.config.seed, second.sources.seed], [7, "file conf/other.yaml"]);
});

Deno.test("loadConfig() puts flag before environment before file before default", async () => {
  const env = { FLEETGEN_SEED: "2", FLEETGEN_SPEED: "2" };
  const { config, sources } = await load("seed: 1\nspeed: 1\nport: 1", {
    env,
    flags: { seed: "3" },
  });
  assertEquals([config.seed, config.speed, config.port, config.logLevel], [3, 2, 1, "info"]);
  assertEquals(sources.seed, "flag --seed");
  assertEquals(sources.speed, "environment FLEETGEN_SPEED");
  assertEquals(sources.port, "file config.yaml");
  assertEquals(sources.log_level, "default");
});

Deno.test("loadConfig() takes empty for unset and null for null", async () => {
  const file = "seed:\nport: ''\nmax_companies: 5\ntoken_file: t";
  const { config, sources } = await load(file, {
    env: { FLEETGEN_MAX_COMPANIES: "", FLEETGEN_TOKEN_FILE: "~" },
    flags: { port: "" },
  });
  assertEquals([config.seed, config.port, config.maxCompanies], [42, 18_000, 5]);
  assertEquals([config.tokenFile, sources.token_file], [null, "environment FLEETGEN_TOKEN_FILE"]);
  assertEquals(sources.seed, "default");
});

Deno.test("loadConfig() takes an empty file, comments alone and a byte order mark", async () => {
  for (const text of ["", "# nothing\n", "\uFEFFseed: 42\n"]) {
    assertEquals((await load(text)).config.seed, 42);
  }
});

Deno.test("loadConfig() reads structures from the environment", async () => {
  const env = { FLEETGEN_GEOGRAPHIES: "{US: 1, CA: 2}", FLEETGEN_ALLOWED_HOSTS: "a,B." };
  const { config } = await load("geographies: {MX: 1}", { env });
  assertEquals(config.geographies, { US: 1, CA: 2 });
  assertEquals(config.allowedHosts, ["a", "b"]);
});

Deno.test("loadConfig() freezes what it gives", async () => {
  const { config } = await load("");
  for (const part of [config, config.geographies, config.allowedHosts]) {
    assert(Object.isFrozen(part));
  }
});

Deno.test("loadConfig() warns of variables that name no key, and passes over service links", async () => {
  const { config, warnings } = await load("", {
    env: {
      FLEETGEN_PORT: "tcp://10.0.0.7:18000",
      FLEETGEN_PORT_18000_TCP: "tcp://10.0.0.7:18000",
      FLEETGEN_SEDE: "7",
      FLEETGEN_EMPTY: "",
      PATH: "/bin",
    },
  });
  assertEquals(config.port, 18_000);
  assertEquals(warnings, [
    "Ignored FLEETGEN_SEDE: it names no configuration key; did you mean FLEETGEN_SEED?",
  ]);
});

Deno.test("loadConfig() leaves the file's generative keys unread on request", async () => {
  const { config, sources } = await load("seed: broken\nport: 1", {
    operationalFileKeysOnly: true,
    flags: { "drivers-per-company": "3" },
  });
  assertEquals([config.seed, config.port, config.driversPerCompany], [42, 1, 3]);
  assertEquals(sources.seed, "default");
});

Deno.test("loadConfig() takes a start on a boundary, from 1970 plus one onboarding interval on", async () => {
  const start = (text: string, interval = "PT15M") => {
    return load(`start_time: ${text}\nbatch_interval: ${interval}`);
  };
  const first = await start("1970-01-01T01:00:00Z");
  assertEquals(first.config.startTime, 3_600_000);
  const offset = await start("2026-01-01T00:00:00+05:45");
  assertEquals(offset.config.startTime, Date.UTC(2025, 11, 31, 18, 15));
  const last = await start("9999-12-31T23:59:59Z", "PT1S");
  assertEquals(last.config.startTime, Date.UTC(10000, 0, 1) - 1000);
});
