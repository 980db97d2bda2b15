import { assert, assertEquals, assertRejects } from "@std/assert";
import { saveDataset } from "../../src/storage/dataset.ts";
import { loadManifest } from "../../src/storage/manifest.ts";
import { DataDir, upTo } from "../support/data_dir.ts";
import { IDENTITY } from "../support/histories.ts";
import { InjectedFailure, StepDisk } from "../support/step_disk.ts";
import { treeOf } from "../support/tree.ts";

Deno.test("openDataset() changes nothing when it is called again", async () => {
  await using dir = await DataDir.make();
  await dir.commit(await dir.open(), upTo(3));
  await dir.commit(await dir.open({ driversPerCompany: 3 }), [3]);
  const before = await treeOf(dir.layout.root);
  const disk = new StepDisk();
  const { actions, missingFiles } = await dir.open({ driversPerCompany: 3 }, { disk });
  assertEquals({ steps: disk.steps, actions, missingFiles }, {
    steps: [],
    actions: [],
    missingFiles: [],
  });
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("openDataset() empties staging, whatever is in it", async () => {
  await using dir = await DataDir.make();
  const opened = await dir.open();
  const before = await treeOf(dir.layout.root);
  dir.stage(opened, 0);
  dir.stage(opened, 0, "20260101T000000Z.f00d");
  await Deno.writeTextFile(dir.layout.staged("junk"), "x");
  const { actions } = await dir.open();
  assertEquals(await treeOf(dir.layout.root), before);
  assertEquals(actions, ["3 unfinished batches removed from staging"]);
});

Deno.test("openDataset() removes files that were not yet renamed to their places", async () => {
  await using dir = await DataDir.make();
  await dir.commit(await dir.open(), upTo(2));
  const before = await treeOf(dir.layout.root);
  for (const path of [dir.layout.companies, dir.layout.dataset, dir.layout.generatorState]) {
    await Deno.writeTextFile(`${path}.tmp`, "torn");
  }
  await dir.open();
  assertEquals(await treeOf(dir.layout.root), before);
});

const MANIFESTS: Record<string, (dir: DataDir) => Promise<void>> = {
  missing: ({ layout }) => Deno.remove(layout.batchManifest),
  damaged: async ({ layout }) => {
    const text = await Deno.readTextFile(layout.batchManifest);
    await Deno.writeTextFile(
      layout.batchManifest,
      text.replace(/"total_events": \d/, '"total_events": 9'),
    );
  },
  torn: ({ layout }) => Deno.truncate(layout.batchManifest, 40),
  foreign: async ({ layout }) => {
    await using other = await DataDir.make();
    await other.commit(await other.open({}, { identity: { seed: 7 } }), upTo(2));
    await Deno.copyFile(other.layout.batchManifest, layout.batchManifest);
  },
};

for (const [what, damage] of Object.entries(MANIFESTS)) {
  Deno.test(`openDataset() counts the batches by listing when the manifest is ${what}`, async () => {
    await using dir = await DataDir.make();
    const { totals } = await dir.commit(await dir.open(), [0, 1, 2, 5]);
    await damage(dir);
    const opened = await dir.open();
    assertEquals(opened.totals, totals);
    assertEquals(opened.actions, ["4 batches counted: batch_manifest.json rebuilt by listing"]);
  });
}

/** Commits `later` and puts the manifest of the time before it back, as a kill after the renames does. */
async function behind(dir: DataDir, later: readonly number[]): Promise<void> {
  const opened = await dir.commit(await dir.open(), upTo(2));
  const manifest = await Deno.readFile(dir.layout.batchManifest);
  await dir.commit(opened, later);
  await Deno.writeFile(dir.layout.batchManifest, manifest);
}

Deno.test("openDataset() counts the batches past the manifest, after one fsync of their directory", async () => {
  await using dir = await DataDir.make();
  await behind(dir, [2, 3]);
  const disk = new StepDisk();
  const { totals, actions } = await dir.open({}, { disk });
  assertEquals([totals.lastInterval, totals.batches], [3, 4]);
  assertEquals(disk.steps, ["syncDirectory events"]);
  assertEquals(actions, ["2 batches counted: found past the manifest"]);
});

Deno.test("openDataset() looks past the manifest only to the first absent batch", async () => {
  await using dir = await DataDir.make();
  await behind(dir, [2, 4]);
  assertEquals((await dir.open()).totals.lastInterval, 2);
});

Deno.test("openDataset() passes over skipped ranges, and over what was filled in them", async () => {
  await using dir = await DataDir.make();
  await behind(dir, [3, 6]);
  const { dataset } = await dir.open();
  const skipped = [{ first: 2, end: 4 }, { first: 4, end: 6 }];
  await saveDataset(dir.disk, dir.layout, { ...dataset, skipped });
  const { totals, dataset: after } = await dir.open();
  assertEquals([totals.lastInterval, totals.batches], [6, 3]);
  assertEquals(after.skipped, skipped);
});

Deno.test("openDataset() drops a skipped range after which nothing is committed, and edits no other", async () => {
  await using dir = await DataDir.make();
  const { dataset } = await dir.commit(await dir.open(), [0, 3]);
  const skipped = [{ first: 1, end: 3 }, { first: 4, end: 9 }];
  await saveDataset(dir.disk, dir.layout, { ...dataset, skipped });
  assertEquals((await dir.open()).dataset.skipped, skipped.slice(0, 1));
  const before = await treeOf(dir.layout.root);
  await dir.open();
  assertEquals(await treeOf(dir.layout.root), before);
});

Deno.test("openDataset() counts batches that a consumer deleted", async () => {
  await using dir = await DataDir.make();
  const { totals } = await dir.commit(await dir.open(), upTo(3));
  await Deno.remove(dir.layout.batch("20260101T000000Z"), { recursive: true });
  await Deno.remove(dir.layout.batch("20260101T003000Z"), { recursive: true });
  assertEquals((await dir.open()).totals, totals);
});

Deno.test("openDataset() opens an epoch before the first batch under other keys", async () => {
  await using dir = await DataDir.make();
  await dir.commit(await dir.open(), upTo(4));
  const { dataset } = await dir.open({ eventRatePerDriver: 9 });
  const firsts = dataset.history.epochs.map((
    { firstInterval, firstCohort },
  ) => [firstInterval, firstCohort]);
  assertEquals(firsts, [[0, 0], [4, 2]]);
});

Deno.test("loadManifest() gives what saveCaches() wrote, and nothing to another dataset", async () => {
  await using dir = await DataDir.make();
  const { totals, companies } = await dir.commit(await dir.open(), upTo(2));
  assertEquals(await loadManifest(dir.layout, IDENTITY), {
    totals,
    companies: companies.companies,
  });
  for (const other of [{ seed: 1 }, { startMs: 0 }]) {
    assertEquals(await loadManifest(dir.layout, { ...IDENTITY, ...other }), null);
  }
});

const OPENINGS: Record<string, (dir: DataDir) => Promise<void>> = {
  "a new dataset": async () => {},
  "an epoch change": async (dir) => {
    await dir.commit(await dir.open({ numberOfCompanies: 2 }), upTo(2));
  },
  "a damaged companies.jsonl": async (dir) => {
    await dir.commit(await dir.open(), upTo(2));
    await Deno.writeTextFile(dir.layout.companies, "junk\n".repeat(200));
  },
  "a torn companies.jsonl": async (dir) => {
    await dir.commit(await dir.open(), upTo(2));
    await Deno.truncate(dir.layout.companies, 500);
  },
  "a lost dataset.json": async (dir) => {
    await dir.commit(await dir.open(), upTo(2));
    await Deno.remove(dir.layout.dataset);
  },
  "batches past the manifest": (dir) => behind(dir, [2]),
};

for (const [what, prepare] of Object.entries(OPENINGS)) {
  Deno.test(`openDataset() of ${what} that was killed at any step is completed by the next`, async () => {
    await using undisturbed = await DataDir.make();
    await prepare(undisturbed);
    await undisturbed.open();
    const expected = await treeOf(undisturbed.layout.root);
    let failAt = 0;
    for (;; failAt++) {
      await using dir = await DataDir.make();
      await prepare(dir);
      const disk = new StepDisk({ failAt, isKill: true });
      const isDone = await dir.open({}, { disk }).then(() => true, (error) => {
        if (error instanceof InjectedFailure) return false;
        throw error;
      });
      if (!isDone) await dir.open();
      assertEquals(await treeOf(dir.layout.root), expected, `killed at ${disk.steps[failAt]}`);
      if (isDone) break;
    }
    assert(failAt > 0, "there was nothing to be killed in");
  });
}

Deno.test("openDataset() says why when the disk fails", async () => {
  await using dir = await DataDir.make();
  const disk = new StepDisk({ failAt: 2 });
  await assertRejects(() => dir.open({}, { disk }), InjectedFailure);
});
