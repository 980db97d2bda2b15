import { configDocument } from "../config/document.ts";
import { flowText } from "../config/flow_text.ts";
import { configJsonSchema } from "../config/keys.ts";
import { loadConfig, type LoadedConfig, type LoadInput } from "../config/load.ts";

/** Where the answer goes; `json` asks for one JSON value instead of text for people. */
export interface ConfigOutput {
  out(text: string): void;
  readonly json: boolean;
}

/** The verdict on a valid configuration; an invalid one never gets here. */
export function configCheck({ warnings }: LoadedConfig): { valid: true; warnings: string[] } {
  return { valid: true, warnings: [...warnings] };
}

/** The JSON Schema of config.yaml, for editors and for other programs. */
export function configSchema(): Record<string, unknown> {
  return configJsonSchema();
}

/** Every key, in the order of config.yaml, with what is in force and where it comes from. */
export function configShow(
  { config, sources }: LoadedConfig,
): Record<string, { value: unknown; source: string }> {
  const lines = Object.entries(configDocument(config)).map(([key, value]) => {
    return [key, { value, source: sources[key] ?? "default" }];
  });
  return Object.fromEntries(lines);
}

/**
 * `fleetgen config check`, `schema` and `show`. Gives the exit code, 0; throws `ConfigError` when the
 * configuration that `check` or `show` looks at is invalid. `schema` looks at none.
 */
export async function configCommand(
  verb: "check" | "schema" | "show",
  input: LoadInput,
  { out, json }: ConfigOutput,
): Promise<number> {
  if (verb === "schema") {
    out(asJson(configSchema()));
    return 0;
  }
  const loaded = await loadConfig(input);
  if (verb === "check") out(json ? asJson(configCheck(loaded)) : checkText(loaded));
  else out(json ? asJson(configShow(loaded)) : showText(loaded));
  return 0;
}

function checkText({ warnings }: LoadedConfig): string {
  return ["The configuration is valid.", ...warnings].join("\n");
}

function showText(loaded: LoadedConfig): string {
  const rows = Object.entries(configShow(loaded))
    .map(([key, { value, source }]) => [key, flowText(value), source]);
  const widths = [0, 1].map((column) => {
    return Math.max(...rows.map((row) => row[column]?.length ?? 0));
  });
  return rows.map(([key = "", value = "", source = ""]) => {
    return `${key.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${source}`;
  }).join("\n");
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
