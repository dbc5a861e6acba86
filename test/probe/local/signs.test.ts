import { describe, expect, test } from 'vitest';
import { lookHere } from '../../../src/probe/local/look-here.ts';
import { notesOf, signsOf } from '../../../src/probe/local/signs.ts';
import type { Close, ConnectAttempt, ConnectOutcome, Observation } from '../../../src/probe/model.ts';
import { type FakeMachine, fakeSystem, HEX, NO_RULES, procLine } from './fake-system.ts';
import { lsofOf, netstatOf } from './macos-texts.ts';

const { signal } = new AbortController();

function observe(address: string, port: number, outcome: ConnectOutcome, close?: Partial<Close>): Observation {
  const family = address.includes(':') ? 6 : 4;
  const attempt: ConnectAttempt = {
    address,
    family,
    port,
    outcome,
    at: 0,
    seconds: 0.1,
    used: outcome === 'connected',
  };
  return {
    target: { text: `${address}:${port}`, scheme: 'tcp', host: address, port, path: '/' },
    start: '2026-01-01T00:00:00.000Z',
    platform: 'linux',
    routes: [],
    attempts: [attempt],
    exchanges: [],
    ...(close === undefined
      ? {}
      : {
          close: { how: 'timeout', at: 1, quietSeconds: 1, awaiting: true, receivedBytes: 0, sentBytes: 9, ...close },
        }),
    proxies: [],
    controls: [],
    local: [],
    interrupted: false,
    seconds: 1,
  };
}

async function lookAt(machine: FakeMachine, seen: Observation): Promise<{ signs: string[]; notes: readonly string[] }> {
  const { address, port } = seen.attempts[0]!;
  const view = await lookHere([address], port, fakeSystem(machine), signal);
  return {
    signs: signsOf(view, seen).map(({ cause, weight, text }) => `${cause} ${weight}: ${text}`),
    notes: notesOf(view),
  };
}

/** A machine with these listeners, all of process 812, and a firewall without rules. */
function machineOf(
  more: FakeMachine & { tcp?: string; tcp6?: string; ss?: string; status?: string; limit?: number },
): FakeMachine {
  const { tcp = '', tcp6 = '', ss, status = 'S (sleeping)', limit = 1024 } = more;
  return {
    ...more,
    files: {
      '/proc/net/tcp': tcp,
      '/proc/net/tcp6': tcp6,
      '/proc/812/status': `Name:\tnode\nState:\t${status}\n`,
      '/proc/812/limits': `Max open files            ${limit}                 ${limit}                 files     \n`,
      ...more.files,
    },
    folders: { '/proc': ['812'], '/proc/812/fd': ['3', '4'], ...more.folders },
    links: { '/proc/812/fd/3': 'socket:[4711]', ...more.links },
    programs: { ...NO_RULES, ...(ss === undefined ? {} : { 'ss -ltneH': ss }), ...more.programs },
  };
}

const NO_RULE = 'no rule of nft or iptables on this machine rejects a SYN to 127.0.0.1:8080';
const NO_FIREWALL = [
  `firewall-reset-at-connect speaks-against: ${NO_RULE}`,
  `firewall-port-unreachable speaks-against: ${NO_RULE}`,
];
const REFUSED = observe('127.0.0.1', 8080, 'refused');
const SILENT = observe('127.0.0.1', 8080, 'timeout');

