/** `fleetgen status`, `pause`, `resume` and `clean`: talk to a running generator. */

import { readToken } from "../app.ts";
import type { Config } from "../config/schema.ts";
import { UsageError } from "../usage_error.ts";
import type { CommandContext } from "./context.ts";

export type ClientVerb = "status" | "pause" | "resume" | "clean";

/** Nothing answers at the generator's address. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export async function clientCommand(verb: ClientVerb, context: CommandContext): Promise<number> {
  const { config } = await context.load({ operationalFileKeysOnly: true });
  if (verb === "clean" && !isAgreed(context)) return 1;
  const response = await ask(verb, config);
  const body = await bodyOf(response);
  if (verb === "status") {
    context.out(context.json ? JSON.stringify(body) : statusText(body));
    return response.ok ? 0 : 1;
  }
  if (context.json) context.out(JSON.stringify(body));
  else if (response.ok) context.out(String(body.message));
  if (!response.ok) context.err(String(body.detail));
  return response.ok ? 0 : 1;
}

async function ask(verb: ClientVerb, config: Config): Promise<Response> {
  const url = `http://${dialled(config.host)}:${config.port}/${verb}`;
  const headers: Record<string, string> = {};
  if (config.tokenFile !== null && verb !== "status") {
    headers.authorization = `Bearer ${await readToken(config.tokenFile)}`;
  }
  try {
    return await fetch(url, { method: verb === "status" ? "GET" : "POST", headers });
  } catch (error) {
    throw new Unreachable(
      `Cannot reach a generator: one must answer at ${url}: found ` +
        `${
          error instanceof Error ? error.message : error
        }; start it with 'fleetgen run', or name ` +
        "its place with --host and --port",
    );
  }
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return await response.json();
  } catch {
    throw new Unreachable(
      `Cannot reach a generator: one must answer at ${response.url}: found something else there; ` +
        "name the generator's place with --host and --port",
    );
  }
}

/** A generator bound to every address is dialled on loopback. */
function dialled(host: string): string {
  const name = ({ "0.0.0.0": "127.0.0.1", "::": "::1" } as Record<string, string>)[host] ?? host;
  return name.includes(":") ? `[${name}]` : name;
}

/** @throws {UsageError} when nobody is there to be asked. */
function isAgreed({ options }: CommandContext): boolean {
  if (options.yes !== undefined) return true;
  if (!Deno.stdin.isTerminal()) {
    throw new UsageError(
      "Cannot clean: it must be confirmed: found no terminal to ask on; give --yes",
    );
  }
  return confirm("Delete all data of the running generator?");
}

function statusText(body: Record<string, unknown>, indent = ""): string {
  return Object.entries(body).map(([key, value]) => {
    const nested = value !== null && typeof value === "object" && !Array.isArray(value);
    if (!nested) return `${indent}${key}: ${Array.isArray(value) ? value.join("; ") : value}`;
    return `${indent}${key}\n${statusText(value as Record<string, unknown>, `${indent}  `)}`;
  }).join("\n");
}
