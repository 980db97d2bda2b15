/** Which history a command works on: the configuration's, a recorded one, or a data directory's. */

import { datasetRequest } from "../app.ts";
import { breaches } from "../config/cross_rules.ts";
import { CONFIG_KEYS } from "../config/keys.ts";
import type { Config } from "../config/schema.ts";
import type { History } from "../simulation/epoch.ts";
import { configHash } from "../storage/config_hash.ts";
import { loadDataset, loadSecondCopy, newDataset } from "../storage/dataset.ts";
import { lastEpoch } from "../storage/epochs.ts";
import { Fault } from "../storage/fault.ts";
import { checkIdentity } from "../storage/identity.ts";
import { Layout } from "../storage/layout.ts";
import { UsageError } from "../usage_error.ts";
import type { CommandContext } from "./context.ts";

/**
 * The history of the configuration alone; it starts at `from` unless `start_time` is set.
 *
 * @throws {UsageError} when no dataset may start at `from`.
 */
export function configuredHistory(config: Config, from: number): History {
  const { identity, keys } = datasetRequest(config);
  return newDataset({ ...identity, startMs: startOf(config, from) }, keys).history;
}

/** `start_time`, or `from` under the same rules. @throws {UsageError} when it breaks one. */
export function startOf(config: Config, from: number): number {
  if (config.startTime !== null) return config.startTime;
  const breach = breaches({ ...config, startTime: from })
    .find(({ keys }) => keys[0] === "startTime");
  if (breach === undefined) return from;
  throw new UsageError(
    `Cannot begin a dataset at --from: it ${breach.rule}: found ` +
      `${new Date(from).toISOString()}; ${breach.remedy}`,
  );
}

/**
 * The history that a data directory records.
 *
 * @throws {Fault} `unusable` without a dataset, `identity-conflict` when generative flags differ.
 */
export async function recordedHistory(context: CommandContext, root: string): Promise<History> {
  const layout = new Layout(root);
  const dataset = await loadDataset(layout.dataset) ?? await loadSecondCopy(layout);
  if (dataset === null) {
    throw new Fault(
      "unusable",
      `Cannot read ${layout.dataset}: it must be a dataset's record: found none; ` +
        "name the data directory of a dataset",
    );
  }
  await refuseOtherFlags(context, dataset.history);
  return dataset.history;
}

/**
 * The history in a dataset.json.
 *
 * @throws {Fault} `unusable` when it is none, `identity-conflict` when generative flags differ.
 */
export async function historyFromFile(context: CommandContext, path: string): Promise<History> {
  const dataset = await loadDataset(path);
  if (dataset === null) {
    throw new Fault(
      "unusable",
      `Cannot read the history in ${path}: it must be a whole dataset.json: found something else; ` +
        "copy it again",
    );
  }
  await refuseOtherFlags(context, dataset.history);
  return dataset.history;
}

/** Generative flags must say what the recorded history says; the file and the environment do not count. */
async function refuseOtherFlags(context: CommandContext, history: History): Promise<void> {
  const generative = CONFIG_KEYS.filter((key) => key.generative).map(({ flag }) => flag);
  const given = context.configFlags.filter((flag) => generative.includes(flag));
  if (given.length === 0) return;
  const { config } = await context.load({ env: {}, operationalFileKeysOnly: true });
  const { identity, keys } = datasetRequest(config);
  const has = { identity: history.identity, keys: lastEpoch({ history, skipped: [] }).keys };
  const asked = {
    identity: {
      seed: given.includes("seed") ? identity.seed : has.identity.seed,
      startMs: given.includes("start-time") ? identity.startMs : has.identity.startMs,
      batchMs: given.includes("batch-interval") ? identity.batchMs : has.identity.batchMs,
      onboardingMs: given.includes("company-onboarding-interval")
        ? identity.onboardingMs
        : has.identity.onboardingMs,
    },
    keys: {
      numberOfCompanies: given.includes("number-of-companies")
        ? keys.numberOfCompanies
        : has.keys.numberOfCompanies,
      maxCompanies: given.includes("max-companies") ? keys.maxCompanies : has.keys.maxCompanies,
      driversPerCompany: given.includes("drivers-per-company")
        ? keys.driversPerCompany
        : has.keys.driversPerCompany,
      eventRatePerDriver: given.includes("event-rate-per-driver")
        ? keys.eventRatePerDriver
        : has.keys.eventRatePerDriver,
      geographies: given.includes("geographies") ? keys.geographies : has.keys.geographies,
    },
  };
  checkIdentity(new Layout("the recorded history"), { history, skipped: [] }, asked);
  if (configHash(has.identity, asked.keys) === configHash(has.identity, has.keys)) return;
  throw new Fault(
    "identity-conflict",
    `Cannot use --${
      given.join(", --")
    } with a recorded history: generative flags must say what it ` +
      `says: found other values; leave them out`,
  );
}
