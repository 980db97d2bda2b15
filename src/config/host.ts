const NAME = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?";
const IPV6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const LOOPBACK = new RegExp(`^(?:localhost|127(?:\\.${OCTET}){3}|::1)$`);

/** A host name or address without a port; an IPv6 address with or without its brackets. */
export const HOST_PATTERN = `^(?:${NAME}|${IPV6}|\\[${IPV6}\\])$`;

/** `host` in lower case, without the brackets of an IPv6 address and without a trailing dot. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Whether `host` can be reached from this machine alone: localhost, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(bareHost(host));
}
