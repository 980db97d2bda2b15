import { assertEquals } from "@std/assert";
import { exitCodeOf } from "../src/exit_codes.ts";
import { Unreachable } from "../src/commands/client.ts";
import { ConfigError } from "../src/config/problem.ts";
import { Fault, type FaultCode } from "../src/storage/fault.ts";
import { UsageError } from "../src/usage_error.ts";

Deno.test("exitCodeOf() knows every fault of the storage", () => {
  const codes: Record<FaultCode, number> = {
    "data-invalid": 65,
    "batch-conflict": 65,
    "unusable": 73,
    "no-space": 73,
    "locked": 75,
    "identity-conflict": 78,
  };
  for (const [code, expected] of Object.entries(codes)) {
    const error = new Fault(code as FaultCode, "The sentence");
    assertEquals(exitCodeOf(error), { code: expected, sentence: "The sentence" });
  }
});

Deno.test("exitCodeOf() knows what the command line and the configuration complain of", () => {
  assertEquals(exitCodeOf(new UsageError("x")).code, 64);
  assertEquals(exitCodeOf(new Unreachable("x")).code, 69);
  assertEquals(exitCodeOf(new Deno.errors.AddrInUse("x")).code, 69);
  assertEquals(exitCodeOf(new ConfigError([])).code, 78);
});

Deno.test("exitCodeOf() tells a full disk from other I/O, and both from a defect", () => {
  const full = exitCodeOf(new Error("No space left on device (os error 28)"));
  assertEquals([full.code, full.sentence.startsWith("Cannot write: the disk must have room")], [
    73,
    true,
  ]);
  assertEquals(exitCodeOf(new Error("Input/output error (os error 5)")).code, 74);
  assertEquals(exitCodeOf(new TypeError("x is undefined")), {
    code: 70,
    sentence: "This is a defect of fleetgen: x is undefined",
  });
  assertEquals(exitCodeOf("odd"), { code: 70, sentence: "odd" });
});
