import { Problem } from "./problems.ts";

const MAX_BODY_BYTES = 1024;

/**
 * Reads a request's body to its end and forgets it, since no command takes one.
 * @throws {Problem} when it is longer than 1 KiB, as declared or as sent, or ends before its end.
 */
export async function discardBody(request: Request): Promise<void> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return;
  let received = 0;
  for await (const chunk of readable(request.body)) {
    received += chunk.length;
    if (received > MAX_BODY_BYTES) throw tooLarge();
  }
}

/** The body's chunks; leaving the loop early cancels the rest. */
async function* readable(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new Problem("invalid-body", "Cannot read the request: its body broke off.");
  }
}

function tooLarge(): Problem {
  return new Problem(
    "body-too-large",
    `Cannot take the request: its body must be at most ${MAX_BODY_BYTES} bytes: found more; the commands need none.`,
  );
}
