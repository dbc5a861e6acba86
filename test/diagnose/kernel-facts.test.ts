/** What a kernel’s account says of a connection, and what only looks like it. */
import { describe, expect, it } from 'vitest';
import type { Testimony } from '../../src/core/facts/_extractor.ts';
import {
  ANSWERED,
  BASE,
  connectionOf,
  exits,
  listens,
  served,
  signal,
  state,
  testimonyOf,
  traceLine,
} from './testimonies.ts';

const connection = connectionOf(ANSWERED);
/** Which has no socket in any account of a kernel. */
const refused = connectionOf('0 C S mss 1460\n0.01 S R. seq 0 ack 1');
const NGINX = ['nginx', 100] as const;

type Kind = Testimony['kind'];

function factOf<Of extends Kind>(
  kind: Of,
  lines: readonly string[],
  of = connection,
): Extract<Testimony, { kind: Of }> | undefined {
  return factsOf(kind, lines, of)[0];
}

function factsOf<Of extends Kind>(
  kind: Of,
  lines: readonly string[],
  of = connection,
): Extract<Testimony, { kind: Of }>[] {
  return testimonyOf(of, 1, { 'kernel.txt': lines }).filter(
    (fact): fact is Extract<Testimony, { kind: Of }> => fact.kind === kind,
  );
}

describe('who closed', () => {
  it('is the program in whose time the state changed', () => {
    const close = factOf('kernel-close', served(NGINX));
    expect(close).toMatchObject({
      at: 'server',
      to: 'FIN_WAIT1',
      comm: 'nginx',
      end: undefined,
      stopSignal: undefined,
    });
    expect(close?.said).toEqual({ file: 'kernel.txt', line: 3 });
  });

  it('is the program of the client by the account of its kernel', () => {
    const ends = { local: '192.0.2.1:40000', remote: '198.51.100.2:80' };
    const lines = [
      state(0, ['curl', 7], 'CLOSE', 'SYN_SENT', { ...ends, local: '192.0.2.1:0' }),
      state(0.01, ['swapper', 0], 'SYN_SENT', 'ESTABLISHED', ends),
      state(1, ['curl', 7], 'ESTABLISHED', 'FIN_WAIT1', ends),
    ];
    expect(factOf('kernel-close', lines)).toMatchObject({ at: 'client', comm: 'curl' });
  });

  it.each([
    [
      'the peer’s reset',
      [
        traceLine(1, NGINX, 'tcp_receive_reset: sport=80 dport=40000 saddr=198.51.100.2 daddr=192.0.2.1 sock_cookie=1'),
        state(1.00001, NGINX, 'ESTABLISHED', 'CLOSE'),
      ],
    ],
    ['a time-out of what was sent', [state(1, NGINX, 'ESTABLISHED', 'CLOSE')]],
    [
      'keep-alive probes without an answer',
      [
        traceLine(
          1,
          NGINX,
          'tcp_send_reset: skbaddr=(null) skaddr=1 src=198.51.100.2:80 dest=192.0.2.1:40000 state=TCP_ESTABLISHED reason=TCP_KEEPALIVE_TIMEOUT',
        ),
        state(1.00001, NGINX, 'ESTABLISHED', 'CLOSE'),
      ],
    ],
    [
      'a reset in answer to a packet',
      [
        traceLine(
          1,
          NGINX,
          'tcp_send_reset: skbaddr=2 skaddr=1 src=198.51.100.2:80 dest=192.0.2.1:40000 state=TCP_ESTABLISHED reason=INVALID_SYN',
        ),
        state(1.00001, NGINX, 'ESTABLISHED', 'CLOSE'),
      ],
    ],
    ['the peer’s FIN', [state(1, NGINX, 'ESTABLISHED', 'CLOSE_WAIT'), state(1.1, NGINX, 'CLOSE_WAIT', 'LAST_ACK')]],
  ])('is nobody here after %s', (_, lines) => {
    expect(factOf('kernel-close', [...served(NGINX).slice(0, 2), ...lines])).toBeUndefined();
  });

  it('is the program where it resets', () => {
    const lines = [
      state(1, NGINX, 'ESTABLISHED', 'CLOSE'),
      traceLine(
        1.00001,
        NGINX,
        'tcp_send_reset: skbaddr=(null) skaddr=1 src=198.51.100.2:80 dest=192.0.2.1:40000 state=TCP_CLOSE reason=TCP_ABORT_ON_CLOSE',
      ),
    ];
    expect(factOf('kernel-close', [...served(NGINX).slice(0, 2), ...lines])).toMatchObject({
      to: 'CLOSE',
      comm: 'nginx',
    });
    expect(factOf('kernel-reset', [...served(NGINX).slice(0, 2), ...lines])).toMatchObject({
      from: 'server',
      active: true,
    });
  });
});

