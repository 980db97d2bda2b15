/** Waits for the moment to kill: polls the data directory for the phase that is wanted. */

import type { Dice } from "./dice.ts";
import { exists, holdsLock, modifiedAt, namesIn, type Phase, type Scene, sizeOf } from "./phase.ts";

/** When the phase does not come, any moment will do. */
const PATIENCE_MS = 5000;
/** How far into its phase a kill goes at most, ms. */
const DEPTH_MS: Readonly<Record<Phase, number>> = {
  "staging write": 6,
  "fsync": 0,
  "between rename and manifest": 2,
  "company append": 4,
  "recovery": 25,
  "clean": 12,
};

/** Resolves when `want` was seen, plus a random while; `null` is some moment in the first 1.5 s. */
export async function moment(want: Phase | null, scene: Scene, dice: Dice): Promise<void> {
  if (want === null) return await pause(dice.below(1500));
  const end = performance.now() + PATIENCE_MS;
  if (want === "clean") await beginClean(scene, end);
  else if (want !== "recovery") await until(() => scene.victim.opened !== undefined, scene, end);
  await until(sight(want, scene), scene, end);
  const depth = dice.below(DEPTH_MS[want]);
  if (depth >= 1) await pause(depth);
}

function sight(want: Phase, scene: Scene): () => boolean {
  const { data, victim, reference } = scene;
  const staging = `${data}/raw/_staging`;
  const events = `${data}/raw/events`;
  switch (want) {
    case "staging write":
      return () => namesIn(staging).length > 0;
    case "fsync":
      return () => namesIn(staging).some((id) => exists(`${staging}/${id}/batch_meta.json`));
    case "between rename and manifest": {
      const before = modifiedAt(events);
      return () => modifiedAt(events) !== before;
    }
    case "company append": {
      const path = `${data}/raw/companies.jsonl`;
      return () => sizeOf(path) > victim.companiesAnnounced * reference.bytesACompany;
    }
    case "recovery":
      return () => holdsLock(scene);
    case "clean":
      return () => exists(`${data}/manifests/.clean`);
  }
}

/** Pauses, and asks for a clean without waiting for the answer. */
async function beginClean(scene: Scene, end: number): Promise<void> {
  const { victim } = scene;
  const committed = (): boolean =>
    victim.records.some(({ message }) => message === "Batch committed");
  await until(() => victim.url !== undefined && committed(), scene, end);
  if (victim.url === undefined) return;
  const response = await fetch(`${victim.url}/pause`, { method: "POST" }).catch(() => null);
  await response?.body?.cancel();
  fetch(`${victim.url}/clean`, { method: "POST" }).then(
    (answer) => answer.body?.cancel(),
    () => {},
  ).catch(() => {});
}

async function until(
  holds: () => boolean,
  { victim }: Scene,
  end: number,
): Promise<void> {
  while (!holds() && !victim.ended && performance.now() < end) await pause(0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
