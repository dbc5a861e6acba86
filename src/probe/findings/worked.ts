/** Everything that was asked was answered, and the connection ended in order, or was still open. */
import type { Observation } from '../model.ts';
import { type Finding, isFine, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'worked',
  weigh: (seen) => {
    const { close } = seen;
    const last = lastExchange(seen);
    if (close === undefined || last === undefined || !isFine(seen)) return [];
    const spoke = seen.exchanges.some(({ answer }) => answer !== undefined);
    const byServer = close.how === 'fin' || close.how === 'reset';
    return [
      {
        cause: close.how === 'reset' ? 'reset-after-close' : 'normal-close',
        closer: byServer ? 'server application' : 'client application',
        how: close.how === 'reset' ? 'reset' : 'fin',
        phase: 'closing',
        severity: 'benign',
        summary: sentence(seen, spoke, byServer),
        evidence: [
          {
            weight: 'supports',
            text: spoke ? `the answer came: ${last.answer ?? ''}` : 'the connection was open and stayed so',
          },
        ],
      },
    ];
  },
};

function sentence({ tls }: Observation, spoke: boolean, byServer: boolean): string {
  const opened = tls === undefined ? 'The connection was opened' : 'The connection and TLS were set up';
  if (!spoke) return `${opened}, and this end closed it; nothing was asked`;
  return byServer
    ? `${opened}, the server answered and then closed`
    : `${opened}, the server answered, and this end closed`;
}
