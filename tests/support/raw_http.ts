/** What came back over the socket, taken apart no further than a test needs. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends bytes as they are over a connection of its own and reads the answer until the server closes
 * it: the request has to say `Connection: close`. The status is 0 when it closes without an answer.
 */
export async function sendRaw(port: number, request: string | Uint8Array): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
  let sent = 0;
  while (sent < bytes.length) sent += await connection.write(bytes.subarray(sent));
  return parseAnswer(await readAll(connection));
}

/** A request's text from its first line and header lines; closes the connection after the answer. */
export function rawRequest(
  line: string,
  { headers = [], body = "" }: { readonly headers?: readonly string[]; readonly body?: string } =
    {},
): string {
  return [`${line} HTTP/1.1`, ...headers, "Connection: close", "", body].join("\r\n");
}

/** A server that refuses before it has read all resets the connection after its answer. */
async function readAll(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of connection.readable) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return text;
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(first.split(" ")[1] ?? 0),
    headers: new Map(headers),
    body: text.slice(end + 4),
  };
}
