/**
 * The server answered (often 413, 401, 503) and closed while the client still sent its request: the unread body makes the
 * kernel reset the connection, and the reset may destroy the answer at the client (RFC 9112 §9.6 asks for a lingering close).
 */
import type { Cause } from '../model/cause.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { first, hints, PROMPT_MAX, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'unread-request-body',
  title: 'the server answered and closed without reading the request to its end',
  severity: 'failure',
  refines: ['unread-data-at-close', 'abortive-close'],
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
    const words = first(facts, 'words');
    if (reset === undefined || words?.serverLast.kind !== 'http-response') return undefined;
    if (!isOwnClose(facts, reset)) return undefined;
    const { detail: status } = words.serverLast;
    const evidence = [...senderEvidence(facts, 'server', reset.packets[0])];
    const unanswered = first(facts, 'unanswered-data');
    const sentOn = unanswered?.at === 'server' && unanswered.afterAnswer && unanswered.beforeCloseNs < PROMPT_MAX;
    if (sentOn) {
      evidence.push(
        supports(unanswered, `the client was still sending when the server had answered with status ${status}`),
      );
    }
    const turn = first(facts, 'turn');
    if (status >= 400 && turn !== undefined && turn.quietNs < PROMPT_MAX) {
      evidence.push(
        (sentOn ? hints : supports)(words, `the server answered with status ${status} just before its reset`),
      );
    }
    if (evidence.length === 0) return undefined;
    return {
      evidence,
      closer: 'server application',
      summary: `The server answered with status ${status} and closed while the request was not read to its end, so its kernel sent a reset`,
    };
  },
};

/** The reset is the server's close, or follows at once on its FIN because of bytes that came after it. */
function isOwnClose(facts: Facts, reset: ResetFact): boolean {
  if (reset.closes) return reset.form === 'active';
  const fin = facts.fin?.find((candidate) => candidate.from === 'server' && candidate.closes);
  return fin?.peerData !== undefined && !fin.peerData.knewOfFin && reset.timeNs - fin.timeNs < PROMPT_MAX;
}
