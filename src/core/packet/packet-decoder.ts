/**
 * From a packet to the TCP segment, ICMP error or address resolution it carries: link header, tags and tunnels, IP with
 * fragments put together, then TCP or ICMP. What cannot be decoded is counted by reason, never dropped silently.
 */
import { INNER_LINK, IPV4, type LinkType } from '../link/_link-type.ts';
import { linkTypes } from '../link/index.ts';
import type { PacketView } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import { ARP, findIp } from './ether-type.ts';
import { FragmentReassembler } from './fragments.ts';
import { type IcmpQuote, isIcmp, readIcmp } from './icmp-quote.ts';
import { isFragment, readIpv4, readIpv6, skipExtensions, TCP } from './ip.ts';
import { Layer, type Step } from './layer.ts';
import { Resolution, readArp, readDiscovery } from './resolution.ts';
import type { Segment } from './segment.ts';
import { readTcp } from './tcp.ts';
import { openTunnel } from './tunnels.ts';
import { Undecodable } from './undecodable.ts';

/** What a packet was: which of the views now stands at it, or that none does. */
export type Decoded = 'tcp' | 'icmp-error' | 'resolution' | 'other' | 'undecodable';

const linkTypeByNumber: ReadonlyMap<number, LinkType> = new Map(
  linkTypes.flatMap((linkType) => linkType.numbers.map((number) => [number, linkType])),
);

/** Packets within packets deeper than this are left alone. */
const DEEPEST_TUNNEL = 8;
/** A link type within another (PPI, pktap) is enough. */
const DEEPEST_LINK = 2;

/** Decodes packets one after the other; holds the fragments of datagrams that are not yet whole. */
export class PacketDecoder {
  /** Moves to the message of ARP or neighbour discovery that a packet carries. */
  readonly resolution: Resolution = new Resolution();
  readonly #layer = new Layer();
  readonly #fragments = new FragmentReassembler();
  readonly #undecodable = new Undecodable();
  #linkNumber = -1;
  #linkType: LinkType | undefined;

  /** What could not be decoded so far, and why. */
  problems(): Problem[] {
    return this.#undecodable.problems(this.#fragments.evicted);
  }

  /** Moves `segment` or `quote` to what the packet carries. Their bytes are gone after the next packet. */
  decode(packet: PacketView, segment: Segment, quote: IcmpQuote): Decoded {
    const layer = this.#layer;
    layer.begin(packet);
    const link = this.#readLink(packet);
    if (link !== 'next') return link;
    for (let depth = 0; depth < DEEPEST_TUNNEL; depth += 1) {
      const step = this.#readIp(packet);
      if (step !== 'next') return step === 'other' ? this.#readArp(packet) : step;
      if (layer.protocol === TCP) return readTcp(layer, packet, segment) ? 'tcp' : this.#fail(packet, 'TCP header');
      if (isIcmp(layer.protocol, layer.ipVersion)) {
        if (readDiscovery(layer, packet, this.resolution) === 'next') return 'resolution';
        const icmp = readIcmp(layer, packet, quote);
        return icmp === 'next' ? 'icmp-error' : this.#stop(icmp, packet, 'ICMP message');
      }
      const tunnel = openTunnel(layer);
      if (tunnel !== 'next') return this.#stop(tunnel, packet, 'tunnel header');
    }
    return this.#fail(packet, 'stack of tunnels');
  }

  /** What leads to no IP may be the question for the address that IP goes to. */
  #readArp(packet: PacketView): Decoded {
    const layer = this.#layer;
    return layer.etherType === ARP && readArp(layer, packet, this.resolution) === 'next' ? 'resolution' : 'other';
  }

  #readLink(packet: PacketView): Step {
    const layer = this.#layer;
    let number = packet.linkType;
    for (let depth = 0; depth < DEEPEST_LINK; depth += 1) {
      const linkType = this.#linkTypeOf(number);
      if (linkType === undefined) {
        this.#undecodable.countLinkType(number, packet.number);
        return 'undecodable';
      }
      if (!linkType.locate(layer)) return this.#fail(packet, 'link header');
      if (layer.etherType !== INNER_LINK) return 'next';
      number = layer.innerLink;
    }
    return this.#fail(packet, 'link header');
  }

  /** From an EtherType to the payload of the IP packet it leads to. */
  #readIp(packet: PacketView): Step {
    const layer = this.#layer;
    if (layer.etherType !== IPV4) {
      const step = findIp(layer);
      if (step !== 'next') return this.#stop(step, packet, 'header between link and IP');
    }
    const step = layer.etherType === IPV4 ? readIpv4(layer) : readIpv6(layer);
    if (step !== 'next') return this.#stop(step, packet, 'IP header');
    return isFragment(layer) ? this.#joinFragment(packet) : 'next';
  }

  #joinFragment(packet: PacketView): Step {
    const layer = this.#layer;
    // A fragment that the snaplen cut cannot be joined, but the first has the header that matters.
    if (layer.end < layer.wireEnd) return layer.fragmentOffset === 0 ? 'next' : 'other';
    if (!this.#fragments.add(layer, packet.timeNs)) return 'other';
    const step = skipExtensions(layer);
    // A fragment of a fragment: no host makes them.
    return isFragment(layer) ? 'other' : this.#stop(step, packet, 'IP header');
  }

  #linkTypeOf(number: number): LinkType | undefined {
    if (number !== this.#linkNumber) {
      this.#linkNumber = number;
      this.#linkType = linkTypeByNumber.get(number);
    }
    return this.#linkType;
  }

  #stop<S extends Step>(step: S, packet: PacketView, header: string): S | 'undecodable' {
    return step === 'undecodable' ? this.#fail(packet, header) : step;
  }

  #fail(packet: PacketView, header: string): 'undecodable' {
    this.#undecodable.countHeader(header, packet.number);
    return 'undecodable';
  }
}
