/** The same dataset, made by `fleetgen emit`, which nobody kills. */

import { createHash } from "node:crypto";
import { spawn, succeed } from "../support/cli.ts";
import { batchNames } from "../support/on_disk.ts";
import type { WorkDir } from "../support/work_dir.ts";
import { type Fleet, INTERVAL_MS, intervalOf, utc } from "./fleet.ts";

export interface ReferenceBatch {
  readonly metaText: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Made ahead, so that not every look has to start a process. */
const INTERVALS_AT_ONCE = 64;

export class Reference {
  readonly companies: Uint8Array;
  /** Every line has this many. */
  readonly bytesACompany: number;
  readonly #fleet: Fleet;
  readonly #dir: WorkDir;
  readonly #batches = new Map<string, ReferenceBatch>();
  #end = 0;

  private constructor(
    companies: Uint8Array,
    { fleet, dir }: { fleet: Fleet; dir: WorkDir },
  ) {
    this.companies = companies;
    this.bytesACompany = companies.indexOf(10) + 1;
    this.#fleet = fleet;
    this.#dir = dir;
  }

  static async make(fleet: Fleet, dir: WorkDir): Promise<Reference> {
    const range = ["--from", utc(fleet.startMs), "--to", utc(fleet.grownUpMs)];
    const process = spawn(["emit", "--companies", ...range, ...fleet.flags], dir.options);
    const { code, stdout, stderr } = await process.output();
    if (code !== 0) throw new Error(`emit ended with ${code}: ${new TextDecoder().decode(stderr)}`);
    return new Reference(stdout, { fleet, dir });
  }

  /** The batch of this name; undefined when there can't be one. */
  async batch(id: string): Promise<ReferenceBatch | undefined> {
    const interval = intervalOf(this.#fleet, id);
    if (interval >= this.#end) await this.#extend(interval + INTERVALS_AT_ONCE);
    return this.#batches.get(id);
  }

  async #extend(end: number): Promise<void> {
    const [from, to] = [this.#end, end].map((n) => utc(this.#fleet.startMs + n * INTERVAL_MS));
    const range = ["--from", from ?? "", "--to", to ?? ""];
    const out = this.#dir.at("reference");
    await succeed(["emit", ...range, "--out", out, ...this.#fleet.flags], this.#dir.options);
    for (const id of await batchNames(out)) {
      const directory = `${out}/raw/events/${id}`;
      const events = await Deno.readFile(`${directory}/events.jsonl`);
      const metaText = await Deno.readTextFile(`${directory}/batch_meta.json`);
      const sha256 = createHash("sha256").update(events).digest("hex");
      this.#batches.set(id, { metaText, bytes: events.length, sha256 });
    }
    await Deno.remove(out, { recursive: true });
    this.#end = end;
  }
}
