/**
 * A stateful firewall lost its table: a failover without synchronisation, a reload, a flush. To it, every connection under way is
 * one that it has not seen begin, and it resets or drops the next packet.
 */
import type { Cause } from '../model/cause.ts';
import { deviceReset } from './_device-reset.ts';
import { hints, IDLE_MIN } from './_evidence.ts';

export const cause: Cause = {
  id: 'firewall-state-loss',
  title: 'a firewall lost its table of connections',
  severity: 'failure',
  wouldBeProvedBy: [
    'many connections through the same firewall that end at the same moment, whatever their servers',
    'the firewall’s log at this moment: a failover, a reload, conntrack -F',
  ],
  advice: [
    'Let firewalls that take over from each other share their table (conntrackd, session synchronisation)',
    'Let a firewall take up connections in their middle after a reload (nf_conntrack_tcp_loose)',
  ],
  weigh: (facts) => {
    const found = deviceReset(facts);
    if (found?.reset.from !== 'server' || (found.reset.sinceHeardNs ?? 0) >= IDLE_MIN) return undefined;
    const text =
      'a bare reset in the middle of an exchange, from a device: a firewall that lost its table takes the next packet of every connection for a strange one';
    return {
      evidence: [hints(found.reset, text)],
      closer: 'middlebox',
      summary: 'A firewall on the path no longer knew the connection, and answered the next packet with a reset',
    };
  },
};
