/**
 * The server has as many connections as it may have, and turned this one away: with an error message, with a status, or by
 * closing it. Some leave it in the queue until the client gives up.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { hints, supports } from './_evidence.ts';
import { errorText, explained, lastWords, MANNERS, statedError } from './_last-words.ts';
import { isAtOnce, isFirstRequest, possibly, SILENT_CLOSES, unexplainedClose, WAITED_IN_VAIN } from './_unexplained.ts';
import { kernelClose, proxyEvidence, proxyStatistics, withLog, witnessed } from './_witness.ts';
import { isKnownRequest } from './_words.ts';

const SERVICE_UNAVAILABLE = 503;
const FIRST_FAILURE = 400;
const SUMMARY = 'The server has as many connections as it may have, and turned this one away';

export const cause: Cause = {
  id: 'connection-limit',
  title: 'the server may have no more connections',
  severity: 'failure',
  refines: MANNERS,
  behind: [...SILENT_CLOSES, ...WAITED_IN_VAIN, 'normal-close'],
  wouldBeProvedBy: [
    'the server’s log (nginx “limiting connections by zone”, “worker_connections are not enough”; PostgreSQL 53300; MySQL 1040)',
    'HAProxy’s counters: scur and smax against slim in “show stat”',
    'the number of its connections at that moment against its limit (ss -tn, max_connections, maxconn, maxclients)',
  ],
  advice: [
    'Let clients share connections (a pool), and close those that are not used',
    'Raise the limit if the machine can bear it: max_connections, maxclients, maxconn, worker_connections',
  ],
  weigh: withLog(
    { meanings: ['connection-limit'], summary: SUMMARY },
    (facts) => bySaid(facts) ?? byCounter(facts, bySilence(facts)),
  ),
};

/** A frontend of HAProxy that is full accepts no more and says nothing: who comes waits in the kernel’s queue. */
function byCounter(facts: Facts, silent: Assessment | undefined): Assessment | undefined {
  const counted = proxyStatistics(facts, 'full');
  if (counted === undefined || silent === undefined) return silent;
  if (unexplainedClose(facts)?.shape !== 'never-answered' || kernelClose(facts, 'server') !== undefined) return silent;
  const limit = `had as many connections as it may have (${counted.count})`;
  const evidence = proxyEvidence(counted, 'smax, slim', limit);
  const summary =
    evidence.weight === 'supports'
      ? 'HAProxy’s frontend had as many connections as it may have, and left this one waiting'
      : silent.summary;
  return witnessed(facts, silent, { evidence: [evidence], summary });
}

function bySaid(facts: Facts): Assessment | undefined {
  const stated = statedError(facts, 'connection-limit');
  if (stated !== undefined) {
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], { summary: SUMMARY });
  }
  const last = lastWords(facts);
  if (last === undefined) return undefined;
  const { kind, detail, says } = last.said;
  if (kind === 'text-greeting' && detail >= FIRST_FAILURE && says === 'too-many') {
    const text = `the server said ${detail} and that there are too many connections`;
    return explained(facts, last, [supports(last.words, text)], { summary: SUMMARY });
  }
  if (kind !== 'http-response' || detail !== SERVICE_UNAVAILABLE) return undefined;
  const text = 'status 503 is for overload or maintenance (RFC 9110 §15.6.4): a limit on connections is one reason';
  return explained(facts, last, [hints(last.words, text)], {
    summary: 'The server answered 503; it may have reached a limit',
    closer: `${last.by} application`,
  });
}

function bySilence(facts: Facts): Assessment | undefined {
  const close = unexplainedClose(facts);
  if (close === undefined || close.shape === 'reset') return undefined;
  if (close.shape === 'fin' && !(isAtOnce(facts, close) && (isFirstRequest(close) || isKnownRequest(facts))))
    return undefined;
  const text =
    close.shape === 'never-answered'
      ? 'a server at its limit leaves connections waiting like this'
      : 'a server at its limit closes like this, at once';
  return possibly(facts, close, text, 'The server may have reached a limit on connections');
}
