/**
 * One side closed its direction and the other did not yet, or not before it had sent on (RFC 9293 §3.6 case 1: FIN-WAIT-2
 * and CLOSE-WAIT). Meant, where a client has sent all and goes on reading; forgotten, where the other never closes.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, FinFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, duration, hints, lacksAcks, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { closerBy, senderDoubts, severityUnlessForged } from './_sender.ts';
import { isAnswerToLeave, isKnownRequest, nameClientsLast, stillDue, unansweredTurn } from './_words.ts';

/** Whoever closes, too, mostly does so within this time. */
const SOON: TimeNs = 1 * SECOND;

export const cause: Cause = {
  id: 'half-close',
  title: 'one side closed its direction only',
  severity: 'benign',
  refines: ['normal-close'],
  wouldBeProvedBy: [
    'a longer capture: whether the other side closes later',
    'ss -tn state close-wait on the other side',
  ],
  advice: ['If sockets pile up in CLOSE-WAIT on the side that did not close, its program forgets to close them'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin === undefined || facts.reset !== undefined || facts.handshake?.[0]?.stage === 'unanswered')
      return undefined;
    // Whether the other side closed, too, does not show.
    if (facts.quality?.[0]?.oneWay !== undefined) return undefined;
    const [packet] = fin.packets;
    const other = facts.fin?.find((candidate) => candidate.from !== fin.from);
    const evidence = weighOther(facts, fin, other);
    if (evidence.length === 0) return undefined;
    if (fin.ends > 1 && fin.misfits.length === 0) {
      const text = `FINs in the ${fin.from}’s name end its stream at ${fin.ends} different places: not all can be its own`;
      evidence.push(speaksAgainst(fin, text));
    }
    const turn = unansweredTurn(facts);
    if (fin.from === 'server' && turn !== undefined) {
      if (isKnownRequest(facts)) return undefined;
      evidence.push(speaksAgainst(turn, `${nameClientsLast(facts)} was still unanswered when the server closed`));
    }
    if (fin.from === 'client' && turn !== undefined && turn.quietNs >= PROMPT_MAX && fin.peerData === undefined) {
      evidence.push(
        speaksAgainst(turn, `${nameClientsLast(facts)} had been left without an answer for ${duration(turn.quietNs)}`),
      );
    }
    const missing = facts['missing-bytes']?.[0];
    if (missing !== undefined) {
      evidence.push(speaksAgainst(missing, `the response still lacked ${stillDue(missing)}`));
    }
    const doubts = senderDoubts(facts, fin.from, packet);
    return {
      evidence: [...evidence, ...doubts],
      closer: fin.ends > 1 ? 'unknown' : closerBy(facts, fin.from, packet),
      severity: severityUnlessForged(facts, packet, 'benign'),
      summary: summarise(facts, fin, other),
      ...nextSteps(facts, fin, other),
    };
  },
};

/** CLOSE-WAIT is a matter only where the other side had the FIN, and time to close upon it. */
function nextSteps(
  facts: Facts,
  fin: FinFact,
  other: FinFact | undefined,
): Pick<Assessment, 'advice' | 'wouldBeProvedBy'> {
  const peer = fin.from === 'client' ? 'server' : 'client';
  if (other !== undefined) {
    return {
      advice: [`Nothing, if it is meant: the ${peer} closed, too, when it had sent the rest`],
      wouldBeProvedBy: [`strace -e shutdown on the ${fin.from}’s process: SHUT_WR`],
    };
  }
  if (endsSoon(facts, fin)) {
    return {
      advice: [`Nothing: the capture ends too soon after the FIN to show whether the ${peer} closes, too`],
      wouldBeProvedBy: [`a capture that goes on for longer: whether the ${peer} closes, too`],
    };
  }
  if (fin.acknowledged || fin.peerData !== undefined || lacksAcks(facts)) return {};
  return {
    advice: [`Find out whether the FIN reached the ${peer}: nothing in the capture says so`],
    wouldBeProvedBy: [`a capture at the ${peer}: whether the FIN arrives, and what answers it`],
  };
}

/** Nothing more of the connection could be seen soon after the FIN, because the capture was at its end. */
function endsSoon(facts: Facts, fin: FinFact): boolean {
  return fin.watchedNs < SOON && facts.silence?.[0]?.until !== 'successor';
}

/** The other side never closed; or it knew of the FIN and sent on, and nobody minded. */
function weighOther(facts: Facts, fin: FinFact, other: FinFact | undefined): Evidence[] {
  const [packet] = fin.packets;
  const peer = fin.from === 'client' ? 'server' : 'client';
  const { peerData } = fin;
  const sentOn =
    peerData === undefined ? '' : `sent on ${duration(peerData.delayNs)} later (packet ${peerData.number})`;
  if (other === undefined) {
    // The other FIN is one byte, too.
    if (fin.unseen > 0) return [];
    const isSoon = fin.watchedNs < SOON;
    const until = isSoon ? `, which is ${duration(Math.max(0, fin.watchedNs))} later` : '';
    const isReplaced = facts.silence?.[0]?.until === 'successor';
    const end = isReplaced
      ? 'until the client began another connection between these ports'
      : 'up to the end of the capture';
    const text = `the ${fin.from} sent FIN (packet ${packet}), the ${peer} none ${end}${until}`;
    // So soon the other FIN may have been on its way; and who never acknowledges it may not have heard of it.
    const isSure = !isSoon && (fin.acknowledged || peerData !== undefined);
    const unheard = lacksAcks(facts) ? 'and the capture holds no bare acknowledgements' : 'and nothing acknowledged it';
    const weighed = (isSure ? supports : hints)(fin, fin.acknowledged ? text : `${text}, ${unheard}`);
    return peerData === undefined ? [weighed] : [weighed, hints(fin, `the ${peer} ${sentOn}`)];
  }
  if (peerData === undefined || !peerData.knewOfFin || isAnswerToLeave(facts, peer, peerData.payloadLength)) return [];
  return [supports(fin, `the ${fin.from} sent FIN (packet ${packet}), and the ${peer}, which knew of it, ${sentOn}`)];
}

function summarise(facts: Facts, fin: FinFact, other: FinFact | undefined): string {
  const peer = fin.from === 'client' ? 'server' : 'client';
  if (closerBy(facts, fin.from, fin.packets[0]) === 'unknown') {
    return `A FIN that may not come from the ${fin.from} closed its side`;
  }
  if (other === undefined && !fin.acknowledged && fin.peerData === undefined) {
    return `The ${fin.from} closed its side; whether the ${peer} heard of it does not show`;
  }
  if (other === undefined && endsSoon(facts, fin)) {
    return `The ${fin.from} closed its side, and the capture ends before the ${peer} closes, too`;
  }
  return other === undefined
    ? `The ${fin.from} closed its side; the ${peer} has not closed yet`
    : `The ${fin.from} closed its side and went on reading; the ${peer} closed when it had sent the rest`;
}
