import { assert, assertEquals, assertMatch } from "@std/assert";
import { rawProblemOf, serving } from "../support/served.ts";

/** Headers as curl 8 sends them. */
const CURL = ["User-Agent: curl/8.5.0", "Accept: */*"];

Deno.test("buildControlApp() on a socket answers the brief's curl lines with the brief's bodies", async () => {
  await serving(async ({ port, send }) => {
    const curl = [`Host: localhost:${port}`, ...CURL];
    const body = async (line: string): Promise<unknown> =>
      JSON.parse((await send(line, curl)).body);
    assertEquals((await send("GET /status", curl)).status, 200);
    assertEquals(await body("POST /pause"), {
      success: true,
      message: "Generator paused successfully",
      status: "paused",
    });
    assertEquals((await send("POST /clean", curl)).status, 200);
    assertEquals(await body("POST /resume"), {
      success: true,
      message: "Generator resumed successfully",
      status: "running",
    });
    assertEquals(rawProblemOf(await send("POST /clean", curl)), "409 not-paused");
  });
});

Deno.test("buildControlApp() on a socket answers HEAD with the length of GET and no body", async () => {
  await serving(async ({ send }) => {
    const [get, head] = [
      await send("GET /health", ["Host: localhost"]),
      await send("HEAD /health", ["Host: localhost"]),
    ];
    assertEquals([head.status, head.body], [200, ""]);
    assertEquals(head.headers.get("content-length"), String(get.body.length));
  });
});

Deno.test("buildControlApp() on a socket gives preflights, odd methods and odd targets a plain refusal", async () => {
  await serving(async ({ control, send }) => {
    const host = ["Host: localhost"];
    const preflight = [
      ...host,
      "Origin: http://evil.example",
      "Access-Control-Request-Method: POST",
    ];
    const answer = await send("OPTIONS /pause", preflight);
    assertEquals([answer.status, answer.headers.get("allow")], [405, "POST"]);
    for (const name of answer.headers.keys()) assert(!name.startsWith("access-control-"));
    for (const line of ["BREW /pause", "post /pause", "TRACE /pause", "GET /pause"]) {
      assertEquals(rawProblemOf(await send(line, host)), "405 method-not-allowed", line);
    }
    for (
      const line of ["OPTIONS *", "GET /../../etc/passwd", "GET /%00", "GET /%zz", "GET /?a=b"]
    ) {
      assertEquals(rawProblemOf(await send(line, host)), "404 not-found", line);
    }
    // A tunnel: the target is an authority without a path, and old Deno answers it without a body.
    assert((await send("CONNECT localhost:80", host)).status >= 400);
    assertEquals(control.calls, []);
  });
});

Deno.test("buildControlApp() on a socket answers compressed, where a client asks, with the same JSON", async () => {
  await serving(async ({ port }) => {
    const plain = await (await fetch(`http://127.0.0.1:${port}/health`)).json();
    const headers = { "accept-encoding": "gzip, br" };
    const asked = await fetch(`http://127.0.0.1:${port}/health`, { headers });
    assertEquals(await asked.json(), plain);
  });
});

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("curl", { args: ["-sS", ...args] }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test({
  name: "buildControlApp() on a socket answers curl itself",
  ignore: !await curl("--version").then(() => true, () => false),
  fn: async () => {
    await serving(async ({ port }) => {
      assertMatch(await curl(`http://localhost:${port}/status`), /^\{"status":"running",.*\}\n$/);
      assertEquals(
        await curl("-X", "POST", `http://localhost:${port}/pause`),
        '{"success":true,"message":"Generator paused successfully","status":"paused"}\n',
      );
    });
  },
});
