/** A worker ended after so many requests, or for a reload, and its other connections ended with it (max_requests). */
import type { Cause } from '../model/cause.ts';
import { count, first, hints } from './_evidence.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';

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
  weigh: (facts) => {
    const close = unexplainedClose(facts);
    const surroundings = first(facts, 'surroundings');
    if (close === undefined || close.shape === 'never-answered' || surroundings === undefined) return undefined;
    if (surroundings.sameInstant < 2) return undefined;
    const assessment = possibly(
      facts,
      close,
      'the connections of a worker that ends are closed like this',
      'A worker may have ended, and this connection with it',
    );
    const together = `${count(surroundings.sameInstant, 'connection')} of this server ended within 50 ms`;
    return { ...assessment, evidence: [...assessment.evidence, hints(surroundings, together)] };
  },
};
