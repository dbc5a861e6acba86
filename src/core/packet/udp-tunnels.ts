/**
 * Tunnels over UDP, by port (https://www.iana.org/assignments/service-names-port-numbers): VXLAN (RFC 7348), its generic
 * form, GENEVE (RFC 8926), GTP-U (3GPP TS 29.281), Teredo (RFC 4380), AYIYA (draft-massar-v6ops-ayiya), L2TP (RFC 2661),
 * GRE (RFC 8086), MPLS (RFC 7510) and TZSP. A port proves little, so a tunnel is entered only where its header is flawless and
 * what follows can be a packet.
 */
import { ETHERNET_FRAME, IP_BY_VERSION, IPV4, IPV6, PPP } from '../link/_link-type.ts';
import { isKnownEtherType, MPLS, NSH } from './ether-type.ts';
import { openGre } from './gre.ts';
import type { Layer, Step } from './layer.ts';

const UDP_HEADER = 8;

/** Moves over the UDP header `layer` stands at and into the tunnel; 'other' where it is ordinary UDP. */
export function openUdpTunnel(layer: Layer): Step {
  if (!layer.has(UDP_HEADER)) return 'undecodable';
  const { view, offset } = layer;
  const length = view.getUint16(offset + 4);
  // 0 with segmentation offload.
  if (length >= UDP_HEADER) layer.limit(offset + length);
  layer.offset = offset + UDP_HEADER;
  if (enter(layer, view.getUint16(offset + 2)) || enter(layer, view.getUint16(offset))) return 'next';
  return 'other';
}

/** Whether the tunnel of this port is there; `layer` has moved only if it is. */
function enter(layer: Layer, port: number): boolean {
  const start = layer.offset;
  if (openPort(layer, port) && isPlausible(layer)) return true;
  layer.offset = start;
  return false;
}

function openPort(layer: Layer, port: number): boolean {
  switch (port) {
    case 4789:
    case 8472: // Linux before the number was assigned
    case 4790:
      return openVxlan(layer);
    case 6081:
      return openGeneve(layer);
    case 2152:
      return openGtp(layer);
    case 3544:
      return openTeredo(layer);
    case 5072:
      return openAyiya(layer);
    case 1701:
      return openL2tp(layer);
    case 4754:
      return openGre(layer) === 'next';
    case 37008:
      return openTzsp(layer);
    case 6635:
      layer.etherType = MPLS;
      return layer.has(5);
    default:
      return false;
  }
}

/** Whether what `layer` stands at can be what its EtherType says. */
function isPlausible(layer: Layer): boolean {
  const { view, offset, etherType } = layer;
  if (etherType === ETHERNET_FRAME) return layer.has(14) && isKnownEtherType(view.getUint16(offset + 12));
  if (!layer.has(1)) return false;
  if (etherType === IPV4) return view.getUint8(offset) >> 4 === 4;
  if (etherType === IPV6) return view.getUint8(offset) >> 4 === 6;
  if (etherType === IP_BY_VERSION) return isIpVersion(view.getUint8(offset) >> 4);
  return isKnownEtherType(etherType);
}

function isIpVersion(version: number): boolean {
  return version === 4 || version === 6;
}

/** Next protocols of the generic form (draft-ietf-nvo3-vxlan-gpe §3.2). */
const VXLAN_GPE_NEXT: readonly (number | undefined)[] = [undefined, IPV4, IPV6, ETHERNET_FRAME, NSH];

function openVxlan(layer: Layer): boolean {
  if (!layer.has(8)) return false;
  const { view, offset } = layer;
  const flags = view.getUint8(offset);
  const hasNetwork = (flags & 0x08) !== 0;
  const isGeneric = (flags & 0x04) !== 0;
  const next = isGeneric ? VXLAN_GPE_NEXT[view.getUint8(offset + 3)] : ETHERNET_FRAME;
  if (!hasNetwork || next === undefined) return false;
  layer.offset += 8;
  layer.etherType = next;
  return true;
}

function openGeneve(layer: Layer): boolean {
  if (!layer.has(8)) return false;
  const { view, offset } = layer;
  const versionAndLength = view.getUint8(offset);
  if (versionAndLength >> 6 !== 0) return false;
  layer.etherType = view.getUint16(offset + 2);
  layer.offset += 8 + ((versionAndLength & 0x3f) << 2);
  return true;
}

