import { assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { canonicalJson, configHash } from "../../src/storage/config_hash.ts";
import { DEFAULT_KEYS, IDENTITY } from "../support/histories.ts";

Deno.test("configHash() is the SHA-256 of the keys' RFC 8785 JSON", () => {
  const text =
    '{"batch_interval":900,"company_onboarding_interval":3600,"drivers_per_company":10,' +
    '"event_rate_per_driver":3.5,"geographies":{"A1B":2,"US":1},"max_companies":"unlimited",' +
    '"number_of_companies":100,"quality":"off","seed":42,"start_time":"2026-01-01T00:00:00.000Z"}';
  const keys = { ...DEFAULT_KEYS, maxCompanies: Infinity, geographies: { US: 1, A1B: 2 } };
  assertEquals(configHash(IDENTITY, keys), createHash("sha256").update(text).digest("hex"));
});

Deno.test("configHash() tells every key apart", () => {
  const hash = configHash(IDENTITY, DEFAULT_KEYS);
  const others = [
    ...(["seed", "startMs", "batchMs", "onboardingMs"] as const)
      .map((key) => configHash({ ...IDENTITY, [key]: IDENTITY[key] + 1000 }, DEFAULT_KEYS)),
    ...(["numberOfCompanies", "maxCompanies", "driversPerCompany", "eventRatePerDriver"] as const)
      .map((key) => configHash(IDENTITY, { ...DEFAULT_KEYS, [key]: DEFAULT_KEYS[key] + 0.5 })),
    configHash(IDENTITY, { ...DEFAULT_KEYS, geographies: { US: 2 } }),
  ];
  assertEquals(new Set([hash, ...others]).size, others.length + 1);
  assertNotEquals(hash, "");
});

Deno.test("canonicalJson() sorts keys by code unit at any depth", () => {
  const value = { b: [{ z: 1, a: null }], B: "x", ["a-"]: 1e21, a: 0.1 };
  assertEquals(canonicalJson(value), '{"B":"x","a":0.1,"a-":1e+21,"b":[{"a":null,"z":1}]}');
});
