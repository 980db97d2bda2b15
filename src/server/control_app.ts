import { Hono } from "hono";
import type { LogBuffer } from "../observability/log_buffer.ts";
import type { Control } from "../runtime/control.ts";
import { discardBody } from "./body_limit.ts";
import { jsonResponse } from "./json_response.ts";
import { Problem, problemResponse, quoted } from "./problems.ts";
import { Query } from "./query.ts";
import { createGuard, type SecurityOptions } from "./security.ts";

export interface ControlAppOptions extends SecurityOptions {
  /** Where `GET /logs` looks. */
  readonly logs: Pick<LogBuffer, "query">;
  /** Is told of errors that should not happen; the client gets a bare 500. */
  readonly report: (error: unknown) => void;
}

interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The query parameters that it knows. */
  readonly parameters: readonly string[];
  readonly answer: (query: Query) => Response | Promise<Response>;
}

const PREFIXES = ["", "/api"];

/**
 * The control API as a value: `app.fetch` answers requests, nothing else is touched. Every path
 * stands also under `/api`; HEAD is answered like GET; every refusal is a problem document.
 * @throws {TypeError} when a host of the options is none.
 */
export function buildControlApp(control: Control, options: ControlAppOptions): Hono {
  const app = new Hono();
  const guard = createGuard(options);
  app.use("*", async (context, next) => {
    await guard(context.req.raw);
    await next();
  });
  for (const prefix of PREFIXES) {
    for (const route of routes(control, options)) addRoute(app, prefix, route);
  }
  app.notFound((context) => {
    const path = quoted(context.req.path);
    const detail = `Cannot find ${path}: GET /status, for one, is there.`;
    return problemResponse(new Problem("not-found", detail), options.report);
  });
  app.onError((error) => problemResponse(error, options.report));
  return app;
}

function addRoute(app: Hono, prefix: string, route: Route): void {
  const path = `${prefix}${route.path}`;
  app.on(route.method, path, async (context) => {
    const query = new Query(context.req.raw.url, route.parameters);
    await discardBody(context.req.raw);
    return await route.answer(query);
  });
  app.all(path, (context) => {
    const allow = route.method === "GET" ? "GET, HEAD" : route.method;
    const detail = `Cannot ${context.req.raw.method} ${path}: the method must be ${route.method}.`;
    throw new Problem("method-not-allowed", detail, { allow });
  });
}

function routes(control: Control, { logs }: ControlAppOptions): Route[] {
  return [
    get("/health", () => health(control)),
    get("/status", () => health(control)),
    get("/ready", () => ready(control)),
    get("/config", () => ok(control.config())),
    get("/logs", (query) => ok({ logs: logs.query(logQuery(query)) }), LOG_PARAMETERS),
    get("/batches", (query) => batches(control, query), ["limit", "before"]),
    post("/pause", async () => ok(await control.pause())),
    post("/resume", async () => ok(await control.resume())),
    post("/clean", async () => ok(await control.clean())),
  ];
}

const LOG_PARAMETERS = ["limit", "since", "level", "component"];

function get(path: string, answer: Route["answer"], parameters: readonly string[] = []): Route {
  return { method: "GET", path, parameters, answer };
}

function post(path: string, answer: Route["answer"]): Route {
  return { method: "POST", path, parameters: [], answer };
}

function ok(value: unknown): Response {
  return jsonResponse(value, { status: 200 });
}

function health(control: Control): Response {
  return jsonResponse(control.status(), { status: control.alive() ? 200 : 503 });
}

async function ready(control: Control): Promise<Response> {
  const reason = await control.unready();
  if (reason !== null) throw new Problem("not-ready", reason);
  return ok({ ready: true });
}

function logQuery(query: Query): Parameters<LogBuffer["query"]>[0] {
  const [since, level, component] = [
    query.instant("since"),
    query.level(),
    query.text("component"),
  ];
  return {
    limit: query.limit(),
    ...(since === undefined ? {} : { since }),
    ...(level === undefined ? {} : { level }),
    ...(component === undefined ? {} : { component }),
  };
}

/** `next_before` asks for the page after this one; null when there is none. */
function batches(control: Control, query: Query): Response {
  const limit = query.limit();
  const before = query.batchId("before");
  const rows = control.batches({ limit, ...(before === undefined ? {} : { before }) });
  const nextBefore = rows.length < limit ? null : rows.at(-1)?.batchId ?? null;
  return ok({ batches: rows, nextBefore });
}
