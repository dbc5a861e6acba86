/** The connection is open, something was asked, and nothing came in time. */
import { formatSeconds } from '../words.ts';
import { type Finding, lastExchange } from './_finding.ts';

export const finding: Finding = {
  id: 'no-answer',
  weigh: (seen) => {
    const { close } = seen;
    const last = lastExchange(seen);
    if (close?.how !== 'timeout' || last === undefined) return [];
    const waited = formatSeconds(last.seconds);
    const what = last.asked === undefined ? 'the server’s greeting' : `an answer to ${last.asked}`;
    const partly = last.receivedBytes > 0;
    return [
      {
        cause: 'client-timeout',
        closer: 'client application',
        how: 'timeout',
        phase: partly ? 'response' : 'request',
        severity: 'failure',
        summary: partly
          ? `${last.receivedBytes} bytes came, but not the end of ${what} within ${waited}`
          : `The port is open, but ${what} did not come within ${waited}`,
        evidence: [{ weight: 'supports', text: `waited ${waited} for ${what}; the connection was still open` }],
      },
      ...(partly
        ? []
        : [
            {
              cause: 'accept-queue-overflow',
              closer: 'unknown',
              how: 'timeout',
              phase: 'request',
              summary: 'The server’s queue of connections may be full',
              evidence: [
                {
                  weight: 'hints',
                  text: 'connected, but nobody answers; a full queue looks like that, and so does a server that hangs',
                },
              ],
            } as const,
          ]),
    ];
  },
};
