import { assertEquals, assertRejects } from "@std/assert";
import { type RunningServer, startServer } from "../../src/server/serve.ts";

const LOOPBACK = { host: "127.0.0.1", port: 0, report: (): void => {} };

function start(answer: (request: Request) => Response | Promise<Response>): Promise<RunningServer> {
  return startServer({ fetch: answer }, LOOPBACK);
}

function dial(server: RunningServer): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: "127.0.0.1", port: server.port });
}

/** The text of one read. */
async function read(connection: Deno.Conn): Promise<string | null> {
  const bytes = new Uint8Array(4096);
  const length = await connection.read(bytes);
  return length === null ? null : new TextDecoder().decode(bytes.subarray(0, length));
}

const REQUEST = new TextEncoder().encode("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

Deno.test("startServer() tells where it is reached and frees the port when stopped", async () => {
  const server = await start(() => new Response("here"));
  assertEquals(server.url, `http://127.0.0.1:${server.port}`);
  assertEquals(await (await fetch(server.url)).text(), "here");
  await server.stop();
  await server.stop();
  await assertRejects(() => dial(server), Deno.errors.ConnectionRefused);
});

Deno.test("startServer() names loopback as the way to a wildcard address", async () => {
  const server = await startServer({ fetch: () => new Response() }, {
    ...LOOPBACK,
    host: "0.0.0.0",
  });
  assertEquals(server.url, `http://127.0.0.1:${server.port}`);
  await server.stop();
});

Deno.test("startServer() rejects with AddrInUse when the port is taken", async () => {
  const server = await start(() => new Response());
  const again = { ...LOOPBACK, port: server.port };
  const app = { fetch: () => new Response() };
  await assertRejects(() => startServer(app, again), Deno.errors.AddrInUse);
  await server.stop();
});

Deno.test("startServer() on 127.0.0.1 cannot be reached by another address", async () => {
  const server = await start(() => new Response());
  const others = Deno.networkInterfaces().filter(({ address, family }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  for (const { address } of [...others, { address: "127.0.0.2" }]) {
    await assertRejects(() => Deno.connect({ hostname: address, port: server.port }));
  }
  await server.stop();
});

Deno.test("startServer() answers what its app throws with a bare 500, reported, not printed", async () => {
  const reported: unknown[] = [];
  const failure = new Error("secret");
  const app = { fetch: () => Promise.reject(failure) };
  const server = await startServer(app, { ...LOOPBACK, report: (error) => reported.push(error) });
  const response = await fetch(server.url);
  assertEquals([response.status, (await response.text()).includes("secret")], [500, false]);
  assertEquals(reported, [failure]);
  await server.stop();
});

Deno.test("stop() closes connections that clients keep open", async () => {
  const server = await start(() => new Response());
  const [idle, half, silent] = [await dial(server), await dial(server), await dial(server)];
  await idle.write(REQUEST);
  await read(idle);
  await half.write(REQUEST.subarray(0, 9));
  await server.stop();
  for (const connection of [idle, half, silent]) {
    // A reset is as good as an end.
    assertEquals(await read(connection).catch(() => null), null);
    connection.close();
  }
});

Deno.test("stop() lets an answer under way be sent whole", async () => {
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const server = await start(() => {
    arrived.resolve();
    return answer.promise;
  });
  const response = fetch(server.url);
  await arrived.promise;
  const stopped = server.stop();
  answer.resolve(new Response("x".repeat(100_000)));
  assertEquals((await (await response).text()).length, 100_000);
  await stopped;
});

Deno.test("stop() does not wait for an answer that never comes", async () => {
  const arrived = Promise.withResolvers<void>();
  const server = await start(() => {
    arrived.resolve();
    return new Promise<Response>(() => {});
  });
  const connection = await dial(server);
  await connection.write(REQUEST);
  await arrived.promise;
  await server.stop();
  connection.close();
});