describe('a port of this machine that refused', () => {
  test('has no listener, and something near it has', async () => {
    const tcp = procLine(HEX.loopback4, 8081) + procLine(HEX.any4, 22, { inode: 5 });
    expect(await lookAt(machineOf({ tcp }), REFUSED)).toEqual({
      signs: [...NO_FIREWALL, 'closed-port supports: nothing listens on port 8080 of this machine, on any address'],
      notes: ['nothing listens on 8080; node (pid 812) listens on 127.0.0.1:8081'],
    });
  });

  test.each<[string, string, FakeMachine & { tcp?: string; tcp6?: string; ss?: string }, string]>([
    [
      'another address',
      '127.0.0.2',
      { tcp: procLine(HEX.loopback4, 8080) },
      'listener-on-another-address supports: node (pid 812) listens on 127.0.0.1:8080, not on 127.0.0.2:8080',
    ],
    [
      'IPv4 alone',
      '::1',
      { tcp: procLine(HEX.any4, 8080) },
      'address-family-mismatch supports: node (pid 812) listens on 0.0.0.0:8080, not on [::1]:8080',
    ],
    [
      'IPv6 alone',
      '127.0.0.1',
      { tcp6: procLine(HEX.any6, 8080), ss: 'LISTEN 0 5 [::]:8080 [::]:* ino:4711 sk:1 v6only:1 <->' },
      'address-family-mismatch supports: node (pid 812) listens on [::]:8080, not on 127.0.0.1:8080',
    ],
    [
      'the loopback address of IPv6',
      '127.0.0.1',
      { tcp6: procLine(HEX.loopback6, 8080) },
      'address-family-mismatch supports: node (pid 812) listens on [::1]:8080, not on 127.0.0.1:8080',
    ],
  ])('has a listener on %s', async (_, address, machine, expected) => {
    const { signs } = await lookAt(machineOf(machine), observe(address, 8080, 'refused'));
    expect(signs).toContain(expected);
    expect(signs.filter((sign) => sign.startsWith('closed-port'))).toEqual([
      `closed-port speaks-against: ${expected.replace(/^.*?: /, '')}`,
    ]);
  });

  test('has a listener by now: not closed for good', async () => {
    const { signs } = await lookAt(machineOf({ tcp: procLine(HEX.any4, 8080) }), REFUSED);
    expect(signs).toEqual([
      ...NO_FIREWALL,
      'closed-port speaks-against: node (pid 812) listens on 0.0.0.0:8080 by now',
    ]);
  });

  test('where it is not known whether an IPv6 socket takes IPv4, nothing is said of the port', async () => {
    const { signs } = await lookAt(machineOf({ tcp6: procLine(HEX.any6, 8080) }), REFUSED);
    expect(signs).toEqual(NO_FIREWALL);
  });

  test.each([
    ['reject with tcp reset', { type: 'tcp reset' }, 'firewall-reset-at-connect'],
    ['reject', null, 'firewall-port-unreachable'],
  ])('by a rule: %s', async (words, reject, cause) => {
    const rows = [
      { chain: { family: 'inet', table: 'f', name: 'in', hook: 'input', prio: 0, policy: 'accept' } },
      { rule: { family: 'inet', table: 'f', chain: 'in', handle: 2, expr: [{ reject }] } },
    ];
    const programs = {
      'nft -j list ruleset': JSON.stringify({ nftables: rows }),
      'nft -a list ruleset': `table inet f { # handle 1\n\tchain in { # handle 1\n\t\t${words} # handle 2\n`,
    };
    const { signs } = await lookAt(machineOf({ tcp: procLine(HEX.any4, 8080), programs }), REFUSED);
    expect(signs.slice(0, 2)).toEqual([
      `${cause} supports: rule of this machine (nft inet f in): ${words}`,
      `closed-port speaks-against: a firewall rejects the SYN before it comes to the port; rule of this machine (nft inet f in): ${words}`,
    ]);
  });

  test('where rules and sockets may not be read, nothing is claimed', async () => {
    expect(await lookAt({ userId: 1000 }, REFUSED)).toEqual({
      signs: [],
      notes: [
        'which sockets listen could not be read',
        'nft told nothing of the firewall: only root may read its rules',
        'iptables-save told nothing of the firewall: only root may read its rules',
      ],
    });
  });

  test('whose socket it is may be hidden', async () => {
    const machine = { ...machineOf({ tcp: procLine(HEX.any4, 8080) }), folders: { '/proc': ['812'] }, userId: 1000 };
    const { notes } = await lookAt(machine, REFUSED);
    expect(notes).toEqual([
      'a process of user 1000 listens on 0.0.0.0:8080',
      'whose socket it is could not be read: other users’ processes are shown to root alone',
    ]);
  });

  test('listens in a container', async () => {
    const machine = machineOf({
      files: {
        '/proc/900/net/tcp': procLine(HEX.any4, 8080, { inode: 99 }),
        '/proc/900/status': 'Name:\tnginx\n',
        '/proc/900/cgroup': `0::/system.slice/docker-${'ab'.repeat(32)}.scope\n`,
      },
      folders: { '/proc': ['812', '900'], '/proc/900/fd': ['6'] },
      links: { '/proc/self/ns/net': 'net:[1]', '/proc/900/ns/net': 'net:[2]', '/proc/900/fd/6': 'socket:[99]' },
    });
    expect((await lookAt(machine, REFUSED)).notes).toEqual([
      'in another network namespace (net:[2]) nginx (pid 900, docker abababababab) listens on 0.0.0.0:8080',
    ]);
  });

  test('tables of iptables-legacy that cannot be read leave open what rejects', async () => {
    const machine = machineOf({ files: { '/proc/net/ip_tables_names': 'filter\n' } });
    expect((await lookAt(machine, REFUSED)).signs).toEqual([
      'closed-port supports: nothing listens on port 8080 of this machine, on any address',
    ]);
    const programs = {
      'iptables-save':
        '# Generated by iptables-save v1.8.9 on x\n*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -j REJECT --reject-with tcp-reset\n',
    };
    expect((await lookAt({ ...machine, programs: { ...machine.programs, ...programs } }, REFUSED)).signs[0]).toBe(
      'firewall-reset-at-connect supports: rule of this machine (iptables filter INPUT): -p tcp -j REJECT --reject-with tcp-reset',
    );
  });
});

