/** The server dropped the SYN because it would answer over another interface (rp_filter, RFC 3704 strict mode). */
import type { Cause } from '../model/cause.ts';
import { dropCloser, dropEvidence, dropOf } from './_drops.ts';
import { cameToServer, counterEvidence, counterOf } from './_witness.ts';

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
  weigh: (facts) => {
    const counter = counterOf(facts, 'TcpExtIPReversePathFilter');
    const drop = dropOf(facts, 'client', ['IP_RPFILTER']);
    const handshake = facts.handshake?.[0];
    if ((counter === undefined && drop === undefined) || handshake?.stage !== 'unanswered' || handshake.syns < 2)
      return undefined;
    if (facts.reset !== undefined || facts.icmp !== undefined) return undefined;
    const other = facts['other-end']?.[0];
    if (other?.at === 'server' && (other.has ? other.replied : other.covers)) return undefined;
    const came = cameToServer(facts);
    const counted =
      counter === undefined ? [] : [counterEvidence(counter, came, 'packet', 'that its reverse-path filter dropped')];
    const isServers = came || (drop?.isSure === true && drop.at === 'server');
    return {
      evidence: [...dropEvidence(drop), ...counted],
      closer: isServers ? 'server kernel' : drop === undefined ? 'unknown' : dropCloser(drop),
      summary: isServers
        ? 'The server’s kernel dropped the SYN because the way back leads through another interface'
        : 'The server’s kernel may have dropped the SYN because the way back leads through another interface',
      refines: ['unanswered-syn', 'accept-queue-overflow'],
    };
  },
};