describe('which socket', () => {
  const others = { remote: '192.0.2.9:40000' };

  it.each([
    ['another client’s', { remote: '192.0.2.9:40000' }],
    ['another port’s', { remote: '192.0.2.1:40001' }],
    ['another service’s', { local: '198.51.100.2:81' }],
    ['another host’s', { local: '198.51.100.9:80' }],
    ['one of an hour before', { base: BASE - 3600 }],
    ['one of an hour after', { base: BASE + 3600 }],
    ['by another clock, one that lasted a minute', { base: 5000 }],
  ])('is not %s', (_, ends) => {
    const closed = 'base' in ends && ends.base === 5000 ? 60 : 1;
    expect(
      testimonyOf(connection, 1, { k: served(NGINX, closed, ends) }).filter(({ kind }) => kind === 'kernel-close'),
    ).toEqual([]);
  });

  it('may have a clock that counts from the start of the machine', () => {
    expect(factOf('kernel-close', served(NGINX, 1, { base: 5000 }))).toMatchObject({ comm: 'nginx' });
  });

  it('of two lives between the same ends is the one of that time', () => {
    const both = [
      ...served(['before', 1], 1, { base: BASE - 30 }),
      ...served(NGINX),
      ...served(['after', 2], 1, { base: BASE + 30 }),
    ];
    expect(factsOf('kernel-close', both)).toMatchObject([{ comm: 'nginx' }]);
  });

  it('is not known of two lives where the clock does not say which', () => {
    const both = [...served(['before', 1], 1, { base: 5000 }), ...served(NGINX, 1, { base: 5030 })];
    expect(factsOf('kernel-close', both)).toEqual([]);
  });

  it('is not known of two at once, as in containers with the same addresses', () => {
    const one = served(NGINX);
    const other = served(['other', 200]).map((line) =>
      line.replace(/\.(\d{6}):/, (_, digits: string) => `.${String(Number(digits) + 3).padStart(6, '0')}:`),
    );
    expect(factsOf('kernel-close', [...one, ...other])).toEqual([]);
  });

  it('is told of once where a text is given twice', () => {
    const once = testimonyOf(connection, 1, { k: served(NGINX) });
    const witnesses = testimonyOf(connection, 1, { k: [...served(NGINX), ...served(NGINX)] });
    expect(witnesses).toEqual(once);
  });

  it('is told of whatever others there are', () => {
    expect(factOf('kernel-close', [...served(['other', 1], 0.5, others), ...served(NGINX)])).toMatchObject({
      comm: 'nginx',
    });
  });
});

