/**
 * The records of a pcap stream as tcpdump writes one (draft-ietf-opsawg-pcap), in any portions: those that are wanted are
 * passed on byte for byte, so that what is left is a capture file again.
 */

const GLOBAL_HEADER = 24;
const RECORD_HEADER = 16;
/** libpcap’s MAXIMUM_SNAPLEN: whatever claims to be longer is no record. */
const RECORD_MAX = 262_144;

const LINUX_SLL = 113;
const LINUX_SLL2 = 276;
/** ARPHRD_LOOPBACK (linux/if_arp.h). */
const LOOPBACK = 772;
/** PACKET_OUTGOING (linux/if_packet.h). */
const OUTGOING = 4;

/** Cuts a stream into records. */
export class PcapRecords {
  readonly #take: (bytes: Buffer) => void;
  readonly #isWanted: (packet: Buffer, linkType: number) => boolean;
  #rest: Buffer = Buffer.alloc(0);
  #isLittle = true;
  #linkType: number | undefined;
  #isBroken = false;

  /** `take` gets the header, then each record that is wanted. */
  constructor(take: (bytes: Buffer) => void, isWanted: (packet: Buffer, linkType: number) => boolean) {
    this.#take = take;
    this.#isWanted = isWanted;
  }

  /** What came is no pcap, or was until some point: the rest is passed over. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Takes the next bytes. */
  push(bytes: Buffer): void {
    if (this.#isBroken) return;
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    if (this.#linkType === undefined && !this.#readHeader()) return;
    let at = 0;
    while (this.#rest.length - at >= RECORD_HEADER) {
      const captured = this.#readUint32(at + 8);
      if (captured > RECORD_MAX) {
        this.#isBroken = true;
        break;
      }
      const end = at + RECORD_HEADER + captured;
      if (end > this.#rest.length) break;
      if (this.#isWanted(this.#rest.subarray(at + RECORD_HEADER, end), this.#linkType!)) {
        // A copy: what is kept must not hold on to the whole portion.
        this.#take(Buffer.from(this.#rest.subarray(at, end)));
      }
      at = end;
    }
    this.#rest = this.#isBroken ? Buffer.alloc(0) : this.#rest.subarray(at);
  }

  #readHeader(): boolean {
    if (this.#rest.length < GLOBAL_HEADER) return false;
    const magic = this.#rest.readUInt32LE(0);
    this.#isLittle = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
    if (!this.#isLittle && magic !== 0xd4c3b2a1 && magic !== 0x4d3cb2a1) {
      this.#isBroken = true;
      return false;
    }
    this.#linkType = this.#readUint32(20) & 0xffff;
    this.#take(Buffer.from(this.#rest.subarray(0, GLOBAL_HEADER)));
    this.#rest = this.#rest.subarray(GLOBAL_HEADER);
    return true;
  }

  #readUint32(at: number): number {
    return this.#isLittle ? this.#rest.readUInt32LE(at) : this.#rest.readUInt32BE(at);
  }
}

/** The copy of a loopback packet that `-i any` shows on its way out; the one on its way in follows. */
export function isLoopbackEcho(packet: Buffer, linkType: number): boolean {
  // linux-sll: packet type, hardware type; linux-sll2: protocol, reserved, interface, hardware type, packet type.
  if (linkType === LINUX_SLL2 && packet.length >= 20)
    return packet.readUInt16BE(8) === LOOPBACK && packet[10] === OUTGOING;
  if (linkType === LINUX_SLL && packet.length >= 16) {
    return packet.readUInt16BE(2) === LOOPBACK && packet.readUInt16BE(0) === OUTGOING;
  }
  return false;
}
