/**
 * The request took the client too long: the server's timer for its head or body ran out, and it closed, with 408 Request
 * Timeout (RFC 9110 §15.5.9) or without a word.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { closingFin, closingReset, duration, hints, PROMPT_MAX, supports } from './_evidence.ts';
import { isRound } from './_idle-timer.ts';
import { errorText, explained, isUnasked, type LastWords, lastWords, MANNERS, statedError } from './_last-words.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { isFirstRequest, possibly, unexplainedClose } from './_unexplained.ts';
import { withLog } from './_witness.ts';
import { isHandshakeDue, mayHaveBody, nameClientsLast } from './_words.ts';

const REQUEST_TIMEOUT = 408;
/** Below are interim answers (RFC 9110 §15.2): the rest of the request may be due. */
const FINAL = 200;
const ADVICE_IN_HANDSHAKE =
  'Look at the client: why it did not go on with the handshake (a probe, a program that hung, a path that loses large segments)';
/** What servers say that have no word of their own for it (Go’s net/http). */
const BAD_REQUEST = 400;

export const cause: Cause = {
  id: 'request-timeout',
  title: 'the request did not come to its end in time',
  severity: 'failure',
  refines: [...MANNERS, 'closed-without-response', 'unread-request-body'],
  behind: ['closed-without-response'],
  wouldBeProvedBy: [
    'the server’s log (408, nginx “client timed out”, HAProxy cR)',
    'its timer: client_header_timeout, RequestReadTimeout, timeout http-request, requestTimeout',
  ],
  advice: [
    'Look at why the client sends its request so slowly, or not to its end: a slow upload, a program that waits, an attack',
    'If such slow requests are meant to be, raise the server’s timer',
  ],
  weigh: withLog(
    {
      meanings: ['slow'],
      summary: 'The server waited for the rest of the request, and closed when its timer ran out',
    },
    (facts) => bySaid(facts) ?? inHandshake(facts) ?? bySilence(facts),
  ),
};

function bySaid(facts: Facts): Assessment | undefined {
  const summary = 'The server waited for the rest of the request, and closed when its timer ran out';
  const stated = statedError(facts, 'slow');
  if (stated !== undefined) {
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], { summary });
  }
  const last = lastWords(facts);
  if (last?.said.kind !== 'http-response') return undefined;
  const { detail: status } = last.said;
  const waitedNs = facts.turn?.[0]?.idleBeforeNs ?? 0;
  if (
    status === BAD_REQUEST &&
    last.by === 'server' &&
    last.words.clientLast.unfinished === true &&
    waitedNs >= PROMPT_MAX
  ) {
    const text = `the head of the request had no end, and after ${duration(waitedNs)} without a byte more the server said 400`;
    return explained(facts, last, [supports(last.words, text)], { summary });
  }
  if (status !== REQUEST_TIMEOUT) return undefined;
  // Some servers say it where they end an idle connection, too.
  if (isUnasked(facts, last) || isBehindAnswer(facts, last)) return undefined;
  return explained(facts, last, [supports(last.words, 'the server said 408 Request Timeout')], { summary });
}

/** The only request had its answer already, and the client said nothing after it: there was none to wait for. */
function isBehindAnswer(facts: Facts, { words: { serverFirst } }: LastWords): boolean {
  const turn = facts.turn?.[0];
  if (turn?.by !== 'server' || turn.turns > 2 || serverFirst.kind !== 'http-response') return false;
  return serverFirst.detail >= FINAL && serverFirst.detail !== REQUEST_TIMEOUT;
}

/** The client left its part of the TLS handshake due: servers wait for that as for a request’s head. */
function inHandshake(facts: Facts): Assessment | undefined {
  const fin = closingFin(facts);
  const tls = facts.tls?.[0];
  const turn = facts.turn?.[0];
  if (tls === undefined || turn === undefined || fin?.from !== 'server' || closingReset(facts) !== undefined)
    return undefined;
  if (turn.quietNs < PROMPT_MAX || fin.unseenBefore > 0 || facts.quality?.[0]?.oneWay !== undefined) return undefined;
  const waited = duration(turn.quietNs);
  const common = { closer: closerBy(facts, 'server', fin.packets[0]), advice: [ADVICE_IN_HANDSHAKE] };
  const sender = senderEvidence(facts, 'server', fin.packets[0]);
  if (isHandshakeDue(facts)) {
    const text = `the server had said its part of the TLS handshake, nothing of the client’s came, and it closed after ${waited}`;
    const summary = `The server waited ${waited} for the client’s part of the TLS handshake, and closed`;
    return { ...common, evidence: [supports(tls, text), ...sender], summary, severity: 'suspicious' };
  }
  // A ClientHello that was read to its end has nothing left to wait for.
  if (tls.stage !== 'client-hello' || tls.serverName !== undefined || turn.serverBytes > 0) return undefined;
  const text =
    'a server whose timer for the TLS handshake runs out closes like this, where the ClientHello was not whole';
  const summary = `The server may have waited ${waited} for the rest of the ClientHello`;
  return { ...common, evidence: [hints(tls, text), ...sender], summary };
}

/** The end of the head was due, and the server waited for a while before it closed. */
function bySilence(facts: Facts): Assessment | undefined {
  const close = unexplainedClose(facts);
  const words = facts.words?.[0];
  if (close?.turn === undefined || close.close.from !== 'server' || words === undefined) return undefined;
  const { quietNs } = close.turn;
  if (quietNs < PROMPT_MAX) return undefined;
  if (!words.unfinishedRequest) {
    const isPart = words.clientLast.kind === 'unknown' && isFirstRequest(close) && isRound(quietNs);
    if (!isPart && !mayHaveBody(words.clientLast)) return undefined;
    const what = isPart ? 'message' : 'body';
    const text = `a server whose timer for the rest of a ${what} runs out closes like this`;
    return possibly(
      facts,
      close,
      text,
      `The server may have waited for the rest of the ${isPart ? what : 'request’s body'}`,
    );
  }
  return {
    evidence: [
      supports(
        words,
        `${words.clientLast.kind === 'command' ? nameClientsLast(facts) : 'the head of the request'} had no end, and the server closed after ${duration(quietNs)} without a byte more`,
      ),
      ...senderEvidence(facts, 'server', close.close.packets[0]),
    ],
    closer: 'server application',
    summary: `The server waited ${duration(quietNs)} for the rest of ${nameClientsLast(facts)} and closed without a word`,
  };
}
