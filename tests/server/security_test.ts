import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createGuard } from "../../src/server/security.ts";
import { ask, type AskOptions, problemOf } from "../support/ask.ts";
import { FakeControl } from "../support/fake_control.ts";

const HOST = "localhost:18000";

async function outcome(line: string, options: AskOptions): Promise<string> {
  const response = await ask(line, options);
  if (response.ok) return String(response.status);
  return await problemOf(response);
}

Deno.test("createGuard() lets this machine's names pass, with any port, in any case", async () => {
  for (const host of ["localhost", "LOCALHOST.:1", "127.0.0.1:18000", "[::1]:18000"]) {
    assertEquals(await outcome("GET /health", { host }), "200", host);
  }
});

Deno.test("createGuard() lets the bound address and allowed hosts pass", async () => {
  const app = { host: "::2", allowedHosts: ["Generator", "fleet.example.org."] };
  for (const host of ["[::2]:18000", "generator:18000", "fleet.example.org"]) {
    assertEquals(await outcome("GET /health", { host, app }), "200", host);
  }
});

Deno.test("createGuard() refuses foreign hosts on every path and method", async () => {
  for (const line of ["GET /health", "HEAD /health", "POST /clean", "GET /nowhere", "PUT /pause"]) {
    const response = await ask(line, { host: "evil.example:18000" });
    assertEquals(response.status, 421, line);
  }
  for (const host of ["localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.2", "0.0.0.0"]) {
    assertEquals(await outcome("GET /health", { host }), "421 foreign-host", host);
  }
});

Deno.test("createGuard() refuses hosts that are missing, empty, doubled or unparsable", async () => {
  const headers = ["", "localhost, localhost", "localhost, ", "user@localhost", "local host"];
  for (const host of headers) {
    assertEquals(
      await outcome("GET /health", { headers: { host } }),
      "400 invalid-host",
      JSON.stringify(host),
    );
  }
  const guard = createGuard({ host: "127.0.0.1", allowedHosts: [], token: null });
  const bare = new Request("http://localhost/health");
  const error = await guard(bare).then(() => null, (reason: Error) => reason);
  assertStringIncludes(String(error), "exactly one Host header");
});

Deno.test("createGuard() refuses an absolute target that differs from the Host header", async () => {
  const headers = { host: "localhost:18000" };
  for (const host of ["evil.example", "localhost:18001", "localhost", "user@localhost:18000"]) {
    const request = { host, headers };
    assertEquals(await outcome("GET /health", request), "400 invalid-host", host);
  }
});

Deno.test("createGuard() refuses a POST whose Origin is foreign, whatever its content type", async () => {
  const origins = [
    "null",
    "",
    "http://evil.example",
    "https://localhost:18000",
    "http://localhost",
    "http://localhost:18001",
    "http://127.0.0.1:18000",
    "http://localhost:18000/",
    "http://localhost:18000, http://evil.example",
    "localhost:18000",
  ];
  for (const origin of origins) {
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
      const control = new FakeControl();
      const headers = { origin, "content-type": type };
      const request = { control, host: HOST, headers };
      assertEquals(await outcome("POST /pause", request), "403 foreign-origin", origin);
      assertEquals(control.calls, []);
    }
  }
});

Deno.test("createGuard() lets a POST of its own pages and of no page pass", async () => {
  const own = { "origin": "http://localhost:18000", "sec-fetch-site": "same-origin" };
  for (const headers of [{}, own, { "sec-fetch-site": "none" }]) {
    assertEquals(await outcome("POST /pause", { host: HOST, headers }), "200");
  }
});

Deno.test("createGuard() refuses a POST that browsers call cross-site or same-site", async () => {
  for (const site of ["cross-site", "same-site", "", "same-origin, cross-site"]) {
    const headers = { "origin": "http://localhost:18000", "sec-fetch-site": site };
    assertEquals(await outcome("POST /pause", { host: HOST, headers }), "403 foreign-origin", site);
  }
});

Deno.test("createGuard() leaves reads to browsers, which show no answer without CORS headers", async () => {
  const headers = { "origin": "http://evil.example", "sec-fetch-site": "cross-site" };
  const response = await ask("GET /health", { headers });
  assertEquals(response.status, 200);
  assert(![...response.headers.keys()].some((name) => name.startsWith("access-control-")));
});

Deno.test("createGuard() asks a POST, and nothing else, for the token", async () => {
  const app = { token: "s\u00e9cret" };
  const bearer = (token: string): AskOptions => ({
    app,
    headers: { authorization: `Bearer ${token}` },
  });
  const latin1 = String.fromCharCode(...new TextEncoder().encode(app.token));
  assertEquals(await outcome("POST /pause", { app }), "401 unauthorized");
  assertEquals(await outcome("POST /pause", bearer("secre")), "401 unauthorized");
  assertEquals(await outcome("POST /pause", bearer("")), "401 unauthorized");
  assertEquals(await outcome("POST /pause", bearer(`${latin1}x`)), "401 unauthorized");
  assertEquals(await outcome("POST /pause", bearer(latin1)), "200");
  assertEquals(await outcome("GET /health", { app }), "200");
  assertEquals(await outcome("PUT /pause", { app }), "405 method-not-allowed");
});

Deno.test("createGuard() takes no token at all for an empty one", async () => {
  const request = { app: { token: "" }, headers: { authorization: "Bearer " } };
  assertEquals(await outcome("POST /pause", request), "401 unauthorized");
});

Deno.test("createGuard() names the scheme that it wants", async () => {
  const response = await ask("POST /pause", { app: { token: "x" } });
  assertEquals(response.headers.get("www-authenticate"), 'Bearer realm="fleetgen"');
  await response.body?.cancel();
});

Deno.test("createGuard() refuses an allowed host that is none", () => {
  const options = { host: "127.0.0.1", allowedHosts: ["a b"], token: null };
  assertThrows(() => createGuard(options), TypeError, "found 'a b'");
});
