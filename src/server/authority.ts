/** Who a request is for: the host and port of a Host header, an Origin or an absolute URL. */
export interface Authority {
  /** Lower-case, without a trailing dot; an IPv6 address in brackets, in its shortest form. */
  readonly name: string;
  /** 80, the default of http, when none is given. */
  readonly port: number;
}

const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
const NAME = new RegExp(`^(${LABEL}(?:\\.${LABEL})*)\\.?$`);
const PARTS = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{0,5}))?$/;

/** Null for everything that is not one plain host and at most one port: users, lists, paths, blanks. */
export function parseAuthority(text: string): Authority | null {
  const [, host, digits] = PARTS.exec(text.toLowerCase()) ?? [];
  if (host === undefined || host.length > 255) return null;
  const port = digits ? Number(digits) : 80;
  const name = host.startsWith("[") ? shortAddress(host) : NAME.exec(host)?.[1];
  return name === undefined || port > 65_535 ? null : { name, port };
}

/** Whether both mean the same server. */
export function sameAuthority(one: Authority, other: Authority): boolean {
  return one.name === other.name && one.port === other.port;
}

/** The authority part of an absolute URL, user names included; null without one. */
export function authorityText(url: string): string | null {
  return /^http:\/\/([^/?#]*)/.exec(url)?.[1] ?? null;
}

function shortAddress(bracketed: string): string | undefined {
  return URL.parse(`http://${bracketed}/`)?.hostname;
}
