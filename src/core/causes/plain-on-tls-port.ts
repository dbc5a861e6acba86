/** The client spoke plain text to a TLS port: it got an alert, a 400, or a close. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Closer } from '../model/diagnosis.ts';
import type { Facts, FinFact, ResetFact, WordsFact } from '../model/fact.ts';
import { closingFin, closingReset, hints, lacksWords, proves, supports } from './_evidence.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { closingSide, withLog } from './_witness.ts';
import { describeWords, isSomethingElse } from './_words.ts';

/** Ports registered for protocols inside TLS, and nothing else (https://www.iana.org/assignments/service-names-port-numbers). */
const TLS_PORTS: ReadonlySet<number> = new Set([443, 465, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 6514, 8883]);

/** Ports that are mostly, but not always, for TLS. */
const LIKELY_TLS_PORTS: ReadonlySet<number> = new Set([5671, 8443, 9443]);

export const cause: Cause = {
  id: 'plain-on-tls-port',
  title: 'plain text spoken to a TLS port',
  severity: 'failure',
  refines: [
    'closed-without-response',
    'unread-data-at-close',
    'unread-request-body',
    'normal-close',
    'half-close',
    'reset-after-close',
    'abortive-close',
    'client-abort',
    'server-idle-timeout',
  ],
  wouldBeProvedBy: ['the server’s log (“plain HTTP request was sent to HTTPS port”, “wrong version number”)'],
  advice: ['Use https:// (or the protocol’s TLS mode) on this port, or the server’s plain port'],
  weigh: withLog(
    {
      meanings: ['plain-on-tls'],
      isTold: () => true,
      summary: 'The client spoke plain text to a port that speaks TLS',
      fits: isPlainAndClosed,
    },
    (facts) => {
      const words = facts.words?.[0];
      if (words === undefined) return undefined;
      const close = closingReset(facts) ?? closingFin(facts);
      if (!isPlain(words)) return bySomethingElse(facts, words, close);
      const said = `the client sent ${describeWords(words.clientFirst)}`;
      const closer: Closer = close === undefined ? 'nobody' : closerBy(facts, close.from, close.packets[0]);
      const sender = close === undefined ? [] : senderEvidence(facts, close.from, close.packets[0]);
      if (words.serverFirst.kind === 'tls-alert') {
        return {
          evidence: [proves(words, `${said}, and the server answered with a TLS alert`), ...sender],
          closer,
          summary: 'The client spoke plain text to a port that speaks TLS',
        };
      }
      const told = weighPort(words);
      if (told === undefined) return undefined;
      const to = `${said} to port ${words.serverPort}, which is for TLS`;
      const { kind, detail } = words.serverFirst;
      if (kind === 'http-response' && detail === 400) {
        // Who only dislikes a request keeps the connection, unless it was asked to close.
        const isTurnedAway = close?.from === 'server' && words.clientLast.closes !== true;
        return {
          evidence: [
            (isTurnedAway ? supports : told)(words, `${to}, and the server answered 400 Bad Request`),
            ...sender,
          ],
          closer,
          summary: `The client spoke plain HTTP to port ${words.serverPort}, which is for TLS, and was turned away`,
        };
      }
      if (kind !== 'none' || close?.from !== 'server') return undefined;
      return {
        evidence: [told(words, `${to}, and the server closed without a word`), ...sender],
        closer,
        summary: `The client spoke plain text to port ${words.serverPort}, which is for TLS; the server closed without a word`,
      };
    },
  ),
};

/** The client’s first words are of no kind that is known, and not those of TLS: they may be of a protocol that is not plain either. */
function bySomethingElse(
  facts: Facts,
  words: WordsFact,
  close: ResetFact | FinFact | undefined,
): Assessment | undefined {
  if (!isSomethingElse(words.clientFirst) || words.truncated || lacksWords(facts)) return undefined;
  if (!TLS_PORTS.has(words.serverPort) || close?.from !== 'server' || facts.handshake?.[0]?.stage !== 'complete')
    return undefined;
  const isRefused = words.serverFirst.kind === 'tls-alert';
  if (!isRefused && words.serverFirst.kind !== 'none') return undefined;
  const answer = isRefused ? 'answered with a TLS alert' : 'closed without a word';
  const text = `the client’s first words to port ${words.serverPort}, which is for TLS, are not those of TLS, and the server ${answer}`;
  return {
    evidence: [(isRefused ? supports : hints)(words, text), ...senderEvidence(facts, 'server', close.packets[0])],
    closer: closerBy(facts, 'server', close.packets[0]),
    summary: `The client may not speak TLS, which port ${words.serverPort} is for`,
  };
}

/** How much the port number says. */
function weighPort({ serverPort }: WordsFact): typeof supports | undefined {
  if (TLS_PORTS.has(serverPort)) return supports;
  return LIKELY_TLS_PORTS.has(serverPort) ? hints : undefined;
}

function isPlain({ clientFirst }: WordsFact): boolean {
  return clientFirst.kind === 'http-request' || clientFirst.kind === 'http2-preface';
}

/** Whatever port it is: a server that says so of its own port knows. */
function isPlainAndClosed(facts: Facts): boolean {
  const words = facts.words?.[0];
  if (words === undefined || !isPlain(words) || closingSide(facts) !== 'server') return false;
  // Whoever answers in plain text, other than that it is a bad request, speaks it.
  const { kind, detail } = words.serverFirst;
  return kind === 'none' || kind === 'tls-alert' || (kind === 'http-response' && detail === 400);
}
