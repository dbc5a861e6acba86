import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLink, findDefaultGateway, findNeighbour } from '../../../src/probe/controls/own-network.ts';
import { parseIfconfig, parseMacosArp, parseScutilDns } from '../../../src/probe/controls/own-network-macos.ts';
import { type Asked, chooseServers } from '../../../src/probe/controls/resolver.ts';
import { runControls } from '../../../src/probe/controls/run-controls.ts';
import type { ConnectAttempt, Observation } from '../../../src/probe/model.ts';
import { findRoute } from '../../../src/probe/route.ts';
import { type FakeMachine, fakeSystem } from '../local/fake-system.ts';
import * as routes from '../route-texts.ts';
import { unrealMachine } from '../servers.ts';

const { signal } = new AbortController();

/** As tests and notes on GitHub quote them of macOS 12 to 15, with documentation addresses; scutil of Apple's configd. */
const IFCONFIG = `en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\toptions=6460<TSO4,TSO6,CHANNEL_IO,PARTIAL_CSUM,ZEROINVERT_CSUM>
\tether 02:fc:00:00:00:05
\tinet6 fe80::14:5426:edae:3802%en0 prefixlen 64 secured scopeid 0x11
\tinet 192.0.2.20 netmask 0xffffff00 broadcast 192.0.2.255
\tnd6 options=201<PERFORMNUD,DAD>
\tmedia: autoselect
\tstatus: active
`;
const ARP = `? (192.0.2.1) at (incomplete) on en0 ifscope [ethernet]
? (192.0.2.1) at 2:fc:0:0:0:6 on bridge100 ifscope permanent [bridge]
`;
const SCUTIL = `DNS configuration

resolver #1
  search domain[0] : example.net
  nameserver[0] : 203.0.113.53
  nameserver[1] : fe80::1%en0
  nameserver[2] : not-an-address
  if_index : 14 (en0)
  flags    : Request A records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : corp.example
  nameserver[0] : 10.8.0.53
  flags    : Supplemental, Request A records
  order    : 101200

resolver #3
  domain   : local
  options  : mdns
  timeout  : 5
  order    : 300000

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 198.51.100.53
  if_index : 14 (en0)
  flags    : Scoped, Request A records
`;

describe('macOS', () => {
  test('ifconfig', () => {
    expect(parseIfconfig(IFCONFIG, 'en0')).toEqual({ up: true, status: 'active' });
    expect(parseIfconfig(IFCONFIG, 'en1')).toBeUndefined();
    expect(parseIfconfig('utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 4000\n', 'utun4')).toEqual({
      up: true,
    });
    expect(parseIfconfig('en5: flags=8822<BROADCAST,SMART,SIMPLEX> mtu 1500\n', 'en5')).toEqual({ up: false });
    expect(parseIfconfig('ifconfig: interface en9 does not exist\n', 'en9')).toBeUndefined();
  });

  test('arp', () => {
    expect(parseMacosArp(ARP, '192.0.2.1', 'en0')).toEqual({ state: 'incomplete', answers: false });
    expect(parseMacosArp(ARP, '192.0.2.1', 'bridge100')).toEqual({ state: 'complete', answers: undefined });
    expect(parseMacosArp(ARP, '192.0.2.1', 'en1')).toBeUndefined();
    expect(parseMacosArp('192.0.2.9 (192.0.2.9) -- no entry\n', '192.0.2.9', 'en0')).toBeUndefined();
  });

  test('scutil: not the servers of one domain, nor those of one interface', () => {
    expect(parseScutilDns(SCUTIL)).toEqual(['203.0.113.53', 'fe80::1%en0']);
    expect(parseScutilDns('')).toEqual([]);
    expect(parseScutilDns('No DNS configuration available\n')).toEqual([]);
  });
});

test.each([
  [
    ['203.0.113.53', '[2001:db8::53]:53'],
    ['203.0.113.53', '2001:db8::53'],
  ],
  [['[fe80::1%12]:53'], ['fe80::1%12']],
  // What Node takes where it found none.
  [['127.0.0.1'], []],
  [
    ['127.0.0.1', '203.0.113.53'],
    ['127.0.0.1', '203.0.113.53'],
  ],
  // What Windows names where there are none.
  [['fec0:0:0:ffff::1%1', 'fec0:0:0:ffff::2%1', '203.0.113.53'], ['203.0.113.53']],
  [
    ['1.1.1.1', '192.0.2.1', '192.0.2.2', '192.0.2.3'],
    ['1.1.1.1', '192.0.2.1', '192.0.2.2'],
  ],
  [['192.0.2.1:5353', 'x'], []],
])('of the servers %j are asked %j', (servers, expected) => {
  expect(chooseServers(servers)).toEqual(expected);
});

