/** Texts of witnesses: cut into lines, whatever portions they come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Witnesses, type WitnessText } from '../../src/core/diagnose/witnesses.ts';
import { ANSWERED, BASE, connectionOf, listens, served, testimonyOf, traceLine } from './testimonies.ts';

const connection = connectionOf(ANSWERED);
const LINES = served(['nginx', 100]);
const TEXT = `# tracer: nop\n${LINES.join('\n')}\n`;

function closes(witnesses: Witnesses): unknown[] {
  return witnesses.factsOf(connection, BASE, 1e9).filter(({ kind }) => kind === 'kernel-close');
}

function read(portions: readonly string[]): { text: WitnessText; facts: unknown } {
  const witnesses = new Witnesses();
  const reader = witnesses.open('kernel.txt');
  for (const portion of portions) reader.push(portion);
  const text = reader.end();
  return { text, facts: closes(witnesses) };
}

describe('a text', () => {
  it('has lines, and some of them tell', () => {
    const { text, facts } = read([TEXT]);
    expect(text).toEqual({ file: 'kernel.txt', lines: 6, telling: 5, leftOut: 0 });
    expect(facts).toMatchObject([{ kind: 'kernel-close', said: { file: 'kernel.txt', line: 4 } }]);
  });

  it.each([
    ['with CRLF', TEXT.replaceAll('\n', '\r\n')],
    ['without a newline at its end', TEXT.slice(0, -1)],
  ])('%s says the same', (_, other) => {
    expect(read([other])).toEqual(read([TEXT]));
  });

  it('may be empty', () => {
    expect(read([]).text).toEqual({ file: 'kernel.txt', lines: 0, telling: 0, leftOut: 0 });
    expect(read(['', '']).text.lines).toBe(0);
    expect(read(['\n']).text.lines).toBe(1);
  });

  it('with a line that is too long goes on after it', () => {
    const long = `${'x'.repeat(50_000)}${LINES[0]}`;
    const { text, facts } = read([`${long}\n${TEXT}`]);
    expect(text).toMatchObject({ lines: 7, telling: 5 });
    expect(facts).toMatchObject([{ said: { line: 5 } }]);
  });

  it('in any portions says the same', () => {
    const filler = fc.constantFrom(
      '',
      'x'.repeat(8191),
      'x'.repeat(8192),
      'x'.repeat(8193),
      'y'.repeat(20_000),
      '\r',
      'é\u0000',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(filler, fc.constantFrom(...LINES)), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(), { maxLength: 20 }),
        (lines, newline, places) => {
          const text = lines.join(newline);
          const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
          const portions = [...at, text.length].map((end, index) => text.slice(index === 0 ? 0 : at[index - 1], end));
          expect(read(portions)).toEqual(read([text]));
        },
      ),
    );
  });

  it('of more telling lines than are kept is counted', () => {
    const witnesses = new Witnesses();
    const reader = witnesses.open('big');
    const portion = 'counter server TcpExtListenOverflows +1\n'.repeat(10_000);
    for (let count = 0; count < 51; count += 1) reader.push(portion);
    expect(reader.end()).toEqual({ file: 'big', lines: 510_000, telling: 500_000, leftOut: 10_000 });
    expect(witnesses.read('later', TEXT)).toMatchObject({ telling: 0, leftOut: 5 });
  });
});

describe('several texts', () => {
  it('of one name are one account', () => {
    const witnesses = new Witnesses();
    witnesses.read('k', LINES.slice(0, 2).join('\n'));
    witnesses.read('k', LINES.slice(2).join('\n'));
    expect(closes(witnesses)).toMatchObject([{ kind: 'kernel-close' }]);
  });

  it('of other names are of other kernels, and are not mixed', () => {
    const witnesses = new Witnesses();
    witnesses.read('one', LINES.join('\n'));
    witnesses.read('other', served(['nginx', 100], 1, { local: '203.0.113.7:80' }).join('\n'));
    expect(closes(witnesses)).toMatchObject([{ said: { file: 'one' } }]);
  });
});

describe('counters', () => {
  it.each([
    ['that grew at the server', 'counter server TcpExtListenOverflows +4', [{ delta: 4, isGrowth: true }]],
    ['of nstat, whenever that was', 'TcpExtListenOverflows   4   0.0', [{ delta: 4, isGrowth: false }]],
    ['of the client', 'counter client TcpExtListenOverflows +4', []],
  ])('%s', (_, line, expected) => {
    const witnesses = new Witnesses();
    witnesses.read('counters', line);
    expect(witnesses.factsOf(connection, BASE, 1e9)).toMatchObject(expected);
  });
});

describe('hosts with one address', () => {
  const NGINX = ['nginx', 100] as const;
  const refused = connectionOf('0 C S\n0.01 S R. seq 0 ack 1');
  /** A kernel whose host has the server's address: it listens on the port, and serves somebody else. */
  const other = [listens(-5, NGINX, true), ...served(['nginx', 9], 0.5, { remote: '192.0.2.77:5555' })];

  function listeners(of: typeof connection, texts: Readonly<Record<string, readonly string[]>>): unknown[] {
    return testimonyOf(of, 1, texts).filter(({ kind }) => kind === 'kernel-listener');
  }

  it('are told apart by the socket of the connection', () => {
    const own = [listens(-5, NGINX, true), ...LINES];
    expect(listeners(connection, { a: other, b: own })).toMatchObject([{ took: true, said: { file: 'b' } }]);
    expect(listeners(connection, { a: own, b: other })).toMatchObject([{ took: true, said: { file: 'a' } }]);
  });

  it('speak of no listener where the one that served is another', () => {
    expect(listeners(connection, { a: other })).toEqual([]);
  });

  it('may be the one that refused', () => {
    expect(listeners(refused, { a: other })).toMatchObject([{ took: false, mayBeOthers: false }]);
    expect(listeners(refused, { a: other, b: other })).toMatchObject([{ mayBeOthers: true }, { mayBeOthers: true }]);
  });

  it('are containers where two programs listen on one port', () => {
    const two = [...other, listens(-4, ['haproxy', 7], true)];
    expect(listeners(refused, { a: two })).toMatchObject([{ mayBeOthers: true }]);
    expect(listeners(refused, { a: [...other, listens(-4, ['nginx', 101], true)] })).toMatchObject([
      { mayBeOthers: false },
    ]);
    expect(listeners(refused, { a: [...other, listens(-4, ['haproxy', 7], true, '127.0.0.1:80')] })).toMatchObject([
      { mayBeOthers: false },
    ]);
  });
});

