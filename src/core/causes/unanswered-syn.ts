/** The SYN got no answer at all: dropped by a filter, lost, or not answered by the host (RFC 9293 §3.8.3, RFC 6298). */
import type { Cause } from '../model/cause.ts';
import { SECOND } from '../model/time.ts';
import { count, duration, excludes, first, hints, supports } from './_evidence.ts';

/** Nobody gives up sooner: the first repetition comes after 1 s (RFC 6298 §2.1). */
const PATIENCE = 3 * SECOND;

export const cause: Cause = {
  id: 'unanswered-syn',
  title: 'the SYN got no answer',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture on the server: no SYN there means it was dropped on the way; a SYN there means the host did not answer',
    'on the server: nstat TcpExtListenOverflows (a full accept queue drops SYNs silently), kfree_skb reasons',
  ],
  advice: [
    'Check the firewall and security-group rules for this port between client and server: silence is what a drop rule looks like',
    'Check that the address is right and the host is up; then whether its accept queue is full (ss -ltn: Recv-Q > Send-Q)',
  ],
  weigh: (facts) => {
    const handshake = first(facts, 'handshake');
    if (handshake?.stage !== 'unanswered' || facts.reset !== undefined || facts.fin !== undefined) return undefined;
    const silence = first(facts, 'silence');
    const waited = handshake.tryingNs + (silence?.durationNs ?? 0);
    const text = `${count(handshake.syns, 'SYN')} in ${duration(handshake.tryingNs)}, no answer within ${duration(waited)}`;
    const evidence = [handshake.syns > 1 || waited >= PATIENCE ? supports(handshake, text) : hints(handshake, text)];
    const hard = facts.icmp?.find((icmp) => icmp.about === 'client' && icmp.meaning !== 'other');
    if (hard !== undefined) evidence.push(excludes(hard, 'an ICMP error answered it'));
    const surroundings = first(facts, 'surroundings');
    if (surroundings?.serverHeard === true) {
      evidence.push(hints(surroundings, 'the same host answers in other connections, so it is up and reachable'));
    }
    return { evidence, closer: 'nobody', summary: 'Nobody answered the client’s SYN; it waited until it gave up' };
  },
};
