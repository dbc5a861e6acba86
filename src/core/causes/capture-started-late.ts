/** The capture holds only a piece of the connection: too little to say why it ended, where it did. */
import type { Cause } from '../model/cause.ts';
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
