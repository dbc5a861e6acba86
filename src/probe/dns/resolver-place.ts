/** How a resolver is named: an address for plain DNS, `tls://` for DNS over TLS (RFC 7858), `https://` for DoH (RFC 8484). */
import { isIP } from 'node:net';
import { parseTarget } from '../target.ts';

/** A resolver that is asked in plain DNS. */
export interface PlainPlace {
  readonly kind: 'plain';
  /** As `dns.setServers` takes it. */
  readonly server: string;
}

/** A resolver that is asked within TLS. */
export interface EncryptedPlace {
  readonly kind: 'tls' | 'https';
  /** An address, or a name that the system looks up. */
  readonly host: string;
  readonly port: number;
  /** What its certificate must be for. */
  readonly name: string;
  /** Of DoH. */
  readonly path: string;
}

/** Well-known port of DNS over TLS (RFC 7858 §3.1). */
const TLS_PORT = 853;

/** Reads what names a resolver; `undefined` where it does not. */
export function parseResolver(text: string): PlainPlace | EncryptedPlace | undefined {
  if (/^tls:\/\//i.test(text)) return parseTls(text);
  if (/^https:\/\//i.test(text)) return parseHttps(text);
  return isPlain(text) ? { kind: 'plain', server: text } : undefined;
}

/** An address, and perhaps a port. */
function isPlain(text: string): boolean {
  const [, bracketed, afterBracket] = /^\[(.+)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  const [, plain, afterPlain] = /^([\d.]+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(afterBracket ?? afterPlain ?? 53);
  if (port < 1 || port > 65_535) return false;
  return bracketed === undefined ? isIP(plain ?? text) !== 0 : isIP(bracketed) === 6;
}

/** `tls://192.0.2.53:853#dns.example`: the name of the certificate after the address, as resolved.conf(5) has it. */
function parseTls(text: string): EncryptedPlace | undefined {
  const [, where, name] = /^tls:\/\/([^/?#@\s]+)(?:#([\w.-]+))?$/i.exec(text) ?? [];
  if (where === undefined) return undefined;
  const place = isIP(where) === 6 ? `[${where}]` : where;
  const target = parseTarget(/:\d+$/.test(place) ? `tls://${place}` : `tls://${place}:${TLS_PORT}`);
  if (target === undefined) return undefined;
  const { host, port } = target;
  return { kind: 'tls', host, port, name: name ?? host, path: '' };
}

/** `https://dns.example/dns-query`; also with `{?dns}` at its end, as URI templates have it (RFC 8484 §3). */
function parseHttps(text: string): EncryptedPlace | undefined {
  const url = text.replace(/\{\?dns\}$/, '');
  if (!/^https:\/\/[^/?#@\s{}]+(?:\/[\x21-\x7e]*)?$/i.test(url) || /[#{}]/.test(url)) return undefined;
  const target = parseTarget(url);
  if (target === undefined) return undefined;
  const { host, port, path } = target;
  return { kind: 'https', host, port, name: host, path };
}
