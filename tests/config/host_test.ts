import { assert, assertEquals } from "@std/assert";
import { bareHost, HOST_PATTERN, isLoopback } from "../../src/config/host.ts";

Deno.test("isLoopback() knows localhost, 127.0.0.0/8 and ::1, however written", () => {
  for (const host of ["localhost", "LOCALHOST.", "127.0.0.1", "127.255.255.254", "::1", "[::1]"]) {
    assert(isLoopback(host), host);
  }
});

Deno.test("isLoopback() takes nothing else for loopback", () => {
  const names = ["127.evil.example", "localhost.example", "127.0.0.256", "127.0.0", "127.0.0.1.2"];
  for (const host of [...names, "0.0.0.0", "::", "128.0.0.1", "1127.0.0.1", "::ffff:127.0.0.1"]) {
    assert(!isLoopback(host), host);
  }
});

Deno.test("bareHost() drops case, brackets and one trailing dot", () => {
  assertEquals(bareHost("Generator."), "generator");
  assertEquals(bareHost("[FE80::1]"), "fe80::1");
});

Deno.test("HOST_PATTERN takes names and addresses, and refuses ports, URLs and wildcards", () => {
  const pattern = new RegExp(HOST_PATTERN);
  for (const host of ["a", "spark-driver", "a_b.example.", "10.0.0.7", "::", "[::1]", "fe80::1"]) {
    assert(pattern.test(host), host);
  }
  const refused = ["", "a:80", "10.0.0.7:80", "http://a", "*", "-a", ".", "a b", "[a]", "[::1]:80"];
  for (const host of refused) assert(!pattern.test(host), host);
});
