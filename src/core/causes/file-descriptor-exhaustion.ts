/** The server's process may open no more files (EMFILE): connections wait in the queue, or are taken and closed at once. */
import type { Cause } from '../model/cause.ts';
import { possibly, SILENT_CLOSES, unexplainedClose, WAITED_IN_VAIN } from './_unexplained.ts';
import { withLog } from './_witness.ts';

export const cause: Cause = {
  id: 'file-descriptor-exhaustion',
  title: 'the server’s process may open no more files',
  severity: 'failure',
  behind: [...SILENT_CLOSES, ...WAITED_IN_VAIN],
  wouldBeProvedBy: [
    'the server’s log: “accept() failed (24: Too many open files)”, EMFILE',
    'ls /proc/PID/fd | wc -l against “Max open files” in /proc/PID/limits',
  ],
  advice: [
    'Look for files and sockets that are never closed',
    'Raise the limit (LimitNOFILE, worker_rlimit_nofile) if so many are needed',
  ],
  weigh: withLog(
    {
      meanings: ['descriptor-limit'],
      summary: 'The server’s process had no file descriptor left',
    },
    (facts) => {
      const close = unexplainedClose(facts);
      if (close === undefined || close.close.kind === 'reset') return undefined;
      if (close.shape !== 'before-request' && close.shape !== 'never-answered') return undefined;
      const text =
        close.shape === 'before-request'
          ? 'a program that has no file descriptor left closes like this'
          : 'a program that has no file descriptor left leaves connections waiting like this';
      return possibly(facts, close, text, 'The server’s process may have had no file descriptor left');
    },
  ),
};
