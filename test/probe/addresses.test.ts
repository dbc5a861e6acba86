import { describe, expect, test } from 'vitest';
import { thisMachine } from '../../src/probe/machine.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { probe } from '../../src/probe/probe.ts';
import { brief, OK, onFirstData, QUICK } from './brief.ts';
import { PRINT } from './route-texts.ts';
import { serve, unrealMachine } from './servers.ts';

describe('addresses', () => {
  const probeUnreal = async (fates: Readonly<Record<string, string>>, more = {}): Promise<ProbeResult> =>
    await probe('server.example:80', { ...QUICK, timeoutSeconds: 0.2, machine: unrealMachine(fates, more) });

  test.each([
    [{ '192.0.2.1': 'silence' }, 'failure: unanswered-syn, possible, unknown, timeout'],
    [{ '192.0.2.1': 'ECONNREFUSED' }, 'failure: closed-port, possible, unknown, refused'],
    [{ '192.0.2.1': 'EHOSTUNREACH' }, 'failure: host-unreachable, possible, unknown, icmp'],
    [{ '192.0.2.1': 'ENETUNREACH' }, 'failure: network-unreachable, possible, unknown, icmp'],
    [{ '192.0.2.1': 'EPERM' }, 'failure: firewall-admin-prohibited, possible, client kernel, timeout'],
    [{ '2001:db8::1': 'EACCES' }, 'failure: firewall-admin-prohibited, possible, unknown, icmp'],
  ])('%j', async (fates, expected) => {
    expect(brief(await probeUnreal(fates))).toBe(expected);
  });

  test('without a route it is this machine', async () => {
    const run = (): Promise<string> => Promise.reject(new Error('RTNETLINK answers: Network is unreachable'));
    const result = await probeUnreal({ '192.0.2.1': 'ENETUNREACH' }, { platform: 'linux', run });
    expect(brief(result)).toBe('failure: network-unreachable, likely, client kernel, timeout');
  });

  const onLink = JSON.stringify([{ dst: '192.0.2.1', dev: 'eth0', prefsrc: '192.0.2.9' }]);
  const behindRouter = JSON.stringify([
    { dst: '192.0.2.1', gateway: '192.0.2.254', dev: 'eth0', prefsrc: '192.0.2.9' },
  ]);
  const own = JSON.stringify([{ type: 'local', dst: '192.0.2.1', dev: 'lo' }]);

  test.each([
    ['on the link, at once: the host itself', onLink, 'failure: firewall-admin-prohibited, possible, unknown, icmp'],
    ['behind a router', behindRouter, 'failure: host-unreachable, possible, unknown, icmp'],
    ['here: an own firewall', own, 'failure: firewall-admin-prohibited, likely, server kernel, icmp'],
  ])('EHOSTUNREACH of an address %s', async (_, route, expected) => {
    const more = { platform: 'linux', run: () => Promise.resolve(route) };
    expect(brief(await probeUnreal({ '192.0.2.1': 'EHOSTUNREACH' }, more))).toBe(expected);
  });

  test.each([
    ['on the link: nobody answers for it', onLink, 'failure: unanswered-arp, likely, nobody, timeout'],
    ['behind a router', behindRouter, 'failure: host-unreachable, possible, unknown, icmp'],
  ])('EHOSTUNREACH after three seconds of an address %s', async (_, route, expected) => {
    let lateMs = 0;
    const machine = unrealMachine({ '192.0.2.1': 'EHOSTUNREACH' });
    const openSocket: typeof machine.openSocket = (address, port) => {
      lateMs = 3060;
      return machine.openSocket(address, port);
    };
    const nowMs = (): number => performance.now() + lateMs;
    const more = { platform: 'linux', run: () => Promise.resolve(route), openSocket, nowMs };
    expect(brief(await probeUnreal({ '192.0.2.1': 'EHOSTUNREACH' }, more))).toBe(expected);
  });

  test('silence of this machine itself may be a full queue', async () => {
    const more = { platform: 'linux', run: () => Promise.resolve(own) };
    const result = await probeUnreal({ '192.0.2.1': 'silence' }, more);
    expect(brief(result)).toBe('failure: accept-queue-overflow, possible, unknown, timeout');
    expect(result.verdict.alternatives.map(({ cause }) => cause)).toEqual(['unanswered-syn']);
  });

  test('silence of a Windows machine itself is no full queue: there that refuses', async () => {
    const more = { platform: 'win32', ownAddresses: () => ['192.0.2.1'], run: () => Promise.resolve(PRINT) };
    const result = await probeUnreal({ '192.0.2.1': 'silence' }, more);
    expect(result.observation.routes).toEqual([{ to: '192.0.2.1', local: true }]);
    expect(brief(result)).toBe('failure: unanswered-syn, possible, unknown, timeout');
    expect(result.verdict.alternatives).toEqual([]);
  });

  test('every address is tried, and each result told', async () => {
    const result = await probeUnreal({
      '192.0.2.1': 'ECONNREFUSED',
      '192.0.2.2': 'silence',
      '2001:db8::1': 'EHOSTUNREACH',
    });
    expect(result.observation.attempts.map(({ address, outcome }) => `${address} ${outcome}`)).toEqual([
      '2001:db8::1 unreachable',
      '192.0.2.1 refused',
      '192.0.2.2 timeout',
    ]);
  });

  test('one family that works is used, and the other told of', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end(OK)));
    const real = thisMachine.openSocket;
    const unreal = unrealMachine({ '2001:db8::1': 'ECONNREFUSED', '127.0.0.1': 'real' });
    const openSocket: typeof real = (address, to) =>
      address === '127.0.0.1' ? real(address, to) : unreal.openSocket(address, to);
    const result = await probe(`http://server.example:${port}/`, { ...QUICK, machine: { ...unreal, openSocket } });
    expect(brief(result)).toMatch(/^suspicious: address-family-mismatch, likely, unknown/);
    expect(result.observation.exchanges).toMatchObject([{ code: '200' }]);
  });

  test.each([
    ['ECONNREFUSED', 'suspicious: closed-port, likely, unknown, refused'],
    ['silence', 'suspicious: unanswered-syn, likely, unknown, timeout'],
  ])('one of several that fails (%s) is told of', async (fate, expected) => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end(OK)));
    const real = thisMachine.openSocket;
    const unreal = unrealMachine({ '192.0.2.1': fate, '127.0.0.1': 'real' });
    const openSocket: typeof real = (address, to) =>
      address === '127.0.0.1' ? real(address, to) : unreal.openSocket(address, to);
    const machine = { ...unreal, openSocket };
    const result = await probe(`http://server.example:${port}/`, { ...QUICK, timeoutSeconds: 0.4, machine });
    expect(brief(result)).toBe(expected);
    expect(result.observation.exchanges).toMatchObject([{ code: '200' }]);
  });

  test('a socket that cannot even be made is an attempt that failed', async () => {
    const openSocket = (): never => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    };
    const { observation } = await probeUnreal({ '192.0.2.1': 'silence' }, { openSocket });
    expect(observation.attempts).toMatchObject([{ outcome: 'unusable', error: { code: 'EMFILE' } }]);
  });

  test('what is found around decides what the code left open', async () => {
    const silent = unrealMachine({ '192.0.2.1': 'silence' });
    const works = {
      what: 'connect to 192.0.2.9:443',
      outcome: 'connected',
      seconds: 0.1,
      says: 'our side works',
    } as const;
    const investigate = () => Promise.resolve({ controls: [works], local: [] });
    const near = await probe('server.example:80', { ...QUICK, timeoutSeconds: 0.1, machine: silent, investigate });
    expect(brief(near)).toBe('failure: unanswered-syn, likely, unknown, timeout');

    const refusing = unrealMachine({ '127.0.0.1': 'ECONNREFUSED' });
    const local = [
      { cause: 'closed-port', weight: 'excludes', text: 'node (pid 812) listens on the port', source: 'process' },
      { cause: 'firewall-reset-at-connect', weight: 'proves', text: 'nft: tcp dport 80 reject', source: 'kernel' },
    ] as const;
    const own = await probe('127.0.0.1:80', {
      ...QUICK,
      machine: refusing,
      investigate: () => Promise.resolve({ controls: [], local }),
    });
    expect(brief(own)).toMatch(/^failure: firewall-reset-at-connect, certain/);
    expect(own.verdict.evidence.map(({ source }) => source)).toContain('kernel');
  });

  test('a name that is not there', async () => {
    const resolve = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    const result = await probeUnreal({}, { resolve });
    expect(brief(result)).toBe('failure: name-resolution-failure, certain, nobody, nothing tried');
    expect(result.server).toBeUndefined();
  });

  test('a resolver that does not answer is no proof', async () => {
    const resolve = (): Promise<never> => new Promise(() => {});
    expect(brief(await probeUnreal({}, { resolve }))).toBe(
      'failure: name-resolution-failure, likely, unknown, nothing tried',
    );
  });

  test.each([
    ['darwin', '  interface: en0\n      flags: <UP,DONE,CLONING>\n'],
    ['win32', '        192.0.2.0    255.255.255.0         On-link      192.0.2.20    281\n'],
  ])(
    'EHOSTUNREACH after three seconds, on its own link, on %s: how long that asks a neighbour is not known',
    async (platform, text) => {
      let lateMs = 0;
      const machine = unrealMachine({ '192.0.2.1': 'EHOSTUNREACH' });
      const openSocket: typeof machine.openSocket = (address, port) => {
        lateMs = 3060;
        return machine.openSocket(address, port);
      };
      const nowMs = (): number => performance.now() + lateMs;
      const more = { platform, run: () => Promise.resolve(text), openSocket, nowMs };
      const result = await probeUnreal({ '192.0.2.1': 'EHOSTUNREACH' }, more);
      expect(result.stages.map((stage) => stage.text)).toContainEqual(
        expect.stringMatching(/^to 192\.0\.2\.1 directly, /),
      );
      expect(brief(result)).toBe('failure: host-unreachable, possible, unknown, icmp');
    },
  );

  test.each(['darwin', 'win32'])('no program of Linux is run on %s', async (platform) => {
    const ran: string[] = [];
    const run = (command: string): Promise<string> => {
      ran.push(command);
      return Promise.reject(new Error('no'));
    };
    await probeUnreal({ '192.0.2.1': 'ECONNREFUSED' }, { platform, run });
    expect(ran).toEqual(['route']);
  });

  test('a proxy of the environment is told of, without its password', async () => {
    const env = { http_proxy: 'http://user:secret@proxy.example:3128' };
    const result = await probe('http://server.example/', {
      ...QUICK,
      machine: unrealMachine({ '192.0.2.1': 'ECONNREFUSED' }, { env }),
    });
    expect(result.observation.proxies).toEqual([
      { name: 'http_proxy', value: 'http://…@proxy.example:3128', exempt: false },
    ]);
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});
