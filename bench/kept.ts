/** What was measured, kept until it is measured again, so that a page can be made of several runs. */

import type { Section } from "./table.ts";

const PLACE = ".cache/bench";

export async function keep(name: string, sections: readonly Section[]): Promise<void> {
  await Deno.mkdir(PLACE, { recursive: true });
  await Deno.writeTextFile(`${PLACE}/${name}.json`, JSON.stringify(sections));
}

/** Null when it was never measured here. */
export async function kept(name: string): Promise<readonly Section[] | null> {
  const text = await Deno.readTextFile(`${PLACE}/${name}.json`).catch(() => null);
  return text === null ? null : JSON.parse(text);
}
