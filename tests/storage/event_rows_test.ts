import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { poissonTable } from "../../src/simulation/distributions.ts";
import { DriverInterval } from "../../src/simulation/driver_interval.ts";
import { uuid4Bytes } from "../../src/storage/ascii.ts";
import { EventRows, LONGEST_ROW } from "../../src/storage/event_rows.ts";
import { toWire } from "../../src/wire_names.ts";
import { KIND_NAMES } from "../support/plain_fleet.ts";

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function hex(value: number, digits: number): string {
  return (value >>> 0).toString(16).padStart(8, "0").slice(-digits);
}

/** The row as JSON.stringify writes it from plain values. */
function plainRow(
  events: DriverInterval,
  { n, ...of }: {
    n: number;
    seed: number;
    company: number;
    seq: number;
    id: string;
    start: number;
  },
): string {
  const ms = of.start + (events.offsets[n] as number);
  const time = ms.toString(16).padStart(12, "0");
  const [high, low] = [events.idHigh[n] as number, events.idLow[n] as number];
  const variant = hex((high >>> 16) | 0x8000, 4);
  return `${
    JSON.stringify(toWire({
      eventId: `${time.slice(0, 8)}-${time.slice(8)}-7${hex(n, 3)}-${variant}-${hex(high, 4)}${
        hex(low, 8)
      }`,
      driverId: `DRV-${of.id}-${String(of.seq).padStart(3, "0")}`,
      companyId: of.id,
      truckId: `TRK-${of.seed}-${String(of.company * 10_000 + of.seq).padStart(4, "0")}`,
      eventType: KIND_NAMES[events.kinds[n] as number],
      timestamp: new Date(ms).toISOString(),
    }))
  }\n`;
}

Deno.test("EventRows.rows() writes what JSON.stringify writes, for any company, driver and day", () => {
  const driver = fc.record({
    company: fc.oneof(fc.nat(20), fc.nat(99_999_999)),
    words: fc.tuple(word, word, word, word),
    seqs: fc.array(fc.oneof(fc.nat(12), fc.nat(9999)), { minLength: 1, maxLength: 4 }),
  });
  const arbitrary = fc.record({
    seed: fc.maxSafeNat(),
    start: fc.integer({ min: 0, max: 2_932_896 * 96 - 1 }).map((n) => n * 900_000),
    drivers: fc.array(driver, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ seed, start, drivers }) => {
      const rows = new EventRows(seed);
      const events = new DriverInterval(seed);
      const target = new Uint8Array(40 * LONGEST_ROW);
      rows.startInterval(start);
      for (const { company, words, seqs } of drivers) {
        const id = new TextDecoder().decode(uuid4Bytes(words));
        rows.startCompany(company, uuid4Bytes(words));
        for (const seq of seqs) {
          const count = Math.min(40, events.count(company * 10_000 + seq, poissonTable(5)));
          events.fill(count, { state: 2, batchMs: 900_000 });
          const end = rows.rows(target, 0, { events, count, seq });
          let expected = "";
          for (let n = 0; n < count; n++) {
            expected += plainRow(events, { n, seed, company, seq, id, start });
          }
          assertEquals(new TextDecoder().decode(target.subarray(0, end)), expected);
        }
      }
    }),
    { seed: 13, numRuns: 400 },
  );
});

Deno.test("EventRows.rows() numbers more than 255 events of one driver and interval", () => {
  const events = new DriverInterval(1);
  events.count(0, poissonTable(1));
  events.fill(4096, { state: 2, batchMs: 1000 });
  const rows = new EventRows(1);
  rows.startInterval(0);
  rows.startCompany(0, uuid4Bytes([0, 0, 0, 0]));
  const target = new Uint8Array(4096 * LONGEST_ROW);
  const end = rows.rows(target, 0, { events, count: 4096, seq: 0 });
  const lines = new TextDecoder().decode(target.subarray(0, end)).trimEnd().split("\n");
  lines.forEach((line, n) => assertEquals(line.slice(28, 31), hex(n, 3)));
});

Deno.test("uuid4Bytes() has the version and variant of a UUID v4 for any words", () => {
  fc.assert(
    fc.property(word, word, word, word, (...words) => {
      const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
      assertEquals(pattern.test(new TextDecoder().decode(uuid4Bytes(words))), true);
    }),
    { seed: 14 },
  );
});
