/** The capture holds only a piece of the connection: too little to say why it ended, where it did. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { ResetFact } from '../model/fact.ts';
import { closingFin, closingReset, count, supports } from './_evidence.ts';
import { resetWordsEvidence } from './_reset-words.ts';

/** With so few packets there is nothing to compare the reset with. */
const PACKETS_MAX = 3;

export const cause: Cause = {
  id: 'capture-started-late',
  title: 'the capture started after the connection',
  severity: 'benign',
  refines: ['still-open', 'half-close'],
  wouldBeProvedBy: ['a capture that starts before the connection does'],
  advice: ['Start the capture first, then the connection'],
  weigh: (facts) => {
    const quality = facts.quality?.[0];
    if (quality === undefined || !quality.startedLate || quality.packetCount > PACKETS_MAX) return undefined;
    const reset = closingReset(facts);
    const closesInOrder = facts.fin !== undefined && facts.fin.length > 1;
    if (closesInOrder || reset?.form === 'active') return undefined;
    // That somebody asked and was answered with a reset is worth a look, whatever came before.
    if (reset?.form === 'passive' && facts.words !== undefined) return undefined;
    if (reset?.isLikeRefusal === true && quality.packetCount === facts.reset?.length) return refusalAlone(reset);
    const isEnd = reset !== undefined || closingFin(facts) !== undefined;
    return {
      evidence: [
        supports(
          quality,
          `no handshake, and no more than ${count(quality.packetCount, 'packet')} of the connection captured`,
        ),
        ...(reset === undefined ? [] : resetWordsEvidence(facts, reset.packets[0])),
      ],
      closer: isEnd ? 'unknown' : 'nobody',
      summary: isEnd
        ? 'Only the end of this connection was captured; what led to it is not known'
        : 'Only a piece from the middle of this connection was captured: neither how it began nor how it ended',
    };
  },
};

/** Somebody asked and was refused, which is no matter of a late start: the capture lacks one direction. */
function refusalAlone(reset: ResetFact): Assessment {
  return {
    evidence: [
      supports(
        reset,
        'RST|ACK with sequence number 0, as a SYN is refused, and the capture has no SYN that it answers',
      ),
    ],
    closer: 'unknown',
    severity: 'suspicious',
    summary: 'A connection seems to have been refused; the SYN that asked for it is not in the capture',
    advice: [
      'Capture both directions: where nothing listens on the port, or a packet filter rejects it, it looks like this',
    ],
    wouldBeProvedBy: ['a capture of both directions, also of the loopback interface: the SYN that was refused'],
  };
}
