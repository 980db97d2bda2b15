import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { authorityText, parseAuthority, sameAuthority } from "../../src/server/authority.ts";

Deno.test("parseAuthority() gives the name in lower case without its trailing dot, and the port", () => {
  assertEquals(parseAuthority("LocalHost.:18000"), { name: "localhost", port: 18000 });
  assertEquals(parseAuthority("fleet_gen-1.example.org"), {
    name: "fleet_gen-1.example.org",
    port: 80,
  });
  assertEquals(parseAuthority("localhost:"), { name: "localhost", port: 80 });
});

Deno.test("parseAuthority() gives IPv6 addresses in their shortest form", () => {
  assertEquals(parseAuthority("[::1]:18000"), { name: "[::1]", port: 18000 });
  assertEquals(parseAuthority("[0:0:0:0:0:0:0:1]")?.name, "[::1]");
});

Deno.test("parseAuthority() refuses everything that is not one host and one port", () => {
  const refused = [
    "",
    ":18000",
    ".",
    "localhost..",
    "a..b",
    ".localhost",
    "-a",
    "a b",
    " localhost",
    "localhost, evil",
    "localhost,localhost",
    "user@localhost",
    "localhost/x",
    "localhost?x",
    "localhost#x",
    "localhost:80:80",
    "localhost:x",
    "localhost:-1",
    "localhost:65536",
    "localhost:000080",
    "::1",
    "[::1",
    "[::1]x",
    "[::1%25lo]",
    "[1]",
    "[]",
    "local%68ost",
    "l\u00f6calhost",
    "localhost\n",
    "a".repeat(256),
  ];
  for (const text of refused) assertEquals(parseAuthority(text), null, JSON.stringify(text));
});

Deno.test("parseAuthority() never throws, and gives names that it gives again", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.webAuthority(), fc.ipV6()), (text) => {
    const parsed = parseAuthority(text);
    if (parsed !== null) assertEquals(parseAuthority(`${parsed.name}:${parsed.port}`), parsed);
  }));
});

Deno.test("sameAuthority() takes a missing port for 80", () => {
  const [bare, port80, other] = ["a", "A.:80", "a:81"].map((text) => parseAuthority(text));
  if (!bare || !port80 || !other) throw new Error("unparsable");
  assertEquals(sameAuthority(bare, port80), true);
  assertEquals(sameAuthority(bare, other), false);
});

Deno.test("authorityText() is what stands between http:// and the path", () => {
  assertEquals(authorityText("http://a:1/x"), "a:1");
  assertEquals(authorityText("http://u:p@a?x"), "u:p@a");
  assertEquals(authorityText("http://a#x"), "a");
  assertEquals(authorityText("https://a/x"), null);
  assertEquals(authorityText("ftp://a/x"), null);
});
