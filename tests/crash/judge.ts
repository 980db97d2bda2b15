/** Says what is wrong with a data directory whose process is dead. Knows nothing of the program's code. */

import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import { batchNames, jsonIn } from "../support/on_disk.ts";
import type { LogRecord } from "../support/log_lines.ts";
import { type Fleet, intervalOf } from "./fleet.ts";
import { namesIn } from "./phase.ts";
import type { Reference } from "./reference.ts";

export class Judge {
  /** A sentence each. */
  readonly problems: string[] = [];
  readonly #data: string;
  readonly #fleet: Fleet;
  readonly #reference: Reference;
  readonly #promised = new Map<string, string>();
  readonly #seen = new Set<string>();
  #companiesPromised = 0;

  constructor(data: string, { fleet, reference }: { fleet: Fleet; reference: Reference }) {
    this.#data = data;
    this.#fleet = fleet;
    this.#reference = reference;
  }

  /** Takes down what a process said is on disk. */
  hear(records: readonly LogRecord[]): void {
    for (const { message, metadata } of records) {
      if (message === "Batch committed") {
        this.#promised.set(String(metadata.batch_id), String(metadata.sha256));
      }
      if (message !== "Companies onboarded") continue;
      this.#companiesPromised = Math.max(
        this.#companiesPromised,
        Number(metadata.total_companies),
      );
    }
  }

  /** A clean was begun: nothing that was said before counts any more. */
  forget(): void {
    this.#promised.clear();
    this.#seen.clear();
    this.#companiesPromised = 0;
  }

  /** Looks at everything; batches that it has seen to be right before only if `again`. */
  async look({ again }: { again: boolean }): Promise<void> {
    const names = await batchNames(this.#data);
    for (const id of names) {
      if (!again && this.#seen.has(id)) continue;
      await this.#lookAtBatch(id);
      this.#seen.add(id);
    }
    const present = new Set(names);
    for (const [id, sha256] of this.#promised) {
      if (!present.has(id)) this.problems.push(`Batch ${id} is lost after its line.`);
      if ((await this.#reference.batch(id))?.sha256 !== sha256) {
        this.problems.push(`Batch ${id} was announced with another sha256.`);
      }
    }
    await this.#lookAtCompanies();
    const manifest = await this.#manifest();
    if (Number(manifest?.total_batches ?? 0) > names.length) {
      this.problems.push(
        `The manifest says ${manifest?.total_batches} batches of ${names.length}.`,
      );
    }
  }

  /** Looks at everything after an orderly stop: the sums agree, and no interval is missed. */
  async lookAtTheEnd(): Promise<void> {
    await this.look({ again: true });
    const names = await batchNames(this.#data);
    const [events, bytes] = await this.#sums(names);
    const manifest = await this.#manifest();
    const lines = (await this.#companies()).length / this.#reference.bytesACompany;
    const are = [names.length, events, bytes, names.at(-1), lines];
    const says = [
      manifest?.total_batches,
      manifest?.total_events,
      manifest?.total_bytes,
      manifest?.last_batch_id,
      manifest?.total_companies,
    ];
    if (String(says) !== String(are)) {
      this.problems.push(`The manifest says ${says}, the batches ${are}.`);
    }
    await this.#lookForGaps(new Set(names.map((id) => intervalOf(this.#fleet, id))));
  }

  async #lookAtBatch(id: string): Promise<void> {
    const directory = `${this.#data}/raw/events/${id}`;
    const reference = await this.#reference.batch(id);
    const files = String(namesIn(directory).sort());
    if (files !== "batch_meta.json,events.jsonl") {
      this.problems.push(`Batch ${id} is torn: it holds '${files}'.`);
      return;
    }
    const events = await Deno.readFile(`${directory}/events.jsonl`);
    if (createHash("sha256").update(events).digest("hex") !== reference?.sha256) {
      this.problems.push(`Batch ${id} has other events than the reference.`);
    }
    if (await Deno.readTextFile(`${directory}/batch_meta.json`) !== reference?.metaText) {
      this.problems.push(`Batch ${id} has another meta than the reference.`);
    }
  }

  async #lookAtCompanies(): Promise<void> {
    const bytes = await this.#companies();
    if (!Buffer.from(this.#reference.companies).subarray(0, bytes.length).equals(bytes)) {
      this.problems.push("companies.jsonl is no prefix of the reference.");
    }
    const whole = Math.floor(bytes.length / this.#reference.bytesACompany);
    if (whole >= this.#companiesPromised) return;
    this.problems.push(`companies.jsonl has ${whole} of ${this.#companiesPromised} companies.`);
  }

  async #companies(): Promise<Uint8Array> {
    return await Deno.readFile(`${this.#data}/raw/companies.jsonl`).catch(() => new Uint8Array());
  }

  async #manifest(): Promise<Record<string, string & number> | null> {
    return await jsonIn(`${this.#data}/manifests/batch_manifest.json`).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    });
  }

  async #sums(names: readonly string[]): Promise<[events: number, bytes: number]> {
    let [events, bytes] = [0, 0];
    for (const id of names) {
      const path = `${this.#data}/raw/events/${id}/events.jsonl`;
      // One that is missing has been reported.
      const content = await Deno.readFile(path).catch(() => new Uint8Array());
      for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) events++;
      bytes += content.length;
    }
    return [events, bytes];
  }

  async #lookForGaps(present: ReadonlySet<number>): Promise<void> {
    const text = await Deno.readTextFile(`${this.#data}/manifests/dataset.json`);
    const { epochs, skipped } = JSON.parse(text);
    if (epochs.length !== 1) this.problems.push(`There are ${epochs.length} epochs.`);
    if (this.#fleet.policy === "all" && skipped.length > 0) {
      this.problems.push("Something was skipped.");
    }
    const may = new Set<number>();
    for (const { first, end } of skipped) for (let n = first; n < end; n++) may.add(n);
    for (let n = 0; n < Math.max(...present); n++) {
      if (!present.has(n) && !may.has(n)) this.problems.push(`Interval ${n} is missed.`);
    }
  }
}
