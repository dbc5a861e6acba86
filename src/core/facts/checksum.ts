/**
 * The checksum of a reset that refused a SYN. Between machines on one host (containers, namespaces, virtual machines) Linux
 * leaves TCP's checksums to a network card that never comes. Those of two senders of resets differ: over IPv4 its TCP
 * finishes the checksum of an answer to a SYN that no socket takes, and a reject rule does not (net/ipv4/ip_output.c
 * ip_send_unicast_reply, net/ipv4/netfilter/nf_reject_ipv4.c); over IPv6 it is the other way round (net/ipv6/tcp_ipv6.c
 * tcp_v6_send_response, net/ipv6/netfilter/nf_reject_ipv6.c). It says nothing where the SYN's was finished: a card, or
 * another system, may be between.
 */
import { type KeptPacket, RST, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { closingPacket, hasReset, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'checksum',
  extract: (connection) => {
    if (!hasReset(connection)) return [];
    const { client, server, packets } = connection;
    // Other systems leave checksums unfinished on their loopback interfaces.
    if (client.address === server.address || isLoopback(server.address)) return [];
    const reset = closingPacket(connection);
    if (reset?.checksum === undefined || reset.from !== 'server' || (reset.flags & RST) === 0) return [];
    const syn = packets.findLast((packet) => isSynOf(packet, reset));
    if (syn?.checksum !== 'unfinished') return [];
    const isOfTcp = (reset.checksum === 'finished') === !server.address.includes(':');
    const as = isOfTcp ? 'tcp' : 'netfilter';
    const { checksum } = reset;
    return [
      { kind: 'checksum', from: 'server', as, reset: checksum, packets: refer(connection, reset.number, syn.number) },
    ];
  },
};

function isSynOf({ from, flags, number }: KeptPacket, reset: KeptPacket): boolean {
  return from === 'client' && (flags & SYN) !== 0 && number < reset.number;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
