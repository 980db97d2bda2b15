import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { backfilled } from "../support/backfilled.ts";
import { DataDir } from "../support/data_dir.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { IDENTITY } from "../support/histories.ts";
import { LiveFleet } from "../support/live_fleet.ts";
import { rawSum } from "../support/on_disk.ts";

const MINUTE = 60_000;
const INTERVALS = 50;
const END = IDENTITY.startMs + INTERVALS * IDENTITY.batchMs;

async function sumOfBackfill(): Promise<string> {
  await using dir = await DataDir.make();
  await backfilled(dir, INTERVALS);
  return await rawSum(dir.layout.root);
}

type Event =
  | { readonly kind: "advance" | "jump"; readonly minutes: number }
  | { readonly kind: "pause" | "resume" | "restart" };

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("advance" as const),
      minutes: fc.integer({ min: 1, max: 40 }),
    }),
    fc.record({
      kind: fc.constant("jump" as const),
      minutes: fc.integer({ min: -200, max: 50 }),
    }),
    fc.record({ kind: fc.constantFrom("pause" as const, "resume" as const, "restart" as const) }),
  ),
  { minLength: 4, maxLength: 12 },
);

async function happen(fleet: LiveFleet, event: Event): Promise<void> {
  if (event.kind === "advance") await fleet.advance(event.minutes * MINUTE);
  else if (event.kind === "jump") await fleet.jump(event.minutes * MINUTE);
  else if (event.kind === "pause") await fleet.pause();
  else if (event.kind === "resume") await fleet.resume();
}

async function live(dir: DataDir, life: readonly Event[]): Promise<void> {
  const clock = new FakeClock(IDENTITY.startMs);
  let fleet = await LiveFleet.start(dir, { clock });
  for (const event of life) {
    if (event.kind === "restart") {
      await fleet.stop();
      fleet = await LiveFleet.start(dir, { clock });
    } else await happen(fleet, event);
  }
  await fleet.stop();
  clock.jump(END - clock.now());
  await using last = await LiveFleet.start(dir, { clock });
  await last.settled();
}

Deno.test("Generator under jumps, pauses and restarts makes the bytes of one backfill", async () => {
  const expected = await sumOfBackfill();
  await fc.assert(
    fc.asyncProperty(events, async (life) => {
      await using dir = await DataDir.make();
      await live(dir, life);
      assertEquals(await rawSum(dir.layout.root), expected);
    }),
    { numRuns: 15 },
  );
});

Deno.test("Generator at speed 600 makes the bytes of speed 1", async () => {
  const expected = await sumOfBackfill();
  await using dir = await DataDir.make();
  const clock = new FakeClock(END + 12_345);
  await using fleet = await LiveFleet.start(dir, { clock, speed: 600 });
  await fleet.advance((INTERVALS - 1) * 1500);
  assertEquals(fleet.committed.length, INTERVALS);
  assertEquals(await rawSum(dir.layout.root), expected);
});
