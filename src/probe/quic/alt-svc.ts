/** Where a web server says that it offers HTTP/3: the field Alt-Svc of its answer (RFC 7838 §3, RFC 9114 §3.1.1). */

/** An alternative: a token of a protocol, and a quoted authority. */
const ALTERNATIVE = /(?:^|,)\s*([\w!#$%&'*+.^`|~-]+)="([^"]*)"(?:\s*;[^,"]*(?:"[^"]*"[^,"]*)*)*/g;

/** The UDP port of this host at which HTTP/3 is offered; `undefined` where it is not, or by another host alone. */
export function readHttp3Port(field: string, host: string): number | undefined {
  for (const [, protocol, authority] of field.matchAll(ALTERNATIVE)) {
    if (!/^h3(?:-\d+)?$/.test(protocol!)) continue;
    const [, name, digits] = /^(.*):(\d{1,5})$/.exec(authority!) ?? [];
    const port = Number(digits);
    const isHere = name === '' || name?.replace(/^\[|\]$/g, '').toLowerCase() === host.toLowerCase();
    if (isHere && port >= 1 && port <= 65_535) return port;
  }
  return undefined;
}