const GTP_VERSION_1 = 0x30;
const GTP_HAS_EXTENSIONS = 0x04;
const GTP_HAS_OPTIONAL_FIELDS = 0x07;
const GTP_USER_DATA = 0xff;

function openGtp(layer: Layer): boolean {
  if (!layer.has(12)) return false;
  const { view, offset } = layer;
  const flags = view.getUint8(offset);
  if ((flags & 0xf0) !== GTP_VERSION_1 || view.getUint8(offset + 1) !== GTP_USER_DATA) return false;
  layer.offset += (flags & GTP_HAS_OPTIONAL_FIELDS) === 0 ? 8 : 12;
  layer.etherType = IP_BY_VERSION;
  if ((flags & GTP_HAS_EXTENSIONS) === 0) return true;
  // Each extension starts with its length in units of four bytes and ends with the type of the next.
  for (let next = view.getUint8(layer.offset - 1); next !== 0; next = view.getUint8(layer.offset - 1)) {
    if (!layer.has(1)) return false;
    const length = view.getUint8(layer.offset) << 2;
    if (length === 0 || !layer.has(length)) return false;
    layer.offset += length;
  }
  return true;
}

function openTeredo(layer: Layer): boolean {
  if (!layer.has(4)) return false;
  const { view } = layer;
  if (view.getUint16(layer.offset) === 0x0001) {
    layer.offset += 4 + view.getUint8(layer.offset + 2) + view.getUint8(layer.offset + 3) + 9;
  }
  if (layer.has(8) && view.getUint16(layer.offset) === 0x0000) layer.offset += 8;
  layer.etherType = IPV6;
  return layer.has(1);
}

const AYIYA_FORWARD = 1;

function openAyiya(layer: Layer): boolean {
  if (!layer.has(8)) return false;
  const { view, offset } = layer;
  const identityLength = 1 << (view.getUint8(offset) >> 4);
  const signatureLength = (view.getUint8(offset + 1) >> 4) << 2;
  const nextHeader = view.getUint8(offset + 3);
  if ((view.getUint8(offset + 2) & 0x0f) !== AYIYA_FORWARD) return false;
  layer.offset += 8 + identityLength + signatureLength;
  layer.etherType = nextHeader === 41 ? IPV6 : IPV4;
  return nextHeader === 41 || nextHeader === 4;
}

const L2TP_CONTROL = 0x8000;
const L2TP_HAS_LENGTH = 0x4000;
const L2TP_HAS_NUMBERS = 0x0800;
const L2TP_HAS_OFFSET = 0x0200;

function openL2tp(layer: Layer): boolean {
  if (!layer.has(6)) return false;
  const { view } = layer;
  const flags = view.getUint16(layer.offset);
  if ((flags & 0x000f) !== 2 || (flags & L2TP_CONTROL) !== 0) return false;
  layer.offset += 6;
  if ((flags & L2TP_HAS_LENGTH) !== 0) layer.offset += 2;
  if ((flags & L2TP_HAS_NUMBERS) !== 0) layer.offset += 4;
  if ((flags & L2TP_HAS_OFFSET) !== 0) {
    if (!layer.has(2)) return false;
    layer.offset += 2 + view.getUint16(layer.offset);
  }
  layer.etherType = PPP;
  return layer.has(2);
}

const TZSP_RECEIVED_PACKET = 0;
const TZSP_ETHERNET = 1;
const TZSP_TAG_PADDING = 0;
const TZSP_TAG_END = 1;

/** MikroTik's streaming sniffer, among others: version 1, packet type, link type, tags up to an end tag. */
function openTzsp(layer: Layer): boolean {
  if (!layer.has(5)) return false;
  const { view, offset } = layer;
  if (view.getUint16(offset) !== 0x0100 + TZSP_RECEIVED_PACKET || view.getUint16(offset + 2) !== TZSP_ETHERNET)
    return false;
  layer.offset += 4;
  layer.etherType = ETHERNET_FRAME;
  while (layer.has(2)) {
    const tag = view.getUint8(layer.offset);
    layer.offset += tag === TZSP_TAG_PADDING || tag === TZSP_TAG_END ? 1 : 2 + view.getUint8(layer.offset + 1);
    if (tag === TZSP_TAG_END) return true;
  }
  return false;
}
