/**
 * From a packet to the TCP segment or ICMP error it carries: link header, tags and tunnels, IP with fragments put
 * together, then TCP or ICMP. What cannot be decoded is counted by reason, never dropped silently.
 */
import type { LinkType } from '../link/_link-type.ts';
import { linkTypes } from '../link/index.ts';
import type { PacketView } from '../model/packet.ts';
import { findIp, IPV4 } from './ether-type.ts';
import { type IcmpQuote, isIcmp, readIcmp } from './icmp-quote.ts';
import { isFragment, readIpv4, readIpv6, TCP } from './ip.ts';
import { Layer } from './layer.ts';
import type { Segment } from './segment.ts';
import { readTcp } from './tcp.ts';

/** What a packet was: which of the two views now stands at it, or that neither does. */
export type Decoded = 'tcp' | 'icmp-error' | 'other' | 'undecodable';

const linkTypeByNumber: ReadonlyMap<number, LinkType> = new Map(
  linkTypes.flatMap((linkType) => linkType.numbers.map((number) => [number, linkType])),
);

/** Decodes packets one after the other; holds the fragments of datagrams that are not yet whole. */
export class PacketDecoder {
  readonly #layer = new Layer();
  #linkNumber = -1;
  #linkType: LinkType | undefined;

  /** Moves `segment` or `quote` to what the packet carries. Their bytes are gone after the next packet. */
  decode(packet: PacketView, segment: Segment, quote: IcmpQuote): Decoded {
    const layer = this.#layer;
    if (packet.linkType !== this.#linkNumber) this.#setLinkType(packet.linkType);
    const linkType = this.#linkType;
    if (linkType === undefined) return 'undecodable';
    layer.begin(packet);
    if (!linkType.locate(packet, layer)) return 'undecodable';
    if (layer.etherType !== IPV4) {
      const step = findIp(layer);
      if (step !== 'next') return step;
    }
    const step = layer.etherType === IPV4 ? readIpv4(layer) : readIpv6(layer);
    if (step !== 'next') return step;
    if (isFragment(layer)) return 'other';
    if (layer.protocol === TCP) return readTcp(layer, packet, segment) ? 'tcp' : 'undecodable';
    if (!isIcmp(layer.protocol, layer.ipVersion)) return 'other';
    const icmp = readIcmp(layer, packet, quote);
    return icmp === 'next' ? 'icmp-error' : icmp;
  }

  #setLinkType(number: number): void {
    this.#linkNumber = number;
    this.#linkType = linkTypeByNumber.get(number);
  }
}
