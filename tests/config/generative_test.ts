import { assertEquals } from "@std/assert";
import { epochKeys, requestedIdentity } from "../../src/config/generative.ts";
import { type Config, configSchema } from "../../src/config/schema.ts";

function configOf(values: Record<string, unknown>): Config {
  return configSchema.parse(values);
}

Deno.test("requestedIdentity() gives milliseconds, and leaves a start of null open", () => {
  const common = { seed: 42, batchMs: 900_000, onboardingMs: 3_600_000 };
  assertEquals(requestedIdentity(configOf({})), { ...common, startMs: null });
  const startTime = "2026-01-01T00:00:00Z";
  const startMs = Date.UTC(2026, 0, 1);
  assertEquals(requestedIdentity(configOf({ startTime })), { ...common, startMs });
});

Deno.test("epochKeys() resolves max_companies", () => {
  assertEquals(epochKeys(configOf({ numberOfCompanies: 7 })), {
    numberOfCompanies: 7,
    maxCompanies: 70,
    driversPerCompany: 10,
    eventRatePerDriver: 3.5,
    geographies: { US: 1 },
  });
  assertEquals(epochKeys(configOf({ maxCompanies: 3 })).maxCompanies, 3);
  assertEquals(epochKeys(configOf({ maxCompanies: "unlimited" })).maxCompanies, Infinity);
});
