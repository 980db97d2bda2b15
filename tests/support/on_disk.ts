/** What a data directory holds, read with nothing of ours: the judge of the end-to-end tests. */

import { createHash } from "node:crypto";

export interface BatchOnDisk {
  readonly id: string;
  readonly meta: Readonly<Record<string, string & number>>;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Every batch by name, ascending; empty without a data directory. */
export async function batchesOnDisk(root: string): Promise<BatchOnDisk[]> {
  return await Promise.all((await batchNames(root)).map(async (id) => {
    const directory = `${root}/raw/events/${id}`;
    const events = await Deno.readFile(`${directory}/events.jsonl`);
    const meta = JSON.parse(await Deno.readTextFile(`${directory}/batch_meta.json`));
    const lines = events.reduce((sum, byte) => byte === 10 ? sum + 1 : sum, 0);
    return { id, meta, lines, bytes: events.length, sha256: sha256(events) };
  }));
}

/** The names in raw/events, ascending. */
export async function batchNames(root: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(`${root}/raw/events`), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The records of a JSON Lines file. */
export async function recordsIn(path: string): Promise<Record<string, string>[]> {
  const text = await Deno.readTextFile(path);
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** SHA-256 over the names and bytes of all files below raw/; staging is not part of the data. */
export async function rawSum(root: string): Promise<string> {
  const hash = createHash("sha256");
  const names = await batchNames(root);
  const files = names.flatMap((
    id,
  ) => [`events/${id}/batch_meta.json`, `events/${id}/events.jsonl`]);
  for (const file of ["companies.jsonl", ...files]) {
    hash.update(`${file}\n`).update(await Deno.readFile(`${root}/raw/${file}`));
  }
  return hash.digest("hex");
}

/** A file in JSON. */
export async function jsonIn(path: string): Promise<Record<string, string & number>> {
  return JSON.parse(await Deno.readTextFile(path));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
