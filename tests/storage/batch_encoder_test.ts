import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { companiesInInterval } from "../../src/simulation/epoch.ts";
import { BatchEncoder } from "../../src/storage/batch_encoder.ts";
import { describeBatch } from "../../src/storage/batch_meta.ts";
import { fromWire } from "../../src/wire_names.ts";
import { arbitraryHistory } from "../support/arbitrary_history.ts";
import { batchText, ID_AT } from "../support/event_bytes.ts";
import { epochOf, historyOf, IDENTITY } from "../support/histories.ts";
import { KIND_NAMES, plainFleetOf, PlainSimulator } from "../support/plain_fleet.ts";

const histories = arbitraryHistory({ rates: [0, 0.01, 1, 3.5, 20], longestEpoch: 8 });

const FEW = { numberOfCompanies: 20, maxCompanies: 20, driversPerCompany: 10 };

interface EventRow {
  readonly driverId: string;
  readonly truckId: string;
  readonly eventType: string;
}

function rowsOf(text: string): EventRow[] {
  return text.split("\n").slice(0, -1).map((line) => fromWire(JSON.parse(line)) as EventRow);
}

Deno.test("BatchEncoder gives 10 batches of the defaults within 3 % of the expected events", () => {
  const history = historyOf();
  const encoder = new BatchEncoder(history);
  let [events, expected] = [0, 0];
  for (let interval = 0; interval < 10; interval++) {
    batchText(encoder, interval);
    events += encoder.eventCount;
    const content = { events: encoder.eventCount, bytes: 0, sha256: "" };
    expected += describeBatch(history, interval, content).driverCount * 3.5;
  }
  assertAlmostEquals(events / expected, 1, 0.03);
});

Deno.test("BatchEncoder gives the events of a plain simulation over random histories", () => {
  fc.assert(
    fc.property(histories, fc.nat(6), (history, more) => {
      const interval = (history.epochs.at(-1)?.firstInterval ?? 0) + more;
      const simulator = new PlainSimulator(history);
      const expected = plainFleetOf(history, interval).flatMap(({ number, cohort }) => {
        const due = cohort * history.identity.onboardingMs;
        return [0, 1, 2, 3].flatMap((seq) =>
          simulator.kinds({ company: number, seq }, { due, end: interval + 1 })[interval]
            ?.map((kind) => `${number * 10_000 + seq} ${kind}`) ?? []
        );
      });
      const rows = rowsOf(batchText(new BatchEncoder(history), interval));
      const actual = rows.map(({ truckId, eventType }) =>
        `${Number(truckId.split("-")[2])} ${eventType}`
      );
      assertEquals(actual, expected);
      assert(rows.every(({ eventType }) => KIND_NAMES.includes(eventType)));
    }),
    { seed: 15, numRuns: 80 },
  );
});

Deno.test("BatchEncoder gives intervals the same bytes in random order, with gaps, as in sequence", () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat(29)), (history, order) => {
      const sequential = new BatchEncoder(history);
      const expected = Array.from({ length: 30 }, (_, n) => batchText(sequential, n));
      const encoder = new BatchEncoder(history, { pieceBytes: 700 });
      for (const interval of order.take(12)) {
        assertEquals(batchText(encoder, interval), expected[interval]);
      }
      for (let interval = 0; interval < 30; interval += 3) {
        assertEquals(batchText(encoder, interval), expected[interval]);
      }
    }),
    { seed: 16, numRuns: 25 },
  );
});

Deno.test("BatchEncoder gives a piece before it looks back for long", () => {
  const before = epochOf({ eventRatePerDriver: 0.0001, ...FEW });
  const after = epochOf({ eventRatePerDriver: 3.5, ...FEW }, { firstInterval: 20_000 });
  const encoder = new BatchEncoder({ identity: IDENTITY, epochs: [before, after] });
  encoder.begin(20_000);
  let pieces = 0;
  while (encoder.next() !== null) pieces++;
  // 200 drivers, some 10,000 intervals each.
  assert(pieces >= 5, `${pieces} pieces`);
});

