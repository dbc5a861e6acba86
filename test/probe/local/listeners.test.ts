import { describe, expect, test } from 'vitest';
import {
  addBacklogs,
  isFull,
  type Listener,
  parseProcNetTcp,
  parseSs,
  takes,
} from '../../../src/probe/local/listeners.ts';
import { nearestPorts, portDistance } from '../../../src/probe/local/near-miss.ts';

// As Linux 6.1 wrote them.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 634 1 00000000a4d149fc 100 0 0 10 0                       
   1: 0100007F:985B 00000000:0000 0A 00000000:00000001 00:00000000 00000000   100        0 4339084 2 00000000420e298b 100 0 0 10 0                   
   2: 0100007F:985B 0100007F:C5A2 01 00000000:00000000 00:00000000 00000000     0        0 4339085 1 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:985A 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4339083 1 00000000d07e0c63 100 0 0 10 0
   1: 00000000000000000000000001000000:9859 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4339082 1 0000000025ab0ecb 100 0 0 10 0
`;
// As ss of iproute2 6.1 wrote them.
const SS = `LISTEN 0      128      0.0.0.0:2024  0.0.0.0:* ino:634 sk:33e4 cgroup:/ <->             
LISTEN 1      0      127.0.0.1:39003 0.0.0.0:* ino:4339084 sk:2b18 cgroup:/ <->         
LISTEN 0      5              *:39002       *:* ino:4339083 sk:2b19 cgroup:/ v6only:0 <->
LISTEN 0      3          [::1]:39001    [::]:* ino:4339082 sk:2b1a cgroup:/ v6only:1 <->
LISTEN 0      4096  127.0.0.53%lo:53   0.0.0.0:* uid:101 ino:77 sk:9 cgroup:/system.slice/systemd-resolved.service <->
`;

describe('/proc/net/tcp', () => {
  test('has listeners, connections left out', () => {
    expect(parseProcNetTcp(TCP, 4, 'LE')).toEqual([
      { family: 4, address: '0.0.0.0', port: 2024, queue: 0, userId: 0, inode: 634 },
      { family: 4, address: '127.0.0.1', port: 39003, queue: 1, userId: 100, inode: 4339084 },
    ]);
    expect(parseProcNetTcp(TCP6, 6, 'LE').map(({ address, port }) => `${address} ${port}`)).toEqual([
      ':: 39002',
      '::1 39001',
    ]);
  });

  test('of a big-endian machine', () => {
    const line = TCP.replace('0100007F:985B 00000000', '7F000001:985B 00000000');
    expect(parseProcNetTcp(line, 4, 'BE').map(({ address }) => address)).toEqual(['0.0.0.0', '127.0.0.1']);
  });

  test.each(['', '\0', TCP6, TCP.slice(0, 200), '   0: 0100007F:985B', 'x'.repeat(100_000)])(
    'nothing in %#',
    (text) => {
      expect(parseProcNetTcp(text, 4, 'LE')).toEqual([]);
    },
  );
});

describe('ss', () => {
  const known = parseSs(SS);

  test('has queues, backlogs and whether IPv4 is taken', () => {
    expect(
      known.map(
        ({ family, address, port, queue, backlog, v6Only }) =>
          `${family} ${address} ${port} ${queue}/${backlog} ${v6Only}`,
      ),
    ).toEqual([
      '4 0.0.0.0 2024 0/128 undefined',
      '4 127.0.0.1 39003 1/0 undefined',
      '6 :: 39002 0/5 false',
      '6 ::1 39001 0/3 true',
      '4 127.0.0.53 53 0/4096 undefined',
    ]);
  });

  test('adds to /proc what it knows of the same socket', () => {
    const [, full, ...rest] = addBacklogs([...parseProcNetTcp(TCP, 4, 'LE'), ...parseProcNetTcp(TCP6, 6, 'LE')], known);
    expect(full).toMatchObject({ queue: 1, backlog: 0, userId: 100 });
    expect(isFull(full!)).toBe(true);
    expect(rest.map((entry) => [entry.v6Only, isFull(entry)])).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  test('a queue as long as the backlog has room for one more', () => {
    const listener: Listener = { family: 4, address: '0.0.0.0', port: 80, queue: 128, backlog: 128 };
    expect(isFull(listener)).toBe(false);
    expect(isFull({ ...listener, queue: 129 })).toBe(true);
    expect(isFull({ family: 4, address: '0.0.0.0', port: 80, queue: 9999 })).toBe(false);
  });

  test.each(['', 'LISTEN', 'LISTEN 0 1 x:1 y', 'LISTEN 0 1 [:1 y', 'State Recv-Q', '\0'])('nothing in %j', (text) => {
    expect(parseSs(text)).toEqual([]);
  });
});

describe('which listener takes a connection', () => {
  test.each<[string, boolean | undefined, string, boolean | undefined]>([
    ['127.0.0.1', undefined, '127.0.0.1', true],
    ['127.0.0.1', undefined, '127.0.0.2', false],
    ['0.0.0.0', undefined, '127.0.0.2', true],
    ['0.0.0.0', undefined, '::1', false],
    ['0.0.0.0', undefined, '::ffff:127.0.0.1', true],
    ['::', false, '127.0.0.1', true],
    ['::', true, '127.0.0.1', false],
    ['::', undefined, '127.0.0.1', undefined],
    ['::', undefined, '::1', true],
    ['::', true, 'fe80::1%eth0', true],
    ['::1', false, '127.0.0.1', false],
    ['::1', false, '::1', true],
    ['::ffff:127.0.0.1', false, '127.0.0.1', true],
    ['::ffff:127.0.0.1', false, '::1', false],
  ])('%s, v6only %s, connected to %s: %s', (address, v6Only, target, expected) => {
    const listener: Listener = {
      family: address.includes(':') ? 6 : 4,
      address,
      port: 80,
      queue: 0,
      ...(v6Only === undefined ? {} : { v6Only }),
    };
    expect(takes(listener, target, 80)).toBe(expected);
    expect(takes(listener, target, 81)).toBe(false);
  });
});

describe('a port that was meant', () => {
  test.each([
    [8080, 8081, 1],
    [8080, 8008, 1],
    [8080, 9081, undefined],
    [8080, 8800, 1],
    [8080, 808, 1],
    [8080, 80800, 1],
    [8080, 8090, 1],
    [8080, 8079, 2],
    [5432, 5433, 1],
    [5432, 4532, 1],
    [5432, 2345, undefined],
    [80, 443, undefined],
    [80, 80, undefined],
    [9999, 10_005, 2],
  ])('%i and %i: %s', (typed, other, distance) => {
    expect(portDistance(typed, other)).toBe(distance);
  });

  test('the nearest first', () => {
    expect(nearestPorts(8080, [22, 8089, 8443, 8079, 8081, 8081, 9080], 3)).toEqual([8081, 8089, 9080]);
  });
});
