/**
 * The server answered (often 413, 401, 503) and closed while the client still sent its request: the unread body makes the
 * kernel reset the connection, and the reset may destroy the answer at the client (RFC 9112 §9.6 asks for a lingering close).
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact, WordsFact } from '../model/fact.ts';
import { hints, PROMPT_MAX, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { mayHaveBody } from './_words.ts';

export const cause: Cause = {
  id: 'unread-request-body',
  title: 'the server answered and closed without reading the request to its end',
  severity: 'failure',
  refines: ['unread-data-at-close', 'abortive-close', 'reset-after-close', 'half-close', 'normal-close'],
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_ABORT_ON_CLOSE on the server',
    'the server’s access log: the answer it believes to have sent',
  ],
  advice: [
    'Let the server read or drain the request body before it closes (lingering close), or let the client ask first with Expect: 100-continue',
    'Send a smaller or authorised request: the answer’s status says what the server objected to',
  ],
  weigh: (facts) => {
    const reset = facts.reset?.find((candidate) => candidate.from === 'server');
    const words = facts.words?.[0];
    if (reset === undefined || words === undefined || !isOwnClose(facts, reset)) return undefined;
    const { kind, detail: status } = words.serverLast;
    if (kind !== 'http-response' || status < 200) return undefined;
    const evidence = weighAnswer(facts, words, reset);
    if (evidence.length === 0) return undefined;
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'server', reset.packets[0])],
      closer: 'server application',
      summary: `The server answered with status ${status} and closed while the request was not read to its end, so its kernel sent a reset`,
    };
  },
};

/** Body bytes after the answer; or an answer that refuses a request which has a body. */
function weighAnswer(facts: Facts, words: WordsFact, reset: ResetFact): Evidence[] {
  const { detail: status } = words.serverLast;
  const turn = facts.turn?.[0];
  const refusing = status >= 400 && turn !== undefined && turn.quietNs < PROMPT_MAX;
  // A turn of the client after the answer that begins with a method is the next request, not the rest of this one.
  const isNextRequest = turn?.by === 'client' && words.clientLast.kind !== 'unknown';
  if (isNextRequest) return [];
  const body = facts['unanswered-data']?.find((fact) => fact.at === 'server' && fact.afterAnswer);
  const sentOn = body !== undefined && body.beforeCloseNs < PROMPT_MAX;
  const came = facts.fin?.some(({ from, peerData }) => from === 'server' && peerData !== undefined) === true;
  const late = !reset.closes && came && mayHaveBody(words.clientLast);
  if (sentOn || late) {
    const text = `the client was still sending when the server had answered with status ${status}`;
    // What comes after the FIN of a friendly answer may be the next request as well.
    const found = [(sentOn || refusing ? supports : hints)(body ?? reset, text)];
    return refusing ? [...found, hints(words, `status ${status} refuses the request`)] : found;
  }
  if (!refusing || !mayHaveBody(words.clientLast)) return [];
  return [
    supports(words, `the server refused a request that carries a body with status ${status} just before its reset`),
  ];
}

/** The reset is the server's close, or follows at once on its FIN, because of bytes that came after it or were never read. */
function isOwnClose(facts: Facts, reset: ResetFact): boolean {
  if (reset.closes) return reset.form === 'active';
  const fin = facts.fin?.find((candidate) => candidate.from === 'server' && candidate.closes);
  if (fin === undefined || reset.timeNs - fin.timeNs >= PROMPT_MAX) return false;
  // Without a packet to answer it is the close of a socket that had only been shut down, with something in it unread.
  return fin.peerData !== undefined || (reset.form === 'active' && reset.trigger === undefined);
}
