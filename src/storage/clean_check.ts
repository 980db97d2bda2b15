/** Whether a data directory's zones are safe to empty. */

import { kindOf } from "./disk.ts";
import { type Layout, type Zone, ZONES } from "./layout.ts";

/** Why a clean deletes nothing. */
export class CleanRefusal extends Error {
  constructor(readonly code: "unsafe-path" | "not-writable", message: string) {
    super(message);
    this.name = "CleanRefusal";
  }
}

/**
 * Every zone is a directory of the data directory itself, no link, and writable. Deno's own
 * permission check does not keep a link from leading out.
 *
 * @throws {CleanRefusal}
 */
export async function checkZones(layout: Layout): Promise<void> {
  const root = await Deno.realPath(layout.root);
  for (const zone of ZONES) {
    const path = layout.zone(zone);
    const kind = await kindOf(path);
    if (kind === null) continue;
    if (kind !== "directory" || await Deno.realPath(path) !== `${root}/${zone}`) {
      throw new CleanRefusal(
        "unsafe-path",
        `Cannot clean ${path}: a zone must be a directory inside the data directory: found a ` +
          `${kind} that is elsewhere; put a real directory in its place`,
      );
    }
    await checkWritable(layout, zone);
  }
}

async function checkWritable(layout: Layout, zone: Zone): Promise<void> {
  const path = layout.zone(zone);
  const probe = `${path}/.trash-probe`;
  try {
    await Deno.mkdir(probe, { recursive: true });
    await Deno.remove(probe);
  } catch (error) {
    throw new CleanRefusal(
      "not-writable",
      `Cannot clean ${path}: a zone must be writable: found ` +
        `${error instanceof Error ? error.message : error}; change its permissions`,
    );
  }
}
