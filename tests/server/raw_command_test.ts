import { assert, assertEquals } from "@std/assert";
import type { RawAnswer } from "../support/raw_http.ts";
import { rawProblemOf, serving } from "../support/served.ts";

Deno.test("buildControlApp() on a socket refuses POSTs of other sites' pages, whatever their content type", async () => {
  await serving(async ({ control, port, send }) => {
    const host = `Host: localhost:${port}`;
    const senders = [
      "Origin: null",
      "Origin:",
      "Origin: http://evil.example",
      `Origin: https://localhost:${port}`,
      "Origin: http://localhost",
      `Origin: http://127.0.0.1:${port}`,
      `Origin: http://localhost:${port}\r\nOrigin: http://evil.example`,
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Site: same-site",
      `Origin: http://localhost:${port}\r\nSec-Fetch-Site: cross-site`,
    ];
    for (const sender of senders) {
      for (const type of ["application/json", "text/plain", "multipart/form-data"]) {
        const headers = [host, sender, `Content-Type: ${type}`, "Content-Length: 2"];
        const answer = await send("POST /clean", headers, "{}");
        assertEquals(rawProblemOf(answer), "403 foreign-origin", sender);
      }
    }
    assertEquals(control.calls, []);
    const own = [host, `Origin: http://localhost:${port}`, "Sec-Fetch-Site: same-origin"];
    assertEquals((await send("POST /pause", own)).status, 200);
  });
});

Deno.test("buildControlApp() on a socket asks POSTs for the token", async () => {
  await serving(async ({ send }) => {
    const post = (...headers: string[]): Promise<RawAnswer> =>
      send("POST /pause", ["Host: localhost", ...headers]);
    const refused = await post();
    assertEquals(rawProblemOf(refused), "401 unauthorized");
    assertEquals(refused.headers.get("www-authenticate"), 'Bearer realm="fleetgen"');
    assertEquals((await post("Authorization: Bearer wrong")).status, 401);
    assertEquals((await post("Authorization: Basic t0ken")).status, 401);
    const twice = await post("Authorization: Bearer t0ken", "Authorization: Bearer t0ken");
    assertEquals(twice.status, 401);
    assertEquals((await post("Authorization: bearer t0ken")).status, 200);
    assertEquals((await send("GET /health", ["Host: localhost"])).status, 200);
  }, { token: "t0ken" });
});

Deno.test("buildControlApp() on a socket takes no body above 1 KiB, declared or in chunks", async () => {
  await serving(async ({ control, send }) => {
    const post = (headers: string[], body: string): Promise<RawAnswer> =>
      send("POST /pause", ["Host: localhost", ...headers], body);
    const large = await post(["Content-Length: 1025"], "x".repeat(1025));
    assertEquals(rawProblemOf(large), "413 body-too-large");
    assertEquals((await post(["Content-Length: 99999999999999999999"], "x")).status >= 400, true);
    const chunk = `400\r\n${"x".repeat(1024)}\r\n`;
    const chunked = await post(["Transfer-Encoding: chunked"], `${chunk}1\r\nx\r\n0\r\n\r\n`);
    assertEquals(rawProblemOf(chunked), "413 body-too-large");
    const lying = ["Content-Length: 3", "Transfer-Encoding: chunked"];
    // Deno itself may refuse it, and reset the connection so soon that its answer is lost.
    assert([0, 400, 413].includes((await post(lying, `${chunk}${chunk}0\r\n\r\n`)).status));
    assertEquals(control.calls, []);
    assertEquals((await post(["Transfer-Encoding: chunked"], `${chunk}0\r\n\r\n`)).status, 200);
    assertEquals((await post(["Content-Length: 2"], "{}")).status, 200);
  });
});

Deno.test("buildControlApp() on a socket does not act on a body that breaks off", async () => {
  await serving(async ({ control, send }) => {
    const headers = ["Host: localhost", "Transfer-Encoding: chunked"];
    // Deno itself may close the connection first.
    const answer = await send("POST /pause", headers, "zz\r\nnonsense\r\n");
    assert([0, 400].includes(answer.status));
    assertEquals(control.calls, []);
  });
});
