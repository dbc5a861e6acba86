import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Listener, parsePlace } from '../../../src/probe/local/listeners.ts';
import { addHolders, parseLsof } from '../../../src/probe/local/lsof.ts';
import { parseMacosNetstat } from '../../../src/probe/local/netstat-macos.ts';
import { parseWindowsNetstat } from '../../../src/probe/local/netstat-windows.ts';
import { parsePs } from '../../../src/probe/local/ps.ts';
import { parseTasklist } from '../../../src/probe/local/tasklist.ts';
import * as macos from './macos-texts.ts';
import * as windows from './windows-texts.ts';

function short({ family, address, port, v6Only, processId, processName }: Listener): string {
  const words = [family, address, port, v6Only === undefined ? '-' : `v6only:${v6Only}`, processId ?? '-'];
  return [...words, ...(processName === undefined ? [] : [processName])].join(' ');
}

describe('netstat of macOS', () => {
  test('has listeners, and whether they take IPv4; connections are none', () => {
    const { listeners, isComplete } = parseMacosNetstat(macos.NETSTAT);
    expect(listeners.map(short)).toEqual([
      '6 :: 3000 v6only:false 812',
      '4 127.0.0.1 8081 - 812',
      '6 :: 22 v6only:true 1',
      '4 0.0.0.0 22 - 1',
      '6 fe80::1 8021 - -',
    ]);
    expect(isComplete).toBe(true);
  });

  test('with the columns since macOS 14: names with spaces and colons, and none', () => {
    const { listeners, isComplete } = parseMacosNetstat(macos.NETSTAT_NAMED);
    expect(listeners.map(short)).toEqual([
      '6 :: 916 v6only:true 14920',
      '4 127.0.0.1 20599 - 1519',
      '6 2001:db8:1234:5678:9abc:def0:1234:5678 8443 - 31',
      '4 0.0.0.0 7000 - -',
    ]);
    expect(isComplete).toBe(true);
  });

  test('without headings names nobody: the columns may be others', () => {
    const rows = macos.NETSTAT.split('\n').slice(2).join('\n');
    const { listeners, isComplete } = parseMacosNetstat(rows);
    expect(listeners.map(({ processId }) => processId)).toEqual(Array(5).fill(undefined));
    expect(isComplete).toBe(true);
  });

  test.each([
    ['an IPv6 address that was cut', 'tcp6  0  0  2001:db8:1234:56.8080  *.*  LISTEN'],
    ['a name instead of a port', 'tcp4  0  0  *.http  *.*  LISTEN'],
    ['a port that is none', 'tcp4  0  0  *.80800  *.*  LISTEN'],
    ['a line that was cut', 'tcp4  0  0  127.0.0.1.80'],
    ['a star of no family', 'tcp  0  0  *.80  *.*  LISTEN'],
  ])('with %s shows not everything', (_, line) => {
    const { listeners, isComplete } = parseMacosNetstat(`${macos.NETSTAT}${line}\n`);
    expect(listeners).toHaveLength(5);
    expect(isComplete).toBe(false);
  });

  test.each(['', 'netstat: illegal option -- l\n', 'Active Internet connections (including servers)\n', '\0'])(
    'that shows nothing is not taken for a machine without listeners: %j',
    (text) => {
      expect(parseMacosNetstat(text)).toEqual({ listeners: [], isComplete: false });
    },
  );
});

describe('lsof', () => {
  test('has listeners with their processes; connections and UDP are none', () => {
    expect(parseLsof(macos.LSOF).map(short)).toEqual([
      '4 127.0.0.1 6463 - 598 Discord Helper (Renderer)',
      '4 127.0.0.1 8081 - 812 node',
      '6 :: 3000 - 812 node',
      '6 fe80::1 8021 - 812 node',
    ]);
  });

  test.each([
    ['no process', 'f3\ntIPv4\nPTCP\nn*:80\nTST=LISTEN\n'],
    ['no type', 'p1\nf3\nPTCP\nn*:80\nTST=LISTEN\n'],
    ['no state', 'p1\nf3\ntIPv4\nPTCP\nn*:80\n'],
    ['another protocol', 'p1\nf3\ntIPv4\nPUDP\nn*:80\nTST=LISTEN\n'],
    ['no port', 'p1\nf3\ntIPv4\nPTCP\nn*:*\nTST=LISTEN\n'],
    ['an address of the other family', 'p1\nf3\ntIPv4\nPTCP\nn[::1:80\nTST=LISTEN\n'],
    ['the fields of the file before', 'p1\nf3\ntIPv4\nPTCP\nTST=LISTEN\nf4\nn*:80\n'],
  ])('passes over what has %s', (_, text) => {
    expect(parseLsof(text)).toEqual([]);
  });

  test('names who holds the sockets of netstat, and adds what netstat has not', () => {
    const { listeners } = parseMacosNetstat(macos.NETSTAT);
    expect(addHolders(listeners, parseLsof(macos.LSOF)).map(short)).toEqual([
      '6 :: 3000 v6only:false 812 node',
      '4 127.0.0.1 8081 - 812 node',
      '6 :: 22 v6only:true 1',
      '4 0.0.0.0 22 - 1',
      '6 fe80::1 8021 - 812 node',
      '4 127.0.0.1 6463 - 598 Discord Helper (Renderer)',
    ]);
  });

  test('of several that hold one socket names the one of netstat, else the oldest', () => {
    const held = parseLsof([900, 441, 442].map((pid) => macos.lsofOf(pid, `nginx${pid}`, 'IPv4', '*:8080')).join(''));
    const nameOf = (pid: number): string[] =>
      addHolders(parseMacosNetstat(macos.netstatOf(['tcp4', '*.8080', pid])).listeners, held).map(short);
    expect(nameOf(442)).toEqual(['4 0.0.0.0 8080 - 442 nginx442']);
    // netstat may go on naming one that has ended.
    expect(nameOf(7)).toEqual(['4 0.0.0.0 8080 - 441 nginx441']);
  });
});

