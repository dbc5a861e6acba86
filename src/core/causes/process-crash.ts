/**
 * The server's process died, and its kernel closed its sockets: with a FIN, or with a reset where something was left unread.
 * Nothing of that is in the packets, unless another process of the server says so (PostgreSQL 57P02).
 */
import type { Cause } from '../model/cause.ts';
import { supports } from './_evidence.ts';
import { errorText, explained, MANNERS, statedError } from './_last-words.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { isKnownRequest } from './_words.ts';

export const cause: Cause = {
  id: 'process-crash',
  title: 'the server’s process died',
  severity: 'failure',
  refines: MANNERS,
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'kernel events signal_deliver (sig 11, 6, 9) and sched_process_exit of the server’s process at that moment',
    'its journal or log: “exited on signal”, an uncaught exception, a core dump',
  ],
  advice: [
    'Look for the process’s exit at this time: its log, coredumpctl, the journal',
    'Mend what made it die; a supervisor that starts it again only shortens the gap',
  ],
  weigh: (facts) => {
    const stated = statedError(facts, 'crash');
    if (stated !== undefined) {
      const { error, last } = stated;
      return explained(facts, last, [supports(last.words, errorText(error))], {
        summary: 'Another process of the server crashed, and the server ended its sessions',
      });
    }
    const close = unexplainedClose(facts);
    if (close === undefined || (close.shape !== 'fin' && close.shape !== 'reset')) return undefined;
    const sure = isKnownRequest(facts) ? '' : ', if the message wanted an answer';
    return possibly(
      facts,
      close,
      `a process that dies with the request in hand is closed like this${sure}`,
      'The server’s process may have died with the request in hand',
    );
  },
};
