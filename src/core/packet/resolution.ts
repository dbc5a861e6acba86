/**
 * Messages by which hosts of one link ask for each other's hardware address: ARP (RFC 826, RFC 5227) and neighbour discovery
 * (RFC 4861 §4.3, §4.4). Each is read as a claim ("I have this address"), a question ("who has that one?"), or both. Probes
 * of an address that nobody has yet (RFC 5227 §2.1.1, RFC 4862 §5.4.2) are neither.
 */
import { NO_HARDWARE, readHardware } from '../link/_hardware-address.ts';
import type { PacketView } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import { ICMPV6 } from './ip.ts';
import type { Layer, Step } from './layer.ts';

const NO_VIEW = new DataView(new ArrayBuffer(0));

/** Offset of an address that a message does not have. */
export const NO_ADDRESS = -1;

/** A message of ARP or neighbour discovery; one object that moves. The view is the reader's and gone after the next packet. */
export class Resolution {
  /** Wireshark's frame.number. */
  number = 0;
  timeNs: TimeNs = 0.5;
  view: DataView = NO_VIEW;
  ipVersion: 4 | 6 = 4;
  /** Which way it went through the machine that captured it, as `Segment.way`. */
  way = 0;
  /** Offset in `view` of the address that the sender says is its own. */
  claimedOffset = 0;
  /** The hardware address it says to have with it; NO_HARDWARE where it names none. */
  hardware: number = NO_HARDWARE;
  /** It says so unasked, and to all: who takes an address over does. */
  isAnnounced = false;
  /** Offset of the address asked for, and of whom an answer goes to; NO_ADDRESS where it is no question, no answer. */
  askedOffset: number = NO_ADDRESS;
  answeredOffset: number = NO_ADDRESS;
}

const REQUEST = 1;
const REPLY = 2;
/** With addresses of six and four bytes, which start at 8: sender's, then target's. */
const ARP_LENGTH = 28;
const ARP_SENDER = 14;
const ARP_TARGET = 24;
const IPV4_OVER_48_BITS = 0x0800_0604;

/** Reads the ARP message `layer` stands at: 'next' where it says something. Where it is cut off, nothing is lost of TCP. */
export function readArp(layer: Layer, packet: PacketView, resolution: Resolution): Step {
  const { view, offset } = layer;
  if (!layer.has(ARP_LENGTH) || view.getUint32(offset + 2) !== IPV4_OVER_48_BITS) return 'other';
  const operation = view.getUint16(offset + 6);
  const sender = view.getUint32(offset + ARP_SENDER);
  if ((operation !== REQUEST && operation !== REPLY) || sender === 0) return 'other';
  const isAnnounced = sender === view.getUint32(offset + ARP_TARGET);
  moveTo(resolution, layer, packet);
  resolution.ipVersion = 4;
  resolution.claimedOffset = offset + ARP_SENDER;
  resolution.hardware = readHardware(view, offset + 8);
  resolution.isAnnounced = isAnnounced;
  resolution.askedOffset = operation === REQUEST && !isAnnounced ? offset + ARP_TARGET : NO_ADDRESS;
  resolution.answeredOffset = operation === REPLY && !isAnnounced ? offset + ARP_TARGET : NO_ADDRESS;
  return 'next';
}

const SOLICITATION = 135;
const ADVERTISEMENT = 136;
/** Type, code, checksum, flags; then the target. */
const TARGET = 8;
const DISCOVERY_HEADER = 24;
const SOLICITED = 0x40;
const OVERRIDE = 0x20;
/** RFC 4861 §7.1: a router would have lowered it. */
const FROM_THIS_LINK = 255;
const HOP_LIMIT = 7;
const SOURCE = 8;
const SOURCE_HARDWARE = 1;
const TARGET_HARDWARE = 2;

/** Reads the neighbour solicitation or advertisement `layer` stands at, as `readArp` does. */
export function readDiscovery(layer: Layer, packet: PacketView, resolution: Resolution): Step {
  const { view, offset, ipOffset } = layer;
  if (layer.ipVersion !== 6 || layer.protocol !== ICMPV6 || !layer.has(DISCOVERY_HEADER)) return 'other';
  const type = view.getUint8(offset);
  const isQuestion = type === SOLICITATION;
  if (!isQuestion && type !== ADVERTISEMENT) return 'other';
  const source = ipOffset + SOURCE;
  if (view.getUint8(ipOffset + HOP_LIMIT) !== FROM_THIS_LINK || isUnspecified(view, source)) return 'other';
  const flags = view.getUint8(offset + 4);
  moveTo(resolution, layer, packet);
  resolution.ipVersion = 6;
  resolution.claimedOffset = isQuestion ? source : offset + TARGET;
  resolution.hardware = readOption(layer, offset + DISCOVERY_HEADER, isQuestion ? SOURCE_HARDWARE : TARGET_HARDWARE);
  resolution.isAnnounced = !isQuestion && (flags & SOLICITED) === 0 && (flags & OVERRIDE) !== 0;
  resolution.askedOffset = isQuestion ? offset + TARGET : NO_ADDRESS;
  resolution.answeredOffset = !isQuestion && (flags & SOLICITED) !== 0 ? layer.destinationOffset : NO_ADDRESS;
  return 'next';
}

function moveTo(resolution: Resolution, layer: Layer, packet: PacketView): void {
  resolution.number = packet.number;
  resolution.timeNs = packet.timeNs;
  resolution.view = layer.view;
  resolution.way = layer.way;
}

function isUnspecified(view: DataView, offset: number): boolean {
  for (let at = offset; at < offset + 16; at += 4) if (view.getUint32(at) !== 0) return false;
  return true;
}

/** Options count in units of eight bytes (RFC 4861 §4.6.1). */
function readOption({ view, end }: Layer, from: number, wanted: number): number {
  for (let at = from; at + 8 <= end; ) {
    const length = view.getUint8(at + 1) << 3;
    if (length === 0) return NO_HARDWARE;
    if (view.getUint8(at) === wanted && length === 8) return readHardware(view, at + 2);
    at += length;
  }
  return NO_HARDWARE;
}
