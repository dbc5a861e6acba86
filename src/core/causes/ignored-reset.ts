/**
 * A reset that did not fit: its sequence number was not the next one expected, and the end it was for ignored it, or asked
 * back with a challenge ACK (RFC 5961 §3.2), and both went on. The connection ended later, in order; but somebody had tried.
 */
import type { Cause } from '../model/cause.ts';
import type { Facts, FinFact, ResetFact } from '../model/fact.ts';
import { closingFin, count, hints, lacksAcks, speaksAgainst, supports } from './_evidence.ts';
import { closerBy, noSignatureText, senderDoubts, ttlOf } from './_sender.ts';
import { unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'ignored-reset',
  title: 'a reset that did not fit was ignored',
  severity: 'benign',
  refines: ['normal-close', 'half-close', 'reset-after-close', 'server-idle-timeout'],
  wouldBeProvedBy: [
    'counters TCPChallengeACK and TCPACKSkippedChallenge (nstat) on the host that got it',
    'a capture at the other end at the same time: whether it was sent there',
  ],
  advice: [
    'The connection took no harm; ask who sends resets in the other’s name where its TTL is not the other’s',
    'Where it comes again and again, a device on the path guesses numbers, or two hosts use one address',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin === undefined) return undefined;
    const ignored =
      facts.reset?.filter((reset) => !reset.closes && reset.packets[0] < fin.packets[0] && isAstray(reset)) ?? [];
    const [reset] = ignored;
    if (reset === undefined) return undefined;
    const many = count(ignored.length, 'reset');
    const text = `${many} in the ${reset.from}’s name had been ignored: both sides went on afterwards`;
    const isForeign = ignored.some(
      ({ packets, lacksSignature }) => lacksSignature || ttlOf(facts, packets[0])?.relation === 'different',
    );
    const doubts = senderDoubts(facts, fin.from, fin.packets[0]);
    // What it answers may be a challenge of an older connection, which is a bare acknowledgement.
    const isSure = isOrderly(facts, fin) && !lacksAcks(facts);
    const evidence = [(isSure ? supports : hints)(reset, text), ...doubts];
    const unsigned = ignored.find(({ lacksSignature }) => lacksSignature);
    if (unsigned !== undefined) {
      evidence.push(hints(unsigned, `${noSignatureText(unsigned)}: a receiver with the key drops it`));
    }
    if (facts['missing-bytes'] !== undefined) {
      evidence.push(...facts['missing-bytes'].map((missing) => speaksAgainst(missing, 'the response was not whole')));
    }
    return {
      evidence,
      closer: closerBy(facts, fin.from, fin.packets[0]),
      severity: isForeign ? 'suspicious' : 'benign',
      summary: isForeign
        ? `Somebody else sent a reset in the ${reset.from}’s name; it did not fit and was ignored, and the ${fin.from} closed later`
        : `A reset that did not fit was ignored; the ${fin.from} closed later`,
    };
  },
};

/**
 * It answers nothing; one that does clears up what an earlier connection left, and is taken for that. A host that lives on
 * in a connection whose segments it signs did not send one without.
 */
function isAstray({ form, lacksSignature }: ResetFact): boolean {
  return form === 'stray' || form === 'unknown' || lacksSignature;
}

/** Both closed, and nobody waited for an answer. */
function isOrderly(facts: Facts, fin: FinFact): boolean {
  const other = facts.fin?.find(({ from }) => from !== fin.from);
  return other !== undefined && (fin.from === 'client' || unansweredTurn(facts) === undefined);
}
