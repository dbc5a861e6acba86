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

/** The end across from this one. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
