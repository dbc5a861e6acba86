/**
 * What took the connection only passes bytes on (docker-proxy, ssh -L, a TCP proxy), and what it passes them to is not there:
 * the port is open, and closes on whoever comes.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { closingFin, closingReset } from './_evidence.ts';
import { isOwnClose } from './_last-words.ts';
import { isFirstRequest, possibly, SILENT_CLOSES, type Unexplained, unexplainedClose } from './_unexplained.ts';
import { failedOnward, failedOnwardEvidence, isWitnessed, logEvidence, logOf, witnessed } from './_witness.ts';

export const cause: Cause = {
  id: 'forwarder-without-backend',
  title: 'a forwarder had nothing to forward to',
  severity: 'failure',
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'which process listens on the port (ss -ltnp): docker-proxy, ssh, haproxy, socat, kube-proxy',
    'whether the program behind it listens, and on which address (inside the container: ss -ltn)',
  ],
  advice: [
    'Let the program behind the forwarder listen on 0.0.0.0 or ::, not on 127.0.0.1 of its container',
    'Check that it runs, and that the forwarder’s target port is its own',
  ],
  weigh: (facts) => {
    const packets = byPackets(facts);
    return isWitnessed(facts) ? (byWitness(facts, packets) ?? packets) : packets;
  },
};

const byPackets: Cause['weigh'] = (facts) => {
  const close = unexplainedClose(facts) ?? closeOnHello(facts);
  if (close === undefined || close.shape === 'never-answered') return undefined;
  if (close.shape !== 'before-request' && !isFirstRequest(close)) return undefined;
  return possibly(
    facts,
    close,
    'a forwarder that cannot reach what is behind it closes like this',
    'If the port is a forwarder’s, what is behind it may not be there',
  );
};

/** It passes TLS on without a look at it: a ClientHello, too, gets nothing but the close. */
function closeOnHello(facts: Facts): Unexplained | undefined {
  const words = facts.words?.[0];
  const turn = facts.turn?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (words?.clientLast.kind !== 'tls-handshake' || words.serverFirst.kind !== 'none') return undefined;
  if (turn === undefined || close?.from !== 'server' || !isOwnClose(close)) return undefined;
  return { shape: close.kind, close, turn };
}

/** What it tried to open instead failed. */
function byWitness(facts: Facts, packets: Assessment | undefined): Assessment | undefined {
  if (packets === undefined) return undefined;
  const onward = failedOnward(facts);
  const log = logOf(facts, 'upstream-refused', 'upstream-timeout');
  if (onward === undefined && log === undefined) return undefined;
  return witnessed(facts, packets, {
    evidence: [failedOnwardEvidence(onward), log && logEvidence(log)],
    summary: 'The forwarder could not reach what is behind it, and closed',
  });
}
