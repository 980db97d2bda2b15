import { toWire } from "../wire_names.ts";

export interface JsonOptions {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One JSON value and a newline, names in snake_case, never cached. The length is given so that HEAD
 * tells what GET would. There are no CORS headers, here or anywhere.
 */
export function jsonResponse(value: unknown, options: JsonOptions): Response {
  const body = new TextEncoder().encode(JSON.stringify(toWire(value)) + "\n");
  return new Response(body, {
    status: options.status,
    headers: {
      "content-type": options.type ?? "application/json",
      "content-length": String(body.length),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      ...options.headers,
    },
  });
}
