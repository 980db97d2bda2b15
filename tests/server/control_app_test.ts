import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ask, problemOf } from "../support/ask.ts";
import { FakeControl } from "../support/fake_control.ts";

const GETS = ["/health", "/status", "/ready", "/logs", "/batches", "/config"];
const POSTS = ["/pause", "/resume", "/clean"];
const PREFIXES = ["", "/api"];

Deno.test("buildControlApp() refuses query parameters that are wrong or unknown", async () => {
  const wrong = [
    "GET /logs?limit=0",
    "GET /logs?since=now",
    "GET /logs?level=all",
    "GET /logs?before=20260101T000000Z",
    "GET /batches?before=x",
    "GET /status?verbose=1",
    "POST /clean?force=true",
  ];
  for (const line of wrong) assertEquals(await problemOf(await ask(line)), "400 invalid-query");
});

Deno.test("buildControlApp() answers HEAD like GET, without the body", async () => {
  for (const path of GETS) {
    const [get, head] = [await ask(`GET ${path}`), await ask(`HEAD ${path}`)];
    assertEquals(head.status, get.status);
    assertEquals(Object.fromEntries(head.headers), Object.fromEntries(get.headers));
    assertEquals(await head.text(), "");
    assertEquals(Number(head.headers.get("content-length")), (await get.bytes()).length);
  }
});

Deno.test("buildControlApp() answers a wrong method with 405 and those that it allows", async () => {
  const wrong = ["PUT", "PATCH", "DELETE", "OPTIONS", "BREW"];
  for (const prefix of PREFIXES) {
    const cases = [
      ...GETS.map((path) => ({ path, allow: "GET, HEAD", methods: [...wrong, "POST"] })),
      ...POSTS.map((path) => ({ path, allow: "POST", methods: [...wrong, "GET", "HEAD"] })),
    ];
    for (const { path, allow, methods } of cases) {
      for (const method of methods) {
        const response = await ask(`${method} ${prefix}${path}`);
        assertEquals(response.status, 405, `${method} ${path}`);
        assertEquals(response.headers.get("allow"), allow);
        await response.body?.cancel();
      }
    }
  }
});

Deno.test("buildControlApp() answers an unknown path with 404", async () => {
  const unknown = [
    "/",
    "/api",
    "/api/api/health",
    "/health/",
    "/Health",
    "//health",
  ];
  for (const path of unknown) {
    assertEquals(await problemOf(await ask(`GET ${path}`)), "404 not-found", path);
  }
  assertEquals(await problemOf(await ask("POST /nowhere")), "404 not-found");
});

Deno.test("buildControlApp() refuses a large body and does not act", async () => {
  const control = new FakeControl();
  const response = await ask("POST /pause", { control, body: "x".repeat(1025) });
  assertEquals(await problemOf(response), "413 body-too-large");
  assertEquals(control.calls, []);
  assertEquals((await ask("POST /pause", { control, body: "{}" })).status, 200);
});

Deno.test("buildControlApp() answers an unexpected error with a bare 500 and reports it", async () => {
  const control = new FakeControl();
  control.failure = new TypeError("cannot read /secret");
  for (const line of ["GET /status", "GET /config", "POST /pause"]) {
    const reported: unknown[] = [];
    const app = { report: (error: unknown) => reported.push(error) };
    const response = await ask(line, { control, app });
    const text = await response.clone().text();
    assertEquals(text.includes("secret"), false);
    assertEquals(await problemOf(response), "500 internal-error");
    assertEquals(reported, [control.failure]);
  }
});

Deno.test("buildControlApp() gives every answer one line, no cache and no CORS header", async () => {
  for (const line of ["GET /health", "POST /pause", "POST /clean", "GET /nowhere", "PUT /logs"]) {
    const response = await ask(line, { headers: { origin: "http://localhost:18000" } });
    assertMatch(await response.text(), /^\{.*\}\n$/);
    assertEquals(response.headers.get("cache-control"), "no-store");
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    assertStringIncludes(response.headers.get("content-type") ?? "", "json");
    for (const name of response.headers.keys()) {
      assertEquals(name.includes("access-control"), false);
    }
  }
});
