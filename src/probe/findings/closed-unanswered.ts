/** Something was asked, and the connection ended without an answer, or within it. */
import type { Close, Exchange } from '../model.ts';
import { formatSeconds } from '../words.ts';
import { type Finding, type Found, lastExchange } from './_finding.ts';

/** Seconds: who closes later has read the request, or waited for somebody. */
const AT_ONCE = 1;

export const finding: Finding = {
  id: 'closed-unanswered',
  weigh: (seen) => {
    const { close, otherWay } = seen;
    const last = lastExchange(seen);
    if (close === undefined || last?.asked === undefined || !close.awaiting || otherWay?.outcome === 'understood')
      return [];
    if (close.how !== 'fin' && close.how !== 'reset') return [];
    if (last.receivedBytes > 0) return [cutShort(last, close)];
    return close.how === 'fin' ? closed(last, close) : reset(last, close);
  },
};

function cutShort(last: Exchange, close: Close): Found {
  return {
    cause: 'truncated-response',
    closer: 'unknown',
    how: close.how === 'fin' ? 'fin' : 'reset',
    phase: 'response',
    summary: `The answer to ${last.asked} was cut short after ${last.receivedBytes} bytes`,
    evidence: [
      {
        weight: 'supports',
        text: `${last.receivedBytes} bytes came, then ${close.how === 'fin' ? 'the end' : 'a reset'}, and the message was not complete`,
      },
    ],
  };
}

function closed(last: Exchange, close: Close): readonly Found[] {
  const text = `FIN ${formatSeconds(close.quietSeconds)} after ${last.asked}, and not a byte of an answer`;
  const shared = { closer: 'unknown', how: 'fin', phase: 'request' } as const;
  const itself: Found = {
    ...shared,
    cause: 'closed-without-response',
    summary: `The connection was closed without an answer to ${last.asked}`,
    evidence: [{ weight: 'supports', text }],
  };
  if (close.quietSeconds >= AT_ONCE) return [itself];
  return [
    itself,
    {
      ...shared,
      cause: 'forwarder-without-backend',
      summary: 'What accepted may be a forwarder that has nothing behind it',
      evidence: [
        { weight: 'hints', text: 'a forwarder that cannot reach what is behind it closes like this, at once' },
      ],
    },
    {
      ...shared,
      cause: 'connection-limit',
      summary: 'The server may have no more connections',
      evidence: [{ weight: 'hints', text: 'a server at its limit closes like this, at once' }],
    },
  ];
}

function reset(last: Exchange, close: Close): readonly Found[] {
  const text = `reset ${formatSeconds(close.quietSeconds)} after ${last.asked}, and not a byte of an answer`;
  const shared = { closer: 'unknown', how: 'reset', phase: 'request' } as const;
  return [
    {
      ...shared,
      cause: 'unread-data-at-close',
      summary: `The connection was reset after ${last.asked}: the server closed without reading it, or a device on the way cut it`,
      evidence: [
        { weight: 'hints', text },
        { weight: 'hints', text: 'a program that closes without reading what came makes its kernel reset' },
      ],
    },
    {
      ...shared,
      cause: 'abortive-close',
      summary: 'The server may have aborted the connection',
      evidence: [{ weight: 'hints', text }],
    },
    ...(close.quietSeconds >= AT_ONCE
      ? []
      : [
          {
            ...shared,
            cause: 'forwarder-without-backend',
            summary: 'What accepted may be a forwarder that has nothing behind it',
            evidence: [
              {
                weight: 'hints' as const,
                text: 'a forwarder that gives up with the request unread resets like this, at once',
              },
            ],
          },
        ]),
    {
      ...shared,
      cause: 'inline-firewall-reset',
      summary: 'A firewall on the path may have reset the connection',
      evidence: [{ weight: 'hints', text: `${text}; who sent the reset only its packets show` }],
    },
  ];
}
