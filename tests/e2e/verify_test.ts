import { assertEquals, assertMatch } from "@std/assert";
import { fleetgen, succeed } from "../support/cli.ts";
import { backfilled, minutesIn } from "../support/made.ts";
import { cutTail, flipByte, replaceIn, resealWith } from "../support/planted.ts";
import { WorkDir } from "../support/work_dir.ts";

const BATCH = "raw/events/20260101T001500Z";

interface Damage {
  readonly name: string;
  readonly plant: (data: string) => Promise<void>;
  /** What verify has to say of it. */
  readonly says: RegExp;
  readonly deep?: boolean;
}

const DAMAGES: readonly Damage[] = [
  {
    name: "a flipped byte",
    plant: (data) => flipByte(`${data}/${BATCH}/events.jsonl`),
    says: /20260101T001500Z: events\.jsonl/,
  },
  {
    name: "a cut tail",
    plant: (data) => cutTail(`${data}/${BATCH}/events.jsonl`),
    says: /20260101T001500Z: events\.jsonl/,
  },
  {
    name: "a missing batch",
    plant: (data) => Deno.remove(`${data}/${BATCH}`, { recursive: true }),
    says: /20260101T001500Z is missing/,
  },
  {
    name: "a missing last batch",
    plant: (data) => Deno.remove(`${data}/raw/events/20260101T011500Z`, { recursive: true }),
    says: /20260101T011500Z is missing/,
  },
  {
    name: "a foreign batch",
    plant: (data) => Deno.mkdir(`${data}/raw/events/20260101T000700Z`),
    says: /[Ff]oreign.*20260101T000700Z/,
  },
  {
    name: "a changed meta",
    plant: (data) => replaceIn(`${data}/${BATCH}/batch_meta.json`, '"driver_count": ', "$&1"),
    says: /20260101T001500Z: batch_meta\.json/,
  },
  {
    name: "a missing meta",
    plant: (data) => Deno.remove(`${data}/${BATCH}/batch_meta.json`),
    says: /20260101T001500Z/,
  },
  {
    name: "a wrong sum",
    plant: (data) => resealWith(`${data}/manifests/batch_manifest.json`, "total_events", 1),
    says: /batch_manifest\.json|total_events|events/,
  },
  {
    name: "a damaged manifest",
    plant: (data) => flipByte(`${data}/manifests/batch_manifest.json`),
    says: /batch_manifest\.json/,
  },
  {
    name: "a damaged dataset file",
    plant: (data) => flipByte(`${data}/manifests/dataset.json`),
    says: /dataset\.json/,
  },
  {
    name: "a flipped byte in companies.jsonl",
    plant: (data) => flipByte(`${data}/raw/companies.jsonl`),
    says: /companies\.jsonl/,
  },
  {
    name: "a cut tail of companies.jsonl",
    plant: (data) => cutTail(`${data}/raw/companies.jsonl`),
    says: /companies\.jsonl/,
  },
  {
    name: "a batch of another seed in place of one",
    plant: async (data) => {
      await Deno.remove(`${data}/${BATCH}`, { recursive: true });
      await Deno.rename(`${data}/../other/${BATCH}`, `${data}/${BATCH}`);
    },
    says: /20260101T001500Z/,
  },
  {
    name: "a forged batch that agrees with its meta",
    plant: forge,
    says: /20260101T001500Z: events\.jsonl is not what/,
    deep: true,
  },
];

for (const { name, plant, says, deep } of DAMAGES) {
  Deno.test(`fleetgen verify finds ${name}`, async () => {
    await using dir = await WorkDir.make();
    await backfilled("data", { ...dir.options, to: minutesIn(90) });
    if (name.includes("another seed")) {
      const flags = ["--seed", "7", "--number-of-companies", "5", "--drivers-per-company", "3"];
      await backfilled("other", { ...dir.options, to: minutesIn(90), flags });
    }
    await plant(dir.at("data"));
    const args = ["verify", ...deep === true ? ["--deep"] : []];
    const { code, stderr, stdout } = await fleetgen(args, dir.options);
    assertEquals(code, 65, stdout);
    assertMatch(stderr, says);
  });
}

Deno.test("fleetgen verify finds nothing in what fleetgen wrote", async () => {
  await using dir = await WorkDir.make();
  await backfilled("data", { ...dir.options, to: minutesIn(90) });
  const { problems, batches } = JSON.parse(await succeed(["verify", "--json"], dir.options));
  assertEquals([problems, batches], [[], 6]);
});

Deno.test("fleetgen verify ends with 73 where there is no dataset", async () => {
  await using dir = await WorkDir.make();
  const { code, stderr } = await fleetgen(["verify"], dir.options);
  assertEquals(code, 73);
  assertMatch(stderr, /^fleetgen: Cannot verify .*\n$/);
});

/** Swaps two kinds of equal length in the first events and gives the meta the new checksum. */
async function forge(data: string): Promise<void> {
  const path = `${data}/${BATCH}/events.jsonl`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace("TRK-42-", "TRK-24-"));
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  const sum = new Uint8Array(digest).toHex();
  await replaceIn(
    `${data}/${BATCH}/batch_meta.json`,
    /"sha256": "[0-9a-f]+"/,
    `"sha256": "${sum}"`,
  );
}
