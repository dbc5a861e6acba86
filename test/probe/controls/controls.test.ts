import { createSocket } from 'node:dgram';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judgeSide } from '../../../src/probe/controls/judge-side.ts';
import { choosePorts, judgeOtherPort, tryOtherPorts } from '../../../src/probe/controls/other-ports.ts';
import { type Asked, askResolver, judgeResolver, parseResolvConf } from '../../../src/probe/controls/resolver.ts';
import { runControls } from '../../../src/probe/controls/run-controls.ts';
import { thisMachine } from '../../../src/probe/machine.ts';
import type { ConnectAttempt, ConnectOutcome, Control, Observation, Route } from '../../../src/probe/model.ts';
import { type FakeMachine, fakeSystem, NO_RULES } from '../local/fake-system.ts';
import { closedPort, type Fate, serve, unrealMachine } from '../servers.ts';

const { signal } = new AbortController();

describe('a resolver', () => {
  /** A resolver on loopback that answers with this code; its address. */
  async function serveNames(code: number | undefined): Promise<string> {
    const socket = createSocket('udp4');
    socket.on('message', (message, { port, address }) => {
      if (code === undefined) return;
      const answer = Buffer.from(message.subarray(0, 17));
      answer.writeUInt16BE(0x8180 | code, 2);
      answer.fill(0, 6, 12);
      socket.send(answer, port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
    onTestFinished(() => new Promise<void>((resolve) => void socket.close(() => resolve())));
    return `127.0.0.1:${socket.address().port}`;
  }

  test.each([
    ['no error', 0],
    ['SERVFAIL', 2],
    ['NXDOMAIN', 3],
    ['REFUSED', 5],
  ])('that says %s answers', async (_, code) => {
    expect(await askResolver(await serveNames(code), 5, signal)).toBe('answered');
  });

  test('that says nothing is silent', async () => {
    expect(await askResolver(await serveNames(undefined), 0.1, signal)).toBe('silent');
  });

  test('is not waited for when the signal comes', async () => {
    const stop = new AbortController();
    const asked = askResolver(await serveNames(undefined), 30, stop.signal);
    stop.abort();
    expect(await asked).toBe('aborted');
    expect(await askResolver('127.0.0.1:1', 30, AbortSignal.abort())).toBe('aborted');
  });

  test('whose address is none fails', async () => {
    expect(await askResolver('x', 1, signal)).toBe('failed');
  });

  test('resolv.conf', () => {
    const text =
      '# nameserver 192.0.2.9\nnameserver 192.0.2.53\nsearch x\nnameserver\tfe80::1%eth0 # x\nnameserver x\n';
    expect(parseResolvConf(text)).toEqual(['192.0.2.53', 'fe80::1%eth0']);
    expect(parseResolvConf('nameserver 192.0.2.1\n'.repeat(9))).toHaveLength(3);
    expect(parseResolvConf('')).toEqual([]);
  });

  test.each<[Asked, boolean, string | undefined, Control['says']]>([
    ['answered', false, '192.0.2.1', 'our side works'],
    ['answered', false, undefined, 'nothing'],
    ['answered', true, undefined, 'nothing'],
    ['silent', false, '192.0.2.1', 'nothing'],
    ['silent', true, undefined, 'nothing'],
    ['refused', true, undefined, 'our side is broken'],
    ['refused', false, undefined, 'nothing'],
    ['failed', false, undefined, 'nothing'],
    ['aborted', false, undefined, 'nothing'],
  ])('%s, on this machine %s, gateway %s: %s', (asked, local, gateway, says) => {
    const place = { address: '192.0.2.53', local, ...(gateway === undefined ? {} : { gateway }) };
    expect(judgeResolver(place, asked, 0.1).says).toBe(says);
  });
});

describe('other ports', () => {
  test.each([
    [8080, [], [443, 80]],
    [443, [], [80, 22]],
    [8080, [8081, 8080, 80], [8081, 80]],
    [8080, [1, 2, 3], [1, 2]],
  ])('of %i, with %j named: %j', (target, named, expected) => {
    expect(choosePorts(target, named)).toEqual(expected);
  });

  test('are connected to and closed', async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const open = await serve((socket) => {
      socket.resume();
      socket.once('close', closed);
      socket.once('end', () => socket.end());
    });
    const shut = await closedPort();
    const controls = await tryOtherPorts('127.0.0.1', 4, [open, shut], thisMachine, 5, signal);
    expect(controls.map(({ outcome, says }) => `${outcome}, ${says}`)).toEqual([
      'connected: the way there works, our side works',
      'refused: something there answers, our side works',
    ]);
    await isClosed;
  });

  test.each<[ConnectOutcome, Control['says']]>([
    ['connected', 'our side works'],
    ['refused', 'our side works'],
    ['reset', 'our side works'],
    ['timeout', 'nothing'],
    ['unreachable', 'nothing'],
    ['denied', 'nothing'],
    ['aborted', 'nothing'],
    ['failed', 'nothing'],
    ['unusable', 'nothing'],
  ])('%s says %s', (outcome, says) => {
    expect(judgeOtherPort(attempt('192.0.2.1', outcome)).says).toBe(says);
  });
});

function attempt(address: string, outcome: ConnectOutcome): ConnectAttempt {
  const family = address.includes(':') ? 6 : 4;
  return { address, family, port: 8080, outcome, at: 0, seconds: 0.1, used: false };
}

describe('near or far', () => {
  const control = (says: Control['says']): Control => ({ what: 'a', outcome: 'b', seconds: 0, says });
  const works = control('our side works');
  const broken = control('our side is broken');

  test.each<[string, readonly Control[], readonly ConnectAttempt[], string]>([
    ['nothing known', [], [], 'unknown'],
    ['nothing shown', [control('nothing')], [attempt('192.0.2.1', 'timeout')], 'unknown'],
    ['something works', [works], [], 'beyond'],
    ['another address answered', [], [attempt('192.0.2.2', 'refused')], 'beyond'],
    ['something is broken', [broken], [attempt('192.0.2.1', 'unreachable')], 'near'],
    ['both', [broken, works], [], 'unknown'],
    ['broken, but another address answered', [broken], [attempt('192.0.2.2', 'connected')], 'unknown'],
  ])('%s', (_, controls, attempts, side) => {
    expect(judgeSide(controls, { attempts }).side).toBe(side);
  });
});

describe('after a failure', () => {
  const VIA = { to: '192.0.2.1', from: '198.51.100.2', device: 'eth0', gateway: '198.51.100.1', local: false };

  async function control(
    attempts: readonly ConnectAttempt[],
    routes: readonly Route[],
    fake: FakeMachine,
    fates: Readonly<Record<string, Fate>> = { '192.0.2.1': 'silence' },
  ): Promise<readonly string[]> {
    const seen: Observation = {
      target: { text: 'x', scheme: 'tcp', host: 'server.example', port: 8080, path: '/' },
      start: '2026-01-01T00:00:00.000Z',
      platform: 'linux',
      routes,
      attempts,
      exchanges: [],
      proxies: [],
      controls: [],
      local: [],
      interrupted: false,
      seconds: 1,
    };
    const system = fakeSystem({ ...fake, programs: { ...NO_RULES, ...fake.programs } });
    const machine = unrealMachine(fates, {
      platform: 'linux',
      run: system.run,
      ownAddresses: () => ['127.0.0.1', '198.51.100.2'],
    });
    const ask = (): Promise<Asked> => Promise.resolve('answered');
    const { controls, signs } = await runControls(seen, { machine, system, ask, ports: [], seconds: 0.05, signal });
    return [
      ...controls.map(({ what, outcome, says }) => `${what}: ${outcome} (${says})`),
      ...signs.map(({ cause, weight, text }) => `${cause} ${weight}: ${text}`),
    ];
  }

  const silent = [attempt('192.0.2.1', 'timeout')];

  test('a gateway that does not answer is this side’s fault', async () => {
    const programs = {
      'ip -j neigh show to 198.51.100.1 dev eth0': '[{"dst":"198.51.100.1","dev":"eth0","state":["FAILED"]}]',
    };
    expect((await control(silent, [VIA], { programs })).filter((line) => !line.startsWith('connect'))).toEqual([
      'the gateway 198.51.100.1 on eth0: does not answer ARP (FAILED): nothing leaves this link (our side is broken)',
      'unanswered-arp supports: nobody on eth0 answers for the gateway 198.51.100.1 (neighbour FAILED)',
    ]);
  });

  test('the Wi-Fi by which the route leaves is told, and blames nobody', async () => {
    const links = { '/sys/class/net/eth0/phy80211': '../../ieee80211/phy0' };
    const link = 'Connected to 04:21:b0:e8:c8:8b (on eth0)\n\tSSID: Guests\n\tsignal: -57 dBm\n';
    const programs = { 'iw dev eth0 link': link };
    const told = 'the Wi-Fi interface eth0: network “Guests”, signal -57 dBm (nothing)';
    expect(await control(silent, [VIA], { programs, links })).toContain(told);
    // Another interface is no matter of this connection; where no name was resolved, the default route is.
    expect(await control(silent, [{ ...VIA, device: 'tun0' }], { programs, links })).not.toContain(told);
    const route = 'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n';
    expect(await control([], [], { programs, links, files: { '/proc/net/route': route } })).toContain(told);
  });

  test('a neighbour that does not answer is not: nobody is there', async () => {
    const programs = {
      'ip -j neigh show to 192.0.2.1 dev eth0': '[{"dst":"192.0.2.1","dev":"eth0","state":["INCOMPLETE"]}]',
    };
    const { gateway: _, ...onLink } = VIA;
    expect((await control(silent, [onLink], { programs })).filter((line) => !line.startsWith('connect'))).toEqual([
      'unanswered-arp supports: nobody on eth0 answers for 192.0.2.1 (neighbour INCOMPLETE)',
    ]);
  });

  test('the same host refuses on another port: the way to it works', async () => {
    const lines = await control(silent, [VIA], {}, {});
    expect(lines).toEqual([
      'connect to 192.0.2.1:443, another port of the host: refused: something there answers (our side works)',
      'connect to 192.0.2.1:80, another port of the host: refused: something there answers (our side works)',
    ]);
  });

  test('a resolver beyond the gateway answers', async () => {
    const lines = await control(silent, [VIA], {
      files: { '/etc/resolv.conf': 'nameserver 203.0.113.53\n' },
      programs: {
        'ip -j route get 203.0.113.53': '[{"dst":"203.0.113.53","gateway":"198.51.100.1","dev":"eth0"}]',
      },
    });
    expect(lines).toContain('the resolver 203.0.113.53: answers, beyond the gateway 198.51.100.1 (our side works)');
  });

  const dropping = {
    'nft -j list ruleset': JSON.stringify({
      nftables: [
        { chain: { family: 'inet', table: 'f', name: 'out', hook: 'output', prio: 0, policy: 'accept' } },
        {
          rule: {
            family: 'inet',
            table: 'f',
            chain: 'out',
            handle: 2,
            expr: [{ match: { op: '==', left: { meta: { key: 'oifname' } }, right: 'eth0' } }, { drop: null }],
          },
        },
      ],
    }),
    'nft -a list ruleset': 'table inet f {\n\t\toifname "eth0" drop # handle 2\n',
  };

  test('a rule of this machine drops', async () => {
    const lines = await control(silent, [VIA], { programs: dropping });
    expect(lines).toContain(
      'this machine’s firewall: drops the SYN; rule of this machine (nft inet f out): oifname "eth0" drop (our side is broken)',
    );
    expect(lines).toContain('unanswered-syn supports: rule of this machine (nft inet f out): oifname "eth0" drop');
  });

  test('a rule that drops explains no refusal', async () => {
    const lines = await control([attempt('192.0.2.1', 'refused')], [VIA], { programs: dropping });
    expect(lines.filter((line) => / supports| hints/.test(line))).toEqual([]);
  });

  test('a rule of this machine rejects: other ports are not tried, as it answers for them', async () => {
    const programs = Object.fromEntries(
      Object.entries(dropping).map(([key, text]) => [
        key,
        text.replace('{"drop":null}', '{"reject":{"type":"tcp reset"}}').replace('drop #', 'reject with tcp reset #'),
      ]),
    );
    expect(await control([attempt('192.0.2.1', 'refused')], [VIA], { programs })).toContain(
      'firewall-reset-at-connect supports: rule of this machine (nft inet f out): oifname "eth0" reject with tcp reset',
    );
    expect((await control(silent, [VIA], { programs })).filter((line) => line.startsWith('connect'))).toEqual([]);
  });

  test('without an address of the family nothing could be sent', async () => {
    const lines = await control(
      [attempt('2001:db8::1', 'unreachable')],
      [{ to: '2001:db8::1', local: false, error: 'no' }],
      {},
      {
        '2001:db8::1': 'ENETUNREACH',
      },
    );
    expect(lines).toEqual([
      'the route to 2001:db8::1: there is none: no (our side is broken)',
      'IPv6 addresses of this machine: there is none that reaches beyond its own links (our side is broken)',
    ]);
  });

  test('a name that was not resolved: the link, the gateway, the resolvers', async () => {
    const files = {
      '/proc/net/route': 'eth0\t00000000\t016433C6\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
      '/sys/class/net/eth0/carrier': '0\n',
      '/etc/resolv.conf': 'nameserver 127.0.0.53\n',
    };
    expect(await control([], [], { files })).toEqual([
      'the interface eth0: has no carrier (our side is broken)',
      'the resolver 127.0.0.53: answers, but is on this machine (nothing)',
    ]);
  });

  test('what was connected needs none', async () => {
    expect(await control([attempt('192.0.2.1', 'connected')], [VIA], {}, {})).toEqual([]);
  });
});
