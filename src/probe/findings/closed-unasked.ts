/** The connection was accepted and then ended, before anything had been asked. */
import { formatSeconds } from '../words.ts';
import { type Finding, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'closed-unasked',
  weigh: (seen) => {
    const { close } = seen;
    const last = lastExchange(seen);
    if (close === undefined || last === undefined || last.asked !== undefined || close.receivedBytes > 0) return [];
    if (seen.tls !== undefined || (close.how !== 'fin' && close.how !== 'reset')) return [];
    const how = close.how;
    const text = `accepted, and ${how === 'fin' ? 'closed' : 'reset'} after ${formatSeconds(close.quietSeconds)} without a word`;
    const shared = { closer: 'unknown', how, phase: 'idle', severity: 'failure' } as const;
    return [
      {
        ...shared,
        cause: 'forwarder-without-backend',
        summary: 'The connection was accepted and ended at once, as a forwarder does that has nothing behind it',
        evidence: [
          { weight: 'hints', text },
          {
            weight: 'hints',
            text: 'port mappings of containers, SSH forwards and proxies do so where nothing listens behind them',
          },
        ],
      },
      {
        ...shared,
        cause: 'access-list-after-accept',
        summary: 'The server may not allow this client',
        evidence: [{ weight: 'hints', text: `${text}; a server that does not allow the address does so, too` }],
      },
      {
        ...shared,
        cause: 'connection-limit',
        summary: 'The server may have no more connections',
        evidence: [{ weight: 'hints', text: `${text}; a server that has too many connections does so, too` }],
      },
    ];
  },
};
