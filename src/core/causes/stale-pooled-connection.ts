/**
 * The client sent a request on a connection that it had been told was closed: the FIN was acknowledged by its kernel long
 * before, but the pool never looked. Unlike the keep-alive race, waiting a round trip would not have helped.
 */
import type { Cause } from '../model/cause.ts';
import { closingFin, duration, first, IDLE_MIN, proves, roundTripNs, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'stale-pooled-connection',
  title: 'the client used a pooled connection that had long been closed',
  severity: 'failure',
  refines: ['server-idle-timeout', 'reset-after-close', 'half-close', 'keepalive-race'],
  wouldBeProvedBy: ['the client’s pool settings, and ss -tn state close-wait on the client before the request'],
  advice: [
    'Let the client’s pool drop connections whose peer has closed (check before use, or read events on idle sockets)',
    'Retry the request once on a new connection, if it is safe to repeat',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const turn = first(facts, 'turn');
    if (fin?.from !== 'server' || fin.peerData === undefined || !fin.peerData.knewOfFin) return undefined;
    const reset = facts.reset?.find((candidate) => candidate.from === 'server' && candidate.timeNs > fin.timeNs);
    const ownFin = facts.fin?.find((candidate) => candidate.from === 'client');
    if (reset === undefined || turn?.by === 'client' || (ownFin !== undefined && ownFin.timeNs < reset.timeNs)) {
      return undefined;
    }
    const { delayNs, number } = fin.peerData;
    const text = `the client’s kernel acknowledged the server’s FIN, and ${duration(delayNs)} later the client sent a request all the same (packet ${number})`;
    const long = delayNs >= Math.max(IDLE_MIN, 3 * (roundTripNs(facts) ?? 0));
    return {
      evidence: [(long ? proves : supports)(fin, text), ...senderEvidence(facts, 'server', fin.packets[0])],
      closer: 'server application',
      summary: `The server had closed the connection ${duration(delayNs)} before, and the client used it again without looking`,
    };
  },
};
