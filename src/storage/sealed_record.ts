/** Small JSON files that can tell whether they are as they were written. */

import { createHash } from "node:crypto";
import { canonicalJson } from "./config_hash.ts";

/** The record as indented JSON text, with a `checksum` of everything else in it. */
export function sealedText(record: Record<string, unknown>): string {
  return `${JSON.stringify({ ...record, checksum: checksumOf(record) }, null, 2)}\n`;
}

/** The record without its checksum; null when the text is no JSON object or its checksum is wrong. */
export function unsealed(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    const { checksum, ...record } = JSON.parse(text);
    return checksum === checksumOf(record) ? record : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function checksumOf(record: Record<string, unknown>): string {
  return createHash("sha256").update(canonicalJson(record)).digest("hex");
}
