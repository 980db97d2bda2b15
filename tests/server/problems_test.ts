import { assertEquals } from "@std/assert";
import { Refusal, type RefusalCode } from "../../src/runtime/control.ts";
import { Problem, problemResponse, PROBLEMS, quoted } from "../../src/server/problems.ts";

function unexpected(error: unknown): never {
  throw error;
}

Deno.test("problemResponse() answers a refusal as a problem document of its status", async () => {
  const expected: Record<RefusalCode, number> = {
    "not-paused": 409,
    "clean-in-progress": 409,
    "unsafe-path": 409,
    "not-writable": 409,
    "clean-incomplete": 500,
    "starting": 503,
    "stopping": 503,
  };
  for (const [code, status] of Object.entries(expected) as [RefusalCode, number][]) {
    const response = problemResponse(new Refusal(code, "Cannot."), unexpected);
    assertEquals(response.status, status, code);
    assertEquals(response.headers.get("content-type"), "application/problem+json");
    const { title, ...rest } = await response.json();
    assertEquals(rest, { type: `urn:fleetgen:problem:${code}`, status, detail: "Cannot." });
    assertEquals(title, PROBLEMS[code].title);
  }
});

Deno.test("problemResponse() names what a clean left behind", async () => {
  const refusal = new Refusal("clean-incomplete", "Cannot remove all.", ["raw/events"]);
  const { remaining } = await problemResponse(refusal, unexpected).json();
  assertEquals(remaining, ["raw/events"]);
});

Deno.test("problemResponse() adds a problem's headers", async () => {
  const problem = new Problem("method-not-allowed", "Cannot.", { allow: "POST" });
  const response = problemResponse(problem, unexpected);
  assertEquals([response.status, response.headers.get("allow")], [405, "POST"]);
  await response.body?.cancel();
});

Deno.test("problemResponse() reports an unexpected error and tells nothing of it", async () => {
  const reported: unknown[] = [];
  const error = new Error("/secret/path");
  const response = problemResponse(error, (each) => reported.push(each));
  assertEquals(response.status, 500);
  assertEquals((await response.text()).includes("secret"), false);
  assertEquals(reported, [error]);
});

Deno.test("quoted() cuts long values", () => {
  assertEquals(quoted("a"), "'a'");
  assertEquals(quoted("a".repeat(101)), `'${"a".repeat(100)}...'`);
});
