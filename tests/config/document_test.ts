import { assertEquals } from "@std/assert";
import { configDocument } from "../../src/config/document.ts";
import { loadConfig } from "../../src/config/load.ts";

Deno.test("configDocument() gives what loads to the same configuration", async () => {
  const flags = {
    "start-time": "2026-01-01T01:00:00+01:00",
    "batch-interval": "PT60S",
    "max-companies": "unlimited",
    geographies: "{US: 3, CA: 0.5}",
    "allowed-hosts": "Generator.,[::1]",
    "insecure-no-token": "true",
  };
  const readFile = () => Promise.resolve("");
  const { config } = await loadConfig({ flags, env: {}, readFile });
  const document = configDocument(config);
  assertEquals(document.start_time, "2026-01-01T00:00:00Z");
  assertEquals(document.batch_interval, "PT1M");
  const text = JSON.stringify(document);
  const again = await loadConfig({ flags: {}, env: {}, readFile: () => Promise.resolve(text) });
  assertEquals(again.config, config);
});
