/**
 * One client tried many ports of one host without saying anything, or with segments that no connection has: a scanner or an
 * inventory tool.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Closer } from '../model/diagnosis.ts';
import type { Facts, ScanProbeFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, count, duration, lacksAcks, supports } from './_evidence.ts';
import { senderDoubts } from './_sender.ts';

/** More ports than a program that wants something of one host tries in vain; a monitor knows which ones are open. */
const PORTS_MIN = 8;
const FAILED_MIN = 4;

/** A scan does not wait between one port and the next. */
const PAUSE_MAX: TimeNs = 2 * SECOND;

export const cause: Cause = {
  id: 'port-scan',
  title: 'one of many ports a scanner tried',
  severity: 'suspicious',
  refines: [
    'closed-port',
    'unanswered-syn',
    'health-check',
    'firewall-reset-at-connect',
    'firewall-port-unreachable',
    'firewall-admin-prohibited',
    'still-open',
    'capture-started-late',
    'half-open-connection',
    'inline-firewall-reset',
    'reset-after-close',
  ],
  wouldBeProvedBy: ['who runs that client address, and why'],
  advice: ['If the scan is not yours, treat it as one; its refused connections are no fault of the server'],
  weigh: (facts) => {
    const probe = facts['scan-probe']?.[0];
    if (probe !== undefined) return weighProbe(facts, probe);
    const surroundings = facts.surroundings?.[0];
    const handshake = facts.handshake?.[0];
    if (surroundings === undefined || handshake === undefined || facts.words !== undefined) return undefined;
    const { portsTried, portsFailed, portsTriedNs, portsServed } = surroundings;
    if (portsTried < PORTS_MIN || portsFailed < FAILED_MIN || handshake.stage === 'unseen') return undefined;
    if (portsTriedNs > portsTried * PAUSE_MAX) return undefined;
    // Who is served on as many ports as it tried in vain uses the host.
    if (portsServed >= portsFailed) return undefined;
    // Where a filter lets through neither acknowledgements nor words, those that answered may have been used.
    if (lacksAcks(facts) && (handshake.stage === 'answered' || portsFailed < PORTS_MIN)) return undefined;
    const ports = count(portsTried, 'port');
    const text = `in ${duration(portsTriedNs)} this client tried ${ports} of this host without a byte; ${portsFailed} did not accept`;
    return {
      evidence: [supports(surroundings, text)],
      closer: closerOf(facts),
      summary: `The client tries one port of the host after the other (${ports}): a scan`,
    };
  },
};

/** No stack sends such a segment: every one after a SYN bears ACK or RST (RFC 9293 §3.10.7). */
function weighProbe(facts: Facts, probe: ScanProbeFact): Assessment {
  const { at, packets } = probe;
  const [, answer = packets[0]] = packets;
  const text = `packet ${packets[0]} has neither SYN, ACK nor RST, which scanners alone send; the ${at} answered with RST|ACK: nothing listens there`;
  return {
    evidence: [supports(probe, text), ...senderDoubts(facts, at, answer)],
    closer: `${at} kernel`,
    summary: 'A scanner asked with a segment that no connection has (FIN, NULL or Xmas scan): the port is closed',
  };
}

/** Who ended this one of the attempts, as for a single attempt. */
function closerOf(facts: Facts): Closer {
  const reset = closingReset(facts);
  if (reset?.form === 'refusal') return 'server kernel';
  const close = reset ?? closingFin(facts);
  if (close !== undefined) return close.from === 'client' ? 'client application' : 'server application';
  return facts.icmp === undefined ? 'nobody' : 'middlebox';
}
