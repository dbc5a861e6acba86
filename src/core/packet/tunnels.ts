/**
 * Packets inside IP packets: IP in IP (RFC 2003, RFC 4213), GRE, EtherIP (RFC 3378), MPLS (RFC 4023), and the tunnels
 * over UDP. Opening one moves to the inner header and names it by its EtherType.
 */
import { ETHERNET_FRAME, IPV4, IPV6 } from '../link/_link-type.ts';
import { MPLS } from './ether-type.ts';
import { openGre } from './gre.ts';
import { UDP } from './ip.ts';
import type { Layer, Step } from './layer.ts';
import { openUdpTunnel } from './udp-tunnels.ts';

/** Moves into the tunnel `layer` stands at; 'other' where its protocol is none. */
export function openTunnel(layer: Layer): Step {
  switch (layer.protocol) {
    case UDP:
      return openUdpTunnel(layer);
    case 4:
    case 94: // KA9Q's number for IP in IP
      layer.etherType = IPV4;
      return 'next';
    case 41:
      layer.etherType = IPV6;
      return 'next';
    case 47:
      return openGre(layer);
    case 97:
      if (!layer.has(2)) return 'undecodable';
      layer.offset += 2;
      layer.etherType = ETHERNET_FRAME;
      return 'next';
    case 137:
      layer.etherType = MPLS;
      return 'next';
    default:
      return 'other';
  }
}
