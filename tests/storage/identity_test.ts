import { assertEquals, assertRejects } from "@std/assert";
import { newDataset, saveDataset } from "../../src/storage/dataset.ts";
import { Fault, type FaultCode } from "../../src/storage/fault.ts";
import { metaFile } from "../../src/storage/layout.ts";
import { DataDir, type OpenOptions, upTo } from "../support/data_dir.ts";
import { IDENTITY, SMALL_KEYS } from "../support/histories.ts";
import { treeOf } from "../support/tree.ts";

const ANY_START: OpenOptions = { identity: { startMs: null } };

/** A dataset with the batches of `intervals` and the companies due. */
async function withBatches(intervals: readonly number[]): Promise<DataDir> {
  const dir = await DataDir.make();
  await dir.commit(await dir.open(), intervals);
  return dir;
}

async function removeBoth({ layout }: DataDir): Promise<void> {
  for (const path of [layout.dataset, layout.seedManifest]) await Deno.remove(path);
}

/** Opening is refused with `code` and a sentence that has all of `texts`; nothing on disk changes. */
async function assertRefused(
  dir: DataDir,
  open: () => Promise<unknown>,
  { code, texts }: { code: FaultCode; texts: readonly string[] },
): Promise<void> {
  const before = await treeOf(dir.layout.root);
  const fault = await assertRejects(open, Fault);
  assertEquals(fault.code, code);
  assertEquals(texts.filter((text) => !fault.message.includes(text)), [], fault.message);
  assertEquals(await treeOf(dir.layout.root), before);
}

const DAMAGES: Record<string, (path: string) => Promise<void>> = {
  missing: (path) => Deno.remove(path),
  empty: (path) => Deno.truncate(path, 0),
  torn: (path) => Deno.truncate(path, 300),
  changed: async (path) => {
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(
      path,
      text.replaceAll('"drivers_per_company": 2', '"drivers_per_company": 3'),
    );
  },
  foreign: (path) => Deno.writeTextFile(path, '{"hello":"world"}\n'),
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  for (const name of ["dataset", "seedManifest", "datasetText"] as const) {
    Deno.test(`openDataset() restores a ${what} ${name} byte for byte`, async () => {
      await using dir = await withBatches(upTo(2));
      const before = await treeOf(dir.layout.root);
      await damage(dir.layout[name]);
      const { missingFiles } = await dir.open({}, ANY_START);
      assertEquals(await treeOf(dir.layout.root), before);
      assertEquals(missingFiles.length, name === "datasetText" ? 0 : 1);
    });
  }
}

