import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Line, LineQueue } from "../../src/observability/line_queue.ts";

const DAY = "2026-01-01";

interface Trial {
  readonly queue: LineQueue;
  /** What the writer took, by chunk. */
  readonly written: string[][];
}

/** A queue of at most `capacity` one-letter lines; the writer does as `take` says. */
function trial(
  capacity: number,
  take: (lines: readonly Line[]) => number | Promise<number>,
): Trial {
  const written: string[][] = [];
  const queue = new LineQueue({
    capacity,
    notice: (dropped) => `-${dropped}`,
    write: async (lines) => {
      const taken = await take(lines);
      if (taken > 0) written.push(lines.slice(0, taken).map((line) => line.text));
      return taken;
    },
  });
  return { queue, written };
}

function pushAll(queue: LineQueue, letters: string): void {
  for (const text of letters) queue.push({ text, day: DAY });
}

function all(lines: readonly Line[]): number {
  return lines.length;
}

Deno.test("LineQueue writes what is pushed, in order, after the caller went on", async () => {
  const { queue, written } = trial(10, all);
  pushAll(queue, "abc");
  assertEquals(written, []);
  await queue.drain();
  assertEquals(written, [["a", "b", "c"]]);
});

Deno.test("LineQueue goes on with the rest when the writer takes a part", async () => {
  const { queue, written } = trial(10, () => 2);
  pushAll(queue, "abcde");
  await queue.drain();
  assertEquals(written.flat().join(""), "abcde");
});

Deno.test("LineQueue drops the oldest lines when full and tells how many in their place", async () => {
  const { queue, written } = trial(3, all);
  pushAll(queue, "abcde");
  await queue.drain();
  assertEquals(written.flat(), ["-2", "c", "d", "e"]);
});

Deno.test("LineQueue does not drop what a stuck writer holds, and never blocks its callers", async () => {
  const gate = Promise.withResolvers<void>();
  const { queue, written } = trial(4, async (lines) => {
    await gate.promise;
    return lines.length;
  });
  pushAll(queue, "ab");
  await Promise.resolve();
  await Promise.resolve();
  pushAll(queue, "cdefgh");
  gate.resolve();
  await queue.drain();
  assertEquals(written, [["a", "b"], ["-4", "g", "h"]]);
});

Deno.test("LineQueue keeps lines that the writer cannot take until it is asked again", async () => {
  let open = false;
  const { queue, written } = trial(3, (lines) => open ? lines.length : 0);
  pushAll(queue, "abcd");
  await queue.drain();
  assertEquals(written, []);
  open = true;
  await queue.drain();
  assertEquals(written.flat(), ["-1", "b", "c", "d"]);
});

Deno.test("LineQueue counts the lines of a failed write as dropped", async () => {
  let failures = 1;
  const { queue, written } = trial(10, (lines) => {
    if (failures-- > 0) throw new Error("broken pipe");
    return lines.length;
  });
  pushAll(queue, "ab");
  await queue.drain();
  pushAll(queue, "c");
  await queue.drain();
  assertEquals(written.flat(), ["-2", "c"]);
});

Deno.test("LineQueue drops a line larger than all its room", async () => {
  const { queue, written } = trial(3, all);
  queue.push({ text: "long", day: DAY });
  queue.push({ text: "a", day: DAY });
  await queue.drain();
  assertEquals(written.flat(), ["-1", "a"]);
});

Deno.test("LineQueue writes or counts every line, in order, whatever its writer does", async () => {
  const step = fc.record({ push: fc.nat(6), take: fc.integer({ min: -1, max: 4 }) });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
    let take = 0;
    let pushed = 0;
    const { queue, written } = trial(8, (lines) => {
      if (take < 0) throw new Error("no");
      return Math.min(take, lines.length);
    });
    for (const { push, take: next } of steps) {
      take = next;
      for (let i = 0; i < push; i++) pushAll(queue, String.fromCharCode(65 + pushed++));
      await queue.drain();
    }
    take = 9;
    pushAll(queue, String.fromCharCode(65 + pushed++));
    await queue.drain();
    let next = 0;
    for (const text of written.flat()) {
      if (text.startsWith("-")) next += Number(text.slice(1));
      else assertEquals(text.charCodeAt(0) - 65, next++);
    }
    assertEquals(next, pushed);
  }));
});
