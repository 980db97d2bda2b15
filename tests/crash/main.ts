/** The whole kill run: `deno task test:crash [SEED] [KILLS]`; prints where the kills hit. */

import type { Policy } from "./fleet.ts";
import { killRun, type KillRunResult } from "./kill_run.ts";
import { PHASES } from "./phase.ts";

const LEAST_HITS = 10;

/** Gives the number of things that are wrong. */
async function main([seedText, killsText = "200"]: readonly string[]): Promise<number> {
  const seed = Number(seedText ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  const policies: readonly Policy[] = ["all", "latest"];
  const kills = Math.ceil(Number(killsText) / policies.length);
  print(`seed ${seed}, ${kills} kills under each policy`);
  let wrong = 0;
  for (const policy of policies) {
    const started = performance.now();
    const result = await killRun({ policy, kills, seed });
    const seconds = Math.round((performance.now() - started) / 1000);
    print(`\nmissed_intervals ${policy}: ${kills} kills in ${seconds} s`);
    wrong += report(result);
  }
  return wrong;
}

function report({ hits, problems }: KillRunResult): number {
  for (const phase of [...PHASES, "start-up", "elsewhere"] as const) {
    const count = hits.get(phase) ?? 0;
    print(`  ${phase.padEnd(28)} ${String(count).padStart(4)} ${"#".repeat(count)}`);
  }
  const rare = PHASES.filter((phase) => (hits.get(phase) ?? 0) < LEAST_HITS);
  for (const phase of rare) print(`  TOO FEW in ${phase}: the run does not count`);
  for (const problem of problems) print(`  WRONG: ${problem}`);
  if (problems.length === 0) print("  nothing torn, lost or different; manifest equals the sum");
  return rare.length + problems.length;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

Deno.exit(await main(Deno.args) === 0 ? 0 : 1);
