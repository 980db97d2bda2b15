import { DataDir, upTo } from "./data_dir.ts";

/** The tree that a clean leaves. */
export const CLEANED = {
  "manifests": "/",
  "manifests/.lock": "held\n",
  "manifests/logs": "/",
  "manifests/logs/today.jsonl": "cleaned\n",
  "processed": "/",
  "raw": "/",
  "raw/_staging": "/",
  "raw/events": "/",
  "staged": "/",
};

/** A data directory with a dataset, other programs' files, and links that lead to `outside`. */
export async function soiled(): Promise<{ dir: DataDir; outside: string }> {
  const dir = await DataDir.make();
  await dir.commit(await dir.open(), upTo(2));
  const { root, layout } = dir;
  const outside = `${root}/outside`;
  await Deno.mkdir(`${outside}/deep`, { recursive: true });
  await Deno.writeTextFile(`${outside}/deep/precious`, "precious");
  await Deno.writeTextFile(layout.lock, "held\n");
  await Deno.mkdir(`${layout.logs}/2026-01-01`, { recursive: true });
  await Deno.writeTextFile(`${layout.logs}/2026-01-01/generator.log.jsonl`, "{}\n");
  await Deno.mkdir(`${layout.zone("staged")}/table/part=1`, { recursive: true });
  await Deno.writeTextFile(`${layout.zone("staged")}/table/part=1/a.parquet`, "parquet");
  await Deno.symlink(outside, `${layout.zone("staged")}/link`);
  await Deno.symlink(`${outside}/deep`, `${layout.zone("staged")}/table/link`);
  await Deno.symlink(`${outside}/deep/precious`, `${layout.events}/precious`);
  await Deno.symlink(outside, `${layout.zone("processed")}/.trash-link`);
  await Deno.symlink("nowhere", `${layout.zone("processed")}/dangling`);
  return { dir, outside };
}
