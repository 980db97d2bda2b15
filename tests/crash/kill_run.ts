/** Kills the real program again and again, and judges what is left each time. */

import { fleetgen } from "../support/cli.ts";
import { batchNames } from "../support/on_disk.ts";
import { WorkDir } from "../support/work_dir.ts";
import { moment } from "./aim.ts";
import { Dice } from "./dice.ts";
import { type Fleet, fleetUnder, type Policy } from "./fleet.ts";
import { Judge } from "./judge.ts";
import { exists, type Hit, namesIn, type Phase, phaseAtDeath, PHASES } from "./phase.ts";
import { Reference } from "./reference.ts";
import { Victim } from "./victim.ts";

export interface KillRunOptions {
  readonly policy: Policy;
  /** How many times. */
  readonly kills: number;
  readonly seed: number;
}

export interface KillRunResult {
  readonly hits: ReadonlyMap<Hit, number>;
  /** What the judge found wrong, a sentence each. */
  readonly problems: readonly string[];
}

/** Besides kills at random moments, most are aimed at the phase that was hit least so far. */
const SHARE_AT_RANDOM = 0.2;
const COMMITS_AT_THE_END = 3;

export async function killRun({ policy, kills, seed }: KillRunOptions): Promise<KillRunResult> {
  await using dir = await WorkDir.make();
  const fleet = fleetUnder(policy, Date.now());
  const reference = await Reference.make(fleet, dir);
  const run = new KillRun({ dir, fleet, reference, dice: new Dice(seed) });
  for (let n = 0; n < kills; n++) await run.killOne();
  await run.finish();
  return { hits: run.hits, problems: run.judge.problems };
}

interface KillRunParts {
  readonly dir: WorkDir;
  readonly fleet: Fleet;
  readonly reference: Reference;
  readonly dice: Dice;
}

class KillRun {
  readonly hits = new Map<Hit, number>();
  readonly judge: Judge;
  readonly #parts: KillRunParts;
  readonly #data: string;
  /** What the next start has to find: nothing after a clean. */
  #batchesLeft = 0;

  constructor(parts: KillRunParts) {
    this.#parts = parts;
    this.#data = parts.dir.at("data");
    this.judge = new Judge(this.#data, parts);
  }

  async killOne(): Promise<void> {
    const { dice, reference } = this.#parts;
    const want = this.#choose();
    await using victim = this.#start();
    const scene = { data: this.#data, victim, reference };
    await moment(want, scene, dice);
    const { code, stderr } = await victim.end("SIGKILL");
    if (code !== 137) this.judge.problems.push(`It ended with ${code} by itself: ${stderr}`);
    const hit = await phaseAtDeath(scene);
    this.hits.set(hit, (this.hits.get(hit) ?? 0) + 1);
    await this.#judge(victim);
  }

  /** Starts once more, lets it work, stops it, and judges the whole. */
  async finish(): Promise<void> {
    await using victim = this.#start();
    const committed = (): number =>
      victim.records.filter(({ message }) => message === "Batch committed").length;
    const end = performance.now() + 20_000;
    while (committed() < COMMITS_AT_THE_END && !victim.ended && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const { code, stderr } = await victim.end("SIGTERM");
    if (code !== 0) this.judge.problems.push(`The last stop ended with ${code}: ${stderr}`);
    await this.#judge(victim);
    await this.judge.lookAtTheEnd();
    const { code: verdict, stdout } = await fleetgen(["verify", "--deep"], this.#parts.dir.options);
    if (verdict !== 0) this.judge.problems.push(`verify ended with ${verdict}: ${stdout}`);
  }

  #start(): Victim {
    const { fleet, dice, dir } = this.#parts;
    const operational = {
      "missed-intervals": fleet.policy,
      "speed": fleet.policy === "all" ? dice.pick(["1", "100000"]) : "1",
      "workers": dice.pick(["1", "2"]),
      // A kill leaves what was written in the kernel's hands, fsynced or not.
      "durability": dice.pick(["full", "full", "none"]),
    };
    const flags = Object.entries(operational).flatMap(([key, value]) => [`--${key}`, value]);
    return new Victim([...fleet.flags, ...flags], dir);
  }

  #choose(): Phase | null {
    const { dice } = this.#parts;
    if (dice.below(1) < SHARE_AT_RANDOM) return null;
    const count = (phase: Phase): number => this.hits.get(phase) ?? 0;
    const least = Math.min(...PHASES.map(count));
    const rare = PHASES.filter((phase) => count(phase) === least);
    return rare[Math.floor(dice.below(rare.length))] ?? null;
  }

  async #judge(victim: Victim): Promise<void> {
    this.#judgeRecovery(victim);
    this.judge.hear(victim.records);
    const unfinished = exists(`${this.#data}/manifests/.clean`);
    const cleaned = unfinished || !exists(`${this.#data}/manifests/dataset.json`);
    if (cleaned) this.judge.forget();
    if (!unfinished) await this.judge.look({ again: false });
    this.#batchesLeft = cleaned ? 0 : (await batchNames(this.#data)).length;
  }

  /** What a start says that it found is what the kill before it left. */
  #judgeRecovery({ opened }: Victim): void {
    if (opened === undefined) return;
    const { problems } = this.judge;
    const { total_batches: batches, total_companies: companies } = opened.metadata;
    if (batches !== this.#batchesLeft) {
      problems.push(`A start found ${batches} batches of ${this.#batchesLeft}.`);
    }
    if (Number(companies) % this.#parts.fleet.companiesACohort !== 0) {
      problems.push(`A start left ${companies} companies, which are no whole cohorts.`);
    }
    for (const zone of ["raw", "staged", "processed", "manifests"]) {
      const trash = namesIn(`${this.#data}/${zone}`).filter((name) => name.startsWith(".trash-"));
      const cleaning = exists(`${this.#data}/manifests/.clean`);
      if (trash.length > 0 && !cleaning) problems.push(`A start left ${zone}/${trash}.`);
    }
  }
}
