import { Refusal, type RefusalCode } from "../runtime/control.ts";
import { jsonResponse } from "./json_response.ts";

export type ProblemCode =
  | RefusalCode
  | "body-too-large"
  | "foreign-host"
  | "foreign-origin"
  | "internal-error"
  | "invalid-body"
  | "invalid-host"
  | "invalid-query"
  | "method-not-allowed"
  | "not-found"
  | "not-ready"
  | "unauthorized";

/** The one table from codes to HTTP; the codes are stable, being part of each problem's `type`. */
export const PROBLEMS: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  "body-too-large": { status: 413, title: "Request body too large" },
  "clean-in-progress": { status: 409, title: "Clean in progress" },
  "clean-incomplete": { status: 500, title: "Clean incomplete" },
  "foreign-host": { status: 421, title: "Foreign host" },
  "foreign-origin": { status: 403, title: "Foreign origin" },
  "internal-error": { status: 500, title: "Internal error" },
  "invalid-body": { status: 400, title: "Invalid request body" },
  "invalid-host": { status: 400, title: "Invalid host" },
  "invalid-query": { status: 400, title: "Invalid query parameter" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  "not-found": { status: 404, title: "Not found" },
  "not-paused": { status: 409, title: "Not paused" },
  "not-ready": { status: 503, title: "Not ready" },
  "not-writable": { status: 409, title: "Not writable" },
  "starting": { status: 503, title: "Starting" },
  "stopping": { status: 503, title: "Stopping" },
  "unauthorized": { status: 401, title: "Unauthorized" },
  "unsafe-path": { status: 409, title: "Unsafe path" },
};

/** Why the server, not the generator, says no; the message is the `detail`. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }
}

/**
 * The answer to a failed request, as RFC 9457 has it. Of an error that is neither a
 * {@linkcode Problem} nor a {@linkcode Refusal} nothing is told; `report` is called with it.
 */
export function problemResponse(error: unknown, report: (error: unknown) => void): Response {
  if (error instanceof Problem) return respond(error.code, error.message, error);
  if (error instanceof Refusal) return respond(error.code, error.message, error);
  report(error);
  return respond("internal-error", "The request failed inside the generator: see its log.", {});
}

function respond(
  code: ProblemCode,
  detail: string,
  { headers = {}, remaining }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly remaining?: readonly string[] | undefined;
  },
): Response {
  const { status, title } = PROBLEMS[code];
  const type = `urn:fleetgen:problem:${code}`;
  return jsonResponse(
    { type, title, status, detail, ...(remaining === undefined ? {} : { remaining }) },
    { status, type: "application/problem+json", headers },
  );
}

/** A value from a request as it may stand in a sentence: quoted, and not longer than 100 characters. */
export function quoted(value: string): string {
  return `'${value.length > 100 ? `${value.slice(0, 100)}...` : value}'`;
}
