import { assertEquals } from "@std/assert";
import { nearest } from "../../src/config/nearest.ts";

const NAMES = ["seed", "speed", "batch_interval", "drivers_per_company"];

Deno.test("nearest() gives the name with the fewest edits", () => {
  assertEquals(nearest("sede", NAMES), "seed");
  assertEquals(nearest("driver_per_companies", NAMES), "drivers_per_company");
  assertEquals(nearest("batchInterval", NAMES), "batch_interval");
  assertEquals(nearest("SPEED", NAMES), "speed");
});

Deno.test("nearest() gives the first of equally near names, and bounds its work", () => {
  assertEquals(nearest("peed", ["seed", "reed"]), "seed");
  assertEquals(nearest("x".repeat(1_000_000), ["b", "aaaa"]), "b");
});