describe('the end of a process', () => {
  const closed = served(NGINX);

  it.each([
    [
      'of a fault',
      [signal(0.9998, NGINX, 11, 1), exits(0.9999, NGINX)],
      { signal: 11, isFault: true, isByNumber: true },
    ],
    ['of SIGKILL', [signal(0.9998, NGINX, 9), exits(0.9999, NGINX)], { signal: 9, isFault: false }],
    [
      'of a fault that somebody sent',
      [signal(0.9998, NGINX, 11, 0), exits(0.9999, NGINX)],
      { signal: 11, isFault: false },
    ],
    ['by itself', [exits(1.01, NGINX)], { signal: undefined, isFault: false, outOfMemory: false }],
    [
      'for want of memory',
      [traceLine(0.5, ['stress', 1], 'mark_victim: pid=100'), signal(0.9998, NGINX, 9), exits(0.9999, NGINX)],
      { outOfMemory: true, signal: 9 },
    ],
    [
      'while another is killed for want of memory',
      [traceLine(0.5, ['stress', 1], 'mark_victim: pid=101'), exits(0.9999, NGINX)],
      { outOfMemory: false },
    ],
    [
      'of a signal that has a handler',
      [signal(0.9998, NGINX, 11, 1, '55aa'), exits(0.9999, NGINX)],
      { signal: undefined },
    ],
    ['by itself, after a child ended', [signal(0.9998, NGINX, 17, 1), exits(0.9999, NGINX)], { signal: undefined }],
  ])('%s', (_, lines, expected) => {
    expect(factOf('kernel-close', [...closed, ...lines])?.end).toMatchObject(expected);
  });

  it.each([
    ['another process of that name', [signal(0.9998, ['nginx', 101], 11, 1), exits(0.9999, ['nginx', 101])]],
    ['a thread of the process', [exits(1.001, NGINX, false)]],
    ['a process that ended long before', [exits(-20, NGINX)]],
    ['a process that ends later', [exits(1.2, NGINX)]],
    ['a process of another name', [exits(0.9999, ['postgres', 100])]],
  ])('is not that of %s', (_, lines) => {
    expect(factOf('kernel-close', [...closed, ...lines])?.end).toBeUndefined();
  });

  it('that crashed after it had closed in order is no reason of the close', () => {
    const lines = [...closed, signal(1.0098, NGINX, 11, 1), exits(1.01, NGINX)];
    expect(factOf('kernel-close', lines)?.end).toMatchObject({ signal: undefined, isFault: false });
  });

  it('of several threads by itself is no kill: exit_group() kills the others', () => {
    const lines = [
      ...served(['java', 33, 30]),
      exits(0.9, ['java', 30, 30], false),
      signal(0.901, ['java', 31, 30], 9),
      exits(0.902, ['java', 31, 30], false),
      signal(0.901, ['java', 33, 30], 9),
      exits(0.903, ['java', 33, 30]),
    ];
    expect(factOf('kernel-close', lines)?.end).toMatchObject({ signal: undefined });
    const withoutProcesses = lines.map((line) => line.replace(/\( +30\) /, ''));
    expect(factOf('kernel-close', withoutProcesses)?.end).toMatchObject({ signal: undefined });
  });

  it('is a kill whatever threads of other programs ended in that second', () => {
    const lines = [...served(NGINX), exits(0.6, ['node', 77], false), signal(0.9998, NGINX, 9), exits(0.9999, NGINX)];
    expect(factOf('kernel-close', lines)?.end).toMatchObject({ signal: 9 });
  });

  it('of a signal without a handler is told beside the stop that came before it', () => {
    const lines = [
      ...served(NGINX),
      signal(0.9996, NGINX, 15, 0, '467600'),
      signal(0.9998, NGINX, 9),
      exits(0.9999, NGINX),
    ];
    expect(factOf('kernel-close', lines)).toMatchObject({ end: { signal: 9 }, stopSignal: { signal: 15 } });
  });

  it('of several threads is a kill where each of them got the signal', () => {
    const lines = [
      ...served(['java', 33, 30]),
      ...[30, 31, 33].flatMap((pid) => [
        signal(0.9, ['java', pid, 30], 9),
        exits(0.901 + pid / 1e5, ['java', pid, 30], pid === 33),
      ]),
    ];
    expect(factOf('kernel-close', lines)?.end).toMatchObject({ signal: 9 });
  });

  it('of several threads is the fault of the one that had it', () => {
    const lines = [
      ...served(['java', 33, 30]),
      signal(0.9, ['java', 31, 30], 11, 1),
      exits(0.901, ['java', 31, 30], false),
      signal(0.9005, ['java', 33, 30], 9),
      exits(0.902, ['java', 33, 30]),
    ];
    expect(factOf('kernel-close', lines)?.end).toMatchObject({ signal: 11, isFault: true });
  });

  it('of an older kernel, which does not say whether it was the last thread, is none of another thread', () => {
    const lines = [...served(['java', 33, 30]), exits(1.001, ['java', 33, 30]).replace(/ group_dead=true/, '')];
    expect(factOf('kernel-close', lines)?.end).toBeUndefined();
  });

  it('by its name alone is not as sure', () => {
    const short = [...closed, signal(0.9998, NGINX, 11, 1), exits(0.9999, NGINX)].map((line) =>
      line
        .replace(/^ *(\w+)-\d+ \[001\] \.\.s2\. ([\d.]+): (\w+): (.*)$/, '$2 $3 $4 comm=$1')
        .replace(/ comm=nginx$/, (text, _at, whole: string) => (whole.includes('comm=nginx pid') ? '' : text)),
    );
    expect(factOf('kernel-close', short)?.end).toMatchObject({ signal: 11, isFault: true, isByNumber: false });
  });
});

