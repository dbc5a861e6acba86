/**
 * A reset that refused a SYN, both with checksums left to a network card that neither met: machines on one host (containers,
 * namespaces, virtual machines). Who made the reset on Linux shows then. Over IPv4 its TCP finishes the checksum of an answer
 * to a SYN that no socket takes, and a reject rule does not (net/ipv4/ip_output.c ip_send_unicast_reply,
 * net/ipv4/netfilter/nf_reject_ipv4.c); over IPv6 it is the other way round (net/ipv6/tcp_ipv6.c tcp_v6_send_response,
 * net/ipv6/netfilter/nf_reject_ipv6.c). A finished one says nothing: the card of a machine far away finishes all of them.
 */
import { type KeptPacket, RST, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { closingPacket, hasReset, refer } from './_packets.ts';

/** Where Linux starts its TTLs. */
const LINUX_TTL = 64;

export const extractor: Extractor = {
  id: 'checksum',
  extract: (connection) => {
    if (!hasReset(connection)) return [];
    const { client, server, packets } = connection;
    // Other systems leave checksums unfinished on their loopback interfaces.
    if (client.address === server.address || isLoopback(server.address)) return [];
    const reset = closingPacket(connection);
    if (reset?.checksum !== 'unfinished' || reset.from !== 'server' || (reset.flags & RST) === 0) return [];
    // Windows starts at 128 (and guests of it leave checksums to virtual cards, too).
    if (reset.ttl > LINUX_TTL) return [];
    const syn = packets.findLast((packet) => isSynOf(packet, reset));
    if (syn?.checksum !== 'unfinished') return [];
    const as = server.address.includes(':') ? 'tcp' : 'netfilter';
    return [{ kind: 'checksum', from: 'server', as, packets: refer(connection, reset.number, syn.number) }];
  },
};

function isSynOf({ from, flags, number }: KeptPacket, reset: KeptPacket): boolean {
  return from === 'client' && (flags & SYN) !== 0 && number < reset.number;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
