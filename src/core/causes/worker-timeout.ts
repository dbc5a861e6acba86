/** A supervisor killed the worker that had the request for too long (gunicorn's timeout, request_terminate_timeout of php-fpm). */
import type { Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { SECOND } from '../model/time.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { SAID_LESS, wasKilled, withLog } from './_witness.ts';
import { mayBeOfWorker } from './_words.ts';

/** Supervisors allow whole seconds, and look every so often. */
const WORKED_MIN = 1 * SECOND;

/** The same, as far as a kernel tells. */
const WORKER_DIED: readonly string[] = [...SAID_LESS, 'process-crash'];

export const cause: Cause = {
  id: 'worker-timeout',
  title: 'the server killed a worker that took too long',
  severity: 'failure',
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'the server’s log (gunicorn “WORKER TIMEOUT”, php-fpm “execution timed out … terminating”)',
    'the same time between request and FIN in other connections, and its setting',
  ],
  advice: [
    'Find out why the request takes so long',
    'If it may, raise the worker’s timer, or do the work outside of the request',
  ],
  weigh: withLog(
    {
      meanings: ['worker-timeout'],
      summary: 'The worker was killed because it took too long',
      refines: WORKER_DIED,
      isTold: wasKilled,
      fits: (facts) => wasKilled(facts) || workedInVain(facts),
    },
    (facts) => {
      const close = unexplainedClose(facts);
      if (close === undefined || !workedInVain(facts) || !mayBeOfWorker(facts)) return undefined;
      if (facts.words?.[0]?.unfinishedRequest === true) return undefined;
      return possibly(
        facts,
        close,
        'a worker that is killed because it took too long is closed like this',
        'The worker may have been killed because it took too long',
      );
    },
  ),
};

/** The server had a message for a while, of whatever protocol (FastCGI, uwsgi, HTTP), and closed without an answer. */
function workedInVain(facts: Facts): boolean {
  const close = unexplainedClose(facts);
  if (close?.turn === undefined || (close.shape !== 'fin' && close.shape !== 'reset')) return false;
  return close.turn.ageNs >= WORKED_MIN;
}