test('ps', () => {
  const text = '    1 Ss   launchd\n  812 T    node\n 1519 S+   Code Helper (Plugin)\n  900 R\nps: no such process\n';
  expect(parsePs(text)).toEqual([
    { processId: 1, name: 'launchd', stopped: false },
    { processId: 812, name: 'node', stopped: true },
    { processId: 1519, name: 'Code Helper (Plugin)', stopped: false },
  ]);
});

describe('netstat of Windows', () => {
  test.each([
    ['English', windows.NETSTAT],
    ['German', windows.NETSTAT_GERMAN],
    ['a language whose words have spaces', windows.NETSTAT.replaceAll('LISTENING', 'EN ESPERA DE 9')],
  ])('in %s has listeners; connections are none', (_, text) => {
    const { listeners, isComplete } = parseWindowsNetstat(text);
    expect(listeners.map(short)).toEqual(['4 0.0.0.0 135 - 1288', '4 0.0.0.0 8080 - 41200', '4 127.0.0.1 9876 - 8872']);
    expect(isComplete).toBe(true);
  });

  test('of IPv6 does not say whether IPv4 is taken', () => {
    expect(parseWindowsNetstat(windows.NETSTAT6).listeners.map(short)).toEqual([
      '6 :: 135 - 1288',
      '6 :: 8080 - 41200',
      '6 ::1 8080 - 19752',
      '6 fe80::1 445 - 4',
    ]);
  });

  test.each([
    ['cut', '  TCP    0.0.0.0:80'],
    ['without a process', '  TCP    0.0.0.0:80             0.0.0.0:0              LISTENING'],
    ['with names', '  TCP    desktop:http           desktop:0              LISTENING       4'],
    ['with a port that is none', '  TCP    0.0.0.0:80800          0.0.0.0:0              LISTENING       4'],
  ])('with a line that is %s shows not everything', (_, line) => {
    const { listeners, isComplete } = parseWindowsNetstat(`${windows.NETSTAT}${line}\r\n`);
    expect(listeners).toHaveLength(3);
    expect(isComplete).toBe(false);
  });
});

test('tasklist: names with commas and quotation marks', () => {
  expect([...parseTasklist(windows.TASKLIST)]).toEqual([
    [0, 'System Idle Process'],
    [4, 'System'],
    [1288, 'svchost.exe'],
    [41200, 'node.exe'],
    [8872, 'My, "own" server.exe'],
  ]);
  expect(parseTasklist('INFO: No tasks are running which match the specified criteria.\r\n').size).toBe(0);
});

test.each([
  ['127.0.0.1:80', '127.0.0.1'],
  ['[::1]:80', '::1'],
  ['[fe80::1%12]:80', 'fe80::1'],
  ['::1:80', undefined],
  ['[127.0.0.1]:80', undefined],
  ['127.0.0.1', undefined],
  ['127.0.0.1:', undefined],
  ['127.0.0.1:65536', undefined],
  ['[::1]80', undefined],
])('the place %s', (text, address) => {
  expect(parsePlace(text)?.address).toBe(address);
});

describe('any text', () => {
  const parts = [macos.NETSTAT, macos.NETSTAT_NAMED, macos.LSOF, windows.NETSTAT, windows.NETSTAT6, windows.TASKLIST];
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom(...parts.flatMap((text) => text.split(/(?<=[ \n])/))),
    fc.constantFrom(...parts.flatMap((text) => text.split(/(?<=\n)/))),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

  test('is read without an error, and gives places that are ones', () => {
    fc.assert(
      fc.property(text, (any) => {
        parsePs(any);
        parseTasklist(any);
        const found = [parseMacosNetstat(any).listeners, parseWindowsNetstat(any).listeners, parseLsof(any)];
        const isPlace = ({ family, address, port }: Listener): boolean => {
          const place = parsePlace(family === 6 ? `[${address}]:${port}` : `${address}:${port}`);
          return place?.family === family && place.address === address;
        };
        expect(addHolders(found[0]!, found.slice(1).flat()).filter((listener) => !isPlace(listener))).toEqual([]);
      }),
    );
  });

  test('of a megabyte is read at once', () => {
    const shapes = ['tcp4 0 0 ', '1 ', '"', '""', ':', ' ', 'TCP ', 'x:1', '\n', 'p1\nf1\n'];
    const [, headings] = macos.NETSTAT_NAMED.split('\n');
    const row = 'tcp4  0  0  *.80  *.*  LISTEN ';
    for (const shape of shapes) {
      for (const start of [`${headings}\n${row} 0 0 1 1 x`, row, '', '  TCP  0.0.0.0:80 ', '"', 'p', '  1 T ']) {
        const long = start + shape.repeat(1_000_000 / shape.length);
        const startMs = performance.now();
        for (const parse of [parseMacosNetstat, parseWindowsNetstat, parseLsof, parsePs, parseTasklist]) parse(long);
        expect(performance.now() - startMs).toBeLessThan(2000);
      }
    }
  });
});
