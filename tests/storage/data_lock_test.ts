import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataLock } from "../../src/storage/data_lock.ts";
import { Fault } from "../../src/storage/fault.ts";
import { DataDir } from "../support/data_dir.ts";

/** A refused flock() stays under way until the holder lets go, so nothing of it can be awaited. */
const OPTIONS = { sanitizeOps: false, sanitizeResources: false };

Deno.test({
  ...OPTIONS,
  name: "DataLock.acquire() is refused in under half a second while another holds, and names it",
  async fn(): Promise<void> {
    await using dir = await DataDir.make();
    await dir.disk.makeDirectory(dir.layout.manifests);
    using _held = await DataLock.acquire(dir.layout, { host: "truck", pid: 4711 });
    const began = performance.now();
    const fault = await assertRejects(() => DataLock.acquire(dir.layout, { pid: 1 }), Fault);
    assert(performance.now() - began < 500);
    assertEquals(fault.code, "locked");
    assert(fault.message.includes('{"host":"truck","pid":4711}'), fault.message);
    assertEquals(await Deno.readTextFile(dir.layout.lock), '{"host":"truck","pid":4711}\n');
    assert(await DataLock.isHeld(dir.layout));
  },
});

Deno.test({
  ...OPTIONS,
  name: "DataLock.acquire() succeeds once the holder let go, also after a refusal",
  async fn(): Promise<void> {
    await using dir = await DataDir.make();
    await dir.disk.makeDirectory(dir.layout.manifests);
    {
      using _first = await DataLock.acquire(dir.layout, {
        pid: 1,
        note: "a longer text than the next",
      });
      await assertRejects(() => DataLock.acquire(dir.layout, {}), Fault);
    }
    using _second = await DataLock.acquire(dir.layout, { pid: 2 });
    assertEquals(await Deno.readTextFile(dir.layout.lock), '{"pid":2}\n');
  },
});

Deno.test("DataLock.isHeld() creates nothing and takes nothing", async () => {
  await using dir = await DataDir.make();
  assert(!await DataLock.isHeld(dir.layout));
  await dir.disk.makeDirectory(dir.layout.manifests);
  assert(!await DataLock.isHeld(dir.layout));
  assertEquals(await Array.fromAsync(Deno.readDir(dir.layout.manifests)), []);
  (await DataLock.acquire(dir.layout, {}))[Symbol.dispose]();
  assert(!await DataLock.isHeld(dir.layout));
  assertEquals(await Deno.readTextFile(dir.layout.lock), "{}\n");
});
