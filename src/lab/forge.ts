/**
 * TCP segments that no TCP made: what a scanner, a censor or an intrusion-prevention system sends. A whole IP packet, for
 * `Host.sendPacket`. Headers: RFC 9293 §3.1, RFC 791 §3.1, RFC 8200 §3.
 */

/** An end of a forged segment. */
export interface ForgedEnd {
  readonly address: string;
  readonly port: number;
}

/** What to forge. Flags as tcpdump prints them: S, F, R, P, `.` for ACK. */
export interface Forgery {
  readonly from: ForgedEnd;
  readonly to: ForgedEnd;
  readonly flags: string;
  readonly seq: number;
  readonly ack?: number;
  readonly window?: number;
  /** TTL or hop limit; 64 unless told. */
  readonly ttl?: number;
  /** IPv4 identification. */
  readonly ipId?: number;
  /** IPv6 flow label. */
  readonly flowLabel?: number;
  /** TCP options, padded to a multiple of four bytes. */
  readonly options?: Uint8Array;
  readonly payload?: string | Uint8Array;
  /** A TCP checksum that is wrong. */
  readonly corrupt?: true;
}

const BITS: Readonly<Record<string, number>> = { F: 0x01, S: 0x02, R: 0x04, P: 0x08, '.': 0x10, U: 0x20 };
const TCP = 6;

/** The packet of a forgery. */
export function forge(forgery: Forgery): Uint8Array {
  const { from, to, flags, seq, ack = 0, window = 0, ttl = 64, ipId = 0, flowLabel = 0 } = forgery;
  const options = Buffer.from(forgery.options ?? []);
  const payload = Buffer.from(forgery.payload ?? '');
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from.port, 0);
  header.writeUInt16BE(to.port, 2);
  header.writeUInt32BE(seq >>> 0, 4);
  header.writeUInt32BE(ack >>> 0, 8);
  header[12] = (20 + options.length) << 2;
  header[13] = [...flags].reduce((bits, letter) => bits | (BITS[letter] ?? 0), 0);
  header.writeUInt16BE(window, 14);
  const segment = Buffer.concat([header, options, payload]);
  const source = addressBytes(from.address);
  const destination = addressBytes(to.address);
  const pseudo = Buffer.alloc(8);
  pseudo.writeUInt32BE(segment.length, 0);
  pseudo.writeUInt32BE(TCP, 4);
  const sum = checksum(Buffer.concat([source, destination, pseudo, segment]));
  segment.writeUInt16BE(forgery.corrupt === true ? sum ^ 0x5555 : sum, 16);
  if (source.length === 16) {
    const ip = Buffer.alloc(8);
    ip.writeUInt32BE(0x60000000 + flowLabel, 0);
    ip.writeUInt16BE(segment.length, 4);
    ip[6] = TCP;
    ip[7] = ttl;
    return Buffer.concat([ip, source, destination, segment]);
  }
  const ip = Buffer.alloc(12);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + segment.length, 2);
  ip.writeUInt16BE(ipId, 4);
  ip[8] = ttl;
  ip[9] = TCP;
  ip.writeUInt16BE(checksum(Buffer.concat([ip, source, destination])), 10);
  return Buffer.concat([ip, source, destination, segment]);
}

/** IPv4, or IPv6 with at most one `::` and no dotted part. */
function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [before, after] = [words(head), words(tail)];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
