import { assertEquals } from "@std/assert";
import { removeOldLogs } from "../../src/observability/log_retention.ts";
import { inTempDir } from "../support/log_files.ts";

const NOW = new Date("2026-03-01T00:00:00Z");

async function names(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir))).map((entry) => entry.name).sort();
}

Deno.test("removeOldLogs() removes what is more than so many days old, with what is inside", async () => {
  await inTempDir(async (dir) => {
    for (const day of ["2025-12-31", "2026-02-26", "2026-02-27", "2026-03-01", "2027-01-01"]) {
      await Deno.mkdir(`${dir}/${day}`);
      await Deno.writeTextFile(`${dir}/${day}/generator.log.jsonl`, "{}\n");
    }
    const result = await removeOldLogs(dir, 2, { now: NOW });
    assertEquals(result, { removed: ["2025-12-31", "2026-02-26"], failed: [] });
    assertEquals(await names(dir), ["2026-02-27", "2026-03-01", "2027-01-01"]);
  });
});

Deno.test("removeOldLogs() leaves everything that is not a directory named by a date", async () => {
  await inTempDir(async (dir) => {
    const others = ["2020-02-30", "2020-1-1", "2020-01-01.bak", "x2020-01-01", "notes", "20200101"];
    for (const name of others) await Deno.mkdir(`${dir}/${name}`);
    await Deno.writeTextFile(`${dir}/2020-01-01`, "a file");
    assertEquals((await removeOldLogs(dir, 0, { now: NOW })).removed, []);
    assertEquals(await names(dir), [...others, "2020-01-01"].sort());
  });
});

Deno.test("removeOldLogs() goes through no link", async () => {
  await inTempDir(async (dir) => {
    const [logs, kept] = [`${dir}/logs`, `${dir}/kept`];
    await Deno.mkdir(`${logs}/2020-01-02`, { recursive: true });
    await Deno.mkdir(`${kept}/2020-01-01`, { recursive: true });
    await Deno.symlink(kept, `${logs}/2020-01-01`);
    await Deno.symlink(kept, `${logs}/2020-01-02/inside`);
    await Deno.symlink(kept, `${dir}/linked`);
    assertEquals((await removeOldLogs(logs, 0, { now: NOW })).removed, ["2020-01-02"]);
    assertEquals((await removeOldLogs(`${dir}/linked`, 0, { now: NOW })).removed, []);
    assertEquals(await names(kept), ["2020-01-01"]);
    assertEquals(await names(logs), ["2020-01-01"]);
  });
});

Deno.test("removeOldLogs() finds nothing in a directory that is missing", async () => {
  await inTempDir(async (dir) => {
    const result = await removeOldLogs(`${dir}/none`, 0, { now: NOW });
    assertEquals(result, { removed: [], failed: [] });
  });
});
