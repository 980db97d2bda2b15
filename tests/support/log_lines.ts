/** One line of the log. */
export interface LogRecord {
  readonly timestamp: string;
  readonly component: string;
  readonly "run_id": string;
  readonly level: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The log on a process's standard output, as it comes. */
export class LogLines {
  readonly records: LogRecord[] = [];
  /** Resolves at the end of the output. */
  readonly done: Promise<void>;
  #ended = false;

  constructor(output: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.done = this.#read(output);
  }

  /** True after the end of the output, else null. */
  get ended(): true | null {
    return this.#ended ? true : null;
  }

  /** The `n`th record with this message, counted from 1; undefined before there is one. */
  find(message: string, n = 1): LogRecord | undefined {
    return this.records.filter((record) => record.message === message)[n - 1];
  }

  async #read(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of output.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.records.push(JSON.parse(line));
    }
    this.#ended = true;
  }
}
