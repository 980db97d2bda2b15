import { assert, assertEquals } from "@std/assert";
import { companiesInInterval } from "../../src/simulation/epoch.ts";
import { intervalEnd, intervalStart } from "../../src/simulation/interval.ts";
import { utcText } from "../../src/simulation/utc.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { companyLines } from "../../src/storage/company_lines.ts";
import { fromWire } from "../../src/wire_names.ts";
import {
  batchText,
  clockOfRow,
  compareBytes,
  dateOfRow,
  driverOfRow,
  eachRow,
  idTailOfRow,
  idTimeOfRow,
  isSameDriver,
  kindOfRow,
  sortKeyOfRow,
} from "../support/event_bytes.ts";
import { historyOf, IDENTITY } from "../support/histories.ts";

const DAY_MS = 86_400_000;

/** Whether the second kind may follow the first. */
const FOLLOWS = [[false, true, true], [true, false, true], [true, false, false]];

for (const batchMs of [900_000, 1000]) {
  const of = `at intervals of ${batchMs / 1000} s`;
  Deno.test(`BatchEncoder gives 1,000 drivers valid trips over 285 intervals, also sorted, ${of}`, () => {
    const encoder = new BatchEncoder(historyOf({ maxCompanies: 100 }, { batchMs }));
    const last = new Map<string, number>();
    let wrong = 0;
    for (let interval = 0; interval < 285; interval++) {
      let driver: Uint8Array = new Uint8Array(0);
      let name = "";
      let before: Uint8Array = new Uint8Array(0);
      eachRow(encoder, interval, (row) => {
        const key = sortKeyOfRow(row);
        if (driver.length === 0 || !isSameDriver(row, driver)) {
          driver = driverOfRow(row);
          name = new TextDecoder("latin1").decode(driver);
          before = new Uint8Array(0);
        }
        // Ascending already, so sorting a driver's rows leaves them as they are.
        if (compareBytes(before, key) >= 0) wrong++;
        before = key;
        const kind = kindOfRow(row);
        if (!(FOLLOWS[last.get(name) ?? 2] as boolean[])[kind]) wrong++;
        last.set(name, kind);
      });
    }
    assertEquals(wrong, 0);
    assert(last.size > 990, `${last.size} drivers had events`);
  });
}

Deno.test("BatchEncoder gives 2 million unique event ids, each with its timestamp's time", () => {
  const history = historyOf({ maxCompanies: 100, eventRatePerDriver: 100 });
  const encoder = new BatchEncoder(history);
  const tails = new Uint32Array(2 * 2_100_000);
  let [count, wrong] = [0, 0];
  for (let interval = 90; count < 2_000_000; interval++) {
    const start = intervalStart(IDENTITY, interval);
    const end = intervalEnd(IDENTITY, interval);
    const midnight = start - start % DAY_MS;
    let date = "";
    eachRow(encoder, interval, (row) => {
      const time = midnight + clockOfRow(row);
      if (time < start || time >= end || idTimeOfRow(row) !== time) wrong++;
      if (count % 64 === 0) date = dateOfRow(row);
      [tails[2 * count] = 0, tails[2 * count + 1] = 0] = idTailOfRow(row);
      count++;
    });
    assertEquals(date, utcText(start).slice(0, 10));
  }
  const ids = new BigUint64Array(tails.buffer, 0, count).sort();
  let equal = 0;
  for (let n = 1; n < count; n++) if (ids[n] === ids[n - 1]) equal++;
  // Their last 64 bits differ already.
  assertEquals({ equal, wrong, enough: count >= 2_000_000 }, { equal: 0, wrong: 0, enough: true });
});

Deno.test("BatchEncoder has no company in a batch before it was onboarded", () => {
  const history = historyOf({ numberOfCompanies: 3, maxCompanies: 60 }, { onboardingMs: 420_000 });
  const text = [...companyLines(history, { first: 0, end: 60 })]
    .map((piece) => new TextDecoder().decode(piece)).join("");
  const onboarded = new Map(
    text.trimEnd().split("\n").map((line) => {
      const { companyId, createdAt } = fromWire(JSON.parse(line)) as Record<string, string>;
      return [companyId, createdAt ?? ""];
    }),
  );
  const encoder = new BatchEncoder(history);
  for (let interval = 0; interval < 12; interval++) {
    const start = utcText(intervalStart(IDENTITY, interval));
    const seen = new Set<string>();
    for (const line of batchText(encoder, interval).trimEnd().split("\n")) {
      const { companyId = "", driverId } = fromWire(JSON.parse(line)) as Record<string, string>;
      assert((onboarded.get(companyId) ?? "9999") < start, `${companyId} at ${start}`);
      assert(driverId?.startsWith(`DRV-${companyId}-`));
      seen.add(companyId);
    }
    assertEquals(seen.size, companiesInInterval(history, interval));
  }
});
