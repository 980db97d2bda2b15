import { z } from "zod";
import { decimal, filePath, hostName, integer, oneOf } from "./fields.ts";

const HOSTS_RULE = "must be a list of at most 1000 host names or addresses";

/** One core is left for the loop and the control server. */
function spareCores(): number {
  return Math.max(1, navigator.hardwareConcurrency - 1);
}

/** The keys that never change a byte under `raw/`. */
export const operationalKeys = {
  missedIntervals: oneOf(["all", "latest"]).default("all")
    .describe("Which due intervals are committed when several are: all, or only the latest"),
  speed: decimal(1, 100_000).default(1)
    .describe("Simulated seconds per wall second"),
  durability: oneOf(["full", "none"]).default("full")
    .describe("full: a committed batch outlives a power cut; none: it may not"),
  workers: integer(1, 256).nullable().transform((count) => count ?? spareCores()).prefault(null)
    .meta({ default: null, description: "Threads that make batches; null: one less than cores" }),
  dataDir: filePath().default("./data")
    .describe("Directory that holds the dataset"),
  host: hostName().prefault("127.0.0.1")
    .describe("Address that the control server listens on"),
  port: integer(0, 65_535).default(18_000)
    .describe("Port of the control server; 0: any free one"),
  allowedHosts: z.array(hostName(), HOSTS_RULE).max(1000, HOSTS_RULE).prefault([])
    .describe("Host names, besides this machine's own, that requests may be addressed to"),
  tokenFile: filePath().nullable().default(null)
    .describe("File with the bearer token that POST requests must carry; null: none"),
  insecureNoToken: z.boolean("must be true or false").default(false)
    .describe("Allow a host that other machines can reach without a token_file"),
  logLevel: oneOf(["debug", "info", "warning", "error"]).default("info")
    .describe("Least severe level that is logged"),
  logRetentionDays: integer(1, 3650).default(14)
    .describe("Days for which log files are kept"),
};
