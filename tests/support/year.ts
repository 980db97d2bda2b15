/** Lives through a year under whatever TZ says, and prints the sum of the bytes it made. */

import { DataDir } from "./data_dir.ts";
import { FakeClock } from "./fake_clock.ts";
import { IDENTITY } from "./histories.ts";
import { LiveFleet } from "./live_fleet.ts";
import { rawSum } from "./on_disk.ts";

const HOUR = 3_600_000;

await using dir = await DataDir.make();
const clock = new FakeClock(IDENTITY.startMs);
const keys = { numberOfCompanies: 1, maxCompanies: 2, driversPerCompany: 1, eventRatePerDriver: 1 };
await using fleet = await LiveFleet.start(dir, { clock, keys, identity: { batchMs: 12 * HOUR } });
for (let day = 0; day < 365; day += 5) await fleet.jump(5 * 24 * HOUR - 1000);
const { committed } = fleet;
const report = {
  offsets: new Set([0, 6].map((month) => new Date(2026, month).getTimezoneOffset())).size,
  committed: committed.length,
  distinct: new Set(committed).size,
  inOrder: committed.every((id, n) => n === 0 || id > (committed[n - 1] ?? "")),
  sum: await rawSum(dir.layout.root),
};
await fleet.stop();
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(report)));
