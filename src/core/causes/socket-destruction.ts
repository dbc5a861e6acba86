/** Somebody outside of the program destroyed the socket: ss -K, a destroying of sockets when an address or a policy changes. */
import type { Cause } from '../model/cause.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import type { SocketState } from '../model/witness.ts';
import { closingReset, hints } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { closedWindow } from './_stall.ts';
import { kernelReset, testify } from './_witness.ts';

/** States in which tcp_abort() resets; what a program closes is in state CLOSE by then. */
const ALIVE: ReadonlySet<SocketState> = new Set(['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT1', 'FIN_WAIT2']);

export const cause: Cause = {
  id: 'socket-destruction',
  title: 'the socket was destroyed from outside of its program',
  severity: 'suspicious',
  behind: ['abortive-close'],
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_STATE while the socket is established, in the name of another program (ss)',
    'the program’s error: ECONNABORTED from a call on the socket',
  ],
  advice: [
    'Ask what destroys sockets on that host: ss -K, a VPN or network manager, Android’s tcp_diag destroy, Cilium',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset?.form !== 'active' || facts.handshake?.[0]?.stage === 'answered') return undefined;
    const kernel = kernelReset(facts, reset.from, true);
    const isTold = kernel?.reason === 'TCP_STATE' && kernel.state !== undefined && ALIVE.has(kernel.state);
    if (!isTold && !mayBeDestroyed(facts, reset)) return undefined;
    const [packet] = reset.packets;
    const by = kernel?.comm === undefined ? '' : `, in the time of ${kernel.comm}`;
    const told = `the ${reset.from}’s kernel sent it (TCP_STATE) while the socket was still open, which no close() does${by}`;
    return {
      ...(isTold ? { refines: ['abortive-close', 'unread-data-at-close', 'client-abort'] } : {}),
      evidence: [
        ...(kernel !== undefined && isTold ? [testify('supports', kernel, told)] : []),
        hints(reset, 'a reset of a live socket with nothing left unread, as where a socket is destroyed from outside'),
        ...senderEvidence(facts, reset.from, packet).filter(({ weight }) => weight !== 'hints'),
      ],
      closer: `${reset.from} kernel`,
      summary: isTold
        ? `The ${reset.from}’s socket was destroyed from outside of its program`
        : `Somebody may have destroyed the ${reset.from}’s socket`,
    };
  },
};

/** Programs that abort do so after they have said something, and so does whoever destroys: only unread data speaks otherwise. */
function mayBeDestroyed(facts: Facts, { from }: ResetFact): boolean {
  if (facts['unanswered-data']?.some((fact) => fact.at === from) === true) return false;
  if (closedWindow(facts, from) !== undefined) return false;
  return facts.words?.[0] !== undefined && facts.probes?.some((fact) => fact.unanswered > 1) !== true;
}