Deno.test("BatchEncoder gives the same bytes after an interval that was left half-made", () => {
  const history = historyOf({ maxCompanies: 20, numberOfCompanies: 20 });
  const encoder = new BatchEncoder(history, { pieceBytes: 1000 });
  batchText(encoder, 0);
  encoder.begin(1);
  encoder.next();
  assertEquals(batchText(encoder, 2), batchText(new BatchEncoder(history), 2));
  encoder.begin(3);
  encoder.next();
  assertEquals(batchText(encoder, 3), batchText(new BatchEncoder(history), 3));
});

for (const shards of [1, 2, 3, 7]) {
  Deno.test(`BatchEncoder makes ${shards} shards that concatenate to the batch`, () => {
    const history = historyOf({ numberOfCompanies: 5, maxCompanies: 23 });
    const fleet = companiesInInterval(history, 11);
    const whole = new BatchEncoder(history);
    const parts = Array.from({ length: shards }, () => new BatchEncoder(history));
    for (let interval = 0; interval < 12; interval++) {
      const here = companiesInInterval(history, interval);
      const texts = parts.map((encoder, i) => {
        const first = Math.min(here, Math.floor(i * fleet / shards));
        const end = Math.min(here, Math.floor((i + 1) * fleet / shards));
        return batchText(encoder, interval, { first, end });
      });
      assertEquals(texts.join(""), batchText(whole, interval));
    }
  });
}

Deno.test("BatchEncoder makes any ranges of companies one after the other", () => {
  const history = historyOf({ numberOfCompanies: 5, maxCompanies: 15, driversPerCompany: 2 });
  const ends = fc.tuple(fc.nat(5), fc.nat(5)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  fc.assert(
    fc.property(fc.array(ends, { minLength: 8, maxLength: 8 }), (ranges) => {
      const encoder = new BatchEncoder(history);
      ranges.forEach(([first = 0, end = 0], interval) => {
        const expected = batchText(new BatchEncoder(history), interval, { first, end });
        assertEquals(batchText(encoder, interval, { first, end }), expected);
      });
    }),
    { seed: 19, numRuns: 60 },
  );
});

Deno.test("BatchEncoder makes the same dataset shifted when it starts at another time", () => {
  const shift = 37 * 900_000 + 86_400_000 * 400;
  const shifted = new BatchEncoder(historyOf({}, { startMs: IDENTITY.startMs + shift }));
  const encoder = new BatchEncoder(historyOf());
  const rest = (line: string) => line.slice(ID_AT + 13, line.indexOf('"timestamp"'));
  const time = (line: string) => Date.parse(line.slice(-26, -2));
  for (const interval of [0, 1, 9]) {
    const lines = batchText(encoder, interval).trimEnd().split("\n");
    const others = batchText(shifted, interval).trimEnd().split("\n");
    assertEquals(others.map(rest), lines.map(rest));
    assertEquals(others.map(time), lines.map((line) => time(line) + shift));
  }
});

Deno.test("BatchEncoder leaves the other drivers' events as they were in an epoch with more or fewer", () => {
  const plain = historyOf({ numberOfCompanies: 4, maxCompanies: 8, driversPerCompany: 3 });
  for (const driversPerCompany of [2, 5]) {
    const keys = { numberOfCompanies: 4, maxCompanies: 8, driversPerCompany };
    const epochs = [...plain.epochs, epochOf(keys, { firstInterval: 6, firstCohort: 9 })];
    const encoder = new BatchEncoder({ ...plain, epochs });
    const before = new BatchEncoder(plain);
    for (let interval = 0; interval < 12; interval++) {
      const both = (line: string) => Number(line.slice(105, 108)) < Math.min(3, driversPerCompany);
      const lines = batchText(encoder, interval).split("\n").filter((line) => line !== "");
      const old = batchText(before, interval).split("\n").filter((line) => line !== "");
      assertEquals(lines.filter(both), old.filter(both));
      assertEquals(
        lines.some((line) => !both(line)),
        interval < 6 ? driversPerCompany < 3 : driversPerCompany > 3,
      );
    }
  }
});

Deno.test("BatchEncoder gives no bytes for an interval without events", () => {
  const encoder = new BatchEncoder(historyOf({ eventRatePerDriver: 0 }));
  assertEquals([batchText(encoder, 0), encoder.eventCount], ["", 0]);
});
