/** A firewall’s table of connections was full: it drops SYNs (nf_conntrack: table full, dropping packet). */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'conntrack-table-full',
  title: 'a firewall’s table of connections was full',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the kernel’s log on the device: “nf_conntrack: table full, dropping packet”; conntrack -S counts drop and early_drop',
    'net.netfilter.nf_conntrack_count equal to nf_conntrack_max there',
  ],
  advice: ['Raise nf_conntrack_max, lower its time-outs, or do not track what needs no tracking (notrack)'],
  weigh: () => undefined,
};
