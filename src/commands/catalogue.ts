/** Every command, as the command line and its help know it; what a command needs is loaded when it runs. */

import type { CommandContext } from "./context.ts";

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Own flags that take a value, and what the value is. */
  readonly values: Readonly<Record<string, string>>;
  /** Own flags that take none, and what they do. */
  readonly switches: Readonly<Record<string, string>>;
  /** How many words may follow the name. */
  readonly words: number;
  readonly examples: readonly string[];
  readonly run: (context: CommandContext) => Promise<number>;
}

const RANGE = {
  from: "first interval's start, included, RFC 3339",
  to: "last interval's end, excluded, RFC 3339",
};

export const COMMANDS: readonly Command[] = [
  {
    name: "run",
    summary: "serve and generate until stopped (the default)",
    values: {},
    switches: { now: "bring the dataset up to date and exit" },
    words: 0,
    examples: ["fleetgen", "fleetgen run --batch-interval PT1M", "fleetgen run --now"],
    run: async (context) => await (await import("./run.ts")).runCommand(context),
  },
  {
    name: "backfill",
    summary: "make history at full speed",
    values: { ...RANGE, history: "a dataset.json whose identity and epochs to follow" },
    switches: { yes: "go on even if the disk may become full" },
    words: 0,
    examples: ["fleetgen backfill --from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z"],
    run: async (context) => await (await import("./backfill.ts")).backfillCommand(context),
  },
  {
    name: "emit",
    summary: "write events to standard output, nothing to disk",
    values: {
      ...RANGE,
      shard: "i/n: the companies of shard i of n",
      out: "a data directory to write whole batches into instead",
    },
    switches: { companies: "companies instead of events" },
    words: 0,
    examples: [
      "fleetgen emit --from 2026-01-01T00:00:00Z --to 2026-01-01T01:00:00Z | head",
      "fleetgen emit --data-dir data --from T --to T --shard 0/4",
    ],
    run: async (context) => await (await import("./emit.ts")).emitCommand(context),
  },
  {
    name: "verify",
    summary: "compare what is on disk with what it must be",
    values: {},
    switches: { deep: "make every batch again and compare" },
    words: 0,
    examples: ["fleetgen verify", "fleetgen verify --deep --data-dir data"],
    run: async (context) => await (await import("./verify.ts")).verifyCommand(context),
  },
  ...(["status", "pause", "resume", "clean"] as const).map((verb): Command => ({
    name: verb,
    summary: {
      status: "show what a running generator is doing",
      pause: "pause a running generator",
      resume: "let a paused generator go on",
      clean: "delete all data of a paused generator",
    }[verb],
    values: {},
    switches: verb === "clean" ? { yes: "do not ask" } : {},
    words: 0,
    examples: [`fleetgen ${verb}`, `fleetgen ${verb} --port 18001 --json`],
    run: async (context) => await (await import("./client.ts")).clientCommand(verb, context),
  })),
  {
    name: "config",
    summary: "check, schema or show: look at the configuration",
    values: {},
    switches: {},
    words: 1,
    examples: ["fleetgen config check", "fleetgen config show --seed 7", "fleetgen config schema"],
    run: async (context) => await (await import("./config_verbs.ts")).configVerb(context),
  },
];
