/** A router that filters by state: it lets pass what belongs to a connection it has seen begin, and connections that begin. */
import type { Host } from '../host.ts';
import type { Program } from '../program.ts';

/**
 * Makes the router filter by state (nf_conntrack without `tcp_loose`: a connection is taken up by its SYN alone) and
 * records what conntrack takes up and forgets as the log conntrack. `verdict` is what becomes of the rest; `idleSeconds`
 * is how long it remembers a connection on which nothing is said: five days unless told, as Linux does.
 */
export async function filterByState(router: Host, verdict = 'drop', idleSeconds = 432_000): Promise<Program> {
  await router.sysctl('netfilter/nf_conntrack_tcp_loose', 0);
  await router.sysctl('netfilter/nf_conntrack_tcp_timeout_established', idleSeconds);
  const events = await followConntrack(router);
  await router.firewall('forward', 'ct state established,related accept');
  await router.firewall('forward', 'tcp flags & (fin | syn | rst | ack) == syn accept');
  await router.firewall('forward', `meta l4proto tcp ${verdict}`);
  return events;
}

/** Records what the router's conntrack takes up and forgets as the log conntrack. */
export async function followConntrack(router: Host): Promise<Program> {
  return await router.start('conntrack', ['-E', '-p', 'tcp'], { log: 'conntrack' });
}

/** Acts, and reads what the router's conntrack counts before and after. Recorded as the log conntrack-statistics. */
export async function withConntrackStatistics(router: Host, act: () => Promise<void>): Promise<void> {
  const before = await router.run('conntrack', ['-S']);
  await act();
  router.keepLog(
    'conntrack-statistics',
    router.file('conntrack-statistics', before + (await router.run('conntrack', ['-S']))),
  );
}
