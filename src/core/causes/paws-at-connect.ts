/** The server dropped the SYN because its time stamp was older than that of an earlier connection (PAWS, tcp_tw_recycle before Linux 4.12). */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'paws-at-connect',
  title: 'the server dropped the SYN for its old time stamp',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'on the server: nstat TcpExtPAWSPassive (TcpExtPAWSPassiveRejected) grows; Linux before 4.12 with net.ipv4.tcp_tw_recycle=1',
  ],
  advice: ['Set net.ipv4.tcp_tw_recycle=0 on the server: it cannot work with clients behind a NAT'],
  weigh: () => undefined,
};
