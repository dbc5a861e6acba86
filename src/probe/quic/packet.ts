/**
 * The one packet of QUIC that is sent: of a version that nobody speaks, so that a server answers with those it does speak, and
 * no connection comes of it (RFC 9000 §6).
 */

/** A packet, and what the answer to it must repeat. */
export interface QuicPacket {
  readonly bytes: Buffer;
  readonly version: number;
  readonly destinationId: Buffer;
  readonly sourceId: Buffer;
}

/** A server need not answer what is smaller (RFC 9000 §6.1, §14.1). */
const PACKET_SIZE = 1200;
const ID_LENGTH = 8;

/** Makes the packet, of at least 17 random bytes. */
export function makePacket(random: Uint8Array): QuicPacket {
  const [first = 0] = random;
  // 0x?a?a?a?a is reserved to force version negotiation (RFC 9000 §15).
  const version = ((first & 0xf0) * 0x0101_0101 + 0x0a0a_0a0a) >>> 0;
  const destinationId = Buffer.from(random.subarray(1, 1 + ID_LENGTH));
  const sourceId = Buffer.from(random.subarray(1 + ID_LENGTH, 1 + 2 * ID_LENGTH));
  const head = Buffer.alloc(5);
  // Long header and fixed bit, as an Initial packet of version 1 has them.
  head[0] = 0xc0;
  head.writeUInt32BE(version, 1);
  const length = Buffer.from([ID_LENGTH]);
  const used = Buffer.concat([head, length, destinationId, length, sourceId]);
  const bytes = Buffer.concat([used, Buffer.alloc(PACKET_SIZE - used.length)]);
  return { bytes, version, destinationId, sourceId };
}

/**
 * The versions that a Version Negotiation packet lists (RFC 9000 §17.2.1); `undefined` where the datagram is no such packet, is
 * none in answer to this one, or claims to speak the version that nobody does.
 */
export function readVersions(datagram: Buffer, sent: QuicPacket): readonly number[] | undefined {
  if (datagram.length < 7 || (datagram.readUInt8(0) & 0x80) === 0 || datagram.readUInt32BE(1) !== 0) return undefined;
  const toId = readId(datagram, 5);
  const fromId = toId === undefined ? undefined : readId(datagram, 6 + toId.length);
  // Both ids come back, the other way round: only who has seen the packet can know them.
  if (toId === undefined || fromId === undefined || !toId.equals(sent.sourceId) || !fromId.equals(sent.destinationId))
    return undefined;
  const rest = datagram.subarray(7 + toId.length + fromId.length);
  if (rest.length === 0 || rest.length % 4 !== 0) return undefined;
  const versions = Array.from({ length: rest.length / 4 }, (_, i) => rest.readUInt32BE(4 * i));
  return versions.includes(sent.version) ? undefined : versions;
}

function readId(datagram: Buffer, at: number): Buffer | undefined {
  const length = datagram[at];
  if (length === undefined || at + 1 + length > datagram.length) return undefined;
  return datagram.subarray(at + 1, at + 1 + length);
}

/** RFC 9000 §15, RFC 9369 §3.1. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0000_0001, '1'],
  [0x6b33_43cf, '2'],
]);

/** Names of versions, each once; those that are reserved for exercise say nothing and are left out. */
export function nameVersions(versions: readonly number[]): readonly string[] {
  const real = versions.filter((version) => (version & 0x0f0f_0f0f) !== 0x0a0a_0a0a);
  return [...new Set(real.map(nameVersion))];
}

function nameVersion(version: number): string {
  const hex = version.toString(16).padStart(8, '0');
  if (hex.startsWith('ff0000')) return `draft-${version & 0xff}`;
  return NAMES.get(version) ?? `0x${hex}`;
}