describe('a port of this machine that is silent', () => {
  const full = 'LISTEN 129 128 0.0.0.0:8080 0.0.0.0:* ino:4711 sk:1 <->';
  const tcp = procLine(HEX.any4, 8080, { queue: 129 });

  test('has a full queue, whose owner is stopped', async () => {
    expect((await lookAt(machineOf({ tcp, ss: full, status: 'T (stopped)' }), SILENT)).signs).toEqual([
      'accept-queue-overflow supports: 129 connections wait to be accepted by node (pid 812); it is full with 129',
      'accept-queue-overflow supports: node (pid 812) is stopped: it does nothing at all',
    ]);
  });

  test('has a full queue, whose owner may open no more files', async () => {
    expect((await lookAt(machineOf({ tcp, ss: full, limit: 2 }), SILENT)).signs).toContain(
      'file-descriptor-exhaustion supports: node (pid 812) has 2 open files of the 2 it may have',
    );
  });

  test('has room in its queue', async () => {
    const ss = full.replace('129 128', '128 128');
    expect((await lookAt(machineOf({ tcp, ss }), SILENT)).signs).toEqual([
      'accept-queue-overflow speaks-against: 128 connections wait to be accepted by node (pid 812); it is full with 129',
    ]);
  });

  test('has no listener', async () => {
    expect((await lookAt(machineOf({}), SILENT)).signs).toEqual([
      'accept-queue-overflow speaks-against: nothing listens on 127.0.0.1:8080, so there is no queue that could be full',
    ]);
  });

  test('may have a listener that lsof does not show', async () => {
    const programs = { 'lsof -nP -iTCP -sTCP:LISTEN -F pcftPnT': lsofOf(812, 'node', 'IPv4', '127.0.0.1:8081') };
    expect((await lookAt({ platform: 'darwin', userId: 501, programs }, SILENT)).signs).toEqual([]);
  });

  test('has a rule that drops', async () => {
    const rows = [{ chain: { family: 'ip', table: 'f', name: 'in', hook: 'input', prio: 0, policy: 'drop' } }];
    const programs = { 'nft -j list ruleset': JSON.stringify({ nftables: rows }) };
    expect((await lookAt(machineOf({ tcp, programs }), SILENT)).signs).toEqual([
      'unanswered-syn supports: rule of this machine (nft ip f in): policy drop',
    ]);
  });
});

