/** A running generator, from outside. */

import type { Program } from "./process.ts";

/** A running generator and its log. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  readonly startMs: number;
  /** Every record so far. */
  readonly records: Record<string, unknown>[];
  /** Resolves when a record with this message has been written `times` times. */
  until(message: string, times?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function start(
  { command }: Program,
  dir: string,
  flags: readonly string[],
): Promise<Running> {
  const [program = "", ...args] = command;
  const started = performance.now();
  const child = new Deno.Command(program, {
    args: [...args, "run", "--port", "0", "--data-dir", `${dir}/data`, ...flags],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const records: Record<string, unknown>[] = [];
  const heard = new EventTarget();
  const reading = read(child.stdout, records, heard);
  const until = async (message: string, times = 1): Promise<void> => {
    while (records.filter((record) => record.message === message).length < times) {
      await new Promise((resolve) => heard.addEventListener("record", resolve, { once: true }));
    }
  };
  await until("Serving");
  const serving = records.find(({ message }) => message === "Serving");
  const { url } = serving?.metadata as { url: string };
  await fetch(`${url}/health`).then((response) => response.body?.cancel());
  const startMs = performance.now() - started;
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await child.status;
    await reading;
  };
  return { url, pid: child.pid, startMs, records, until, stop };
}

async function read(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  records: Record<string, unknown>[],
  heard: EventTarget,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    records.push(...lines.map((line) => JSON.parse(line)));
    heard.dispatchEvent(new Event("record"));
  }
}
