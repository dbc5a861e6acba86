import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parseNetstat, readKernelSettings } from '../../../src/probe/local/kernel-settings.ts';
import {
  findOwners,
  parseOpenFilesMax,
  parseStatus,
  parseUnit,
  shortenCommand,
} from '../../../src/probe/local/processes.ts';
import { thisSystem } from '../../../src/probe/local/system.ts';
import { listen } from '../servers.ts';
import { fakeSystem } from './fake-system.ts';

const { signal } = new AbortController();
const isLinux = process.platform === 'linux';
const ownId = process.pid;
const ID = '0123456789ab'.padEnd(64, 'c');

describe('of a process', () => {
  test('name and state', () => {
    expect(parseStatus('Name:\tpython3\nUmask:\t0022\nState:\tR (running)\n')).toEqual({
      name: 'python3',
      stopped: false,
    });
    expect(parseStatus('Name:\tnode\nState:\tT (stopped)\n')).toEqual({ name: 'node', stopped: true });
    expect(parseStatus('Name:\tnode\nState:\tt (tracing stop)\n').stopped).toBe(true);
    expect(parseStatus('')).toEqual({ name: 'process', stopped: false });
    expect(parseStatus('Name:\tState:\tT (x)\nState:\tS (sleeping)\n').stopped).toBe(false);
  });

  test('how many files it may open', () => {
    const line = 'Max open files            20000                524288               files     \n';
    expect(parseOpenFilesMax(`Max processes 1 2 processes\n${line}`)).toBe(20_000);
    expect(
      parseOpenFilesMax('Max open files            unlimited            unlimited            files\n'),
    ).toBeUndefined();
    expect(parseOpenFilesMax('')).toBeUndefined();
  });

  test.each([
    [`0::/system.slice/docker-${ID}.scope\n`, 'docker 0123456789ab'],
    [`12:pids:/docker/${ID}\n0::/x\n`, 'docker 0123456789ab'],
    [`0::/machine.slice/libpod-${ID}.scope/container\n`, 'libpod 0123456789ab'],
    [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope\n`, 'cri-containerd 0123456789ab'],
    [`11:memory:/kubepods/besteffort/pod123/${ID}\n`, 'kubernetes 0123456789ab'],
    ['0::/system.slice/nginx.service\n', 'nginx.service'],
    ['0::/user.slice/user-1000.slice/session-2.scope\n', undefined],
    ['0::/\n', undefined],
    ['', undefined],
  ])('%j runs in %s', (text, unit) => {
    expect(parseUnit(text)).toBe(unit);
  });

  test.each([
    ['node\0server.js\0--port\x008080\0', 'node server.js --port 8080'],
    ['app\0--password\0hunter2\0', 'app --password …'],
    ['app\0--api-key=abc\0', 'app --api-key=…'],
    ['app\0postgres://me:secret@db/x\0', 'app postgres://me:…@db/x'],
    ['', ''],
    ['x'.repeat(500), `${'x'.repeat(119)}…`],
  ])('%j is shown as %j', (text, shown) => {
    expect(shortenCommand(text)).toBe(shown);
  });
});

describe('who holds a socket', () => {
  const filesOf = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    [`/proc/${id}/status`]: `Name:\tp${id}\nState:\tS (sleeping)\n`,
    [`/proc/${id}/cmdline`]: `p${id}\0`,
    [`/proc/${id}/limits`]: 'Max open files            64                64               files     \n',
    ...more,
  });

  test('is the oldest that has it; other namespaces are told of', async () => {
    const system = fakeSystem({
      folders: {
        '/proc': ['9', '10', '11', '12', 'net', 'self'],
        '/proc/9/fd': ['0', '3'],
        '/proc/10/fd': ['3'],
        '/proc/12/fd': [],
      },
      files: { ...filesOf('9'), ...filesOf('10') },
      links: {
        '/proc/self/ns/net': 'net:[1]',
        '/proc/9/ns/net': 'net:[1]',
        '/proc/12/ns/net': 'net:[2]',
        '/proc/9/fd/0': '/dev/null',
        '/proc/9/fd/3': 'socket:[77]',
        '/proc/10/fd/3': 'socket:[77]',
      },
    });
    const { byInode, others, unreadable } = await findOwners(new Set([77, 78]), system, signal);
    expect([...byInode]).toEqual([
      [
        77,
        {
          processId: 9,
          name: 'p9',
          command: 'p9',
          stopped: false,
          openFiles: 2,
          openFilesMax: 64,
          namespace: 'net:[1]',
        },
      ],
    ]);
    expect(others).toEqual([{ namespace: 'net:[2]', processId: 12 }]);
    expect(unreadable).toBe(1);
  });

  test('nobody, where /proc is not there or the search was given up', async () => {
    expect((await findOwners(new Set([1]), fakeSystem({}), signal)).byInode.size).toBe(0);
    const folders = { '/proc': ['9'], '/proc/9/fd': ['3'] };
    const links = { '/proc/9/fd/3': 'socket:[1]' };
    const found = await findOwners(new Set([1]), fakeSystem({ folders, links }), AbortSignal.abort());
    expect(found.byInode.size).toBe(0);
  });

  test.runIf(isLinux)('on this machine: this process', async () => {
    const port = await listen(createServer());
    const line = (await thisSystem.readFile('/proc/net/tcp')).split('\n').find((row) => row.includes(hexPort(port)));
    const inode = Number(line?.trim().split(/ +/)[9]);
    const { byInode } = await findOwners(new Set([inode]), thisSystem, signal);
    expect(byInode.get(inode)).toMatchObject({ processId: ownId, stopped: false });
  });
});

function hexPort(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
}

describe('of the kernel', () => {
  test('settings and counters', async () => {
    const files = {
      '/proc/sys/net/ipv4/tcp_abort_on_overflow': '1\n',
      '/proc/sys/net/core/somaxconn': '4096\n',
      '/proc/net/netstat': 'TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 0 7 9\nIpExt: X\nIpExt: 1\n',
    };
    expect(await readKernelSettings(fakeSystem({ files }))).toEqual({
      abortOnOverflow: true,
      somaxconn: 4096,
      listenOverflows: 7,
      listenDrops: 9,
    });
    expect(await readKernelSettings(fakeSystem({}))).toEqual({});
  });

  test.each(['', 'TcpExt: A', 'TcpExt: A\nTcpExt: x', 'TcpExt: __proto__\nTcpExt: -1'])('nothing in %j', (text) => {
    expect(Object.keys(parseNetstat(text))).toEqual([]);
  });
});
