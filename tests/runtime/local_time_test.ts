import { assertEquals } from "@std/assert";
import { readSources } from "../support/sources.ts";

const YEAR = new URL("../support/year.ts", import.meta.url).pathname;

async function yearUnder(zone: string): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", YEAR],
    env: { TZ: zone },
  }).output();
  const text = new TextDecoder().decode(stdout);
  return JSON.parse(text === "" ? `{"error": ${JSON.stringify(String(stderr))}}` : text);
}

Deno.test("Generator makes the same year wherever clocks change", async () => {
  const zones = ["UTC", "America/New_York", "Australia/Lord_Howe"];
  const [utc, ...others] = await Promise.all(zones.map(yearUnder));
  assertEquals([utc?.committed, utc?.distinct, utc?.inOrder, utc?.offsets], [730, 730, true, 1]);
  for (const other of others) assertEquals(other, { ...utc, offsets: 2 });
});

Deno.test("src/ asks nobody for local time", async () => {
  const local =
    /\bget(Hours|Minutes|Day|Date|Month|FullYear|TimezoneOffset)\b|\btoLocale|\bIntl\b|new Date\([^)]*,/;
  const found = (await readSources()).filter(({ code }) => local.test(code));
  assertEquals(found.map(({ path }) => path), []);
});
