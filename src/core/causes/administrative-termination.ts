/** Somebody ended the session on the server: pg_terminate_backend, KILL, an operator's close, or the server's shutdown. */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { errorText, explained, MANNERS, statedError } from './_last-words.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { withLog } from './_witness.ts';
import { mayBeInSession } from './_words.ts';

const MAY_BE = 'The session may have been killed';

export const cause: Cause = {
  id: 'administrative-termination',
  title: 'the session was ended on the server by command',
  severity: 'failure',
  refines: MANNERS,
  behind: [...SILENT_CLOSES, 'graceful-shutdown'],
  wouldBeProvedBy: [
    'the server’s log of that moment (PostgreSQL 57P01 “terminating connection due to administrator command”)',
    'who may end sessions: pg_terminate_backend, KILL, a fail-over, a restart',
  ],
  advice: [
    'Ask who ended it: an operator, a script against long queries, a fail-over or a restart',
    'Let the client connect again and repeat what it may repeat',
  ],
  weigh: withLog(
    { meanings: ['terminated'], summary: 'An administrator, or another session, ended the connection' },
    (facts) => {
      const summary = 'The session was ended on the server by command';
      const stated = statedError(facts, 'terminated');
      if (stated !== undefined) {
        const { error, last } = stated;
        return explained(facts, last, [supports(last.words, errorText(error))], { summary });
      }
      const stopping = statedError(facts, 'shutdown');
      if (stopping?.error.of === 'IMAP') {
        const text = 'Dovecot says so also where a single session is ended by command (doveadm kick)';
        return explained(facts, stopping.last, [hints(stopping.last.words, text)], { summary: MAY_BE });
      }
      const close = unexplainedClose(facts);
      const words = facts.words?.[0];
      if (close?.shape !== 'fin' || close.turn === undefined || words === undefined) return undefined;
      if (!mayBeInSession(facts) || close.turn.turns < 3) return undefined;
      const assessment = possibly(facts, close, 'a database whose session is killed closes like this', MAY_BE);
      return { ...assessment, evidence: [...assessment.evidence, hints(words, 'what was asked earlier was answered')] };
    },
  ),
};
