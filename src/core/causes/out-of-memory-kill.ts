/** The kernel killed the server's process because memory ran out; its sockets are closed as those of any process that dies. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { isAtOnce, possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { closingSide, isWitnessed, kernelClose, logEvidence, logOf, testify, witnessed } from './_witness.ts';
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
    const packets = byPackets(facts);
    return isWitnessed(facts) ? (byWitness(facts, packets) ?? packets) : packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
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
};

function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  if (closingSide(facts) !== 'server') return undefined;
  const close = kernelClose(facts, 'server');
  const log = logOf(facts, 'out-of-memory');
  if (close?.end?.outOfMemory === true) {
    const text = `the kernel chose ${close.end.comm} to be killed for want of memory, and closed its socket`;
    return witnessed(facts, packets, {
      evidence: [
        testify(close.end.isByNumber ? 'proves' : 'supports', { ...close, said: close.end.said }, text),
        log && logEvidence(log),
      ],
      summary: `The server’s kernel killed ${close.end.comm} because memory ran out, and closed its connections`,
    });
  }
  if (log === undefined || packets === undefined) return undefined;
  return witnessed(facts, packets, { evidence: [logEvidence(log)], summary: packets.summary });
}
