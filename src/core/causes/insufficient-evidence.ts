/** The ending is seen, but nothing captured says why: said plainly, with what to capture next. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, FinFact, ResetFact, SilenceFact } from '../model/fact.ts';
import { closingFin, closingReset, count, duration, hints } from './_evidence.ts';
import { resetWordsEvidence } from './_reset-words.ts';
import { senderDoubts } from './_sender.ts';

export const cause: Cause = {
  id: 'insufficient-evidence',
  title: 'the capture does not show why',
  severity: 'suspicious',
  fallback: true,
  wouldBeProvedBy: [
    'a capture at the other end, over the same time',
    'on the host that closed: kernel events tcp_send_reset and its service’s log',
  ],
  advice: ['Capture at both ends, starting before the connection does (tcpdump --immediate-mode -U -s 512)'],
  weigh: (facts) => {
    const close = closingReset(facts) ?? closingFin(facts);
    const witness = close ?? facts.silence?.[0];
    if (witness === undefined) return undefined;
    const lacking = whatLacks(facts);
    if (close?.kind === 'fin' && facts.quality?.[0]?.oneWay !== undefined) {
      return {
        evidence: [...lacking, hints(close, `the ${close.from} sent FIN`)],
        closer: 'unknown',
        severity: 'benign',
        summary: `The ${close.from} closed its side; what the other side did was not captured`,
      };
    }
    if (close?.kind === 'fin' && isAnswerUnknown(facts, close)) return behindGap(close, lacking);
    if (witness.kind === 'silence' && witness.until === 'successor') return replaced(witness, lacking);
    const said = close?.kind === 'reset' ? resetWordsEvidence(facts, close.packets[0]) : [];
    const found = [...lacking, ...said];
    return {
      evidence: found.length > 0 ? found : [hints(witness, 'no cause that is known here fits what was captured')],
      closer: 'unknown',
      summary: summarise(close),
    };
  },
};

/** It acknowledges what the capture lacks of the other side: the rest of an answer, or its FIN. Nothing speaks for another sender. */
function isAnswerUnknown(facts: Facts, fin: FinFact): boolean {
  const other = facts.fin?.some(({ from }) => from !== fin.from) === true;
  return fin.unseen > 0 && fin.ends === 1 && !other && senderDoubts(facts, fin.from, fin.packets[0]).length === 0;
}

function behindGap(fin: FinFact, lacking: readonly Evidence[]): Assessment {
  const other = otherSide(fin.from);
  const text = `the ${fin.from}’s FIN acknowledges ${count(fin.unseen, 'byte')} of the ${other} that the capture lacks: what it sent last, or its own FIN among that`;
  return {
    evidence: [hints(fin, text), ...lacking],
    closer: 'unknown',
    severity: 'benign',
    summary: `The ${fin.from} closed its side; whether the ${other} had closed before was not captured`,
  };
}

/** Whoever asks anew from the same port has no connection there any more. */
function replaced(silence: SilenceFact, lacking: readonly Evidence[]): Assessment {
  const later = `${duration(silence.durationNs)} after this packet the client began another connection between the same ports`;
  return {
    evidence: [hints(silence, `${later}; no end of this one was captured before`), ...lacking],
    closer: 'unknown',
    severity: 'benign',
    summary:
      'The client no longer had this connection when it used the port for another; how it ended was not captured',
    advice: ['Capture at both ends and without gaps (tcpdump --immediate-mode -U -s 512 -B 16384)'],
  };
}

function summarise(close: ResetFact | FinFact | undefined): string {
  if (close === undefined) return 'The connection was not seen to end, and nothing in the capture says why';
  const what = close.kind === 'fin' ? 'closed the connection' : 'reset the connection';
  return `The ${close.from} ${what}, or somebody in its name; nothing in the capture says why`;
}

/** What the capture lacks that a cause would be read from. */
function whatLacks(facts: Facts): Evidence[] {
  const quality = facts.quality?.[0];
  if (quality === undefined) return [];
  const found: Evidence[] = [];
  if (quality.oneWay !== undefined) {
    found.push(hints(quality, `only packets of the ${quality.oneWay} were captured`));
  } else if (quality.unseenSide !== undefined) {
    found.push(hints(quality, `no packet of the ${quality.unseenSide} was captured`));
  }
  if (quality.serverLeftOut && quality.oneWay === undefined)
    found.push(hints(quality, 'the capture has no packet of this server, although clients acknowledge some'));
  if (quality.startedLate) found.push(hints(quality, 'the capture starts after the connection'));
  if (quality.withoutAcks) found.push(hints(quality, 'the capture holds no bare acknowledgements'));
  if (quality.missedBytes > 0) {
    const were = quality.missedBytes === 1 ? 'was' : 'were';
    found.push(hints(quality, `the capture lacks ${count(quality.missedBytes, 'byte')} that ${were} acknowledged`));
  }
  return found;
}
