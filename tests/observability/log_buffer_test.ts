import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LogBuffer } from "../../src/observability/log_buffer.ts";
import type { LogRecord } from "../../src/observability/log_record.ts";

function record(second: number, parts: Partial<LogRecord> = {}): LogRecord {
  return {
    timestamp: new Date(second * 1000).toISOString(),
    component: "main",
    runId: "run",
    level: "info",
    message: String(second),
    metadata: {},
    ...parts,
  };
}

function found(buffer: LogBuffer, query: Partial<Parameters<LogBuffer["query"]>[0]> = {}): string {
  return buffer.query({ limit: 1000, ...query }).map((each) => each.message).join();
}

Deno.test("LogBuffer keeps the newest records, oldest first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(12), fc.nat(12), (size, n, limit) => {
      const buffer = new LogBuffer(size);
      const all = Array.from({ length: n }, (_, index) => index);
      for (const index of all) buffer.add(record(index));
      const kept = Math.min(size, limit);
      assertEquals(found(buffer, { limit }), all.slice(Math.max(0, n - kept)).join());
    }),
  );
});

Deno.test("LogBuffer answers by least level, first time included, and component", () => {
  const buffer = new LogBuffer();
  buffer.add(record(1, { level: "debug" }));
  buffer.add(record(2, { level: "warning", component: "clean" }));
  buffer.add(record(3, { level: "error" }));
  assertEquals(found(buffer, { level: "warning" }), "2,3");
  assertEquals(found(buffer, { since: new Date(2000) }), "2,3");
  assertEquals(found(buffer, { since: new Date(2001) }), "3");
  assertEquals(found(buffer, { component: "main" }), "1,3");
  assertEquals(found(buffer, { component: "main", level: "info", limit: 1 }), "3");
  assertEquals(found(buffer, { limit: 0 }), "");
});

Deno.test("LogBuffer gives lists that later records do not change", () => {
  const buffer = new LogBuffer();
  buffer.add(record(1));
  const answer = buffer.query({ limit: 10 });
  buffer.add(record(2));
  assertEquals(answer.length, 1);
});
