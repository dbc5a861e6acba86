/** A device that translates source addresses had no port left for another connection to this destination: it drops the SYN. */
import type { Cause } from '../model/cause.ts';
import { count } from './_evidence.ts';
import { testify } from './_witness.ts';

export const cause: Cause = {
  id: 'snat-port-exhaustion',
  title: 'the address translation had no port left',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the gateway’s metrics (Azure “SNAT connection count, failed”, AWS NAT gateway ErrorPortAllocation)',
    'on a gateway of Linux, before and after: insert_failed of conntrack -S grows with each SYN that it drops',
    'a capture behind the gateway: the SYN does not leave it',
  ],
  advice: [
    'Reuse connections; give the gateway more addresses, or each host more ports',
    'Use private endpoints for what is reached most',
  ],
  weigh: (facts) => {
    const counted = facts['conntrack-statistics']?.[0];
    const handshake = facts.handshake?.[0];
    if (counted === undefined || handshake?.stage !== 'unanswered' || handshake.syns < 2) return undefined;
    if (facts.reset !== undefined || facts.icmp !== undefined) return undefined;
    const other = facts['other-end']?.[0];
    // What came there was let through; and each repetition is looked at anew, and counted.
    if ((other?.at === 'server' && other.has) || counted.clashed < handshake.syns) return undefined;
    // More than this connection’s own may be others’, and clash for other reasons: two packets of one UDP query at once.
    const areOwn = counted.isGrowth && counted.clashed === handshake.syns;
    const isLost = areOwn && other?.at === 'server';
    const when = counted.isGrowth ? 'meanwhile' : 'since its start, whenever that was';
    const many = areOwn ? ', as many as these SYNs,' : '';
    const dropped = `dropped ${count(counted.clashed, 'first packet')}${many} ${when}`;
    const text = `the connection tracking of a device ${dropped}, for want of a free port or because it had such a connection (insert_failed)`;
    return {
      evidence: [testify(isLost ? 'supports' : 'hints', counted, text)],
      closer: 'middlebox',
      summary: isLost
        ? 'The address translation had no port left for this connection, and dropped its SYN'
        : 'The address translation may have had no port left for this connection',
      refines: ['unanswered-syn', 'accept-queue-overflow'],
    };
  },
};
