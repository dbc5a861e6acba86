/** The capture holds only the end of the connection: too little to say why it ended. */
import type { Cause } from '../model/cause.ts';
import { closingReset, count, supports } from './_evidence.ts';

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
    return {
      evidence: [
        supports(
          quality,
          `no handshake, and no more than ${count(quality.packetCount, 'packet')} of the connection captured`,
        ),
      ],
      closer: 'unknown',
      summary: 'Only the end of this connection was captured; what led to it is not known',
    };
  },
};
