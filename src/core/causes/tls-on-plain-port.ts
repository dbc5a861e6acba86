/** The client spoke TLS to a port that does not: it got plain text, or a close ("wrong version number", "socket hang up"). */
import type { Cause } from '../model/cause.ts';
import type { Utterance } from '../model/utterance.ts';
import { closingFin, closingReset, hints, proves, supports } from './_evidence.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { withLog } from './_witness.ts';
import { describeWords, isForeignGreeting } from './_words.ts';

/** Handshake message type (RFC 8446 §4). */
const CLIENT_HELLO = 1;

export const cause: Cause = {
  id: 'tls-on-plain-port',
  title: 'TLS spoken to a port that does not speak it',
  severity: 'failure',
  refines: [
    'closed-without-response',
    'unread-data-at-close',
    'normal-close',
    'truncated-response',
    'abortive-close',
    'client-abort',
    'half-close',
    'reset-after-close',
    'server-idle-timeout',
    'unread-request-body',
    'fatal-tls-alert',
  ],
  wouldBeProvedBy: [
    'the server’s log: a bad request that starts with \\x16\\x03',
    'the server’s configuration of this port',
  ],
  advice: ['Use the plain scheme (http://, no sslmode) on this port, or the server’s TLS port'],
  weigh: withLog(
    {
      meanings: ['tls-on-plain'],
      isTold: () => true,
      summary: 'The client spoke TLS to a port that expects plain text',
    },
    (facts) => {
      const words = facts.words?.[0];
      const close = closingReset(facts) ?? closingFin(facts);
      // STARTTLS begins with a plain greeting, too; but there the client's first words are plain.
      if (words === undefined || !isClientHello(words.clientFirst)) return undefined;
      const { kind } = words.serverFirst;
      const isPlain = kind === 'http-response' || kind === 'ssh-banner' || kind === 'text-greeting';
      if (isPlain || isForeignGreeting(words.serverFirst)) {
        // Where TLS begins later (STARTTLS, a tunnel), the answer to what came before may have been captured late.
        const wasAgreed = facts.turn?.[0]?.turnsBeforeTls !== undefined || facts.handshake?.[0]?.stage === 'unseen';
        const text = `the client sent a TLS ClientHello, the server ${kind === 'http2-frames' ? 'sent frames of HTTP/2' : describeWords(words.serverFirst)}`;
        const sender = close === undefined ? [] : senderEvidence(facts, close.from, close.packets[0]);
        return {
          evidence: [(isOwnAnswer(words.serverFirst) && !wasAgreed ? proves : supports)(words, text), ...sender],
          closer: close === undefined ? 'nobody' : closerBy(facts, close.from, close.packets[0]),
          summary: 'The client spoke TLS to a port that answers in plain text',
        };
      }
      if (kind !== 'none' || close?.from !== 'server') return undefined;
      return {
        evidence: [
          hints(
            words,
            'the server closed on a TLS ClientHello without a byte, as a server that expects plain text may',
          ),
        ],
        closer: 'server application',
        summary: 'The server closed on a TLS ClientHello without a word; it may not speak TLS on this port',
      };
    },
  ),
};

/** What a plain server says to bytes it cannot read. Another HTTP status may be a filter’s page in the server’s name. */
function isOwnAnswer({ kind, detail }: Utterance): boolean {
  return kind !== 'http-response' || detail === 400;
}

function isClientHello({ kind, detail }: Utterance): boolean {
  return kind === 'tls-handshake' && detail === CLIENT_HELLO;
}
