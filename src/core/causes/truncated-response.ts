/**
 * The server closed before it had sent all bytes that its Content-Length announced, or the last of the chunks that its response
 * came in (RFC 9112 §8: an incomplete message), or the frame of HTTP/2 that ends its stream (RFC 9113 §8.1).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, FinFact, MissingBytesFact, ResetFact } from '../model/fact.ts';
import { closingFin, closingReset, hints, supports } from './_evidence.ts';
import { goawayOf, NO_ERROR } from './_goaway.ts';
import { isOwnClose } from './_last-words.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { stillDue } from './_words.ts';

const LOOK_INTO_LOG =
  'Look into the server’s log at this time: a crash, a time-out or a failed upstream cuts an answer short';

const IN_HANDSHAKE =
  'Look into the server’s log at this time: a crash, a stop, or a proxy or load balancer whose server behind it failed in the handshake';

const LEFT_AT_ONCE =
  'it had said GOAWAY without an error, which lets the streams that it has taken come to their ends; it did not wait for them';

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
    'reset-after-close',
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
    if (close?.from !== 'server') return undefined;
    if (missing === undefined) return inHandshake(facts, close);
    const form = close.kind === 'fin' ? 'sent FIN' : 'reset the connection';
    const goaway = goawayOf(facts);
    const isGraceful = goaway?.by === 'server' && goaway.error === NO_ERROR;
    // An error that it states is why it did not go on.
    const weigh = goaway === undefined || isGraceful ? supports : hints;
    const evidence = [
      weigh(missing, `the server ${form} with ${dueText(missing)}`),
      ...(isGraceful ? [hints(goaway.words, LEFT_AT_ONCE)] : []),
      ...senderEvidence(facts, 'server', close.packets[0]),
    ];
    const quality = facts.quality?.[0];
    if (quality !== undefined && quality.missedBytes > 0) {
      evidence.push(hints(quality, 'the capture lacks packets of this connection; the count goes by sequence numbers'));
    }
    return {
      evidence,
      ...(missing.bytes === undefined ? { advice: [LOOK_INTO_LOG] } : {}),
      ...(isGraceful ? { refines: ['http2-goaway'] } : {}),
      closer: 'server application',
      summary: `The server closed ${missing.bytes === undefined ? '' : `${stillDue(missing)} `}before the end of its response`,
    };
  },
};

/** The server's part of the TLS handshake is what it did not send to its end. */
function inHandshake(facts: Facts, close: FinFact | ResetFact): Assessment | undefined {
  const tls = facts.tls?.[0];
  if (tls?.cutIn === undefined || !isOwnClose(close)) return undefined;
  const form = close.kind === 'fin' ? 'sent FIN' : 'reset the connection';
  const text =
    tls.cutIn === 'record'
      ? `the server ${form} in the middle of a record of its part of the TLS handshake`
      : `the server ${form} behind its ServerHello: the rest of its part of the TLS handshake never came`;
  return {
    evidence: [supports(tls, text), ...senderEvidence(facts, 'server', close.packets[0])],
    advice: [IN_HANDSHAKE],
    closer: closerBy(facts, 'server', close.packets[0]),
    summary: 'The server closed in the middle of its part of the TLS handshake',
  };
}

function dueText(missing: MissingBytesFact): string {
  const { streams, status } = missing;
  if (streams === undefined) return `${stillDue(missing)} of its response still to come (status ${status})`;
  if (streams === 1) return 'the end of its response still to come (the stream of HTTP/2 was open)';
  return `the ends of ${streams} of its responses still to come (their streams of HTTP/2 were open)`;
}
