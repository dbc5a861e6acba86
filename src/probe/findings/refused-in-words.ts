/** The server said an error, in its protocol's own form, with which it refuses the connection. */
import { type Finding, lastExchange } from './_finding.ts';

/** What errors of a protocol mean, by code or first words (their references: see src/core/model/stated-error.ts). */
const MEANINGS: readonly (readonly [of: RegExp, cause: string])[] = [
  [/^(?:53300|1040|1203|1226)$|max number of clients/, 'connection-limit'],
  [/^(?:1129|1130)$|^-DENIED|Not allowed at this time/, 'access-list-after-accept'],
  [/Exceeded MaxStartups/, 'ssh-startup-limit'],
  [/^57P01$/, 'administrative-termination'],
];

export const finding: Finding = {
  id: 'refused-in-words',
  weigh: (seen) => {
    const last = lastExchange(seen);
    if (last?.kind !== 'error') return [];
    const { answer = '', code = '' } = last;
    const cause = MEANINGS.find(([of]) => of.test(code) || of.test(answer))?.[1] ?? 'stated-error';
    const text = `the server said: ${answer}`;
    return [
      {
        cause,
        closer: 'server application',
        how: seen.close?.how === 'reset' ? 'reset' : 'fin',
        phase: last.asked === undefined ? 'idle' : 'response',
        severity: 'failure',
        summary: `The server refused, and said why: ${answer}`,
        evidence: [
          { weight: 'supports', text },
          ...(code === '' ? [] : [{ weight: 'hints', text: `its code is ${code}` } as const]),
        ],
      },
    ];
  },
};
