import { assertEquals } from "@std/assert";
import type { Policy } from "./fleet.ts";
import { killRun } from "./kill_run.ts";

const KILLS = 25;

for (const policy of ["all", "latest"] satisfies Policy[]) {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

  Deno.test(`fleetgen run killed ${KILLS} times under ${policy} tears, loses and changes nothing`, async () => {
    const { problems } = await killRun({ policy, kills: KILLS, seed });
    assertEquals(problems, [], `seed ${seed}`);
  });
}
