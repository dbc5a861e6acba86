/**
 * The server keeps nothing of a SYN: with its queue of half-open connections full it answers with a cookie (RFC 4987 §3.6), so
 * that it can neither repeat the SYN-ACK nor, where the server speaks first, notice that the ACK was lost.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { duration, hints, lacksAcks } from './_evidence.ts';
import { counterEvidence, counterOf, testify } from './_witness.ts';

/** A SYN-ACK is repeated after 1 s (RFC 6298 §2.1), after 3 s by old systems (RFC 1122 §4.2.3.1). */
const REPEATED_BY: TimeNs = 3.5 * SECOND;

export const cause: Cause = {
  id: 'syn-cookies',
  title: 'the server answered with a SYN cookie and kept nothing',
  severity: 'benign',
  refines: ['still-open', 'insufficient-evidence'],
  wouldBeProvedBy: [
    'on the server: nstat TcpExtSyncookiesSent and TcpExtTCPReqQFullDoCookies grow; the kernel’s log says “Possible SYN flooding on port”',
    'a capture at the client: whether its ACK was sent',
  ],
  advice: [
    'Look for a flood of SYNs from addresses that never answer; else raise net.ipv4.tcp_max_syn_backlog and the backlog of listen()',
    'Where the server speaks first, let the client give up waiting and connect again: a lost ACK is not repeated',
  ],
  weigh: (facts) => byCounter(facts) ?? bySilence(facts),
};

const SUMMARY = 'The server answered the SYN once and kept nothing of it, as with SYN cookies';

/** The kernel sent cookies, and has no socket of this connection although it listens. */
function byCounter(facts: Facts): Assessment | undefined {
  const counter = counterOf(facts, 'TcpExtSyncookiesSent');
  const listener = facts['kernel-listener']?.find(({ fits }) => fits);
  const handshake = facts.handshake?.[0];
  if (counter === undefined || listener === undefined || listener.took || handshake === undefined) return undefined;
  if (facts.words !== undefined || facts.silence?.[0]?.closed !== false || handshake.synAcks !== 1) return undefined;
  return {
    evidence: [
      counterEvidence(counter, true, 'cookie', 'that it sent'),
      testify('hints', listener, 'it listens on the port, and tells of no socket of this connection'),
    ],
    closer: 'nobody',
    summary: SUMMARY,
  };
}

function bySilence(facts: Facts): Assessment | undefined {
  const handshake = facts.handshake?.[0];
  const silence = facts.silence?.[0];
  if (handshake?.stage !== 'answered' || silence === undefined || silence.closed) return undefined;
  if (handshake.syns !== 1 || handshake.synAcks !== 1 || silence.lastFrom !== 'server') return undefined;
  if (silence.durationNs < REPEATED_BY || facts.quality?.[0]?.oneWay !== undefined) return undefined;
  // A filter that lets no bare ACK through hides the client's, too.
  if (lacksAcks(facts)) return undefined;
  // No router lost its ACK before it got here: the capture did, and the server has nothing to repeat.
  if (handshake.clientIsNear) return undefined;
  const text = `no ACK came, and in ${duration(silence.durationNs)} the server did not repeat its SYN-ACK: it may have kept nothing of it, or the capture lacks the ACK`;
  return { evidence: [hints(silence, text)], closer: 'nobody', summary: SUMMARY };
}
