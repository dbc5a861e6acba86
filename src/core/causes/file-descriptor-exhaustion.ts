/** The server's process may open no more files (EMFILE): connections wait in the queue, or are taken and closed at once. */
import type { Cause } from '../model/cause.ts';
import { possibly, unexplainedClose } from './_unexplained.ts';

export const cause: Cause = {
  id: 'file-descriptor-exhaustion',
  title: 'the server’s process may open no more files',
  severity: 'failure',
  wouldBeProvedBy: [
    'the server’s log: “accept() failed (24: Too many open files)”, EMFILE',
    'ls /proc/PID/fd | wc -l against “Max open files” in /proc/PID/limits',
  ],
  advice: [
    'Look for files and sockets that are never closed',
    'Raise the limit (LimitNOFILE, worker_rlimit_nofile) if so many are needed',
  ],
  weigh: (facts) => {
    const close = unexplainedClose(facts);
    if (close === undefined || close.close.kind === 'reset') return undefined;
    if (close.shape !== 'before-request' && close.shape !== 'never-answered') return undefined;
    const as =
      close.shape === 'before-request'
        ? 'a program does that has no file left for it'
        : 'where a program can accept no more';
    return possibly(facts, close, as, 'The server’s process may have had no file descriptor left');
  },
};
