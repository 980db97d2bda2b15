import { assertEquals } from "@std/assert";
import { LogBuffer } from "../../src/observability/log_buffer.ts";
import { buildControlApp, type ControlAppOptions } from "../../src/server/control_app.ts";
import { startServer } from "../../src/server/serve.ts";
import { FakeControl } from "./fake_control.ts";
import { type RawAnswer, rawRequest, sendRaw } from "./raw_http.ts";

export interface Served {
  readonly control: FakeControl;
  readonly port: number;
  /** The answer to a request line with these header lines. */
  readonly send: (line: string, headers?: readonly string[], body?: string) => Promise<RawAnswer>;
}

/** Runs a test against the control app on a real socket; nothing unexpected may be reported. */
export async function serving(
  test: (served: Served) => Promise<void>,
  options: Partial<ControlAppOptions> = {},
): Promise<void> {
  const control = new FakeControl();
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  const app = buildControlApp(control, {
    host: "127.0.0.1",
    allowedHosts: [],
    token: null,
    logs: new LogBuffer(),
    report,
    ...options,
  });
  const server = await startServer(app, { host: "127.0.0.1", port: 0, report });
  const send: Served["send"] = (line, headers = [], body = "") =>
    sendRaw(server.port, rawRequest(line, { headers, body }));
  try {
    await test({ control, port: server.port, send });
    assertEquals(reported, []);
  } finally {
    await server.stop();
  }
}

/** The status and the last part of the problem's type: `"409 not-paused"`. */
export function rawProblemOf(answer: RawAnswer): string {
  const type = answer.body === "" ? "" : JSON.parse(answer.body).type;
  return `${answer.status} ${String(type).replace("urn:fleetgen:problem:", "")}`;
}
