/**
 * Whether the reset that refused a SYN has an IPv6 flow label: Linux's TCP gives it one, a reject rule does not
 * (net/ipv6/netfilter/nf_reject_ipv6.c). A host that labels one refusal labels them all.
 */
import { type KeptPacket, RST } from './packet.ts';

/** Whether a connection that was refused shows its server to label its refusals. */
export function labelsRefusal(packets: readonly KeptPacket[]): boolean {
  return packets.some(({ from, flags, flowLabel }) => from === 'server' && (flags & RST) !== 0 && flowLabel !== 0);
}
