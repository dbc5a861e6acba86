/**
 * The listening socket was closed while connections waited in its queue: the kernel resets them although no application
 * ever saw them (Linux inet_csk_listen_stop, reason TCP_STATE). One alone looks like an accept followed by an abort.
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, count, hints, lacksWords, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { kernelClose, listenerClosedWith, SAID_LESS, signalText, testify } from './_witness.ts';

/** One repetition may be a lost ACK. */
const LASTING_SYN_ACKS = 3;

export const cause: Cause = {
  id: 'listener-shutdown',
  title: 'the listener was closed before the connection was accepted',
  severity: 'failure',
  wouldBeProvedBy: [
    'the moment the server process ended or restarted (its log, systemd journal)',
    'kernel event tcp_send_reset with reason TCP_STATE on the server, and that the process never accepted the connection',
  ],
  advice: [
    'Drain before stopping: stop new connections at the load balancer, accept what is queued, then close the listener',
    'If the queue was full for long (repeated SYN-ACKs), accept faster or raise the backlog',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const handshake = facts.handshake?.[0];
    const words = facts.words?.[0];
    if (reset?.form !== 'active' || reset.from !== 'server' || handshake?.stage !== 'complete') return undefined;
    if ((words !== undefined && words.serverFirst.kind !== 'none') || lacksWords(facts)) return undefined;
    const evidence = [
      hints(reset, 'the server sent nothing but the handshake before it reset the connection'),
      ...senderEvidence(facts, 'server', reset.packets[0]),
    ];
    const surroundings = facts.surroundings?.[0];
    if (surroundings !== undefined && surroundings.sameInstant > 1) {
      const together = count(surroundings.sameInstant, 'connection');
      evidence.push(supports(surroundings, `${together} of this server, none ever answered, were reset within 50 ms`));
    }
    if (handshake.synAcks > 1) {
      const times = count(handshake.synAcks, 'time');
      const text = `the server sent its SYN-ACK ${times}: the connection waited in a full accept queue`;
      evidence.push((handshake.synAcks >= LASTING_SYN_ACKS ? supports : hints)(handshake, text));
    }
    const closed = listenerClosedWith(facts);
    if (closed !== undefined) {
      const end = kernelClose(facts, 'server')?.end;
      const how = end?.signal === undefined ? '' : `, because ${signalText(end.signal, end.sentBy)} ended its process`;
      evidence.push(
        testify('supports', closed, `the server’s kernel closed the listening socket at the same moment${how}`),
      );
    }
    return {
      evidence,
      ...(closed === undefined ? {} : { refines: SAID_LESS }),
      closer: 'server application',
      summary: 'The server closed its listening socket while this connection still waited to be accepted',
    };
  },
};
