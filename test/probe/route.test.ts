import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRoute, parseRoute } from '../../src/probe/route.ts';
import { parseRouteGet, routeGetError } from '../../src/probe/route-get.ts';
import { chooseRoute, parseRoutePrint } from '../../src/probe/route-print.ts';
import { describeRoute } from '../../src/probe/words.ts';
import * as texts from './route-texts.ts';
import { unrealMachine } from './servers.ts';

const { signal } = new AbortController();

describe('route get of macOS', () => {
  test.each([
    ['by a router', texts.GET_VIA, { device: 'en0', gateway: '192.0.2.1', local: false }],
    ['on the link', texts.GET_ON_LINK, { device: 'en0', local: false }],
    ['to itself', texts.GET_OWN, { device: 'lo0', local: true }],
    ['to itself, as older ones print it', `    gateway: 127.0.0.1\n${texts.GET_OWN}`, { device: 'lo0', local: true }],
    ['through a tunnel', texts.GET_TUNNEL, { device: 'utun4', local: false }],
    [
      'over IPv6',
      '    gateway: fe80::1%en0\n  interface: en0\n',
      { device: 'en0', gateway: 'fe80::1%en0', local: false },
    ],
    ['by a link', '    gateway: link#11\n  interface: en0\n', { device: 'en0', local: false }],
    // Something else may be sent there: a tunnel, or a rule.
    [
      'over lo0 without being its own',
      '  interface: lo0\n      flags: <UP,DONE,STATIC>\n',
      { device: 'lo0', local: false },
    ],
  ])('%s', (_, text, expected) => {
    expect(parseRouteGet('192.0.2.99', text)).toEqual({ to: '192.0.2.99', ...expected });
  });

  test.each(['', 'route to: 192.0.2.1\n', 'route: bad address: x\n', '\0'])('nothing in %j', (text) => {
    expect(parseRouteGet('192.0.2.1', text)).toBeUndefined();
  });

  test('says that there is none', () => {
    const failed = 'Command failed: route -n get 192.0.2.1\nroute: writing to routing socket: not in table\n';
    expect(routeGetError(failed)).toBe('writing to routing socket: not in table');
    expect(routeGetError('Command failed: route\nroute: socket: Operation not permitted\n')).toBeUndefined();
    expect(routeGetError('spawn route ENOENT')).toBeUndefined();
  });
});

describe('route print of Windows', () => {
  test.each([
    ['203.0.113.7', { from: '192.0.2.20', gateway: '192.0.2.1' }],
    ['192.0.2.7', { from: '192.0.2.20' }],
    ['198.51.100.7', { from: '10.8.0.6', gateway: '10.8.0.1' }],
    ['127.0.0.1', { from: '127.0.0.1' }],
  ])('the longest prefix, then the lowest metric: %s', (to, expected) => {
    for (const text of [texts.PRINT, texts.PRINT_GERMAN, texts.PRINT.replaceAll('\n', '\r\n')]) {
      expect(chooseRoute(to, parseRoutePrint(text))).toEqual({ to, ...expected });
    }
  });

  test.each([
    ['2001:db8:ffff::1', { gateway: 'fe80::1' }],
    ['2001:db8:2:3:4:5:6:1', {}],
    ['2001:db8:7:8:9:a:b:c', { gateway: '2001:db8:1::fe' }],
    ['2001:db8:1:0:61e4:8e32:fb58:74a4', {}],
    ['fe80::7%12', {}],
    // A persistent route is not in use by that alone.
    ['2001:db8:f::1', { gateway: 'fe80::1' }],
  ])('over IPv6: %s', (to, expected) => {
    expect(chooseRoute(to, parseRoutePrint(texts.PRINT6))).toEqual({ to, ...expected });
  });

  test('is not known where two are as good, or none is there', () => {
    expect(chooseRoute('2001:db8:1::7', parseRoutePrint(texts.PRINT6))).toBeUndefined();
    expect(chooseRoute('2001:db8::1', parseRoutePrint(texts.PRINT))).toBeUndefined();
    expect(
      chooseRoute('203.0.113.7', parseRoutePrint(texts.PRINT.replace(/^ +0\.0\.0\.0 .*25$/m, ''))),
    ).toBeUndefined();
    expect(chooseRoute('server.example', parseRoutePrint(texts.PRINT))).toBeUndefined();
  });

  test.each([
    '0.0.0.0 0.0.0.0 192.0.2.1 5',
    '0.0.0.0 0.0.0.0 192.0.2.1 192.0.2.20 x',
    '0.0.0.0 255.0.255.0 192.0.2.1 192.0.2.20 5',
    '0.0.0.0 0.0.0.0 192.0.2.1 eth0 5',
    '12 281 ::/129 fe80::1',
    '12 281 ::%1/0 fe80::1',
    'x 281 ::/0 fe80::1',
    '12 281 192.0.2.0/24 fe80::1',
    '',
  ])('no row: %j', (line) => {
    expect(parseRoutePrint(line)).toEqual([]);
  });
});

