/**
 * The server's process died, and its kernel closed its sockets: with a FIN, or with a reset where something was left unread.
 * Nothing of that is in the packets, unless another process of the server says so (PostgreSQL 57P02).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, LogFact } from '../model/fact.ts';
import type { KernelCloseFact } from '../model/witness-fact.ts';
import { closingFin, supports } from './_evidence.ts';
import { errorText, explained, MANNERS, statedError } from './_last-words.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import {
  closingSide,
  isWitnessed,
  kernelClose,
  logEvidence,
  logOf,
  signalText,
  testify,
  wasNeverAccepted,
  witnessed,
} from './_witness.ts';
import { isKnownRequest } from './_words.ts';

/** SIGHUP, SIGINT, SIGQUIT, SIGTERM: somebody told it to stop. */
const STOPS: ReadonlySet<number> = new Set([1, 2, 3, 15]);

export const cause: Cause = {
  id: 'process-crash',
  title: 'the server’s process died',
  severity: 'failure',
  refines: MANNERS,
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'kernel events signal_generate, signal_deliver (sig 11, 6, 9) and sched_process_exit of the server’s process at that moment',
    'its journal or log: “exited on signal”, an uncaught exception, a core dump',
  ],
  advice: [
    'Look for the process’s exit at this time: its log, coredumpctl, the journal',
    'Mend what made it die; a supervisor that starts it again only shortens the gap',
  ],
  weigh: (facts) => {
    const packets = byPackets(facts);
    return isWitnessed(facts) ? (byWitness(facts, packets) ?? packets) : packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
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
};

/** What Linux tells of every signal that ends a process at once. */
const SIGKILL = 9;

/** The kernel saw the process end, or somebody wrote that it did. */
function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  if (closingSide(facts) !== 'server' || wasNeverAccepted(facts)) return undefined;
  const close = kernelClose(facts, 'server');
  const { end } = close ?? {};
  const log = logOf(facts, 'crash');
  if (close === undefined || end === undefined || end.outOfMemory) return byLog(facts, packets, log);
  const { comm, signal, isFault, isByNumber } = end;
  // Told to stop, it ended in its own way.
  const isStop = signal === SIGKILL ? close.stopSignal !== undefined : signal !== undefined && STOPS.has(signal);
  if (signal !== undefined && (isFault || !isStop)) {
    // Delivered is SIGKILL, whatever was sent.
    const isUnknown = signal === SIGKILL && end.sentBy === undefined;
    const which = isUnknown
      ? 'a signal that kills (SIGKILL, or another without a handler)'
      : signalText(signal, end.sentBy);
    const text = `${which} ended ${comm}, and the server’s kernel closed its socket`;
    // What fails then is a request that a client sends to what it knows to be closed.
    const isLate = closingFin(facts)?.peerData?.knewOfFin === true;
    return witnessed(facts, packets, {
      evidence: [
        testify(isLate ? 'hints' : isFault && isByNumber ? 'proves' : 'supports', { ...close, said: end.said }, text),
        log && logEvidence(log),
      ],
      summary: isUnknown
        ? `The server’s process ${comm} was killed by a signal, and its kernel closed the connection`
        : `The server’s process ${comm} died of ${signalText(signal, end.sentBy)}, and its kernel closed the connection`,
    });
  }
  if (close.stopSignal !== undefined) return undefined;
  if (log === undefined) return byExit(facts, packets, close);
  // Of a server with a process for each connection every one ends, and the line is about another of them.
  if (packets === undefined && log.by !== 'connection' && !end.withListener) return undefined;
  const text = `${comm} ended, and its socket was closed with it`;
  return witnessed(facts, packets, {
    evidence: [
      testify(log.isUntied === true ? 'hints' : 'supports', { ...close, said: end.said }, text),
      logEvidence(log),
    ],
    summary: `The server’s process ${comm} ended${log.isUntied === true ? '' : ' because of an error'}, and the connection with it`,
  });
}

/** With its listener, and a request in hand, a server ends by mistake; one of several processes may have done its work. */
function byExit(facts: Facts, packets: Assessment | undefined, close: KernelCloseFact): Assessment | undefined {
  const { end } = close;
  if (end?.withListener !== true || end.signal !== undefined || packets === undefined || !isKnownRequest(facts))
    return undefined;
  const text = `${end.comm} ended with the request in hand, and its listening socket was closed with it`;
  return witnessed(facts, packets, {
    evidence: [testify('supports', { ...close, said: end.said }, text)],
    summary: `The server’s process ${end.comm} ended, and the connection with it`,
  });
}

function byLog(facts: Facts, packets: Assessment | undefined, log: LogFact | undefined): Assessment | undefined {
  if (log === undefined || packets === undefined) return undefined;
  return witnessed(facts, packets, { evidence: [logEvidence(log)], summary: packets.summary });
}
