/** The server's process may open no more files (EMFILE): connections wait in the queue, or are taken and closed at once. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { possibly, SILENT_CLOSES, unexplainedClose, WAITED_IN_VAIN } from './_unexplained.ts';
import { testify, withLog, witnessed } from './_witness.ts';

export const cause: Cause = {
  id: 'file-descriptor-exhaustion',
  title: 'the server’s process may open no more files',
  severity: 'failure',
  behind: [...SILENT_CLOSES, ...WAITED_IN_VAIN],
  wouldBeProvedBy: [
    'the server’s log: “accept() failed (24: Too many open files)”, EMFILE',
    'the kernel’s account with syscalls:sys_exit_accept4: -24, EMFILE',
    'ls /proc/PID/fd | wc -l against “Max open files” in /proc/PID/limits',
  ],
  advice: [
    'Look for files and sockets that are never closed',
    'Raise the limit (LimitNOFILE, worker_rlimit_nofile) if so many are needed',
  ],
  weigh: (facts) => byKernel(facts, byLog(facts)),
};

const SUMMARY = 'The server’s process had no file descriptor left';

const byLog = withLog({ meanings: ['descriptor-limit'], summary: SUMMARY }, (facts) => {
  const close = unexplainedClose(facts);
  if (close === undefined || close.close.kind === 'reset') return undefined;
  if (close.shape !== 'before-request' && close.shape !== 'never-answered') return undefined;
  const text =
    close.shape === 'before-request'
      ? 'a program that has no file descriptor left closes like this'
      : 'a program that has no file descriptor left leaves connections waiting like this';
  return possibly(facts, close, text, 'The server’s process may have had no file descriptor left');
});

/** What the kernel says: accept(2) failed, and this connection was closed by that process, or waited to be accepted. */
function byKernel(facts: Facts, told: Assessment | undefined): Assessment | undefined {
  const failure = facts['kernel-accept-failure']?.[0];
  const close = failure === undefined ? undefined : unexplainedClose(facts);
  if (failure === undefined || close === undefined) return told;
  // What was accepted and spoken with had its descriptor; who waited was never closed by the server.
  if (facts.words?.[0] !== undefined && facts.words[0].serverFirst.kind !== 'none') return told;
  const isWaiting = close.shape === 'never-answered';
  if (isWaiting !== (failure.by === 'waiting')) return told;
  const { error, comm, mayBeOthers } = failure;
  const whose = error === 'EMFILE' ? 'it' : 'the machine';
  const then = isWaiting ? 'while this connection waited' : 'right before it closed this connection';
  const text = `${comm} called accept(2) ${then}, and it failed: ${whose} may open no more files (${error})`;
  return witnessed(facts, told, {
    evidence: [testify(mayBeOthers ? 'hints' : 'supports', failure, text)],
    summary: mayBeOthers && told !== undefined ? told.summary : SUMMARY,
  });
}