describe('the route', () => {
  const ask = async (platform: string, to: string, printed: Readonly<Record<string, string>>): Promise<unknown> => {
    const run = (command: string, args: readonly string[]): Promise<string> => {
      const text = printed[[command, ...args].join(' ')];
      return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text);
    };
    return await findRoute(to, unrealMachine({}, { platform, run, ownAddresses: () => ['192.0.2.20'] }), signal);
  };

  test('on macOS', async () => {
    const printed = {
      'route -n get 203.0.113.7': texts.GET_VIA,
      'route -n get 192.0.2.20': texts.GET_OWN,
      'route -n get -inet6 fe80::7%en0': texts.GET_ON_LINK,
      // There is no route; what it says of that is not on its standard output.
      'route -n get 198.51.100.1': '',
    };
    expect(await ask('darwin', '203.0.113.7', printed)).toMatchObject({ gateway: '192.0.2.1', device: 'en0' });
    expect(await ask('darwin', '192.0.2.20', printed)).toEqual({ to: '192.0.2.20', local: true });
    expect(await ask('darwin', 'fe80::7%en0', printed)).toMatchObject({ device: 'en0' });
    expect(await ask('darwin', '198.51.100.1', printed)).toBeUndefined();
    expect(await ask('darwin', '192.0.2.99', printed)).toBeUndefined();
  });

  test('on Windows', async () => {
    const printed = { 'route -4 print': texts.PRINT_GERMAN, 'route -6 print': texts.PRINT6 };
    expect(await ask('win32', '203.0.113.7', printed)).toEqual({
      to: '203.0.113.7',
      from: '192.0.2.20',
      gateway: '192.0.2.1',
      local: false,
    });
    expect(await ask('win32', '192.0.2.20', printed)).toEqual({ to: '192.0.2.20', local: true });
    expect(await ask('win32', '2001:db8:ffff::1', printed)).toMatchObject({ gateway: 'fe80::1' });
    expect(await ask('win32', '203.0.113.7', {})).toBeUndefined();
  });

  test('elsewhere nobody is asked', async () => {
    expect(await ask('freebsd', '203.0.113.7', { 'route -n get 203.0.113.7': texts.GET_VIA })).toBeUndefined();
  });

  test.each([
    [{ gateway: '192.0.2.1', device: 'en0' }, 'to 203.0.113.7 via 192.0.2.1, en0'],
    [{ gateway: '192.0.2.1', from: '192.0.2.20' }, 'to 203.0.113.7 via 192.0.2.1, from 192.0.2.20'],
    [{ device: 'eth0', from: '192.0.2.20' }, 'to 203.0.113.7 directly, eth0, from 192.0.2.20'],
    [{}, 'to 203.0.113.7 directly'],
  ])('%j in words', (route, text) => {
    expect(describeRoute({ to: '203.0.113.7', local: false, ...route })).toEqual({ status: 'ok', text });
  });
});

test('any text is read without an error', () => {
  const pieces = [texts.GET_VIA, texts.GET_OWN, texts.PRINT, texts.PRINT6].flatMap((text) => text.split(/(?<=[ \n])/));
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom(...pieces));
  const to = fc.constantFrom('203.0.113.7', '2001:db8::1', 'fe80::1%12', 'x');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 80 }), to, (some, address) => {
      const text = some.join('');
      parseRoute(address, text);
      routeGetError(text);
      expect(parseRouteGet(address, text)?.to ?? address).toBe(address);
      expect(chooseRoute(address, parseRoutePrint(text))?.to ?? address).toBe(address);
    }),
  );
});
