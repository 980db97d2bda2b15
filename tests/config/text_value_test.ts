import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { textValue } from "../../src/config/text_value.ts";

const NUMBER = { type: "number" };
const HOSTS = { type: "array", items: { type: "string" } };
const WEIGHTS = { type: "object", additionalProperties: NUMBER };

Deno.test("textValue() reads numbers in their one plain form", () => {
  const texts = ["0", "42", "3.5", "0.01", "0.0000001", "1000.5", "9007199254740991"];
  for (const text of texts) assertEquals(textValue(text, NUMBER), Number(text));
});

Deno.test("textValue() leaves every other spelling of a number as text", () => {
  const spelt = ["042", "1_000", "+5", "-5", "-0", "0x10", "1e3", ".5", "5.", "1.0", "00", "1,5"];
  const rounded = ["9007199254740993", "0.1000000000000000055", `1${"0".repeat(400)}`];
  const odd = ["", " 5", "5 ", "5\n", "Infinity", "NaN", `0.${"0".repeat(400)}1`, "\u0665"];
  for (const text of [...spelt, ...rounded, ...odd]) assertEquals(textValue(text, NUMBER), text);
});

Deno.test("textValue() never rounds an integer", () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), (integer) => {
    const value = textValue(`${integer}`, NUMBER);
    if (typeof value === "number") assertEquals(BigInt(value), integer);
    else assertEquals(integer > BigInt(Number.MAX_SAFE_INTEGER), true);
  }));
});

Deno.test("textValue() reads true, false, null and ~, and no other word", () => {
  const flag = { type: "boolean" };
  assertEquals(["true", "false"].map((text) => textValue(text, flag)), [true, false]);
  for (const text of ["yes", "on", "True", "1", "TRUE"]) assertEquals(textValue(text, flag), text);
  assertEquals(["null", "~"].map((text) => textValue(text, { type: "string" })), [null, null]);
  assertEquals(textValue("Null", { type: "string" }), "Null");
});

Deno.test("textValue() keeps digits as text where text is meant", () => {
  assertEquals(textValue("42", { type: "string" }), "42");
  assertEquals(textValue("42", { anyOf: [{ type: "string" }, { type: "null" }] }), "42");
  assertEquals(textValue("42", { anyOf: [{ type: "integer" }, { type: "null" }] }), 42);
});

Deno.test("textValue() reads lists from YAML flow text and from text with commas", () => {
  assertEquals(textValue("[a, b]", HOSTS), ["a", "b"]);
  assertEquals(textValue("a, b", HOSTS), ["a", "b"]);
  assertEquals(textValue("generator", HOSTS), ["generator"]);
  assertEquals(textValue("[::1], generator", HOSTS), ["[::1]", "generator"]);
  assertEquals(textValue("[]", HOSTS), []);
});

Deno.test("textValue() reads mappings from YAML flow text, value by value", () => {
  assertEquals(textValue("{US: 1, CA: 0.5}", WEIGHTS), { US: 1, CA: 0.5 });
  assertEquals(textValue({ US: "1", CA: "1e3" }, WEIGHTS), { US: 1, CA: "1e3" });
  assertEquals(textValue("{US: 1", WEIGHTS), "{US: 1");
  assertEquals(textValue("US: 1", WEIGHTS), "US: 1");
  assertEquals(textValue("{__proto__: 1, US: 1}", WEIGHTS), "__proto__");
});
