/** Both sides closed with a FIN and nothing was outstanding (RFC 9293 §3.6). */
import type { Assessment, Cause } from '../model/cause.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, FinFact } from '../model/fact.ts';
import { closingFin, count, duration, hints, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { leaveEvidence } from './_leave.ts';
import { closedUnanswered, leftUnanswered } from './_numbers.ts';
import { closerBy, senderDoubts, severityUnlessForged } from './_sender.ts';
import { isKnownRequest, isPlainRequest, nameClientsLast, stillDue, unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'normal-close',
  title: 'closed in order',
  severity: 'benign',
  wouldBeProvedBy: [],
  advice: ['Nothing is wrong'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const other = facts.fin?.find((candidate) => candidate.from !== fin?.from);
    if (fin === undefined) return undefined;
    if (other === undefined)
      return fin.unseen === 1 ? unseenFirst(facts, fin) : (heardLater(facts, fin) ?? heardBefore(facts, fin));
    const evidence = [
      supports(
        fin,
        `the ${fin.from} sent FIN (packet ${fin.packets[0]}), the ${other.from} its own (packet ${other.packets[0]})`,
      ),
    ];
    evidence.push(...leaveEvidence(facts, fin));
    const turn = unansweredTurn(facts);
    if (fin.from === 'server' && turn !== undefined) {
      if (isKnownRequest(facts)) return undefined;
      evidence.push(speaksAgainst(turn, `${nameClientsLast(facts)} was still unanswered when the server closed`));
    }
    if (closedUnanswered(facts, fin)) {
      evidence.push(speaksAgainst(fin, 'by its numbers it had been told something and had said nothing'));
    }
    if (leftUnanswered(facts, fin) !== undefined) {
      evidence.push(speaksAgainst(fin, 'by its numbers the client had asked something and had heard nothing'));
    }
    const tls = facts.tls?.[0];
    if (tls?.stage === 'server-hello') {
      evidence.push(speaksAgainst(tls, 'the TLS handshake was not finished'));
    }
    if (fin.from === 'client' && turn !== undefined) {
      const asked = nameClientsLast(facts);
      if (turn.quietNs >= PROMPT_MAX) {
        const text = `${asked} had been left without an answer for ${duration(turn.quietNs)}`;
        evidence.push(speaksAgainst(turn, text));
      } else if (isPlainRequest(facts)) evidence.push(speaksAgainst(turn, `${asked} has no answer`));
    }
    const missing = facts['missing-bytes']?.[0];
    if (missing !== undefined) evidence.push(speaksAgainst(missing, `the response still lacked ${stillDue(missing)}`));
    const [packet] = fin.packets;
    const closer = closerBy(facts, fin.from, packet);
    const doubts = senderDoubts(facts, fin.from, packet);
    return {
      evidence: [...evidence, ...doubts],
      closer,
      severity: severityUnlessForged(facts, packet, 'benign'),
      summary:
        closer === 'unknown'
          ? `Both sides sent FIN, but the first may not come from the ${fin.from}`
          : `The ${fin.from} closed the connection in order`,
    };
  },
};

/** The capture lacks one number of the other side’s stream, and that is what a FIN takes: then that side closed first. */
function unseenFirst(facts: Facts, fin: FinFact): Assessment | undefined {
  const first = otherSide(fin.from);
  if (facts.reset !== undefined || facts.quality?.[0]?.oneWay !== undefined) return undefined;
  // No client asks on a connection that it knows to be closed.
  if (first === 'server' && fin.spokeAfterUnseen) return undefined;
  const text = `the ${fin.from}’s FIN (packet ${fin.packets[0]}) acknowledges one byte of the ${first} that the capture lacks, as its FIN would be`;
  return {
    evidence: [hints(fin, text)],
    closer: `${first} application`,
    summary: `The ${first} seems to have closed first, and the ${fin.from} then: the capture lacks a packet of the ${first}`,
  };
}

/**
 * The capture lacks the other direction, or what came last of it, and the acknowledgements say that the other end had not
 * closed when this one did: its FIN came later, or the two crossed.
 */
function heardLater(facts: Facts, fin: FinFact): Assessment | undefined {
  const { from, laterHeard } = fin;
  if (facts.reset !== undefined || laterHeard === undefined) return undefined;
  // Where some of the other end was captured, that one byte is its FIN and no more of what it said must show.
  const isLonely = facts.quality?.[0]?.oneWay === from;
  const lacksFin = fin.unseen > 0 && laterHeard.bytes === 1 && fin.peerData === undefined;
  if (!isLonely && !lacksFin) return undefined;
  const other = otherSide(from);
  const more = count(laterHeard.bytes, 'byte');
  const text = `the ${from} sent FIN (packet ${fin.packets[0]}), and only then acknowledged ${more} more of the ${other} (packet ${laterHeard.number}), as its FIN would be`;
  const [packet] = fin.packets;
  return {
    evidence: [{ ...hints(fin, text), packets: [packet, laterHeard.number] }, ...senderDoubts(facts, from, packet)],
    closer: closerBy(facts, from, packet),
    severity: severityUnlessForged(facts, packet, 'benign'),
    summary: `The ${from} closed, and heard of the other end’s close after that; what the ${other} sent was not captured`,
  };
}

/**
 * Only one direction was captured, and what it acknowledged last, one byte and nothing after it, came before its own FIN: as
 * the other end's FIN does.
 */
function heardBefore(facts: Facts, fin: FinFact): Assessment | undefined {
  const { from, heardBefore: heard } = fin;
  if (facts.reset !== undefined || facts.quality?.[0]?.oneWay !== from || heard === undefined) return undefined;
  const first = otherSide(from);
  const text = `the ${from} acknowledged one byte more of the ${first} (packet ${heard.number}), as its FIN would be, and nothing after that; its own FIN came ${duration(heard.beforeNs)} later`;
  return {
    evidence: [{ ...hints(fin, text), packets: [heard.number, fin.packets[0]] }],
    closer: `${first} application`,
    summary: `The ${first} seems to have closed first, and the ${from} then; what the ${first} sent was not captured`,
  };
}
