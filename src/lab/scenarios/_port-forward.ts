/** A router that forwards a port of its own address to the server: what a NAT gateway or a cluster's service address does. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';
import { followConntrack } from './_stateful-filter.ts';

/**
 * Forwards the port to the same port of the server, and records what conntrack takes up and forgets as the log conntrack. A
 * connection that it does not know is not taken up in its middle (`tcp_loose`).
 */
export async function forwardPort(router: Host, server: Host, port: number): Promise<Program> {
  const family = server.version === 6 ? 'ip6' : 'ip';
  await router.sysctl('netfilter/nf_conntrack_tcp_loose', 0);
  const events = await followConntrack(router);
  await router.nft(`table ${family} nat {
  map endpoints { type inet_service : ${server.version === 6 ? 'ipv6_addr' : 'ipv4_addr'}; elements = { ${port} : ${server.address} }; }
  chain prerouting {
    type nat hook prerouting priority dstnat;
    ${family} daddr ${router.address} dnat to tcp dport map @endpoints
  }
}
`);
  return events;
}
