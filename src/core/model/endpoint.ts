/** The two ends of a connection, in the words of Wireshark (address, port) and Zeek (originator = client). */

/** Which end: the client sent the SYN (Zeek's originator), the server is the other (Zeek's responder). */
export type Side = 'client' | 'server';

/** An address and port, with a name where the capture or its name-resolution block has one. */
export interface Endpoint {
  /** Dotted IPv4, or IPv6 as RFC 5952 writes it. */
  readonly address: string;
  readonly port: number;
  /** A host name the capture itself carries (pcapng name resolution block). */
  readonly name?: string;
}

/** Address and port as in a URL, IPv6 in brackets (RFC 3986 §3.2.2): `192.0.2.1:443`, `[2001:db8::1]:443`. */
export function formatHostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether nothing but the host itself reaches this address (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** The end across from this one. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
