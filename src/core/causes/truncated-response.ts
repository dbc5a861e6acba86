/**
 * The server closed before it had sent all bytes that its Content-Length announced, or the last of the chunks that its response
 * came in (RFC 9112 §8: an incomplete message).
 */
import type { Cause } from '../model/cause.ts';
import { closingFin, closingReset, hints, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { stillDue } from './_words.ts';

const LOOK_INTO_LOG =
  'Look into the server’s log at this time: a crash, a time-out or a failed upstream cuts an answer short';

export const cause: Cause = {
  id: 'truncated-response',
  title: 'the response ended before it was complete',
  severity: 'failure',
  refines: [
    'abortive-close',
    'unread-data-at-close',
    'normal-close',
    'server-idle-timeout',
    'half-close',
    'unread-request-body',
  ],
  wouldBeProvedBy: [
    'the server’s or proxy’s log of this request: an error or a time-out while sending',
    'a capture between proxy and backend: which of them stopped',
  ],
  advice: [LOOK_INTO_LOG, 'If Content-Length is set by hand, check that it counts bytes, not characters'],
  weigh: (facts) => {
    const missing = facts['missing-bytes']?.[0];
    const close = closingReset(facts) ?? closingFin(facts);
    if (missing === undefined || close?.from !== 'server') return undefined;
    const form = close.kind === 'fin' ? 'sent FIN' : 'reset the connection';
    const evidence = [
      supports(
        missing,
        `the server ${form} with ${stillDue(missing)} of its response still to come (status ${missing.status})`,
      ),
      ...senderEvidence(facts, 'server', close.packets[0]),
    ];
    const quality = facts.quality?.[0];
    if (quality !== undefined && quality.missedBytes > 0) {
      evidence.push(hints(quality, 'the capture lacks packets of this connection; the count goes by sequence numbers'));
    }
    return {
      evidence,
      ...(missing.bytes === undefined ? { advice: [LOOK_INTO_LOG] } : {}),
      closer: 'server application',
      summary: `The server closed ${missing.bytes === undefined ? '' : `${stillDue(missing)} `}before the end of its response`,
    };
  },
};
