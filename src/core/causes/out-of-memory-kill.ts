/** The kernel killed the server's process because memory ran out; its sockets are closed as those of any process that dies. */
import type { Cause } from '../model/cause.ts';
import { isAtOnce, possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { isKnownRequest } from './_words.ts';

export const cause: Cause = {
  id: 'out-of-memory-kill',
  title: 'the kernel killed the server’s process: out of memory',
  severity: 'failure',
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'kernel event oom:mark_victim, dmesg “Out of memory: Killed process”, memory.events (oom_kill) of its cgroup',
    'the orchestrator’s word: OOMKilled, exit status 137',
  ],
  advice: [
    'Find out which request needs so much memory, and raise the limit only if it may',
    'Lower the number of workers or requests at once',
  ],
  weigh: (facts) => {
    const close = unexplainedClose(facts);
    if (close === undefined || (close.shape !== 'fin' && close.shape !== 'reset')) return undefined;
    // To fill memory takes a while.
    if (isAtOnce(facts, close) || !isKnownRequest(facts) || facts.words?.[0]?.unfinishedRequest === true)
      return undefined;
    return possibly(
      facts,
      close,
      'a process that is killed because it fills the memory is closed like this, after a while',
      'The kernel may have killed the server’s process for want of memory',
    );
  },
};