describe('a port of this machine that is open and says nothing', () => {
  const tcp = procLine(HEX.any4, 8080, { queue: 3 });
  const ss = 'LISTEN 3 128 0.0.0.0:8080 0.0.0.0:* ino:4711 sk:1 <->';
  const waited = observe('127.0.0.1', 8080, 'connected', {});

  test('is of a process that accepts nothing', async () => {
    expect((await lookAt(machineOf({ tcp, ss, status: 'T (stopped)' }), waited)).signs).toEqual([
      'client-timeout supports: node (pid 812) is stopped: it does nothing at all',
      'accept-queue-overflow speaks-against: 3 connections wait to be accepted by node (pid 812); it is full with 129',
      'client-timeout supports: 3 connections wait to be accepted by node (pid 812); it is full with 129',
    ]);
  });

  test('is of a process of macOS that is stopped', async () => {
    const programs = {
      'netstat -anlv -p tcp': netstatOf(['tcp46', '*.8080', 812]),
      'ps -o pid=,stat=,ucomm= -p 812': '  812 T    node\n',
    };
    expect((await lookAt({ platform: 'darwin', userId: 501, programs }, waited)).signs).toEqual([
      'client-timeout supports: node (pid 812) is stopped: it does nothing at all',
    ]);
  });

  test.each([
    ['docker-proxy', 'fin', ['forwarder-without-backend supports']],
    ['docker-proxy', 'reset', ['forwarder-without-backend supports']],
    ['docker-proxy', 'timeout', ['accept-queue-overflow speaks-against', 'client-timeout supports']],
    ['sshd', 'fin', []],
    ['docker-proxy-2', 'fin', []],
  ] as const)('is of %s, which closed with %s', async (name, how, wanted) => {
    const closed = observe('127.0.0.1', 8080, 'connected', { how });
    const files = { '/proc/812/status': `Name:\t${name}\nState:\tS (sleeping)\n` };
    const { signs } = await lookAt(machineOf({ tcp, ss, files: { '/proc/net/tcp': tcp, ...files } }), closed);
    expect(signs.map((sign) => sign.split(':')[0])).toEqual(wanted);
  });

  test('and once it has answered, nothing here matters', async () => {
    const answered = observe('127.0.0.1', 8080, 'connected', { receivedBytes: 1 });
    expect((await lookAt(machineOf({ tcp, ss, status: 'T (stopped)' }), answered)).signs).toEqual([]);
  });
});

test('an unreachable own address, and a rule that says so', async () => {
  const unreachable = observe('127.0.0.1', 8080, 'unreachable');
  expect((await lookAt(machineOf({}), unreachable)).signs).toEqual([
    `firewall-admin-prohibited speaks-against: ${NO_RULE} like this`,
  ]);
  const rows = [
    { chain: { family: 'ip', table: 'f', name: 'in', hook: 'input', prio: 0, policy: 'accept' } },
    {
      rule: {
        family: 'ip',
        table: 'f',
        chain: 'in',
        handle: 2,
        expr: [{ reject: { type: 'icmp', expr: 'host-prohibited' } }],
      },
    },
  ];
  const programs = { 'nft -j list ruleset': JSON.stringify({ nftables: rows }) };
  expect((await lookAt(machineOf({ programs }), unreachable)).signs).toEqual([
    'firewall-admin-prohibited supports: rule of this machine (nft ip f in): rule with handle 2',
  ]);
});
