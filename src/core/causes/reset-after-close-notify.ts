/**
 * A side took leave in TLS and closed; the other's close_notify, which RFC 5246 §7.2.1 asks for, came when its socket was
 * gone, and the kernel answered with a reset. Nothing that anybody waited for was lost (RFC 8446 §6.1 asks for no answer).
 */
import type { Cause } from '../model/cause.ts';
import { otherSide } from '../model/endpoint.ts';
import { closingFin, hints, PROMPT_MAX, supports } from './_evidence.ts';
import { closerBy, senderDoubts, severityUnlessForged } from './_sender.ts';
import { isKnownRequest, unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'reset-after-close-notify',
  title: 'a TLS goodbye that came after the close was answered with a reset',
  severity: 'benign',
  refines: ['reset-after-close', 'normal-close', 'half-close'],
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_TIMEWAIT_SOCKET or TCP_ABORT_ON_DATA on the host that sent it',
  ],
  advice: ['Nothing is wrong: both sides had taken leave, one of them too late for the other'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const tls = facts.tls?.[0];
    if (fin === undefined || tls === undefined || fin.peerData !== undefined) return undefined;
    const late = tls.farewells[otherSide(fin.from)];
    const reset = facts.reset?.find(({ from, afterOwnFin }) => from === fin.from && afterOwnFin);
    if (reset === undefined || late === undefined || late < fin.packets[0] || late > reset.packets[0]) return undefined;
    if (reset.form !== 'passive' && reset.form !== 'active') return undefined;
    if (fin.from === 'server' && unansweredTurn(facts) !== undefined && isKnownRequest(facts)) return undefined;
    const text = `the ${fin.from} had closed with a FIN (packet ${fin.packets[0]}) and reset what came then: a close_notify of the ${otherSide(fin.from)} (packet ${late})`;
    // Where it closed for want of use, that is the reason, and this what came of it.
    const isIdle = (facts.turn?.[0]?.quietNs ?? 0) >= PROMPT_MAX;
    const evidence = [(isIdle ? hints : supports)(reset, text)];
    if (tls.farewells[fin.from] !== undefined)
      evidence.push(hints(tls, `the ${fin.from} had taken leave before its FIN`));
    const doubts = senderDoubts(facts, fin.from, fin.packets[0]);
    return {
      evidence: [...evidence, ...doubts],
      closer: closerBy(facts, fin.from, fin.packets[0]),
      severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
      summary: `The ${fin.from} closed in order; the reset only answers the goodbye of the ${otherSide(fin.from)}, which came after that`,
    };
  },
};
