/** The kernel had no memory left for sockets that no program holds any more, and reset them (tcp_mem, tcp_max_orphans). */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'tcp-memory-pressure',
  title: 'the kernel ran out of memory for TCP and reset the connection',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'kernel event tcp_send_reset with reason TCP_ABORT_ON_MEMORY; nstat TcpExtTCPAbortOnMemory',
    'the kernel’s log: “TCP: out of memory -- consider tuning tcp_mem”, “too many orphaned sockets”',
  ],
  advice: ['Find out which sockets hold so much (ss -tm), and raise net.ipv4.tcp_mem only then'],
  weigh: () => undefined,
};
