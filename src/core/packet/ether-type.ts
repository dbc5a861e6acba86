/**
 * From an EtherType to the IP header: tags, labels, sessions and frames within frames are stepped over. Numbers:
 * https://www.iana.org/assignments/ieee-802-numbers; LLC: IEEE 802.2, with SNAP after RFC 1042; PPP: RFC 1661.
 */
import { stepToType } from '../link/_ether-type.ts';
import { ETHERNET_FRAME, IP_BY_VERSION, IPV4, IPV6, LLC, NOT_IP, PPP } from '../link/_link-type.ts';
import type { Layer, Step } from './layer.ts';

export const ARP = 0x0806;
const VLAN = 0x8100;
export const MPLS = 0x8847;
/** Network service header, RFC 8300. */
export const NSH = 0x894f;

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

/** Whether a frame of this type is worth entering a tunnel for. */
export function isKnownEtherType(etherType: number): boolean {
  switch (etherType) {
    case IPV4:
    case IPV6:
    case ARP:
    case VLAN:
    case 0x88a8:
    case MPLS:
    case 0x8864:
    case PPP:
    case ETHERNET_FRAME:
    case NSH:
      return true;
    default:
      return false;
  }
}

function stepOver(layer: Layer, etherType: number): Step {
  switch (etherType) {
    case IP_BY_VERSION:
      return readVersion(layer);
    case VLAN: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // QinQ before it was a standard
    case 0x9200:
    case 0x9300:
      return stepOverHeader(layer, 4);
    case 0x8926: // VN-Tag (IEEE 802.1Qbh draft)
    case 0x892f: // HSR (IEC 62439-3)
      return stepOverHeader(layer, 6);
    case 0x893f: // IEEE 802.1BR
    case 0x8909: // Cisco metadata
      return stepOverHeader(layer, 8);
    case MPLS: // RFC 3032
    case 0x8848:
      return readLabels(layer);
    case 0x8864: // RFC 2516
      return readPppoe(layer);
    case PPP:
      return readPpp(layer);
    case LLC:
      return readLlc(layer);
    case ETHERNET_FRAME:
      return stepOverHeader(layer, 14);
    case 0x88e7: // IEEE 802.1ah: a service tag, then the customer's frame
      return stepOverHeader(layer, 4 + 14);
    case 0x8903: // Cisco FabricPath: a tag, then the inner frame
      return stepOverHeader(layer, 2 + 14);
    case NSH:
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

/** Steps over a header of this length, which ends with the type of what follows. */
function stepOverHeader(layer: Layer, length: number): Step {
  return stepToType(layer, length) ? 'next' : 'undecodable';
}

/** A label stack tells nothing of what it carries: the first half byte does (RFC 4928 §3). */
function readLabels(layer: Layer): Step {
  let isBottom = false;
  while (!isBottom) {
    if (!layer.has(4)) return 'undecodable';
    isBottom = (layer.view.getUint8(layer.offset + 2) & 1) !== 0;
    layer.offset += 4;
  }
  if (!layer.has(1)) return 'undecodable';
  const firstHalf = layer.view.getUint8(layer.offset) >> 4;
  if (firstHalf === 4 || firstHalf === 6) return readVersion(layer);
  // An Ethernet pseudowire, whose control word of zeros (RFC 4448 §4.6) may be left out.
  if (!isEthernetAt(layer, layer.offset)) layer.offset += 4;
  if (!isEthernetAt(layer, layer.offset)) return 'other';
  layer.etherType = ETHERNET_FRAME;
  return 'next';
}

function isEthernetAt(layer: Layer, offset: number): boolean {
  return offset + 14 <= layer.end && isKnownEtherType(layer.view.getUint16(offset + 12));
}

function readPppoe(layer: Layer): Step {
  if (!layer.has(6)) return 'undecodable';
  layer.offset += 6;
  layer.limit(layer.offset + layer.view.getUint16(layer.offset - 2));
  layer.etherType = PPP;
  return 'next';
}

const PPP_ADDRESS_AND_CONTROL = 0xff03;

function readPpp(layer: Layer): Step {
  if (!layer.has(2)) return 'undecodable';
  if (layer.view.getUint16(layer.offset) === PPP_ADDRESS_AND_CONTROL) layer.offset += 2;
  if (!layer.has(2)) return 'undecodable';
  // RFC 1661 §6.5: a protocol number may be cut to its low byte, which is odd, unlike any high byte.
  const first = layer.view.getUint8(layer.offset);
  const isCompressed = (first & 1) === 1;
  const protocol = isCompressed ? first : layer.view.getUint16(layer.offset);
  layer.offset += isCompressed ? 1 : 2;
  layer.etherType = etherTypeOfPpp(protocol);
  return 'next';
}

/** https://www.iana.org/assignments/ppp-numbers */
function etherTypeOfPpp(protocol: number): number {
  switch (protocol) {
    case 0x0021:
      return IPV4;
    case 0x0057:
      return IPV6;
    case 0x0281:
    case 0x0283:
      return MPLS;
    default:
      return NOT_IP;
  }
}

const SNAP = 0xaa;
const IP_SERVICE_POINT = 0x06;
const UNNUMBERED_INFORMATION = 0x03;

function readLlc(layer: Layer): Step {
  if (!layer.has(3)) return 'undecodable';
  const { view, offset } = layer;
  const servicePoint = view.getUint8(offset);
  if (view.getUint8(offset + 2) !== UNNUMBERED_INFORMATION) return 'other';
  layer.offset += 3;
  if (servicePoint === SNAP) return stepOverHeader(layer, 5);
  layer.etherType = servicePoint === IP_SERVICE_POINT ? IPV4 : NOT_IP;
  return 'next';
}

/** By next protocol, RFC 8300 §2.2. */
const NSH_ETHER_TYPES: readonly number[] = [NOT_IP, IPV4, IPV6, ETHERNET_FRAME, NSH, MPLS];

function readServiceHeader(layer: Layer): Step {
  if (!layer.has(8)) return 'undecodable';
  const { view, offset } = layer;
  const length = (view.getUint8(offset + 1) & 0x3f) << 2;
  if (length < 8 || !layer.has(length)) return 'undecodable';
  layer.offset += length;
  layer.etherType = NSH_ETHER_TYPES[view.getUint8(offset + 3)] ?? NOT_IP;
  return 'next';
}
