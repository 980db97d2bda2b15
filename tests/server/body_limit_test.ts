import { assertEquals, assertRejects } from "@std/assert";
import { discardBody } from "../../src/server/body_limit.ts";
import { Problem } from "../../src/server/problems.ts";

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/pause", { method: "POST", body, headers });
}

/** 256 bytes at each pull, without end. */
function endless(onCancel: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(256)),
    cancel: onCancel,
  });
}

Deno.test("discardBody() takes no body and bodies of up to 1 KiB", async () => {
  await discardBody(new Request("http://localhost/"));
  await discardBody(post(null));
  await discardBody(post("x".repeat(1024)));
});

Deno.test("discardBody() refuses a body that is declared too large, unread", async () => {
  await assertRejects(
    () => discardBody(post("x", { "content-length": "1025" })),
    Problem,
    "at most 1024 bytes",
  );
});

Deno.test("discardBody() refuses a body that is larger than declared", async () => {
  await assertRejects(
    () => discardBody(post("x".repeat(1025), { "content-length": "5" })),
    Problem,
    "at most 1024 bytes",
  );
});

Deno.test("discardBody() stops reading a stream that does not end", async () => {
  let cancelled = false;
  const body = endless(() => {
    cancelled = true;
  });
  await assertRejects(() => discardBody(post(body)), Problem, "at most 1024 bytes");
  assertEquals(cancelled, true);
});

Deno.test("discardBody() refuses a body that breaks off", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const problem = await assertRejects(() => discardBody(post(body)), Problem, "broke off");
  assertEquals(problem.code, "invalid-body");
});
