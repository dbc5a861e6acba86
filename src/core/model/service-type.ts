/**
 * The type of service of a refused SYN and of its refusal. Linux's TCP answers a SYN that no socket takes with the SYN's own
 * (net/ipv4/tcp_ipv4.c tcp_v4_send_reset), a reject rule with none (net/ipv4/netfilter/nf_reject_ipv4.c nf_reject_iphdr_put).
 * Measured on Linux 6.18. BSD's pf marks every reset of its rules with IPTOS_LOWDELAY (sys/netpfil/pf/pf.c pf_build_tcp).
 */
import { type KeptPacket, RST, SYN } from './packet.ts';

/** DSCP without ECN (RFC 2474 §3): the lower two bits are not the sender's alone. */
const DSCP = 0xfc;
/** RFC 1349 §4: what pf gives its resets, whatever the SYN had. */
const LOW_DELAY = 0x10;

/** A SYN that asked for a service, what refused it, and whether that has the same type. */
export interface ServiceTypeAnswer {
  readonly syn: KeptPacket;
  readonly reset: KeptPacket;
  readonly relation: 'same' | 'zero';
}

/** How the server's latest refusal of a SYN, among these packets of a connection, answers its type of service, if it had one. */
export function serviceTypeAnswer(packets: readonly KeptPacket[]): ServiceTypeAnswer | undefined {
  const reset = packets.findLast(({ from, flags }) => from === 'server' && (flags & RST) !== 0);
  if (reset?.serviceType === undefined) return undefined;
  const syn = packets.findLast((packet) => isSynOf(packet, reset));
  const asked = (syn?.serviceType ?? 0) & DSCP;
  if (syn === undefined || asked === 0) return undefined;
  const answered = reset.serviceType & DSCP;
  // What a router made of it on the way says nothing.
  if (answered === LOW_DELAY || (answered !== asked && answered !== 0)) return undefined;
  return { syn, reset, relation: answered === asked ? 'same' : 'zero' };
}

/** Whether the server returned the type of service of a SYN that it refused. */
export function returnsServiceType(packets: readonly KeptPacket[]): boolean {
  return serviceTypeAnswer(packets)?.relation === 'same';
}

function isSynOf({ from, flags, number, seq }: KeptPacket, reset: KeptPacket): boolean {
  return from === 'client' && (flags & SYN) !== 0 && number < reset.number && reset.ack === (seq + 1) >>> 0;
}
