/**
 * Generic routing encapsulation (RFC 2784, RFC 2890; PPTP's version: RFC 2637 §4.1), alone or with ERSPAN
 * (draft-foschiano-erspan), WCCP (draft-wilson-wrec-wccp-v2) or an Aruba radio frame behind it. It names what it carries by EtherType.
 */
import { ETHERNET_FRAME, IP_BY_VERSION } from '../link/_link-type.ts';
import { locateWifi } from '../link/_wifi.ts';
import type { Layer, Step } from './layer.ts';

const ERSPAN = 0x88be;
const ERSPAN_III = 0x22eb;
const WCCP = 0x883e;
/** Aruba access points send IEEE 802.11 frames under any of these, and under 0x9000. */
const ARUBA_FIRST = 0x8200;
const ARUBA_LAST = 0x83ff;
const ARUBA = 0x9000;

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGEMENT = 0x0080;
const VERSION = 0x0007;
const FIELDS: readonly number[] = [CHECKSUM, KEY, SEQUENCE, ACKNOWLEDGEMENT];

/** Reads a GRE header, over IP or over UDP. */
export function openGre(layer: Layer): Step {
  if (!layer.has(4)) return 'undecodable';
  const flags = layer.view.getUint16(layer.offset);
  const protocol = layer.view.getUint16(layer.offset + 2);
  // Source routes in GRE (RFC 1701) were withdrawn in 2000, and nobody has met one since.
  if ((flags & ROUTING) !== 0 || (flags & VERSION) > 1) return 'other';
  layer.offset += 4;
  for (const flag of FIELDS) if ((flags & flag) !== 0) layer.offset += 4;
  if (layer.offset >= layer.wireEnd) return 'other'; // An acknowledgement of PPTP carries nothing.
  if (!layer.has(1)) return 'undecodable';
  layer.etherType = protocol;
  if (protocol === ERSPAN || protocol === ERSPAN_III) return openErspan(layer, (flags & SEQUENCE) !== 0);
  if ((protocol >= ARUBA_FIRST && protocol <= ARUBA_LAST) || protocol === ARUBA) {
    return locateWifi(layer, false) ? 'next' : 'undecodable';
  }
  if (protocol === WCCP) {
    // Version 2 puts four bytes in front of the redirected packet.
    if (layer.view.getUint8(layer.offset) >> 4 !== 4) layer.offset += 4;
    layer.etherType = IP_BY_VERSION;
  }
  return 'next';
}

/** Type I has no header of its own and no GRE sequence number either; the header of types II and III names its version. */
function openErspan(layer: Layer, numbered: boolean): Step {
  if (numbered || layer.etherType === ERSPAN_III) {
    if (!layer.has(12)) return 'undecodable';
    const isTypeIII = layer.view.getUint8(layer.offset) >> 4 === 2;
    const hasSubheader = isTypeIII && (layer.view.getUint8(layer.offset + 11) & 1) !== 0;
    layer.offset += isTypeIII ? (hasSubheader ? 20 : 12) : 8;
  }
  layer.etherType = ETHERNET_FRAME;
  return 'next';
}