describe('a signal to stop', () => {
  it.each([
    ['to the process', [signal(0.9, NGINX, 15, 0, '55aa')], 15],
    ['to another thread of it', [signal(0.9, ['main', 100, 100], 15, 0, '55aa')], 15],
  ])('%s', (_, lines, expected) => {
    const task = lines[0]?.includes('main') === true ? (['worker', 105, 100] as const) : NGINX;
    expect(factOf('kernel-close', [...served(task), ...lines])?.stopSignal).toMatchObject({ signal: expected });
  });

  it.each([
    ['to another process of that name', [signal(0.9, ['nginx', 101], 15, 0, '55aa')]],
    ['to a process of another name', [signal(0.9, ['sshd', 100], 15, 0, '55aa')]],
    ['long before', [signal(-1, NGINX, 15, 0, '55aa')]],
    ['after the close', [signal(1.001, NGINX, 15, 0, '55aa')]],
    ['that means something else', [signal(0.9, NGINX, 10, 0, '55aa')]],
  ])('not %s', (_, lines) => {
    expect(factOf('kernel-close', [...served(NGINX), ...lines])?.stopSignal).toBeUndefined();
  });
});

describe('what listened', () => {
  it('is closed with the connection', () => {
    const lines = [listens(-5, NGINX, true), ...served(NGINX), listens(0.99, NGINX, false)];
    expect(factOf('kernel-listener', lines)).toMatchObject({ fits: true, took: true, closedWith: true });
  });

  it.each([
    ['after it', [listens(-5, NGINX, true), listens(1.001, NGINX, false)]],
    ['long before it', [listens(-5, NGINX, true), listens(0.5, NGINX, false)]],
    [
      'and others of SO_REUSEPORT remain',
      [listens(-5, NGINX, true), listens(-5, ['nginx', 101], true), listens(0.99, NGINX, false)],
    ],
    [
      'and a new process has one already',
      [listens(-5, NGINX, true), listens(0.9, ['nginx', 101], true), listens(0.99, NGINX, false)],
    ],
    [
      'on another port',
      [listens(-5, NGINX, true), listens(-5, NGINX, true, '0.0.0.0:81'), listens(0.99, NGINX, false, '0.0.0.0:81')],
    ],
  ])('is not closed with it: %s', (_, lines) => {
    expect(factOf('kernel-listener', [...served(NGINX), ...lines])).toMatchObject({ closedWith: false });
  });

  it('on another address does not fit', () => {
    const lines = [
      listens(-5, NGINX, true, '127.0.0.1:80'),
      state(-4, NGINX, 'LISTEN', 'SYN_RECV', { local: '198.51.100.2:22', remote: '192.0.2.9:1' }),
    ];
    expect(factOf('kernel-listener', lines, refused)).toMatchObject({ fits: false, took: false });
  });

  it.each([
    [
      'an account that began later',
      [listens(5, NGINX, true), ...served(NGINX, 1, { base: BASE + 5, remote: '192.0.2.9:1' })],
    ],
    [
      'an account that was over days before',
      [
        listens(-5, NGINX, true, '0.0.0.0:80', BASE - 200_000),
        ...served(NGINX, 1, { base: BASE - 200_000, remote: '192.0.2.9:1' }),
      ],
    ],
    ['an account that began later, by use alone', served(NGINX, 1, { base: BASE + 5, remote: '192.0.2.9:1' })],
    [
      'a clock that does not say when',
      [listens(-5, NGINX, true, '0.0.0.0:80', 5000), ...served(NGINX, 1, { base: 5000, remote: '192.0.2.9:1' })],
    ],
    ['another host’s account', [listens(-5, NGINX, true), ...served(NGINX, 1, { local: '198.51.100.9:80' })]],
  ])('is not told of by %s', (_, lines) => {
    expect(factOf('kernel-listener', lines, refused)).toBeUndefined();
  });

  it('may be another container’s where connections have several addresses', () => {
    const container = { local: '172.17.0.2:80', remote: '172.17.0.1:5000' };
    const lines = [
      listens(-5, NGINX, true),
      ...served(NGINX),
      state(0.2, NGINX, 'LISTEN', 'SYN_RECV', container),
      state(0.3, NGINX, 'SYN_RECV', 'ESTABLISHED', container),
    ];
    expect(factOf('kernel-listener', lines)).toMatchObject({ mayBeOthers: true });
    expect(factOf('kernel-listener', lines.slice(0, -2))).toMatchObject({ mayBeOthers: false });
  });
});
