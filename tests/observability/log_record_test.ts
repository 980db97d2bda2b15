import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { encodeRecord, isAtLeast, plainMetadata } from "../../src/observability/log_record.ts";

Deno.test("encodeRecord() writes one line with the contract's keys in its order", () => {
  const line = encodeRecord({
    metadata: { batchId: "20260101T000000Z", nested: [{ commitMs: 1 }] },
    message: "Batch\ncommitted",
    level: "info",
    runId: "r1",
    component: "generator",
    timestamp: "2026-01-01T00:00:00.000Z",
  });
  assertEquals(
    line,
    '{"timestamp":"2026-01-01T00:00:00.000Z","component":"generator","run_id":"r1","level":"info",' +
      '"message":"Batch\\ncommitted","metadata":{"batch_id":"20260101T000000Z","nested":[{"commit_ms":1}]}}\n',
  );
});

Deno.test("isAtLeast() orders the levels from debug to error", () => {
  assertEquals(isAtLeast("warning", "info"), true);
  assertEquals(isAtLeast("info", "info"), true);
  assertEquals(isAtLeast("debug", "info"), false);
  assertEquals(isAtLeast("warning", "error"), false);
});

Deno.test("plainMetadata() copies, and turns into JSON what JSON has no word for", () => {
  const given = { list: [1], big: 2n ** 64n, error: new TypeError("no"), none: undefined };
  const plain = plainMetadata(given);
  given.list.push(2);
  assertEquals(plain, {
    list: [1],
    big: "18446744073709551616",
    error: { name: "TypeError", message: "no" },
  });
});

Deno.test("plainMetadata() says so when there is a cycle", () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  assertEquals(Object.keys(plainMetadata(cycle)), ["unloggable"]);
});

Deno.test("encodeRecord() gives one whole line for any metadata", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), fc.string(), (given, message) => {
      const line = encodeRecord({
        timestamp: "2026-01-01T00:00:00.000Z",
        component: "main",
        runId: "run",
        level: "error",
        message,
        metadata: plainMetadata(given),
      });
      assertEquals(line.indexOf("\n"), line.length - 1);
      assertEquals(typeof JSON.parse(line).metadata, "object");
    }),
  );
});
