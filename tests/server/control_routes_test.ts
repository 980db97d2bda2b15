import { assertEquals } from "@std/assert";
import { LogBuffer } from "../../src/observability/log_buffer.ts";
import type { LogRecord } from "../../src/observability/log_record.ts";
import { Refusal } from "../../src/runtime/control.ts";
import { ask, problemOf } from "../support/ask.ts";
import { FakeControl } from "../support/fake_control.ts";

const POSTS = ["/pause", "/resume", "/clean"];

function record(index: number, parts: Partial<LogRecord> = {}): LogRecord {
  return {
    timestamp: `2026-01-01T00:00:0${index}.000Z`,
    component: "scheduler",
    runId: "run",
    level: "info",
    message: `message ${index}`,
    metadata: { batchId: "20260101T000000Z" },
    ...parts,
  };
}

function paused(): FakeControl {
  const control = new FakeControl();
  control.paused = true;
  return control;
}

Deno.test("GET /health is the status in snake_case, the same as /status and under /api", async () => {
  const bodies = await Promise.all(
    ["/health", "/status", "/api/health", "/api/status"].map(async (path) => {
      const response = await ask(`GET ${path}`);
      assertEquals(response.status, 200);
      return await response.text();
    }),
  );
  assertEquals(new Set(bodies).size, 1);
  const status = JSON.parse(bodies[0] ?? "");
  assertEquals(status.status, "running");
  assertEquals(status["driver_generator"]["last_batch_id"], "20260101T000000Z");
  assertEquals(status["auto_reinit"]["missing_files"], []);
  assertEquals(status.uptime["start_time"], "2026-01-01T00:00:00.000Z");
});

Deno.test("GET /health is 503 with the same body when the loop is dead", async () => {
  const control = new FakeControl();
  const alive = await (await ask("GET /health", { control })).text();
  control.isAlive = false;
  const response = await ask("GET /health", { control });
  assertEquals(response.status, 503);
  assertEquals(await response.text(), alive);
});

Deno.test("GET /ready says ready, or why not", async () => {
  const control = new FakeControl();
  assertEquals(await (await ask("GET /ready", { control })).text(), '{"ready":true}\n');
  control.reason = "Recovery is under way.";
  const response = await ask("GET /ready", { control });
  assertEquals((await response.clone().json()).detail, "Recovery is under way.");
  assertEquals(await problemOf(response), "503 not-ready");
});

Deno.test("POST /pause and /resume answer with exactly the brief's three keys", async () => {
  const control = new FakeControl();
  assertEquals(
    await (await ask("POST /pause", { control })).text(),
    '{"success":true,"message":"Generator paused successfully","status":"paused"}\n',
  );
  assertEquals(
    await (await ask("POST /api/resume", { control })).text(),
    '{"success":true,"message":"Generator resumed successfully","status":"running"}\n',
  );
  assertEquals(control.calls, ["pause", "resume"]);
});

Deno.test("POST /pause again is 200 and says that nothing changed", async () => {
  const response = await ask("POST /pause", { control: paused() });
  assertEquals(response.status, 200);
  assertEquals((await response.json()).changed, false);
});

Deno.test("POST /clean answers with what was deleted, in snake_case", async () => {
  const answer = await (await ask("POST /clean", { control: paused() })).json();
  assertEquals(Object.keys(answer), [
    "success",
    "message",
    "status",
    "cleanup_status",
    "deleted_items",
    "counts",
  ]);
});

Deno.test("POST answers a refusal with its problem", async () => {
  assertEquals(await problemOf(await ask("POST /clean")), "409 not-paused");
  const control = new FakeControl();
  control.failure = new Refusal("starting", "Cannot pause: the generator is starting.");
  for (const path of POSTS) {
    assertEquals(await problemOf(await ask(`POST ${path}`, { control })), "503 starting");
  }
  control.failure = new Refusal("clean-incomplete", "Cannot remove all.", ["raw/events"]);
  const response = await ask("POST /clean", { control });
  assertEquals(response.status, 500);
  assertEquals((await response.json()).remaining, ["raw/events"]);
});

Deno.test("GET /logs gives the newest matching records, newest last", async () => {
  const logs = new LogBuffer();
  logs.add(record(1));
  logs.add(record(2, { level: "warning" }));
  logs.add(record(3, { level: "error", component: "storage" }));
  const messages = async (search: string): Promise<string[]> => {
    const { logs: found } = await (await ask(`GET /logs${search}`, { app: { logs } })).json();
    return found.map((each: { message: string }) => each.message.slice(-1));
  };
  assertEquals(await messages(""), ["1", "2", "3"]);
  assertEquals(await messages("?limit=2"), ["2", "3"]);
  assertEquals(await messages("?level=warning"), ["2", "3"]);
  assertEquals(await messages("?since=2026-01-01T00:00:02Z"), ["2", "3"]);
  assertEquals(await messages("?component=storage&level=info"), ["3"]);
  const [first] = (await (await ask("GET /logs", { app: { logs } })).json()).logs;
  assertEquals(first["run_id"], "run");
  assertEquals(first.metadata, { "batch_id": "20260101T000000Z" });
});

Deno.test("GET /batches gives pages and the id that asks for the next", async () => {
  const control = new FakeControl();
  control.rows = [3, 2, 1].map((day) => ({
    batchId: `2026010${day}T000000Z`,
    intervalStart: `2026-01-0${day}T00:00:00.000Z`,
    intervalEnd: `2026-01-0${day}T00:15:00.000Z`,
  }));
  const page = await (await ask("GET /batches?limit=2", { control })).json();
  assertEquals(page["next_before"], "20260102T000000Z");
  const rest = await (await ask("GET /batches?limit=2&before=20260102T000000Z", { control }))
    .json();
  assertEquals(rest, {
    "batches": [{
      "batch_id": "20260101T000000Z",
      "interval_start": "2026-01-01T00:00:00.000Z",
      "interval_end": "2026-01-01T00:15:00.000Z",
    }],
    "next_before": null,
  });
});

Deno.test("GET /config gives what is in force", async () => {
  assertEquals(await (await ask("GET /config")).json(), { seed: 42, geographies: { US: 1 } });
});
