/** The client spoke TLS to a port that does not: it got plain text, or a close ("wrong version number", "socket hang up"). */
import type { Cause } from '../model/cause.ts';
import { closingFin, closingReset, first, hints, proves } from './_evidence.ts';
import { describeWords } from './_words.ts';

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
  ],
  wouldBeProvedBy: [
    'the server’s log: a bad request that starts with \\x16\\x03',
    'the server’s configuration of this port',
  ],
  advice: ['Use the plain scheme (http://, no sslmode) on this port, or the server’s TLS port'],
  weigh: (facts) => {
    const words = first(facts, 'words');
    const close = closingReset(facts) ?? closingFin(facts);
    if (words?.clientFirst.kind !== 'tls-handshake') return undefined;
    const { kind } = words.serverFirst;
    const plain = kind === 'http-response' || kind === 'ssh-banner' || kind === 'text-greeting';
    // STARTTLS begins with a plain greeting, too; but there the client's first words are plain.
    if (plain) {
      return {
        evidence: [proves(words, `the client sent a TLS ClientHello, the server ${describeWords(words.serverFirst)}`)],
        closer: close?.from === 'client' ? 'client application' : 'server application',
        summary: 'The client spoke TLS to a port that answers in plain text',
      };
    }
    if (kind !== 'none' || close?.from !== 'server') return undefined;
    return {
      evidence: [
        hints(words, 'the server closed on a TLS ClientHello without a byte, as a server that expects plain text may'),
      ],
      closer: 'server application',
      summary: 'The server closed on a TLS ClientHello without a word; it may not speak TLS on this port',
    };
  },
};
