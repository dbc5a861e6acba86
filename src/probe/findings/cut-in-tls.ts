/** The connection ended, or nothing came, in the TLS handshake, and no alert says why. */
import { isReset } from '../system-error.ts';
import { isNotTls } from '../tls.ts';
import { formatSeconds } from '../words.ts';
import { type Finding, type Found, turnedAway } from './_finding.ts';

export const finding: Finding = {
  id: 'cut-in-tls',
  weigh: (seen) => {
    const { tls, otherWay, wordless } = seen;
    if (tls === undefined || tls.done || tls.alert !== undefined || tls.error === undefined) return [];
    if (isNotTls(tls.error) || otherWay?.outcome === 'understood' || tls.error.code === 'ABORT_ERR') return [];
    const shared = { phase: 'tls', closer: 'unknown' } as const;
    const name = tls.serverName ?? 'no name';
    if (tls.error.code === 'ETIMEDOUT' && tls.error.errno === undefined) {
      return [
        {
          ...shared,
          cause: 'client-timeout',
          closer: 'client application',
          how: 'timeout',
          summary: `The port was open, but nothing answered the TLS handshake for ${formatSeconds(tls.seconds)}`,
          evidence: [{ weight: 'supports', text: `no answer to the ClientHello within ${formatSeconds(tls.seconds)}` }],
        },
        {
          ...shared,
          cause: 'accept-queue-overflow',
          how: 'timeout',
          summary: 'The server’s queue of connections may be full',
          evidence: [
            {
              weight: 'hints',
              text: 'connected, but nobody answers; a full queue looks like that, and so does a server that hangs',
            },
          ],
        },
      ];
    }
    const reset = isReset(tls.error);
    const how = reset ? 'reset' : 'fin';
    const text = `${reset ? 'reset' : 'closed'} ${formatSeconds(tls.seconds)} after the ClientHello, without an alert`;
    const away = turnedAway(seen, text).map((found) => ({ ...shared, how, ...found }) as const);
    const closed: Found = {
      ...shared,
      cause: 'closed-without-response',
      how,
      summary: 'The connection was cut in the TLS handshake, and nothing said why',
      evidence: [
        { weight: 'hints', text },
        { weight: 'hints', text: 'no alert came: the server, or a device on the way, gave no reason' },
        ...(wordless?.outcome === 'open'
          ? [{ weight: 'hints' as const, text: `${wordless.text}: it is cut for the ClientHello` }]
          : []),
      ],
    };
    // Who is turned away without a word is not so for a name.
    if (away.length > 0) return [...away, closed];
    const blocked: Found = {
      ...shared,
      cause: 'server-name-blocking',
      how,
      summary: 'A device on the path may block the name',
      evidence: [{ weight: 'hints', text: `${text}; the ClientHello held the name ${name}` }],
    };
    if (wordless?.outcome === 'open') return [closed, blocked];
    const forwarder: Found = {
      ...shared,
      cause: 'forwarder-without-backend',
      how,
      summary: 'A forwarder may have nothing to forward to',
      evidence: [{ weight: 'hints', text: `${text}; a forwarder without a backend does so, too` }],
    };
    return [closed, blocked, forwarder];
  },
};
