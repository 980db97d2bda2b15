import { assert, assertEquals, assertMatch } from "@std/assert";
import { DataDir } from "../support/data_dir.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet, type LiveOptions } from "../support/live_fleet.ts";
import { batchesOnDisk, jsonIn } from "../support/on_disk.ts";
import { BreakableDisk, InjectedFailure } from "../support/step_disk.ts";
import { treeOf } from "../support/tree.ts";

const INTERVAL = IDENTITY.batchMs;

/** What is to happen on the failing disk, from a fleet with one batch on. */
interface Scenario {
  readonly name: string;
  readonly options: Partial<LiveOptions>;
  readonly act: (fleet: LiveFleet) => Promise<void>;
  /** What has to be done with a good disk for the same data. */
  readonly before: (fleet: LiveFleet) => Promise<void>;
}

const nothing = async (): Promise<void> => {};

const SCENARIOS: readonly Scenario[] = [
  {
    name: "a cohort and a group of batches",
    options: { missed: "all" },
    before: nothing,
    act: (fleet) => fleet.jump(5 * INTERVAL),
  },
  {
    name: "a skipped range, a cohort and a batch",
    options: { missed: "latest" },
    before: nothing,
    act: (fleet) => fleet.jump(5 * INTERVAL),
  },
  {
    name: "a new dataset after a clean",
    options: { missed: "all" },
    before: async (fleet) => {
      await fleet.pause();
      await fleet.control.clean();
    },
    act: (fleet) => fleet.resume(),
  },
];

/** All that is a function of the dataset alone. */
async function dataIn({ layout }: DataDir): Promise<Record<string, unknown>> {
  const manifest = await jsonIn(layout.batchManifest);
  return {
    raw: await treeOf(layout.zone("raw")),
    dataset: await Deno.readTextFile(layout.dataset),
    copy: await Deno.readTextFile(layout.seedManifest),
    text: await Deno.readTextFile(layout.datasetText),
    totals: [manifest.total_batches, manifest.total_events, manifest.total_companies],
  };
}

async function expectedOf({ options, before, act }: Scenario): Promise<Record<string, unknown>> {
  await using dir = await DataDir.make();
  await using fleet = await LiveFleet.withOneBatch(dir, options);
  await before(fleet);
  await act(fleet);
  return await dataIn(dir);
}

/** Every batch that stands in its place is complete, and staging holds nothing that counts. */
async function assertNothingTorn({ layout }: DataDir): Promise<void> {
  for (const { meta, sha256, bytes, lines } of await batchesOnDisk(layout.root)) {
    assertEquals([meta.sha256, meta.bytes, meta.event_count], [sha256, bytes, lines]);
  }
}

/** Runs the scenario on a disk whose step `failAt` and all after it fail; false past the last step. */
async function degraded(
  { options, before, act }: Scenario,
  failAt: number,
  check: (dir: DataDir, fleet: LiveFleet, disk: BreakableDisk) => Promise<void>,
): Promise<boolean> {
  await using dir = await DataDir.make();
  const disk = new BreakableDisk(failAt);
  await using fleet = await LiveFleet.withOneBatch(dir, { ...options, disk });
  await before(fleet);
  disk.isArmed = true;
  await act(fleet);
  if (disk.steps.length <= failAt) return false;
  const { status, reason } = fleet.control.status();
  assertEquals([status, reason?.startsWith("injected at ")], ["degraded", true]);
  assertMatch(await fleet.control.unready() ?? "", /^The last commit failed: injected/);
  await assertNothingTorn(dir);
  await check(dir, fleet, disk);
  return true;
}

for (const scenario of SCENARIOS) {
  Deno.test(`Generator recovers by itself when any step of ${scenario.name} fails for a while`, async () => {
    const expected = await expectedOf(scenario);
    let failAt = 0;
    const goesOn = (): Promise<boolean> =>
      degraded(scenario, failAt, async (dir, fleet, disk) => {
        await fleet.advance(10_000);
        assertEquals(fleet.control.status().status, "degraded");
        disk.isArmed = false;
        await fleet.advance(30_000);
        assertEquals(fleet.control.status().status, "running", disk.steps[failAt]);
        assertEquals(fleet.control.status().reason, undefined);
        assertEquals(await dataIn(dir), expected, disk.steps[failAt]);
      });
    while (await goesOn()) failAt++;
    assert(failAt > 15);
  });

  Deno.test(`Generator completes at the next start whatever step of ${scenario.name} failed`, async () => {
    const expected = await expectedOf(scenario);
    let failAt = 0;
    const goesOn = (): Promise<boolean> =>
      degraded(scenario, failAt, async (dir, fleet, disk) => {
        const { clock } = fleet;
        await fleet.stop();
        await assertNothingTorn(dir);
        await using next = await LiveFleet.start(dir, { clock, ...scenario.options });
        await next.settled();
        assertEquals(await dataIn(dir), expected, disk.steps[failAt]);
      });
    while (await goesOn()) failAt++;
  });
}

Deno.test("Generator fails to open a new dataset in one piece, and the next start opens it", async () => {
  for (let failAt = 0;; failAt++) {
    await using dir = await DataDir.make();
    const disk = new BreakableDisk(failAt);
    disk.isArmed = true;
    const clock = new FakeClock(IDENTITY.startMs + INTERVAL);
    const first = await LiveFleet.start(dir, { clock, disk }).catch((error) => {
      if ([error, error.cause].some((cause) => cause instanceof InjectedFailure)) return null;
      throw error;
    });
    if (first !== null) return await first.stop();
    await using fleet = await LiveFleet.withOneBatch(dir);
    assertEquals(fleet.committed.length, 1);
    assertEquals((await batchesOnDisk(dir.layout.root)).length, 1);
  }
});
