/**
 * The network of a scenario: client, router and server in a row, and a backend behind the server where a scenario has one.
 *
 *     client  192.0.2.2 ── 192.0.2.1  router  198.51.100.1 ── 198.51.100.2  server  203.0.113.1 ── 203.0.113.2  backend
 *
 * and the same with 2001:db8:1::/64, 2:: and 3::. The hosts are network namespaces without a way out.
 */
import { addressOn, type Cable, cables, type HostName } from './addresses.ts';
import { Host } from './host.ts';
import { runToEnd } from './program.ts';

/** The hosts of a scenario. */
export type Hosts = ReadonlyMap<HostName, Host>;

/** Lays out the hosts. */
export async function layNetwork(version: 4 | 6, withBackend: boolean, place: number): Promise<Hosts> {
  const names: HostName[] = ['client', 'router', 'server', ...(withBackend ? (['backend'] as const) : [])];
  const hosts = new Map(names.map((name) => [name, new Host(name, version)]));
  const laid = cables.filter(({ far }) => hosts.has(far));
  await runToEnd('ip', ['-batch', '-'], names.map((name) => `netns add ${name}\n`).join(''));
  await Promise.all([...hosts.values()].map(prepareHost));
  for (const cable of laid) await lay(cable, place);
  for (const cable of laid) await finish(cable, hosts, place);
  return hosts;
}

/** Takes the hosts away. What runs on them has been ended before. */
export async function removeNetwork(hosts: Hosts): Promise<void> {
  await runToEnd('ip', ['-batch', '-'], [...hosts.keys()].map((name) => `netns delete ${name}\n`).join(''));
}

async function prepareHost(host: Host): Promise<void> {
  // No waiting for duplicate addresses; an ICMP error for every packet that deserves one: what a limiter would leave out is
  // not the point here. Neither may what one scenario taught the kernel about a path change the next.
  const settings = ['ipv6/conf/default/accept_dad=0', 'ipv6/conf/all/accept_dad=0', 'ipv4/icmp_ratelimit=0'];
  settings.push('ipv4/tcp_no_metrics_save=1');
  if (host.name === 'router') settings.push('ipv4/ip_forward=1', 'ipv6/conf/all/forwarding=1');
  const script = settings.map((setting) => setting.replace(/^(.*)=(.*)$/, 'echo $2 > /proc/sys/net/$1')).join('\n');
  await host.run('/bin/sh', ['-ec', `ip link set lo up\n${script}`]);
}

async function lay(cable: Cable, place: number): Promise<void> {
  const { near, nearInterface, far, farInterface, mac } = cable;
  const nearEnd = addressOn(cable, 1, place);
  const farEnd = addressOn(cable, 2, place);
  await runToEnd('ip', [
    ...`link add ${farInterface} netns ${far} address ${mac}2 type veth`.split(' '),
    ...`peer name ${nearInterface} netns ${near} address ${mac}1`.split(' '),
  ]);
  const batch = (
    host: string,
    name: string,
    own: typeof nearEnd,
    other: typeof nearEnd,
    otherMac: string,
  ): Promise<string> =>
    runToEnd(
      'ip',
      ['-netns', host, '-batch', '-'],
      [
        `addr add ${own.v4}/24 dev ${name}`,
        `-6 addr add ${own.v6}/64 dev ${name}`,
        `link set ${name} up`,
        // Neighbours are known from the start: a SYN that waits for its first answer of ARP or NDP looks retransmitted.
        `neigh replace ${other.v4} lladdr ${otherMac} dev ${name} nud permanent`,
        `-6 neigh replace ${other.v6} lladdr ${otherMac} dev ${name} nud permanent`,
        '',
      ]
        .join('\n')
        .replaceAll('-6 ', ''),
    );
  await batch(far, farInterface, farEnd, nearEnd, `${mac}1`);
  await batch(near, nearInterface, nearEnd, farEnd, `${mac}2`);
  // A segment looks as it does on a wire: not gathered, not cut by the receiver, checksums right.
  for (const [host, name] of [
    [far, farInterface],
    [near, nearInterface],
  ] as const) {
    await runToEnd('nsenter', [
      `--net=/run/netns/${host}`,
      'ethtool',
      '-K',
      name,
      ...'tx off tso off gso off gro off'.split(' '),
    ]);
  }
}

async function finish(cable: Cable, hosts: Hosts, place: number): Promise<void> {
  const near = hosts.get(cable.near) as Host;
  const far = hosts.get(cable.far) as Host;
  const nearEnd = addressOn(cable, 1, place);
  const farEnd = addressOn(cable, 2, place);
  await far.ip(`route add default via ${nearEnd.v4}`);
  await far.ip(`-6 route add default via ${nearEnd.v6}`);
  far.addresses = farEnd;
  far.address = far.version === 4 ? farEnd.v4 : farEnd.v6;
  const inner = near.version === 4 ? nearEnd.v4 : nearEnd.v6;
  if (near.address === '') {
    near.addresses = nearEnd;
    near.address = inner;
  } else near.innerAddress = inner;
}
