/** Something was asked, and the connection ended without an answer, or within it. */
import type { Close, Exchange, Observation } from '../model.ts';
import { formatSeconds } from '../words.ts';
import { AT_ONCE, type Finding, type Found, lastExchange, turnedAway } from './_finding.ts';

export const finding: Finding = {
  id: 'closed-unanswered',
  weigh: (seen) => {
    const { close, otherWay } = seen;
    const last = lastExchange(seen);
    if (close === undefined || last?.asked === undefined || !close.awaiting || otherWay?.outcome === 'understood')
      return [];
    if (close.how !== 'fin' && close.how !== 'reset') return [];
    if (last.receivedBytes > 0) return [cutShort(last, close)];
    return close.how === 'fin' ? closed(seen, last, close) : reset(seen, last, close);
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

function closed(seen: Observation, last: Exchange, close: Close): readonly Found[] {
  const text = `FIN ${formatSeconds(close.quietSeconds)} after ${last.asked}, and not a byte of an answer`;
  const shared = { closer: 'unknown', how: 'fin', phase: 'request' } as const;
  const away = turnedAway(seen, text);
  const itself: Found = {
    ...shared,
    cause: 'closed-without-response',
    summary: `The connection was closed without an answer to ${last.asked}`,
    evidence: [{ weight: away.length > 0 ? 'hints' : 'supports', text }, ...staysOpen(seen)],
  };
  if (away.length > 0) return [...away.map((found) => ({ ...shared, ...found })), itself];
  if (close.quietSeconds >= AT_ONCE || seen.wordless?.outcome === 'open') return [itself];
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

/** It does not turn away whoever comes. */
function staysOpen({ wordless }: Observation): Found['evidence'] {
  if (wordless?.outcome !== 'open') return [];
  return [{ weight: 'hints', text: `${wordless.text}: it is ended for what is asked` }];
}

/** With all bytes read, who closes sends FIN, and who aborts resets. */
function weighBytewise({ bytewise }: Observation, speaksFor: 'fin' | 'reset'): Found['evidence'] {
  if (bytewise?.outcome !== 'fin' && bytewise?.outcome !== 'reset') return [];
  const text = `${bytewise.text}: ${bytewise.outcome === 'fin' ? 'the reset is for bytes that were left unread' : 'it is not for bytes that were left unread'}`;
  return [{ weight: bytewise.outcome === speaksFor ? 'hints' : 'speaks-against', text }];
}

function reset(seen: Observation, last: Exchange, close: Close): readonly Found[] {
  const text = `reset ${formatSeconds(close.quietSeconds)} after ${last.asked}, and not a byte of an answer`;
  const shared = { closer: 'unknown', how: 'reset', phase: 'request' } as const;
  const { wordless } = seen;
  const mayForward = close.quietSeconds < AT_ONCE && wordless?.outcome !== 'open';
  const away = turnedAway(seen, text);
  const unread: Found = {
    ...shared,
    cause: 'unread-data-at-close',
    summary: `The connection was reset after ${last.asked}: the server closed without reading it, or a device on the way cut it`,
    evidence: [
      { weight: 'hints', text },
      { weight: 'hints', text: 'a program that closes without reading what came makes its kernel reset' },
      ...staysOpen(seen),
      ...weighBytewise(seen, 'fin'),
    ],
  };
  const aborted: Found = {
    ...shared,
    cause: 'abortive-close',
    // A request was under way.
    severity: 'failure',
    summary: 'The server aborted the connection at the request, or a device on the way cut it',
    evidence: [{ weight: 'hints', text }, ...weighBytewise(seen, 'reset')],
  };
  const cut: Found = {
    ...shared,
    cause: 'inline-firewall-reset',
    summary: 'A firewall on the path may have reset the connection',
    evidence: [{ weight: 'hints', text: `${text}; who sent the reset only its packets show` }],
  };
  if (away.length > 0) {
    const others = away.map((found) => ({ ...shared, ...found }));
    // Where nothing was left unread it ends with FIN: the reset is for the request alone.
    return wordless?.outcome === 'fin' ? [...others, unread] : [...others, aborted, cut];
  }
  const forwarder: Found = {
    ...shared,
    cause: 'forwarder-without-backend',
    summary: 'What accepted may be a forwarder that has nothing behind it',
    evidence: [
      { weight: 'hints', text: 'a forwarder that gives up with the request unread resets like this, at once' },
    ],
  };
  return [unread, aborted, ...(mayForward ? [forwarder] : []), cut];
}
