/** The connection was accepted and then ended, before anything had been asked. */
import type { Observation } from '../model.ts';
import { formatSeconds } from '../words.ts';
import { type Finding, type Found, failedAlike, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'closed-unasked',
  weigh: (seen) => {
    const ended = endOf(seen);
    if (ended === undefined) return [];
    const { how, seconds } = ended;
    const text = `accepted, and ${how === 'fin' ? 'closed' : 'reset'} after ${formatSeconds(seconds)} without a word`;
    const shared = { closer: 'unknown', how, phase: 'idle', severity: 'failure' } as const;
    const aborted: Found = {
      ...shared,
      cause: 'abortive-close',
      summary: 'The server may have aborted the connection',
      evidence: [{ weight: 'hints', text: `${text}; a program that lets go of a connection with SO_LINGER 0 does so` }],
    };
    const cut: Found = {
      ...shared,
      cause: 'inline-firewall-reset',
      summary: 'A firewall on the path may have reset the connection',
      evidence: [{ weight: 'hints', text: `${text}; who sent the reset only its packets show` }],
    };
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
      ...(how === 'reset' ? [aborted, cut] : []),
    ];
  },
};

function endOf(seen: Observation): { readonly how: 'fin' | 'reset'; readonly seconds: number } | undefined {
  const { close, tls } = seen;
  // A reset that answers the SYN is ECONNREFUSED: this one came behind a handshake, before this end had seen it through.
  const [reset] = failedAlike(seen, 'reset');
  if (reset !== undefined) return { how: 'reset', seconds: reset.seconds };
  const last = lastExchange(seen);
  if (close === undefined || last === undefined || last.asked !== undefined || close.receivedBytes > 0)
    return undefined;
  if (tls !== undefined || (close.how !== 'fin' && close.how !== 'reset')) return undefined;
  return { how: close.how, seconds: close.quietSeconds };
}
