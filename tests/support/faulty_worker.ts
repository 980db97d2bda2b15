/** Workers that stage batches like the real one, and then break down. */

/** One that stalls goes on after a while, when it has been replaced. */
export type Breakdown = "throw" | "close" | "hang" | "stall";

/** What a worker says right before it breaks down. */
const LAST_WORDS = "broken";

/** The file that a stalled worker leaves in the staging directory when it has nothing more to do. */
export const WENT_ON = "went-on";

const REAL = new URL("../../src/runtime/batch_worker.ts", import.meta.url).href;

// The real worker does a part of its job, leaves half of the next batch behind, and is gone.
const SCRIPT = `
import ${JSON.stringify(REAL)};
const wish = new URL(import.meta.url).searchParams;
const work = self.onmessage;
const post = self.postMessage.bind(self);
let jobs = Number(wish.get("jobs"));
self.onmessage = (event) => {
  if (jobs-- > 0) return work(event);
  self.postMessage = ({ id, staged }) => post({ id, staged });
  const { intervals } = event.data;
  const most = Math.floor(intervals.length / 2);
  work({ data: { ...event.data, intervals: intervals.slice(0, most) } });
  Deno.mkdirSync(event.data.stagingDirectory + "/half-" + crypto.randomUUID());
  post({ id: 0, staged: [], end: "${LAST_WORDS}" });
  if (wish.get("how") === "throw") throw new Error("planted");
  if (wish.get("how") === "close") return self.close();
  if (wish.get("how") === "stall") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3500);
    work(event);
    return Deno.writeTextFileSync(event.data.stagingDirectory + "/${WENT_ON}", "");
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};
`;

export interface FaultyOptions {
  readonly how: Breakdown;
  /** Jobs that it does before the one in which it breaks down. */
  readonly jobs: number;
  readonly onBreakdown: () => void;
}

/** Makes faulty workers from one script, removed when the test ends. */
export class FaultyWorkers implements AsyncDisposable {
  readonly #script: string;

  private constructor(script: string) {
    this.#script = script;
  }

  static async make(): Promise<FaultyWorkers> {
    const script = await Deno.makeTempFile({ suffix: ".js" });
    await Deno.writeTextFile(script, SCRIPT);
    return new FaultyWorkers(script);
  }

  create({ how, jobs, onBreakdown }: FaultyOptions): Worker {
    const url = `file://${this.#script}?how=${how}&jobs=${jobs}`;
    const worker = new Worker(url, { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<{ end?: string }>) => {
      if (data.end === LAST_WORDS) onBreakdown();
    });
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#script);
  }
}
