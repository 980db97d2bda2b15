import { run } from "../../src/cli.ts";

export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command in this process, as main.ts does, and catches what it prints. */
export async function captured(args: readonly string[]): Promise<Captured> {
  const out = new Catcher(Deno.stdout);
  const err = new Catcher(Deno.stderr);
  try {
    const code = await run(args);
    return { code, out: out.text, err: err.text };
  } finally {
    out.release();
    err.release();
  }
}

type Stream = Pick<typeof Deno.stdout, "write" | "writeSync">;

class Catcher {
  readonly #stream: Stream;
  readonly #original: Stream;
  readonly #pieces: Uint8Array[] = [];

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#original = { write: stream.write, writeSync: stream.writeSync };
    stream.writeSync = (bytes) => this.#pieces.push(bytes.slice()) && bytes.length;
    stream.write = (bytes) => Promise.resolve(stream.writeSync(bytes));
  }

  get text(): string {
    const decoder = new TextDecoder();
    return this.#pieces.map((piece) => decoder.decode(piece, { stream: true })).join("");
  }

  release(): void {
    Object.assign(this.#stream, this.#original);
  }
}
