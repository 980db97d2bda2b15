/** The dataset for people: `dataset.md`, with the command that makes it again. */

import { type Epoch, epochAt } from "../simulation/epoch.ts";
import { batchId } from "../simulation/interval.ts";
import { utcText } from "../simulation/utc.ts";
import { snakeCase } from "../wire_names.ts";
import type { Dataset } from "./dataset.ts";

/** The flags that make this dataset anew: all keys while there is one epoch, the recorded history after. */
export function reproduceWith(dataset: Dataset): string {
  const { identity, epochs } = dataset.history;
  if (epochs.length > 1) return "backfill --history manifests/dataset.json";
  const { maxCompanies, geographies, ...numbers } = epochAt(dataset.history, 0).keys;
  const flags = {
    seed: identity.seed,
    startTime: utcText(identity.startMs),
    batchInterval: `PT${identity.batchMs / 1000}S`,
    companyOnboardingInterval: `PT${identity.onboardingMs / 1000}S`,
    ...numbers,
    maxCompanies: maxCompanies === Infinity ? "unlimited" : maxCompanies,
    geographies: `'${JSON.stringify(geographies)}'`,
  };
  return Object.entries(flags)
    .map(([key, value]) => `--${snakeCase(key).replaceAll("_", "-")} ${value}`).join(" ");
}

export function datasetText(dataset: Dataset): string {
  const { identity, epochs } = dataset.history;
  const command = reproduceWith(dataset).replace(/^backfill /, "");
  const start = utcText(identity.startMs);
  return `# Dataset

Seed ${identity.seed}, from ${start}, a batch every ${
    identity.batchMs / 1000
  } s, a cohort of companies
every ${identity.onboardingMs / 1000} s.

| epoch | first batch | first cohort | format | keys |
|---|---|---|---|---|
${epochs.map((epoch, index) => epochRow(dataset, index, epoch)).join("\n")}

Skipped: ${skippedText(dataset)}.

To make the same bytes again, in an empty directory and up to any end:

    fleetgen backfill --data-dir COPY --from ${start} --to END ${command}
`;
}

function epochRow({ history }: Dataset, index: number, epoch: Epoch): string {
  const { maxCompanies, ...keys } = epoch.keys;
  const first = batchId(history.identity, epoch.firstInterval);
  const text = JSON.stringify({ ...keys, maxCompanies: String(maxCompanies) });
  return `| ${index} | ${first} | ${epoch.firstCohort} | ${epoch.formatVersion} | \`${text}\` |`;
}

function skippedText({ history, skipped }: Dataset): string {
  if (skipped.length === 0) return "nothing";
  return skipped.map(({ first, end }) =>
    `${batchId(history.identity, first)} to ${batchId(history.identity, end - 1)}`
  ).join(", ");
}