describe('what a host says of its processes', () => {
  const dmesg = (pid: number): string =>
    `[Thu Nov 26 10:40:01 2026] Out of memory: Killed process ${pid} (nginx) total-vm:1kB`;
  const unit =
    '2026-11-26T10:40:01.000000+00:00 web systemd[1]: db.service: A process of this unit has been killed by the OOM killer.';
  const kernel = [
    ...served(['nginx', 100]),
    traceLine(0.99, ['nginx', 100], 'sched_process_exit: comm=nginx pid=100 prio=120'),
  ];

  function logs(texts: Readonly<Record<string, string | readonly string[]>>): unknown[] {
    return testimonyOf(connection, 1, texts).filter(({ kind }) => kind === 'log');
  }

  it('is about the server where its kernel knows the process by a socket of the connection', () => {
    expect(logs({ dmesg: dmesg(100), kernel })).toMatchObject([{ meaning: 'out-of-memory' }]);
    expect(logs({ dmesg: dmesg(100), kernel })[0]).not.toHaveProperty('isUntied');
  });

  it.each([
    ['another process', { dmesg: dmesg(4711), kernel }],
    ['a process, of which nothing else is known', { dmesg: dmesg(100) }],
    ['a unit', { journal: unit, kernel }],
  ])('may be about another program where it names %s', (_, texts) => {
    expect(logs(texts)).toMatchObject([{ meaning: 'out-of-memory', isUntied: true }]);
  });
});
