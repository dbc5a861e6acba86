/**
 * A reset after a FIN: the side had closed already, and what still arrived met a socket that was gone. Browsers, Windows
 * and many servers end that way; nothing that anybody waited for was lost.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, FinFact, ResetFact } from '../model/fact.ts';
import { closingFin, hints, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { leaveEvidence } from './_leave.ts';
import { closedUnanswered, closedUnasked, isHalfHeard, leftUnanswered } from './_numbers.ts';
import { closerBy, senderDoubts, severityUnlessForged } from './_sender.ts';
import { isFirstCaptured, isKnownRequest, nameClientsLast, stillDue, unansweredTurn } from './_words.ts';

const AFTER_OWN_FIN =
  'kernel event tcp_send_reset with reason TCP_TIMEWAIT_SOCKET or TCP_ABORT_ON_DATA on the host that sent it';
const INSTEAD_OF_FIN =
  'kernel event tcp_send_reset on the host that sent it: TCP_STATE where its program aborted, TCP_ABORT_ON_CLOSE where it had not read all';
const WITHOUT_SOCKET =
  'kernel event tcp_send_reset with reason NO_SOCKET on the host that sent it: it no longer knew the connection';

export const cause: Cause = {
  id: 'reset-after-close',
  title: 'a reset after the connection had been closed',
  severity: 'benign',
  refines: ['normal-close', 'half-close'],
  wouldBeProvedBy: [AFTER_OWN_FIN],
  advice: ['Nothing is wrong: the connection was closed with a FIN before the reset'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const reset = fin && facts.reset?.find(({ packets }) => packets[0] > fin.packets[0]);
    if (fin === undefined || reset === undefined) return undefined;
    if (fin.unseen === 1 && !(fin.from === 'client' && fin.spokeAfterUnseen)) return unseenFirst(facts, fin, reset);
    // What it answers is not in the capture: a last formality, or something that somebody waited for an answer to.
    const isBlind = isHalfHeard(facts) && reset.from === fin.from && reset.form !== 'active';
    const evidence = [
      (isBlind ? hints : supports)(
        reset,
        `the ${fin.from} had closed with a FIN (packet ${fin.packets[0]}) before the ${reset.from}’s reset`,
      ),
    ];
    evidence.push(...leaveEvidence(facts, fin));
    const turn = unansweredTurn(facts);
    if (fin.from === 'server' && turn !== undefined) {
      if (isKnownRequest(facts)) return undefined;
      evidence.push(speaksAgainst(turn, `${nameClientsLast(facts)} was still unanswered when the server closed`));
    }
    if (fin.from === 'client' && turn !== undefined && fin.peerData === undefined) {
      // A client that resets later had waited for the answer.
      const hasWaited = isKnownRequest(facts) && reset.timeNs - fin.timeNs >= PROMPT_MAX;
      if (reset.from === 'server' || hasWaited)
        evidence.push(
          speaksAgainst(turn, `${nameClientsLast(facts)} was still unanswered when the ${reset.from} reset`),
        );
    }
    if (closedUnanswered(facts, fin) || closedUnasked(facts, fin) || leftUnanswered(facts, fin) !== undefined) {
      evidence.push(
        speaksAgainst(fin, `by its numbers the ${fin.from} closed without an answer, or without one to give`),
      );
    }
    const tls = facts.tls?.[0];
    if (tls?.stage === 'server-hello' && tls.refusal === undefined) {
      evidence.push(speaksAgainst(tls, 'the TLS handshake was not finished'));
    }
    if (fin.from === 'server' && fin.peerData !== undefined && isFirstCaptured(facts, fin)) {
      const text = `a request (packet ${fin.peerData.number}) was on its way, or sent all the same, and got no answer`;
      evidence.push(speaksAgainst(fin, text));
    }
    const missing = facts['missing-bytes']?.[0];
    if (missing !== undefined) evidence.push(speaksAgainst(missing, `the response still lacked ${stillDue(missing)}`));
    if (reset.from === fin.from && fin.peerData !== undefined && fin.peerData.number < reset.packets[0]) {
      evidence.push(hints(reset, `it answers what the other side still sent (packet ${fin.peerData.number})`));
    }
    const doubts = senderDoubts(facts, fin.from, fin.packets[0]);
    return {
      evidence: [...evidence, ...doubts],
      wouldBeProvedBy: [reasonOf(reset)],
      closer: closerBy(facts, fin.from, fin.packets[0]),
      severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
      summary: `The ${fin.from} closed in order; the reset afterwards only cleared what was left`,
    };
  },
};

/** The capture lacks one number of the other side’s stream, and that is what a FIN takes: then that side closed first, and the reset is its own or meets what it sent on. */
function unseenFirst(facts: Facts, fin: FinFact, reset: ResetFact): Assessment {
  const first = otherSide(fin.from);
  const text = `the ${fin.from}’s FIN (packet ${fin.packets[0]}) acknowledges one byte of the ${first} that the capture lacks, as its FIN would be, and the ${reset.from} reset what came after`;
  return {
    evidence: [hints(fin, text), ...senderDoubts(facts, fin.from, fin.packets[0])],
    wouldBeProvedBy: [reasonOf(reset)],
    closer: `${first} application`,
    severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
    summary: `The ${first} seems to have closed first; the capture lacks its FIN`,
  };
}

/** What a kernel would say of such a reset. */
function reasonOf({ afterOwnFin, form }: ResetFact): string {
  if (afterOwnFin) return AFTER_OWN_FIN;
  if (form === 'active') return INSTEAD_OF_FIN;
  return form === 'passive' ? WITHOUT_SOCKET : 'kernel event tcp_send_reset on the host that sent it, and its reason';
}
