import { type Authority, authorityText, parseAuthority, sameAuthority } from "./authority.ts";
import { Problem, quoted } from "./problems.ts";

export interface SecurityOptions {
  /** The address that the server was told to bind. */
  readonly host: string;
  /** Further names under which it is reached. */
  readonly allowedHosts: readonly string[];
  /** What POST needs as a bearer token; null when it needs none. */
  readonly token: string | null;
}

/** Lets a request pass, or throws the {@linkcode Problem} to answer with. */
export type Guard = (request: Request) => Promise<void>;

/**
 * The rules that keep web pages and strangers off the control port, in this order: the Host header
 * names this server, the request was not sent by another site's page, the token is right.
 * @throws {TypeError} when `host` or an allowed host is not a host name or address.
 */
export function createGuard({ host, allowedHosts, token }: SecurityOptions): Guard {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", ...[host, ...allowedHosts].map(own)]);
  return async (request) => {
    const authority = checkHost(request, names);
    if (request.method !== "POST") return;
    checkOrigin(request, authority);
    if (token !== null) await checkToken(request, token);
  };
}

function own(host: string): string {
  const bracketed = host.split(":").length > 2 && !host.startsWith("[") ? `[${host}]` : host;
  const authority = parseAuthority(bracketed);
  if (authority !== null) return authority.name;
  throw new TypeError(
    `Cannot guard the control port: 'host' and 'allowed_hosts' must be host names or addresses: found '${host}'`,
  );
}

function checkHost(request: Request, names: ReadonlySet<string>): Authority {
  // Only the header counts: Deno fills in the URL by itself when there is none.
  const header = request.headers.get("host");
  const authority = header === null ? null : parseAuthority(header);
  if (authority === null) {
    const found = header === null ? "none" : quoted(header);
    throw invalidHost(`exactly one Host header must hold a name and a port: found ${found}`);
  }
  // For a request with only a path, Deno makes the URL from the header, so that they agree.
  const target = authorityText(request.url);
  const asked = target === null ? null : parseAuthority(target);
  if (asked === null || !sameAuthority(asked, authority)) {
    throw invalidHost(
      `its target must be http and agree with its Host header ${quoted(header ?? "")}: ` +
        `found ${quoted(target ?? request.url)}`,
    );
  }
  if (names.has(authority.name)) return authority;
  throw new Problem(
    "foreign-host",
    `Cannot answer the request: its Host header must name this server: found ` +
      `${quoted(authority.name)}; a further name of it belongs into 'allowed_hosts'.`,
  );
}

function invalidHost(rule: string): Problem {
  return new Problem("invalid-host", `Cannot answer the request: ${rule}.`);
}

/** Browsers tell where a request comes from; what is no browser sends neither header. */
function checkOrigin(request: Request, authority: Authority): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if (origin !== null && !isOwnOrigin(origin, authority)) {
    throw foreign(`its Origin must be this server: found ${quoted(origin)}`);
  }
  if (site !== null && site !== "same-origin" && site !== "none") {
    throw foreign(`its Sec-Fetch-Site must be 'same-origin' or 'none': found ${quoted(site)}`);
  }
}

function isOwnOrigin(origin: string, authority: Authority): boolean {
  const sender = origin.startsWith("http://") ? parseAuthority(origin.slice(7)) : null;
  return sender !== null && sameAuthority(sender, authority);
}

function foreign(rule: string): Problem {
  return new Problem(
    "foreign-origin",
    `Cannot take the command from another site's page: ${rule}; use the command line or curl.`,
  );
}

async function checkToken(request: Request, token: string): Promise<void> {
  const header = request.headers.get("authorization") ?? "";
  const given = /^bearer +([^ ]+)$/i.exec(header)?.[1];
  // Header values arrive as one character a byte.
  const bytes = Uint8Array.from(given ?? "", (character) => character.charCodeAt(0));
  const same = await equalInConstantTime(bytes, new TextEncoder().encode(token));
  if (given !== undefined && same) return;
  throw new Problem(
    "unauthorized",
    `Cannot take the command: it needs the header 'Authorization: Bearer TOKEN' with the token of ` +
      `this generator's 'token_file': found ${given === undefined ? "none" : "another token"}.`,
    { "www-authenticate": 'Bearer realm="fleetgen"' },
  );
}

/** Compares digests, so that neither length nor first difference shows in the time taken. */
async function equalInConstantTime(
  one: Uint8Array<ArrayBuffer>,
  other: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((bytes) => digest(bytes)));
  return a !== undefined && b !== undefined &&
    a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
