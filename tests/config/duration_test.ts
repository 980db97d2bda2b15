import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DurationError, formatDuration, parseDuration } from "../../src/config/duration.ts";

Deno.test("parseDuration() gives whole seconds", () => {
  const cases = { PT1S: 1, PT15M: 900, PT1H: 3600, P1D: 86_400, P1W: 604_800, P1DT2H: 93_600 };
  for (const [text, seconds] of Object.entries(cases)) assertEquals(parseDuration(text), seconds);
  assertEquals(parseDuration("P3650DT23H59M59S"), 3650 * 86_400 + 86_399);
  assertEquals(parseDuration("PT90M"), 5400);
});

Deno.test("parseDuration() refuses what has no fixed length, fractions and mixed weeks, saying why", () => {
  const cases = {
    P1Y: "years have no fixed length",
    P1M: "months have no fixed length",
    P1MT1H: "months have no fixed length",
    "PT0.5S": "fractions are refused",
    "PT1,5H": "fractions are refused",
    P1W2D: "weeks stand alone",
    P1WT1H: "weeks stand alone",
    P99999999999999999W: "longer than 2^53-1 s",
  };
  for (const [text, reason] of Object.entries(cases)) {
    assertThrows(() => parseDuration(text), DurationError, reason);
  }
});

Deno.test("parseDuration() refuses everything else", () => {
  const texts = ["", "P", "PT", "P1DT", "T1H", "1H", "15M", "pt15m", "PT1M1H", "-PT1S", "+PT1S"];
  for (const text of [...texts, " PT1S", "PT1S ", "PT1S\n", "P1D2H", "PT", "900", "PT1W"]) {
    assertThrows(() => parseDuration(text), DurationError, `Cannot read '${text}' as a duration`);
  }
});

Deno.test("formatDuration() gives the canonical text", () => {
  const cases = { 0: "PT0S", 1: "PT1S", 900: "PT15M", 5400: "PT1H30M", 86_400: "P1D" };
  for (const [seconds, text] of Object.entries(cases)) {
    assertEquals(formatDuration(Number(seconds)), text);
  }
  assertEquals(formatDuration(93_600), "P1DT2H");
  assertThrows(() => formatDuration(1.5), RangeError, "found 1.5");
  assertThrows(() => formatDuration(-1), RangeError, "found -1");
});

Deno.test("parseDuration() takes back what formatDuration() gives", () => {
  fc.assert(fc.property(fc.maxSafeNat(), (seconds) => {
    assertEquals(parseDuration(formatDuration(seconds)), seconds);
  }));
});
