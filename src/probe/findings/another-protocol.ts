/** What came is not of the protocol that was spoken. */
import { type Finding, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'another-protocol',
  weigh: (seen) => {
    const last = lastExchange(seen);
    if (last?.kind !== 'odd' || seen.otherWay?.outcome === 'understood') return [];
    return [
      {
        cause: 'protocol-error',
        closer: 'unknown',
        how: seen.close?.how === 'reset' ? 'reset' : 'fin',
        phase: 'response',
        summary: `Something else than the expected protocol answers on this port: ${last.answer}`,
        evidence: [{ weight: 'supports', text: `what came is ${last.answer}` }],
      },
    ];
  },
};
