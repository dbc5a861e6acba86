/**
 * The two ends do not agree on a key for the MD5 or authentication option (RFC 2385, RFC 5925): the kernel drops every segment
 * without a word. A SYN that bears the option shows that its sender has a key; not, which one the other end has.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { SIGNATURE_DROPS } from '../model/drop-reason.ts';
import type { Facts, HandshakeFact } from '../model/fact.ts';
import { blockedFrom } from './_blocked.ts';
import { dropEvidence, dropOf } from './_drops.ts';
import { count, hints, supports } from './_evidence.ts';
import { icmpRefusal } from './_icmp.ts';
import { cameToServer, counterEvidence, counterOf } from './_witness.ts';

/** Routing protocols protected by the option: BGP, MSDP, LDP (IANA service names). */
const PROTECTED: ReadonlyMap<number, string> = new Map([
  [179, 'BGP'],
  [639, 'MSDP'],
  [646, 'LDP'],
]);

/** What the kernel counts of signatures that are missing, not wanted, or wrong (include/uapi/linux/snmp.h). */
const COUNTERS: readonly string[] = [
  'TcpExtTCPMD5NotFound',
  'TcpExtTCPMD5Unexpected',
  'TcpExtTCPMD5Failure',
  'TcpExtTCPAORequired',
  'TcpExtTCPAOBad',
  'TcpExtTCPAOKeyNotFound',
];

export const cause: Cause = {
  id: 'tcp-authentication-mismatch',
  title: 'the ends do not agree on a key for TCP authentication',
  severity: 'failure',
  wouldBeProvedBy: [
    'whether both ends sign, and with the same key: the option is in the SYN (Wireshark: tcp.option_kind == 19 or 29) or is not',
    'on the server: nstat TcpExtTCPMD5NotFound, TcpExtTCPMD5Unexpected or TcpExtTCPMD5Failure grow; kfree_skb reasons TCP_MD5* or TCP_AO*',
  ],
  advice: ['Set the same password (or key) for this neighbour on both routers, or on neither'],
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    if (handshake?.stage === 'answered') return weighAnswer(facts, handshake);
    const service = PROTECTED.get(facts.surroundings?.[0]?.serverPort ?? 0);
    if (handshake?.stage !== 'unanswered' || handshake.syns < 2) return undefined;
    const drop = dropOf(facts, 'client', SIGNATURE_DROPS);
    if (service === undefined && !handshake.signed && drop?.isSure !== true) return undefined;
    if (facts.reset !== undefined || icmpRefusal(facts) !== undefined) return undefined;
    const other = facts['other-end']?.[0];
    if (other?.at === 'server' && (other.has ? other.replied : other.covers)) return undefined;
    const tries = count(handshake.syns, 'SYN');
    const evidence: Evidence[] = [hints(handshake, describe(tries, handshake, service)), ...dropEvidence(drop)];
    if (other?.at === 'server' && other.has) {
      const weigh = handshake.signed ? supports : hints;
      evidence.push(weigh(other, 'the capture made at the server has the SYN, which nothing there answers'));
    }
    const counter = COUNTERS.map((name) => counterOf(facts, name)).find((found) => found !== undefined);
    if (counter !== undefined) {
      evidence.push(counterEvidence(counter, cameToServer(facts), 'segment', 'that it dropped for a signature'));
    }
    return {
      evidence,
      ...(counter === undefined && drop === undefined ? {} : { refines: ['unanswered-syn', 'accept-queue-overflow'] }),
      closer: 'server kernel',
      summary: 'The other end may drop the SYN for want of the right TCP password',
    };
  },
};

function describe(tries: string, { signed }: HandshakeFact, service: string | undefined): string {
  if (signed) return `${tries} signed with a TCP password (MD5 or authentication option), and no answer`;
  if (service === undefined) return `${tries} without a signature (MD5 or authentication option), and no answer`;
  return `${tries} and no answer from a port of ${service}, whose neighbours often share a TCP password`;
}

/** The answer came, without the option, and the client does as if it had not: who has a key drops what is not signed. */
function weighAnswer(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  if (!handshake.answeredUnsigned || handshake.synAcks < 2) return undefined;
  if (facts.reset !== undefined || facts.fin !== undefined || blockedFrom(facts, 'server') !== undefined)
    return undefined;
  const after = handshake.syns > 1 ? 'the client goes on asking' : 'the client never acknowledges it';
  const text = `the SYN is signed with a TCP password (MD5 or authentication option), the server’s ${count(handshake.synAcks, 'answer')} are not, and ${after}`;
  return {
    evidence: [supports(handshake, text)],
    refines: ['unanswered-syn', 'syn-cookies'],
    closer: 'nobody',
    summary: 'The client signs and the server does not: the client drops every answer of the server',
  };
}