Deno.test("openDataset() writes a second copy that is behind dataset.json anew", async () => {
  await using dir = await withBatches(upTo(2));
  const old = await Deno.readTextFile(dir.layout.seedManifest);
  await dir.open({ driversPerCompany: 5 });
  const before = await treeOf(dir.layout.root);
  await Deno.writeTextFile(dir.layout.seedManifest, old);
  await dir.open({ driversPerCompany: 5 });
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("openDataset() refuses two copies with different identities", async () => {
  await using dir = await withBatches([0]);
  const { seedManifest } = dir.layout;
  const ours = await Deno.readTextFile(dir.layout.dataset);
  await saveDataset(dir.disk, dir.layout, newDataset({ ...IDENTITY, seed: 43 }, SMALL_KEYS));
  await Deno.writeTextFile(dir.layout.dataset, ours);
  await assertRefused(dir, () => dir.open(), {
    code: "data-invalid",
    texts: ["one identity", '"seed":42', '"seed":43', seedManifest.split("/").at(-1) ?? ""],
  });
});

for (
  const [key, value, texts] of [
    ["seed", 43, ["'seed' is 42 here but 43 is asked"]],
    ["startMs", IDENTITY.startMs + 900_000, ["'start_time' is 2026-01-01T00:00:00.000Z", "00:15"]],
    ["batchMs", 1_800_000, ["'batch_interval' is PT900S here but PT1800S"]],
    ["onboardingMs", 420_000, ["'company_onboarding_interval' is PT3600S here but PT420S"]],
  ] as const
) {
  Deno.test(`openDataset() refuses another ${key} with both values and the way out`, async () => {
    await using dir = await withBatches([0]);
    await assertRefused(dir, () => dir.open({}, { identity: { [key]: value } }), {
      code: "identity-conflict",
      texts: [...texts, "clean it, or choose another data directory"],
    });
  });
}

Deno.test("openDataset() accepts the batches of this configuration when both copies are gone", async () => {
  await using dir = await withBatches(upTo(3));
  const before = await treeOf(dir.layout.root);
  await removeBoth(dir);
  const { dataset, missingFiles } = await dir.open({}, ANY_START);
  assertEquals(dataset.skipped, []);
  assertEquals(missingFiles.length, 2);
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("openDataset() takes intervals absent before the last batch as skipped", async () => {
  await using dir = await withBatches([1, 4, 5]);
  await removeBoth(dir);
  const { dataset } = await dir.open({}, ANY_START);
  assertEquals(dataset.skipped, [{ first: 0, end: 1 }, { first: 2, end: 4 }]);
  assertEquals(dataset.history.identity, IDENTITY);
});

for (
  const [what, keys, identity] of [
    ["another seed", {}, { seed: 43 }],
    ["another start", {}, { startMs: IDENTITY.startMs - 900_000 }],
    ["another batch interval", {}, { batchMs: 1_800_000, startMs: null }],
    ["other keys", { driversPerCompany: 3 }, {}],
  ] as const
) {
  Deno.test(`openDataset() refuses batches of ${what} when both copies are gone`, async () => {
    await using dir = await withBatches(upTo(2));
    await removeBoth(dir);
    await assertRefused(dir, () => dir.open(keys, { identity }), {
      code: "data-invalid",
      texts: ["dataset.json and seed_manifest.json are gone", "batch 20260101T000000Z"],
    });
  });
}

Deno.test("openDataset() refuses batches of a later epoch when both copies are gone", async () => {
  await using dir = await withBatches(upTo(2));
  await dir.commit(await dir.open({ driversPerCompany: 5 }), [2]);
  await removeBoth(dir);
  await assertRefused(dir, () => dir.open({}, ANY_START), {
    code: "data-invalid",
    texts: ["batch 20260101T003000Z of another"],
  });
});

Deno.test("openDataset() refuses batches of a later epoch with the same keys when both copies are gone", async () => {
  await using dir = await withBatches([0]);
  await dir.commit(await dir.open({ driversPerCompany: 5 }), [1]);
  await dir.commit(await dir.open(), [2]);
  await Deno.remove(dir.layout.batch("20260101T001500Z"), { recursive: true });
  await removeBoth(dir);
  await assertRefused(dir, () => dir.open({}, ANY_START), {
    code: "data-invalid",
    texts: ["batch 20260101T003000Z of another"],
  });
});

Deno.test("openDataset() refuses a batch without a meta when both copies are gone", async () => {
  await using dir = await withBatches(upTo(2));
  await removeBoth(dir);
  await Deno.remove(metaFile(dir.layout.batch("20260101T001500Z")));
  await assertRefused(dir, () => dir.open({}, ANY_START), { code: "data-invalid", texts: [] });
});

Deno.test("openDataset() refuses companies without batches when both copies are gone", async () => {
  await using dir = await DataDir.make();
  await (await dir.open()).companies.append(1);
  await removeBoth(dir);
  await assertRefused(dir, () => dir.open(), { code: "data-invalid", texts: ["companies"] });
});

Deno.test("openDataset() begins anew when there is no whole line and no batch", async () => {
  await using dir = await DataDir.make();
  await dir.open();
  await removeBoth(dir);
  await Deno.writeTextFile(dir.layout.companies, '{"company_id":"torn');
  const { dataset } = await dir.open({}, { identity: { seed: 7, startMs: null } });
  assertEquals(dataset.history.identity, { ...IDENTITY, seed: 7 });
  assertEquals(await Deno.readTextFile(dir.layout.companies), "");
});