/** What is looked at after nobody answered at 203.0.113.7, or without a name, where nothing listens on other ports either. */
async function look(fake: FakeMachine, addresses: readonly string[] = ['203.0.113.7']): Promise<readonly string[]> {
  const system = fakeSystem({ userId: 501, ...fake });
  const fates = Object.fromEntries(addresses.map((address) => [address, 'silence']));
  const machine = unrealMachine(fates, {
    platform: system.platform,
    run: system.run,
    ownAddresses: () => ['127.0.0.1', '192.0.2.20'],
  });
  const attempts = addresses.map(
    (address): ConnectAttempt => ({ address, family: 4, port: 80, outcome: 'timeout', at: 0, seconds: 1, used: false }),
  );
  const found = await Promise.all(addresses.map((address) => findRoute(address, machine, signal)));
  const seen: Observation = {
    target: { text: 'x', scheme: 'tcp', host: 'server.example', port: 80, path: '/' },
    start: '2026-01-01T00:00:00.000Z',
    platform: system.platform,
    routes: found.filter((route) => route !== undefined),
    attempts,
    exchanges: [],
    proxies: [],
    controls: [],
    local: [],
    interrupted: false,
    seconds: 1,
  };
  const ask = (): Promise<Asked> => Promise.resolve('answered');
  const { controls, signs } = await runControls(seen, { machine, system, ask, ports: [], seconds: 0.05, signal });
  return [
    ...controls
      .filter(({ what }) => !what.startsWith('connect'))
      .map(({ what, outcome, says }) => `${what}: ${outcome} (${says})`),
    ...signs.map(({ cause, weight, text }) => `${cause} ${weight}: ${text}`),
  ];
}

const ARP_COMPLETE = ARP.replace('(incomplete)', '2:fc:0:0:0:6');
const MACOS: FakeMachine = {
  platform: 'darwin',
  programs: {
    'route -n get 203.0.113.7': routes.GET_VIA,
    'route -n get 203.0.113.53': routes.GET_VIA,
    'route -n get default': routes.GET_VIA,
    'ifconfig en0': IFCONFIG,
    'arp -n 192.0.2.1': ARP_COMPLETE,
    'scutil --dns': SCUTIL.replace(/^ *nameserver\[1\].*$/m, ''),
  },
};
const withPrograms = (more: Readonly<Record<string, string>>): FakeMachine => ({
  ...MACOS,
  programs: { ...MACOS.programs, ...more },
});

describe('after silence, on macOS', () => {
  test('the link, the gateway and the resolver are looked at', async () => {
    const expected = [
      'the interface en0: is up (nothing)',
      'the gateway 192.0.2.1 on en0: was there (complete) (nothing)',
      'the resolver 203.0.113.53: answers, beyond the gateway 192.0.2.1 (our side works)',
    ];
    expect(await look(MACOS)).toEqual(expected);
    expect(await look(MACOS, [])).toEqual(expected);
  });

  test('a resolver on the own link shows nothing of what lies behind it', async () => {
    expect(await look(withPrograms({ 'route -n get 203.0.113.53': routes.GET_ON_LINK }))).toContain(
      'the resolver 203.0.113.53: answers, but is on the own link (nothing)',
    );
  });

  test('a gateway that does not answer is this side’s fault', async () => {
    const lines = await look(withPrograms({ 'arp -n 192.0.2.1': ARP }));
    expect(lines).toContain(
      'the gateway 192.0.2.1 on en0: does not answer ARP (incomplete): nothing leaves this link (our side is broken)',
    );
    expect(lines).toContain(
      'unanswered-arp supports: nobody on en0 answers for the gateway 192.0.2.1 (neighbour incomplete)',
    );
  });

  test.each([
    ['status: inactive', IFCONFIG.replace('status: active', 'status: inactive'), 'is inactive: it has no link'],
    ['down', IFCONFIG.replace('<UP,', '<'), 'is down'],
  ])('an interface that is %s is this side’s fault', async (_, text, outcome) => {
    expect(await look(withPrograms({ 'ifconfig en0': text }))).toContain(
      `the interface en0: ${outcome} (our side is broken)`,
    );
  });

  test('without programs nothing is claimed', async () => {
    expect(await look({ platform: 'darwin' })).toEqual([]);
    expect(await look({ platform: 'darwin', nameServers: ['203.0.113.53'] })).toEqual([
      'the resolver 203.0.113.53: answers, over a way that is not known (nothing)',
    ]);
  });
});

describe('after silence, on Windows', () => {
  const windows: FakeMachine = { platform: 'win32', nameServers: ['203.0.113.53'] };

  test('the resolver is looked at', async () => {
    expect(await look({ ...windows, programs: { 'route -4 print': routes.PRINT_GERMAN } })).toEqual([
      'the resolver 203.0.113.53: answers, beyond the gateway 192.0.2.1 (our side works)',
    ]);
  });

  test('files of Linux are not read, wherever they may come from', async () => {
    const files = {
      '/etc/resolv.conf': 'nameserver 198.51.100.53\n',
      '/proc/net/route': 'en0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
      '/proc/net/arp': '192.0.2.1 0x1 0x0 00:00:00:00:00:00 * en0\n',
      '/sys/class/net/en0/carrier': '0\n',
    };
    expect(await look({ platform: 'win32', files }, [])).toEqual([]);
    expect(await findDefaultGateway(fakeSystem({ files }), signal)).toEqual({ gateway: '192.0.2.1', device: 'en0' });
    for (const platform of ['win32', 'freebsd']) {
      const system = fakeSystem({ platform, files });
      expect(await findDefaultGateway(system, signal)).toBeUndefined();
      expect(await findNeighbour('192.0.2.1', 'en0', system, signal)).toBeUndefined();
      expect(await checkLink('en0', system, signal)).toBeUndefined();
    }
  });
});

test('any text is read without an error', () => {
  const pieces = [IFCONFIG, ARP, SCUTIL].flatMap((text) => text.split(/(?<=[ \n])/));
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...pieces));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), (some) => {
      const text = some.join('');
      parseIfconfig(text, 'en0');
      parseMacosArp(text, '192.0.2.1', 'en0');
      expect(parseScutilDns(text).length).toBeLessThanOrEqual(3);
      expect(chooseServers(some).length).toBeLessThanOrEqual(3);
    }),
  );
});
