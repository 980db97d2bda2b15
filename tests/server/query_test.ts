import { assertEquals, assertThrows } from "@std/assert";
import { Problem } from "../../src/server/problems.ts";
import { Query } from "../../src/server/query.ts";

const KNOWN = ["limit", "since", "level", "component", "before"];

function query(search: string): Query {
  return new Query(`http://localhost/logs${search}`, KNOWN);
}

Deno.test("Query gives what was asked", () => {
  const asked = query(
    "?limit=1000&since=2026-01-01T02:00:00.5%2B02:00&level=warning&component=a%20b&before=20240229T234500Z#x",
  );
  assertEquals(asked.limit(), 1000);
  assertEquals(asked.instant("since")?.toISOString(), "2026-01-01T00:00:00.500Z");
  assertEquals(asked.level(), "warning");
  assertEquals(asked.text("component"), "a b");
  assertEquals(asked.batchId("before"), "20240229T234500Z");
});

Deno.test("Query gives 50 as limit and nothing else when nothing was asked", () => {
  for (const search of ["", "?", "?#limit=3"]) {
    const asked = query(search);
    assertEquals(asked.limit(), 50);
    assertEquals(asked.instant("since"), undefined);
    assertEquals(asked.level(), undefined);
    assertEquals(asked.text("component"), undefined);
    assertEquals(asked.batchId("before"), undefined);
  }
});

Deno.test("Query refuses unknown and repeated parameters by name", () => {
  assertThrows(() => query("?limmit=1"), Problem, "parameter 'limmit' is not known here");
  assertThrows(() => query("?limit=1&limit=2"), Problem, "'limit' must be given once: found '2'");
  assertThrows(() => query("?__proto__=1"), Problem, "'__proto__'");
  assertThrows(() => new Query("http://localhost/x?a=1", []), Problem, "(known: none)");
});

Deno.test("Query refuses limits that are not an integer from 1 to 1000", () => {
  for (const value of ["", "0", "-1", "1001", "1e2", "0x10", "5.0", " 5", "99999999999999999999"]) {
    const asked = query(`?limit=${encodeURIComponent(value)}`);
    assertThrows(
      () => asked.limit(),
      Problem,
      `'limit' must be an integer from 1 to 1000: found '`,
    );
  }
});

Deno.test("Query refuses times that are not RFC 3339 or not in the calendar", () => {
  const refused = [
    "",
    "yesterday",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-01-01 00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00+25:00",
    "1767225600",
  ];
  for (const value of refused) {
    const asked = query(`?since=${encodeURIComponent(value)}`);
    assertThrows(() => asked.instant("since"), Problem, `found '${value}'`);
  }
});

Deno.test("Query tells how to write the plus sign that a URL turns into a blank", () => {
  const asked = query("?since=2026-01-01T00:00:00+02:00");
  assertThrows(() => asked.instant("since"), Problem, "+ is %2B");
});

Deno.test("Query refuses unknown levels, long names and what is no batch id", () => {
  assertThrows(() => query("?level=INFO").level(), Problem, "one of debug, info, warning, error");
  assertThrows(() => query("?component=").text("component"), Problem, "1 to 64 characters");
  const long = "x".repeat(65);
  assertThrows(() => query(`?component=${long}`).text("component"), Problem, "1 to 64 characters");
  for (const id of ["", "20260101T000000", "20260230T000000Z", "20260101T250000Z", "../../etc"]) {
    const asked = query(`?before=${encodeURIComponent(id)}`);
    assertThrows(() => asked.batchId("before"), Problem, `found '${id}'`);
  }
});

Deno.test("Query cuts long values short in its sentence", () => {
  const error = assertThrows(() => query(`?limit=${"9".repeat(5000)}`).limit(), Problem);
  assertEquals(error.message.length < 250, true);
});
