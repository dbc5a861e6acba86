/**
 * IPv4 (RFC 791 §3.1) and IPv6 with its extension headers (RFC 8200 §4): where the payload starts, where it ends by the
 * length field, and whether it is a fragment.
 */
import { internetChecksum } from '../bytes/checksum.ts';
import type { Layer, Step } from './layer.ts';

/** Protocol numbers (https://www.iana.org/assignments/protocol-numbers). */
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;

const IPV6_HEADER = 40;
/** More extension headers than any real packet has. */
const MOST_EXTENSIONS = 16;

/** Reads an IPv4 header with its options; `layer` then stands at the payload. */
export function readIpv4(layer: Layer): Step {
  const { view, offset } = layer;
  if (offset + 20 > layer.end) return 'undecodable';
  const first = view.getUint8(offset);
  const headerLength = (first & 15) << 2;
  const totalLength = view.getUint16(offset + 2);
  if (first >> 4 !== 4 || headerLength < 20 || offset + headerLength > layer.end) return 'undecodable';
  // Segmentation offload leaves the total length 0: the packet then ends where the capture says it did.
  if (totalLength !== 0) {
    if (totalLength < headerLength) return 'undecodable';
    if (offset + totalLength <= layer.wireEnd) layer.limit(offset + totalLength);
    else if (internetChecksum(view, offset, offset + headerLength) === 0) layer.outgrowFrame(offset + totalLength);
  }
  const fragment = view.getUint16(offset + 6);
  layer.ipVersion = 4;
  layer.ipOffset = offset;
  layer.destinationOffset = offset + 16;
  layer.protocol = view.getUint8(offset + 9);
  layer.offset = offset + headerLength;
  layer.moreFragments = (fragment & 0x2000) !== 0;
  layer.fragmentOffset = (fragment & 0x1fff) << 3;
  return layer.protocol === AUTHENTICATION && !isFragment(layer) ? skipExtensions(layer) : 'next';
}

/** Reads an IPv6 header and its extension headers up to the payload, or to a fragment's. */
export function readIpv6(layer: Layer): Step {
  const { view, offset } = layer;
  if (offset + IPV6_HEADER > layer.end || view.getUint8(offset) >> 4 !== 6) return 'undecodable';
  const payloadLength = view.getUint16(offset + 4);
  // 0 with segmentation offload, and where a jumbo option holds the length: the packet ends where the capture says.
  const end = payloadLength === 0 ? layer.wireEnd : offset + IPV6_HEADER + payloadLength;
  if (end <= layer.wireEnd) layer.limit(end);
  else layer.outgrowFrame(end);
  layer.ipVersion = 6;
  layer.ipOffset = offset;
  layer.destinationOffset = offset + 24;
  layer.protocol = view.getUint8(offset + 6);
  layer.offset = offset + IPV6_HEADER;
  layer.moreFragments = false;
  layer.fragmentOffset = 0;
  return layer.protocol === TCP ? 'next' : skipExtensions(layer);
}

/** Steps over extension headers, on IPv4 over IPsec's; stops behind a fragment header whose datagram is in pieces. */
export function skipExtensions(layer: Layer): Step {
  for (let headers = 0; headers < MOST_EXTENSIONS; headers += 1) {
    const protocol = layer.protocol;
    if (protocol === FRAGMENT && layer.ipVersion === 6) {
      if (!layer.has(8)) return 'undecodable';
      readFragmentHeader(layer);
      if (isFragment(layer)) return 'next';
    } else {
      if (!isExtension(protocol, layer.ipVersion)) return 'next';
      if (!layer.has(8)) return 'undecodable';
      if (protocol === ROUTING) readRouting(layer);
      const length = lengthOfExtension(protocol, layer.view.getUint8(layer.offset + 1));
      if (length === 0 || !layer.has(length)) return 'undecodable';
      layer.protocol = layer.view.getUint8(layer.offset);
      layer.offset += length;
    }
  }
  return 'undecodable';
}

/** Whether the payload is only a piece of a datagram. */
export function isFragment(layer: Layer): boolean {
  return layer.moreFragments || layer.fragmentOffset !== 0;
}

/** IPsec's authentication header counts in units of four bytes, without the first two (RFC 4302 §2.2). 0: it cannot be. */
function lengthOfExtension(protocol: number, field: number): number {
  if (protocol !== AUTHENTICATION) return (field + 1) << 3;
  return field === 0 ? 0 : (field + 2) << 2;
}

function isExtension(protocol: number, version: 4 | 6): boolean {
  if (version === 4) return protocol === AUTHENTICATION;
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case DESTINATION_OPTIONS:
    case AUTHENTICATION:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
      return true;
    default:
      return false;
  }
}

function readFragmentHeader(layer: Layer): void {
  const { view, offset } = layer;
  const fragment = view.getUint16(offset + 2);
  layer.protocol = view.getUint8(offset);
  layer.fragmentOffset = fragment & 0xfff8;
  layer.moreFragments = (fragment & 1) !== 0;
  layer.fragmentId = view.getInt32(offset + 4);
  layer.offset = offset + 8;
}

/**
 * On its way through a list of hops a packet bears the next hop as destination; the connection's is the last one of the
 * list: behind the others in types 0 (RFC 5095) and 2 (RFC 6275), the first in type 4 (RFC 8754 §2).
 */
function readRouting(layer: Layer): void {
  const { view, offset } = layer;
  const length = (view.getUint8(offset + 1) + 1) << 3;
  const type = view.getUint8(offset + 2);
  const hopsLeft = view.getUint8(offset + 3);
  if (hopsLeft === 0 || length < 24 || !layer.has(length)) return;
  if (type === 4) layer.destinationOffset = offset + 8;
  else if (type === 0 || type === 2) layer.destinationOffset = offset + (length & ~15) - 8;
}
