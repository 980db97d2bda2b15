import { LogBuffer } from "../../src/observability/log_buffer.ts";
import { buildControlApp, type ControlAppOptions } from "../../src/server/control_app.ts";
import { FakeControl } from "./fake_control.ts";

export interface AskOptions {
  readonly control?: FakeControl;
  readonly app?: Partial<ControlAppOptions>;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
}

/** Answers one request (`"POST /pause"`) by a control app of its own, as if it came over a socket. */
export async function ask(line: string, options: AskOptions = {}): Promise<Response> {
  const { control = new FakeControl(), host = "localhost:18000" } = options;
  const [method = "GET", path = "/"] = line.split(" ");
  const app = buildControlApp(control, {
    host: "127.0.0.1",
    allowedHosts: [],
    token: null,
    logs: new LogBuffer(),
    report: (error) => {
      throw error;
    },
    ...options.app,
  });
  return await app.request(`http://${host}${path}`, {
    method,
    headers: { host, ...options.headers },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
}

/** The status and the last part of the problem's type: `"409 not-paused"`. */
export async function problemOf(response: Response): Promise<string> {
  const { type, status } = await response.json();
  if (status !== response.status) {
    throw new Error(`problem says ${status}, HTTP ${response.status}`);
  }
  return `${status} ${String(type).replace("urn:fleetgen:problem:", "")}`;
}
