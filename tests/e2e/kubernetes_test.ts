import { assertEquals } from "@std/assert";
import { installed, readIndexedJob, runPod } from "../support/indexed_job.ts";
import { backfilled } from "../support/made.ts";
import { WorkDir } from "../support/work_dir.ts";

const INTERVAL_MS = 900_000;

Deno.test("the Indexed Job has a pod for each shard, and a volume where it writes", async () => {
  const { completions, parallelism, template } = await readIndexedJob();
  const { containers: [{ env, volumeMounts: [mount] }], volumes: [volume] } = template.spec;
  assertEquals(env.find(({ name }) => name === "SHARDS")?.value, String(completions));
  assertEquals(parallelism <= completions, true);
  assertEquals([mount.name, mount.mountPath], [volume.name, "/data"]);
});

Deno.test("the Indexed Job's pods make the batches of one machine", async () => {
  await using dir = await WorkDir.make();
  await installed(dir);
  await Deno.mkdir(dir.at("data"));
  const job = await readIndexedJob();
  const env = { FLEETGEN_NUMBER_OF_COMPANIES: "5", FLEETGEN_DRIVERS_PER_COMPANY: "3" };
  for (let index = 0; index < job.completions; index++) {
    const { success, stderr } = await runPod(job, { index, dir, env });
    assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
  }
  const names = Array.from(
    { length: job.completions },
    (_, index) => `2026-01-01.${index}-of-${job.completions}.jsonl`,
  );
  const found = await Array.fromAsync(Deno.readDir(dir.at("data")), ({ name }) => name);
  assertEquals(found.sort(), names);
  const shards = await Promise.all(names.map((name) => Deno.readTextFile(dir.at(`data/${name}`))));
  await backfilled("whole", { ...dir.options, to: "2026-01-02T00:00:00Z" });
  assertEquals(byBatch(shards.join("")), await batches(dir.at("whole/raw/events")));
});

/** Lines by the batch that they belong to, in the order they come in. */
function byBatch(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split("\n").slice(0, -1)) {
    const time = Date.parse(JSON.parse(line).timestamp);
    const start = new Date(time - time % INTERVAL_MS).toISOString();
    const id = start.replace(/\.\d+/, "").replace(/[-:]/g, "");
    found.set(id, `${found.get(id) ?? ""}${line}\n`);
  }
  return found;
}

async function batches(events: string): Promise<Map<string, string>> {
  const ids = await Array.fromAsync(Deno.readDir(events), ({ name }) => name);
  const texts = ids.map((id) => Deno.readTextFile(`${events}/${id}/events.jsonl`));
  const whole = await Promise.all(texts);
  return new Map(ids.map((id, n) => [id, whole[n] ?? ""]));
}
