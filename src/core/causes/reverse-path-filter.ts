/** The server dropped the SYN because it would answer over another interface (rp_filter, RFC 3704 strict mode). */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'reverse-path-filter',
  title: 'the server would answer over another interface, and dropped the SYN',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'on the server: nstat TcpExtIPReversePathFilter grows; kfree_skb with reason IP_RPFILTER; net.ipv4.conf.*.log_martians',
    'ip route get for the client’s address on the server: another interface than the SYN came in by',
  ],
  advice: [
    'Set net.ipv4.conf.all.rp_filter=2 (loose), or make the route to the client use the interface its packets come in by',
  ],
  weigh: () => undefined,
};
