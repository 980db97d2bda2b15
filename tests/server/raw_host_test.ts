import { assertEquals } from "@std/assert";
import { sendRaw } from "../support/raw_http.ts";
import { rawProblemOf, serving } from "../support/served.ts";

Deno.test("buildControlApp() on a socket refuses a missing Host header, though Deno fills in the URL", async () => {
  await serving(async ({ port, send }) => {
    assertEquals(rawProblemOf(await send("GET /health")), "400 invalid-host");
    assertEquals(rawProblemOf(await send("POST /pause")), "400 invalid-host");
    assertEquals(rawProblemOf(await send("GET http://localhost/health")), "400 invalid-host");
    const old = await sendRaw(port, "GET /health HTTP/1.0\r\n\r\n");
    assertEquals(rawProblemOf(old), "400 invalid-host");
  });
});

Deno.test("buildControlApp() on a socket refuses two Host headers, in whatever way Deno hands them on", async () => {
  await serving(async ({ control, send }) => {
    const pairs = [
      ["Host: localhost", "Host: localhost"],
      ["Host: localhost", "Host: evil.example"],
      ["Host: evil.example", "Host: localhost"],
      ["Host: localhost", "Host:"],
      ["Host:", "Host: localhost"],
      ["Host:", "Host:"],
    ];
    for (const pair of pairs) {
      assertEquals((await send("GET /health", pair)).status, 400, pair.join());
      assertEquals((await send("POST /pause", pair)).status, 400, pair.join());
    }
    assertEquals(control.calls, []);
  });
});

Deno.test("buildControlApp() on a socket refuses Host headers that are empty or unparsable", async () => {
  await serving(async ({ send }) => {
    const hosts = [
      "",
      "localhost, evil.example",
      "a b",
      "user@localhost",
      "localhost/health",
      "localhost:99999",
      "local[host",
      "::1",
      "\u00ff",
    ];
    for (const host of hosts) {
      const answer = await send("GET /health", [`Host: ${host}`]);
      assertEquals(rawProblemOf(answer), "400 invalid-host", host);
    }
  });
});

Deno.test("buildControlApp() on a socket refuses foreign Host headers", async () => {
  await serving(async ({ control, port, send }) => {
    const hosts = [
      "evil.example",
      `evil.example:${port}`,
      "localhost.evil.example",
      "127.1",
      "[::2]",
    ];
    for (const host of [...hosts, "2130706433", "0.0.0.0"]) {
      for (const line of ["GET /health", "POST /clean", "GET /nowhere", "OPTIONS /pause"]) {
        assertEquals(rawProblemOf(await send(line, [`Host: ${host}`])), "421 foreign-host", host);
      }
    }
    assertEquals(control.calls, []);
  });
});

Deno.test("buildControlApp() on a socket takes its own names with any port, case and trailing dot", async () => {
  const names = ["localhost", "LOCALHOST.", "127.0.0.1", "[::1]", "Generator", "fleet.example."];
  await serving(async ({ send }) => {
    for (const name of names) {
      for (const port of ["", ":", ":1", ":18000"]) {
        assertEquals((await send("GET /health", [`Host: ${name}${port}`])).status, 200, name);
      }
    }
  }, { allowedHosts: ["generator", "fleet.example"] });
});

Deno.test("buildControlApp() on a socket takes an absolute target only where it agrees with the Host header", async () => {
  await serving(async ({ send }) => {
    const host = ["Host: localhost:18000"];
    assertEquals((await send("GET http://localhost:18000/health", host)).status, 200);
    assertEquals((await send("GET http://LOCALHOST.:18000/health", host)).status, 200);
    const others = [
      "http://evil.example/health",
      "http://evil.example:18000/health",
      "http://localhost/health",
      "http://localhost:18001/health",
      "http://127.0.0.1:18000/health",
      "http://user:word@localhost:18000/health",
      "http://localhost:18000@evil.example/health",
      "https://localhost:18000/health",
      "ftp://localhost:18000/health",
    ];
    for (const target of others) {
      assertEquals((await send(`GET ${target}`, host)).status, 400, target);
    }
    const foreign = await send("GET http://evil.example/health", ["Host: evil.example"]);
    assertEquals(rawProblemOf(foreign), "421 foreign-host");
  });
});

Deno.test("buildControlApp() on a socket is not fooled by a path that looks like another host", async () => {
  await serving(async ({ send }) => {
    for (const path of ["//evil.example/health", "/@evil.example", "/http://evil.example/"]) {
      assertEquals(rawProblemOf(await send(`GET ${path}`, ["Host: localhost"])), "404 not-found");
    }
  });
});

Deno.test("buildControlApp() on a socket refuses a page that rebinds its own name to this machine", async () => {
  await serving(async ({ port, send }) => {
    const name = `rebound.example:${port}`;
    const headers = [`Host: ${name}`, `Origin: http://${name}`, "Sec-Fetch-Site: same-origin"];
    assertEquals(rawProblemOf(await send("POST /clean", headers)), "421 foreign-host");
  });
});
