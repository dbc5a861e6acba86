/** Addresses as logs write them, in the form that captures have: dotted IPv4, IPv6 as RFC 5952 writes it. */
import { formatIpv6 } from '../bytes/address.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { LogEndpoint } from '../model/witness.ts';

/**
 * The address; `undefined` for what is none: a name, a socket of Unix, and the addresses that stand for all of them. An
 * IPv4 address that a socket of IPv6 shows (`::ffff:192.0.2.2`) is what the packets had: IPv4.
 */
export function parseAddress(text: string): string | undefined {
  if (text.length < 2 || text.length > 60) return undefined;
  const isIpv4 = text.includes('.') && !text.includes(':');
  const address = isIpv4 ? parseIpv4(text)?.join('.') : parseIpv6(text.replace(/%[\w.-]+$/, ''));
  return address === '0.0.0.0' || address === '::' ? undefined : address;
}

/** Address and port, with a colon between them, and brackets around an IPv6 address or not. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? undefined : toEndpoint(text.slice(0, colon), text.slice(colon + 1));
}

/** Where a program listens: also on all addresses, and then the port alone says something. */
export function parseListener(text: string): LogEndpoint | undefined {
  const port = /^(?:0\.0\.0\.0|\[::\]):(\d{1,5})$/.exec(text)?.[1];
  return port === undefined ? parseEndpoint(text) : { address: text.slice(0, -port.length - 1), port: Number(port) };
}

/** Address and port, each by itself. */
export function toEndpoint(address: string, port: string): Endpoint | undefined {
  const parsed = parseAddress(/^\[.*\]$/.test(address) ? address.slice(1, -1) : address);
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  return parsed === undefined || number < 1 || number > 65_535 ? undefined : { address: parsed, port: number };
}

/** Whom an address without a port names. */
export function toHost(text: string | undefined): LogEndpoint | undefined {
  const address = parseAddress(text ?? '');
  return address === undefined ? undefined : { address };
}

function parseIpv4(text: string): number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): string | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
  const view = new DataView(new ArrayBuffer(16));
  for (const [index, group] of groups.entries()) view.setUint16(2 * index, group);
  return formatIpv6(view, 0).replace(/^::ffff:(?=\d{1,3}\.)/, '');
}

/** Groups of sixteen bits between colons; the last two of an address may be written as an IPv4 address. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const ipv4 = isLast && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 !== undefined) groups.push(ipv4[0]! * 256 + ipv4[1]!, ipv4[2]! * 256 + ipv4[3]!);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
