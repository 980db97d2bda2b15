/** Where a kill hit, judged from what the dead process left behind. */

import { batchNames, jsonIn } from "../support/on_disk.ts";
import type { Reference } from "./reference.ts";
import type { Victim } from "./victim.ts";

/** The phases in each of which a kill run has to hit. */
export const PHASES = [
  "staging write",
  "fsync",
  "between rename and manifest",
  "company append",
  "recovery",
  "clean",
] as const;
export type Phase = (typeof PHASES)[number];

/** Before the process touched anything, and while nothing was under way. */
export type Hit = Phase | "start-up" | "elsewhere";

export interface Scene {
  /** The data directory. */
  readonly data: string;
  readonly victim: Victim;
  readonly reference: Reference;
}

export async function phaseAtDeath(scene: Scene): Promise<Hit> {
  const { data, victim, reference } = scene;
  if (exists(`${data}/manifests/.clean`)) return "clean";
  if (victim.opened === undefined) return holdsLock(scene) ? "recovery" : "start-up";
  const announced = victim.companiesAnnounced * reference.bytesACompany;
  if (sizeOf(`${data}/raw/companies.jsonl`) !== announced) return "company append";
  const last = (await batchNames(data)).at(-1);
  if (last !== undefined && last > await lastInManifest(data)) return "between rename and manifest";
  const staged = await stagedBatches(scene);
  if (staged.length === 0) return "elsewhere";
  return staged.includes("partial") ? "staging write" : "fsync";
}

/** What is in staging: a batch is complete when all bytes of its events are in the file. */
export async function stagedBatches(
  { data, reference }: Scene,
): Promise<("partial" | "complete")[]> {
  const staging = `${data}/raw/_staging`;
  const states: ("partial" | "complete")[] = [];
  for (const id of namesIn(staging)) {
    const [batchId = ""] = id.split(".");
    const bytes = (await reference.batch(batchId))?.bytes;
    states.push(sizeOf(`${staging}/${id}/events.jsonl`) === bytes ? "complete" : "partial");
  }
  return states;
}

/** Whether the lock file names this process: from then on it is recovering. */
export function holdsLock({ data, victim }: Scene): boolean {
  try {
    return Deno.readTextFileSync(`${data}/manifests/.lock`).includes(`"pid":${victim.pid},`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

export function exists(path: string): boolean {
  return modifiedAt(path) !== -1;
}

/** -1 without a file or directory. */
export function modifiedAt(path: string): number {
  return statOf(path)?.mtime?.getTime() ?? -1;
}

/** 0 without a file. */
export function sizeOf(path: string): number {
  return statOf(path)?.size ?? 0;
}

export function namesIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function lastInManifest(data: string): Promise<string> {
  try {
    return String((await jsonIn(`${data}/manifests/batch_manifest.json`)).last_batch_id ?? "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
