import { describe, expect, test } from 'vitest';
import {
  checkLink,
  checkOwnAddresses,
  findNeighbour,
  judgeGateway,
  judgeRoute,
  parseArp,
  parseDefaultGateway,
  parseNeighbours,
} from '../../../src/probe/controls/own-network.ts';
import { fakeSystem } from '../local/fake-system.ts';

const { signal } = new AbortController();
// As iproute2 6.1 and Linux 6.1 wrote them.
const NEIGH =
  '[{"dst":"192.0.2.1","dev":"eth0","lladdr":"02:fc:00:00:00:05","state":["STALE"]},{"dst":"2001:db8::1","dev":"eth0","state":["FAILED"]}]';
const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0
192.0.2.7        0x1         0x0         00:00:00:00:00:00     *        eth0
`;
const ROUTE = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       
eth1\t00000000\t090200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0                                                                               
eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0                                                                               
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0                                                                               
`;

describe('neighbours', () => {
  test.each([
    ['REACHABLE', true],
    ['DELAY', true],
    ['STALE', undefined],
    ['PERMANENT', undefined],
    ['FAILED', false],
    ['INCOMPLETE', false],
  ])('%s answers: %s', (state, answers) => {
    const json = JSON.stringify([{ dst: '192.0.2.1', state: [state] }]);
    expect(parseNeighbours(json, '192.0.2.1')).toEqual({ state, answers });
  });

  test('as the programs wrote them', () => {
    expect(parseNeighbours(NEIGH, '2001:db8::1')).toEqual({ state: 'FAILED', answers: false });
    expect(parseNeighbours(NEIGH, '192.0.2.2')).toBeUndefined();
    expect(parseArp(ARP, '192.0.2.1', 'eth0')).toEqual({ state: 'complete', answers: undefined });
    expect(parseArp(ARP, '192.0.2.7', 'eth0')).toEqual({ state: 'INCOMPLETE', answers: false });
    expect(parseArp(ARP, '192.0.2.7', 'eth1')).toBeUndefined();
  });

  test.each([
    '',
    '[',
    '{}',
    '[null]',
    '[{"dst":"192.0.2.1"}]',
    '[{"dst":"192.0.2.1","state":"FAILED"}]',
    '[{"dst":"192.0.2.1","state":[3]}]',
  ])('nothing in %j', (json) => {
    expect(parseNeighbours(json, '192.0.2.1')).toBeUndefined();
  });

  test('are asked of ip, else of /proc', async () => {
    const files = { '/proc/net/arp': ARP };
    const programs = { 'ip -j neigh show to 192.0.2.7 dev eth0': '[]' };
    expect(await findNeighbour('192.0.2.7', 'eth0', fakeSystem({ files, programs }), signal)).toBeUndefined();
    expect(await findNeighbour('192.0.2.7', 'eth0', fakeSystem({ files }), signal)).toMatchObject({ answers: false });
    expect(await findNeighbour('192.0.2.7', 'eth0', fakeSystem({}), signal)).toBeUndefined();
  });

  test('a gateway proves that this side is broken only by not answering', () => {
    const says = (answers: boolean | undefined): string | undefined =>
      judgeGateway('192.0.2.1', 'eth0', { state: 'x', answers })?.says;
    expect([true, undefined, false].map(says)).toEqual(['nothing', 'nothing', 'our side is broken']);
    expect(judgeGateway('192.0.2.1', 'eth0', undefined)).toBeUndefined();
  });
});

describe('the default gateway', () => {
  test('is that of the lowest metric', () => {
    expect(parseDefaultGateway(ROUTE, 'LE')).toEqual({ gateway: '192.0.2.1', device: 'eth0' });
    const big = ROUTE.replace('010200C0', 'C0000201');
    expect(parseDefaultGateway(big, 'BE')).toEqual({ gateway: '192.0.2.1', device: 'eth0' });
  });

  test.each(['', ROUTE.split('\n')[0]!, 'eth0\t00000000\t010200C0\t0001\t0\t0\t0\t00000000\t0\t0\t0', '\0\t\t\t'])(
    'is not in %j',
    (text) => {
      expect(parseDefaultGateway(text, 'LE')).toBeUndefined();
    },
  );
});

describe('an interface', () => {
  test.each([
    ['up\n', '1\n', 'nothing'],
    ['down\n', undefined, 'our side is broken'],
    ['lowerlayerdown\n', undefined, 'our side is broken'],
    ['up\n', '0\n', 'our side is broken'],
    ['unknown\n', '1\n', undefined],
    [undefined, undefined, undefined],
  ])('%j, carrier %j: %s', async (state, carrier, says) => {
    const files = {
      ...(state === undefined ? {} : { '/sys/class/net/eth0/operstate': state }),
      ...(carrier === undefined ? {} : { '/sys/class/net/eth0/carrier': carrier }),
    };
    expect((await checkLink('eth0', fakeSystem({ files }), signal))?.says).toBe(says);
  });

  test('whose name leads elsewhere is not read', async () => {
    const files = { '/sys/class/net/../../x/operstate': 'down', '/sys/class/net/../operstate': 'down' };
    expect(await checkLink('../../x', fakeSystem({ files }), signal)).toBeUndefined();
    expect(await checkLink('..', fakeSystem({ files }), signal)).toBeUndefined();
  });
});

test.each([
  [4, ['127.0.0.1', '169.254.3.4', '2001:db8::2'], 'our side is broken'],
  [4, ['127.0.0.1', '192.0.2.2'], 'nothing'],
  [6, ['::1', 'fe80::1', '192.0.2.2'], 'our side is broken'],
  [6, ['::1', '2001:db8::2'], 'nothing'],
] as const)('IPv%i of %j: %s', (family, addresses, says) => {
  expect(checkOwnAddresses(family, addresses).says).toBe(says);
});

test('a route is told of where there is none', () => {
  expect(judgeRoute({ to: '192.0.2.1', local: false })).toBeUndefined();
  expect(judgeRoute({ to: '192.0.2.1', local: false, error: 'Network is unreachable' })).toMatchObject({
    outcome: 'there is none: Network is unreachable',
    says: 'our side is broken',
  });
});
