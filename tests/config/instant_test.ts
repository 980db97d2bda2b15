import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatInstant, parseInstant } from "../../src/config/instant.ts";

const NEW_YEAR = Date.UTC(2026, 0, 1);

Deno.test("parseInstant() takes any offset and zeros after the second", () => {
  const texts = ["2026-01-01T00:00:00Z", "2026-01-01T05:45:00+05:45", "2025-12-31T19:00:00-05:00"];
  for (const text of [...texts, "2026-01-01t00:00:00z", "2026-01-01T00:00:00.000Z"]) {
    assertEquals(parseInstant(text), NEW_YEAR, text);
  }
  assertEquals(parseInstant("2024-02-29T00:00:00Z"), Date.UTC(2024, 1, 29));
});

Deno.test("parseInstant() includes 1970 and 9999 in UTC and nothing beyond", () => {
  assertEquals(parseInstant("1970-01-01T00:00:00Z"), 0);
  assertEquals(parseInstant("1969-12-31T23:00:00-01:00"), 0);
  assertEquals(parseInstant("9999-12-31T23:59:59Z"), Date.UTC(10000, 0, 1) - 1000);
  assertEquals(parseInstant("1969-12-31T23:59:59Z"), undefined);
  assertEquals(parseInstant("1970-01-01T00:00:00+00:01"), undefined);
  assertEquals(parseInstant("9999-12-31T23:59:59-00:01"), undefined);
});

Deno.test("parseInstant() refuses dates alone, local times, fractions and days that never were", () => {
  const texts = [
    "",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00Z",
    "2026-1-1T00:00:00Z",
  ];
  const odd = ["2026-01-01T00:00:00.5Z", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z"];
  const out = ["2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z"];
  const late = ["2026-01-01T24:00:00Z", "2016-12-31T23:59:60Z", "2026-01-01T00:00:00+24:00"];
  for (const text of [...texts, ...odd, ...out, ...late, "2026-01-01 00:00:00Z", "1767225600"]) {
    assertEquals(parseInstant(text), undefined, text);
  }
});

Deno.test("parseInstant() takes back what formatInstant() gives", () => {
  assertEquals(formatInstant(NEW_YEAR), "2026-01-01T00:00:00Z");
  fc.assert(fc.property(fc.nat(Date.UTC(10000, 0, 1) / 1000 - 1), (seconds) => {
    assertEquals(parseInstant(formatInstant(seconds * 1000)), seconds * 1000);
  }));
});
