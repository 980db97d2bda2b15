import type { Hono } from "hono";
import { problemResponse } from "./problems.ts";

export interface ListenOptions {
  /** The address to bind: 127.0.0.1 unless the user wants others. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Is told of errors that the app did not answer. */
  readonly report: (error: unknown) => void;
}

export interface RunningServer {
  /** Where this machine reaches it, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Lets answers under way finish for half a second, then closes every connection. */
  stop(): Promise<void>;
}

const GRACE_MS = 500;
const FLUSH_MS = 20;

/**
 * Serves the app, writing nothing to the console.
 * @throws {Deno.errors.AddrInUse} when the port is taken.
 */
export function startServer(
  app: Pick<Hono, "fetch">,
  options: ListenOptions,
): Promise<RunningServer> {
  return Promise.try(() => listen(app, options));
}

function listen(app: Pick<Hono, "fetch">, { host, port, report }: ListenOptions): RunningServer {
  const answering = new Set<Promise<void>>();
  const abort = new AbortController();
  const options = {
    hostname: host.replace(/^\[(.*)\]$/, "$1"),
    port,
    signal: abort.signal,
    onListen: (): void => {},
    onError: (error: unknown): Response => problemResponse(error, report),
  };
  const server = Deno.serve(options, (request, info) => {
    track(answering, info.completed);
    return app.fetch(request);
  });
  const stop = async (): Promise<void> => {
    await atMost(GRACE_MS, Promise.all(answering));
    // Deno before 2.7 calls an answer completed when it has yet to be handed to the socket.
    await atMost(FLUSH_MS, server.finished);
    // Aborting is all that Deno has against a connection that its client keeps open, and after
    // shutdown() it is an error: so answers are waited for here.
    abort.abort();
    await server.finished;
  };
  return { url: dialUrl(server.addr), port: server.addr.port, stop };
}

function track(running: Set<Promise<void>>, work: Promise<void>): void {
  const settled = work.catch(() => {}).then(() => {
    running.delete(settled);
  });
  running.add(settled);
}

async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}

function dialUrl({ hostname, port }: Deno.NetAddr): string {
  const name = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
