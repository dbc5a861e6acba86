/**
 * The two ends do not agree on a key for the MD5 or authentication option (RFC 2385, RFC 5925): the kernel drops every segment
 * without a word. Only the option itself would show it, and it is not looked at yet: what is left is a service that uses it.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { count, hints } from './_evidence.ts';
import { icmpRefusal } from './_icmp.ts';

/** Routing protocols protected by the option: BGP, MSDP, LDP (IANA service names). */
const PROTECTED: ReadonlyMap<number, string> = new Map([
  [179, 'BGP'],
  [639, 'MSDP'],
  [646, 'LDP'],
]);

export const cause: Cause = {
  id: 'tcp-authentication-mismatch',
  title: 'the ends do not agree on a key for TCP authentication',
  severity: 'failure',
  wouldBeProvedBy: [
    'the option in the SYN (Wireshark: tcp.option_kind == 19 or 29), and whether the other end expects it',
    'on the server: nstat TcpExtTCPMD5NotFound, TcpExtTCPMD5Unexpected or TcpExtTCPMD5Failure grow; kfree_skb reasons TCP_MD5* or TCP_AO*',
  ],
  advice: ['Set the same password (or key) for this neighbour on both routers, or on neither'],
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    const service = PROTECTED.get(facts.surroundings?.[0]?.serverPort ?? 0);
    if (handshake?.stage !== 'unanswered' || handshake.syns < 2 || service === undefined) return undefined;
    if (facts.reset !== undefined || icmpRefusal(facts) !== undefined) return undefined;
    const other = facts['other-end']?.[0];
    if (other?.at === 'server' && !other.has && other.covers) return undefined;
    const text = `${count(handshake.syns, 'SYN')} and no answer from a port of ${service}, whose neighbours often share a TCP password`;
    const evidence: Evidence[] = [hints(handshake, text)];
    if (other?.at === 'server' && other.has) evidence.push(hints(other, 'the capture made at the server has the SYN'));
    return {
      evidence,
      closer: 'server kernel',
      summary: 'The other end may drop the SYN for want of the right TCP password',
    };
  },
};
