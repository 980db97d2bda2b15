/** Changes files in ways that a working disk and a working fleetgen do not. */

import { createHash } from "node:crypto";

/** Turns over the lowest bit of the byte in the middle. */
export async function flipByte(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
}

/** Takes away the last 10 bytes. */
export async function cutTail(path: string): Promise<void> {
  await Deno.truncate(path, (await Deno.stat(path)).size - 10);
}

/** Replaces a text that occurs in the file. */
export async function replaceIn(path: string, old: string | RegExp, text: string): Promise<void> {
  const before = await Deno.readTextFile(path);
  const after = before.replace(old, text);
  if (after === before) throw new Error(`${path} does not contain ${old}`);
  await Deno.writeTextFile(path, after);
}

/** Changes one value of a flat sealed JSON file and seals it again, as a wrong writer would. */
export async function resealWith(path: string, key: string, value: unknown): Promise<void> {
  const { checksum: _, ...record } = JSON.parse(await Deno.readTextFile(path));
  const changed = { ...record, [key]: value };
  const sorted = Object.entries(changed).sort(([a], [b]) => a < b ? -1 : 1);
  const checksum = createHash("sha256")
    .update(JSON.stringify(Object.fromEntries(sorted))).digest("hex");
  await Deno.writeTextFile(path, `${JSON.stringify({ ...changed, checksum }, null, 2)}\n`);
}
