/**
 * From an EtherType to the IP header: VLAN tags, labels, sessions and frames within frames are stepped over. Numbers:
 * https://www.iana.org/assignments/ieee-802-numbers and https://www.iana.org/assignments/ppp-numbers.
 */
import { ETHERNET_FRAME, IP_BY_VERSION, LLC, NOT_IP, PPP } from '../link/_link-type.ts';
import type { Layer, Step } from './layer.ts';

/** EtherTypes of IP. */
export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;

const SMALLEST_ETHER_TYPE = 0x0600;
/** More headers than any real packet has between link and IP. */
const MOST_HEADERS = 16;

/** Moves to the IP header; `etherType` says which of both it is. */
export function findIp(layer: Layer): Step {
  for (let headers = 0; headers < MOST_HEADERS; headers += 1) {
    const etherType = layer.etherType;
    if (etherType === IPV4 || etherType === IPV6) return 'next';
    const step = stepOver(layer, etherType);
    if (step !== 'next') return step;
  }
  return 'undecodable';
}

function stepOver(layer: Layer, etherType: number): Step {
  switch (etherType) {
    case IP_BY_VERSION:
      return readVersion(layer);
    case 0x8100: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // QinQ before it was a standard
    case 0x9200:
    case 0x9300:
      return readTag(layer, 4);
    case 0x8926: // VN-Tag (IEEE 802.1Qbh draft)
    case 0x892f: // HSR (IEC 62439-3)
      return readTag(layer, 6);
    case 0x893f: // IEEE 802.1BR E-tag
    case 0x8909: // Cisco metadata
      return readTag(layer, 8);
    case 0x8847: // MPLS, RFC 3032
    case 0x8848:
      return readLabels(layer);
    case 0x8864: // PPPoE session, RFC 2516
      return readPppoe(layer);
    case PPP:
      return readPpp(layer);
    case LLC:
      return readLlc(layer);
    case ETHERNET_FRAME:
      return readEthernet(layer, 0);
    case 0x88e7: // IEEE 802.1ah: a service tag, then the customer's frame
      return readEthernet(layer, 4);
    case 0x8903: // Cisco FabricPath: a tag, then the inner frame
      return readEthernet(layer, 2);
    case 0x894f: // NSH, RFC 8300
      return readServiceHeader(layer);
    default:
      return 'other';
  }
}

function readVersion(layer: Layer): Step {
  if (!layer.has(1)) return 'undecodable';
  const version = layer.view.getUint8(layer.offset) >> 4;
  layer.etherType = version === 4 ? IPV4 : version === 6 ? IPV6 : NOT_IP;
  return 'next';
}

/** A tag that ends with the EtherType of what follows. */
function readTag(layer: Layer, length: number): Step {
  if (!layer.has(length)) return 'undecodable';
  layer.offset += length;
  return readType(layer);
}

/** The type or length right before `offset`. */
function readType(layer: Layer): Step {
  const type = layer.view.getUint16(layer.offset - 2);
  layer.etherType = type < SMALLEST_ETHER_TYPE ? LLC : type;
  return 'next';
}

function readEthernet(layer: Layer, skipped: number): Step {
  return readTag(layer, skipped + 14);
}

/** A label stack tells nothing of what it carries: the first half byte does (RFC 4928 §3). */
function readLabels(layer: Layer): Step {
  for (;;) {
    if (!layer.has(5)) return 'undecodable';
    const bottom = (layer.view.getUint8(layer.offset + 2) & 1) !== 0;
    layer.offset += 4;
    if (bottom) break;
  }
  const firstHalf = layer.view.getUint8(layer.offset) >> 4;
  if (firstHalf === 4 || firstHalf === 6) return readVersion(layer);
  // RFC 4448 §4.6: a pseudowire's control word starts with a zero half byte; the Ethernet frame may also come without.
  return readEthernet(layer, firstHalf === 0 && !isEthernetAt(layer, layer.offset) ? 4 : 0);
}

function isEthernetAt(layer: Layer, offset: number): boolean {
  if (offset + 14 > layer.end) return false;
  const type = layer.view.getUint16(offset + 12);
  return type === IPV4 || type === IPV6 || type === 0x8100 || type === 0x0806;
}

function readPppoe(layer: Layer): Step {
  if (!layer.has(6)) return 'undecodable';
  layer.limit(layer.offset + 6 + layer.view.getUint16(layer.offset + 4));
  layer.offset += 6;
  layer.etherType = PPP;
  return 'next';
}

/** RFC 1661 §2: the protocol field may be compressed to its low byte, which is odd. */
function readPpp(layer: Layer): Step {
  if (!layer.has(2)) return 'undecodable';
  const first = layer.view.getUint8(layer.offset);
  const protocol = (first & 1) === 1 ? first : layer.view.getUint16(layer.offset);
  layer.offset += (first & 1) === 1 ? 1 : 2;
  if (protocol === 0x0021) layer.etherType = IPV4;
  else if (protocol === 0x0057) layer.etherType = IPV6;
  else if (protocol === 0x0281 || protocol === 0x0283) layer.etherType = 0x8847;
  else layer.etherType = NOT_IP;
  return 'next';
}

/** IEEE 802.2: IP by its own service access point, or by EtherType in a SNAP header (RFC 1042). */
function readLlc(layer: Layer): Step {
  if (!layer.has(3)) return 'undecodable';
  const { view, offset } = layer;
  const destination = view.getUint8(offset);
  const isUnnumbered = (view.getUint8(offset + 2) & 0x03) === 0x03;
  if (!isUnnumbered) return 'other';
  layer.offset += 3;
  if (destination === 0xaa) return readTag(layer, 5);
  if (destination !== 0x06) return 'other';
  layer.etherType = IPV4;
  return 'next';
}

function readServiceHeader(layer: Layer): Step {
  if (!layer.has(8)) return 'undecodable';
  const base = layer.view.getUint16(layer.offset);
  const length = (base & 0x3f) * 4;
  const nextProtocol = layer.view.getUint8(layer.offset + 3);
  if (length < 8 || !layer.has(length)) return 'undecodable';
  layer.offset += length;
  layer.etherType = NSH_NEXT_PROTOCOLS[nextProtocol] ?? NOT_IP;
  return 'next';
}

/** RFC 8300 §2.2. */
const NSH_NEXT_PROTOCOLS: readonly number[] = [NOT_IP, IPV4, IPV6, ETHERNET_FRAME, 0x894f, 0x8847];
