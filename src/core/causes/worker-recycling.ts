/** A worker ended after so many requests, or for a reload, and its other connections ended with it (max_requests). */
import type { Cause } from '../model/cause.ts';
import { PROMPT_MAX } from './_evidence.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { SAID_LESS, wasKilled, withLog } from './_witness.ts';
import { mayBeOfWorker } from './_words.ts';

/** The same, as far as a kernel tells. */
const WORKER_DIED: readonly string[] = [...SAID_LESS, 'process-crash'];

export const cause: Cause = {
  id: 'worker-recycling',
  title: 'a worker of the server ended, and its connections with it',
  severity: 'failure',
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'the server’s log (gunicorn “Autorestarting worker”, php-fpm “exited with code 0”, uWSGI “worker respawned”)',
    'kernel event sched_process_exit of the worker at that moment',
  ],
  advice: [
    'Let workers finish what they answer before they end (a graceful time-out), and let their ends be spread (max_requests_jitter)',
  ],
  weigh: withLog(
    {
      meanings: ['worker-recycled'],
      summary: 'A worker ended because it had served enough, and this connection with it',
      refines: WORKER_DIED,
      isTold: wasKilled,
      fits: wasKilled,
    },
    (facts) => {
      const close = unexplainedClose(facts);
      if (close?.turn === undefined || (close.shape !== 'fin' && close.shape !== 'reset')) return undefined;
      // What has been worked on for longer is rather ended by a timer.
      if (close.turn.ageNs >= PROMPT_MAX || !mayBeOfWorker(facts)) return undefined;
      const text = 'the connections of a worker that ends without waiting for its requests are closed like this';
      return possibly(facts, close, text, 'A worker may have ended, and this connection with it');
    },
  ),
};
