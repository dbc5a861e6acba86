/** A proxy answered for a server that it cannot reach (RFC 9110 §15.6.3–5). */
import { type Finding, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'gateway-error',
  weigh: (seen) => {
    const last = lastExchange(seen);
    if (last?.kind !== 'answer' || !/^HTTP\//.test(last.answer ?? '') || !/^50[234]$/.test(last.code ?? '')) return [];
    const late = last.code === '504';
    return [
      {
        cause: late ? 'upstream-timeout' : 'upstream-refusal',
        closer: 'server application',
        how: 'fin',
        phase: 'response',
        severity: 'suspicious',
        summary: late
          ? 'A proxy answered: the server behind it did not answer in time'
          : 'A proxy, or the server itself, answered that it cannot serve the request now',
        evidence: [{ weight: last.code === '503' ? 'hints' : 'supports', text: `the answer is ${last.answer}` }],
      },
    ];
  },
};
