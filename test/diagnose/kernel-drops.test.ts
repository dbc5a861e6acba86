/** What a kernel says that it dropped, and of which connection that is. */
import { describe, expect, it } from 'vitest';
import { Witnesses } from '../../src/core/diagnose/witnesses.ts';
import type { KernelDropFact } from '../../src/core/model/witness-fact.ts';
import { ANSWERED, BASE, connectionOf, diagnoseWith, state, testimonyOf, traceLine } from './testimonies.ts';

const SYNS = '0.000  C  S  mss 1460\n1.020  C  S  seq 0 mss 1460\n3.060  C  S  seq 0 mss 1460';
const silent = connectionOf(SYNS);
/** Since boot: no clock that could be compared. */
const BOOT = 24_000;

function drop(seconds: number, reason = 'NETFILTER_DROP', base = BOOT): string {
  return traceLine(
    seconds,
    ['ksoftirqd/1', 21],
    `kfree_skb: skbaddr=1 protocol=2048 location=x reason: ${reason}`,
    base,
  );
}

function dropOf(lines: readonly string[], connection = silent): Omit<KernelDropFact, 'packets'> | undefined {
  const facts = testimonyOf(connection, 3.06, { 'kernel.txt': lines });
  return facts.find((fact): fact is Omit<KernelDropFact, 'packets'> => fact.kind === 'kernel-drop');
}

/** A socket of a host, by which its kernel is known. */
function socketOf(address: string): string {
  const ends = { local: `${address}:22`, remote: '203.0.113.9:50000', base: BOOT };
  return state(-5, ['sshd', 7], 'ESTABLISHED', 'CLOSE_WAIT', ends);
}

const SAME_WAITS = [drop(7.1), drop(8.1203), drop(10.1598)];

describe('drops with the same waits between them as between packets sent in vain', () => {
  it('are of these, by whatever clock', () => {
    expect(dropOf(SAME_WAITS)).toEqual({
      kind: 'kernel-drop',
      reason: 'NETFILTER_DROP',
      from: 'client',
      tries: 3,
      at: undefined,
      isSure: true,
      said: { file: 'kernel.txt', line: 1 },
    });
    const atThatTime = [0.0001, 1.0201, 3.0601].map((seconds) => drop(seconds, 'XDP', BASE));
    expect(dropOf(atThatTime)).toMatchObject({ reason: 'XDP', isSure: true });
  });

  it('are found among others', () => {
    expect(dropOf([drop(2), ...SAME_WAITS, drop(8.5), drop(30)])).toMatchObject({
      tries: 3,
      isSure: true,
      said: { line: 2 },
    });
  });

  it('are of the host that has sockets in that account', () => {
    expect(dropOf([socketOf('198.51.100.2'), ...SAME_WAITS])).toMatchObject({ at: 'server' });
    expect(dropOf([socketOf('203.0.113.1'), ...SAME_WAITS])).toMatchObject({ at: undefined });
  });

  it.each([
    ['one of the waits is another', [drop(7.1), drop(8.12), drop(10.2)]],
    ['there are fewer', [drop(7.1), drop(8.12)]],
    ['they have different reasons', [drop(7.1), drop(8.12, 'XDP'), drop(10.16)]],
    ['it is the client’s own kernel: what that drops is in no capture', [socketOf('192.0.2.1'), ...SAME_WAITS]],
    [
      'by a clock that counts from 1970 it was at another time',
      [900, 901.02, 903.06].map((at) => drop(at, 'XDP', BASE)),
    ],
    ['there are so many that some always fit', Array.from({ length: 4000 }, (_, index) => drop(index / 100))],
  ])('are not told of where %s', (_, lines) => {
    expect(dropOf(lines)).toBeUndefined();
  });

  it('are a hint where the packet was sent twice alone, or they fit in two places', () => {
    const twice = connectionOf('0.000  C  S  mss 1460\n1.020  C  S  seq 0 mss 1460');
    expect(dropOf([drop(7.1), drop(8.12)], twice)).toMatchObject({ tries: 2, isSure: false });
    const another = [drop(57.1), drop(58.12), drop(60.16)];
    expect(dropOf([...SAME_WAITS, ...another])).toMatchObject({ tries: 3, isSure: false });
  });

  it('are those of the answer where the server gives one, again and again', () => {
    const answered = connectionOf(
      [
        '0.000  C  S   mss 1460',
        '0.001  S  S.  mss 1460',
        '1.020  C  S   seq 0 mss 1460',
        '1.021  S  S.  seq 0 mss 1460',
        '3.060  C  S   seq 0 mss 1460',
        '3.061  S  S.  seq 0 mss 1460',
      ].join('\n'),
    );
    // Four packets of a connection are kept.
    expect(dropOf(SAME_WAITS, answered)).toMatchObject({ from: 'server', tries: 2, isSure: false });
    expect(dropOf([socketOf('198.51.100.2'), ...SAME_WAITS], answered)).toBeUndefined();
  });

  it('are those of the last data that was repeated, and not of what was answered', () => {
    const opened = '0.000  C  S  mss 1460\n0.010  S  S.  mss 1460\n0.011  C  .';
    const data = 'data "GET / HTTP/1.1\\r\\n\\r\\n"';
    const vain = `${opened}\n1.000  C  P.  ${data}\n2.020  C  P.  seq 1 ${data}\n4.060  C  P.  seq 1 ${data}`;
    expect(dropOf(SAME_WAITS, connectionOf(vain))).toMatchObject({ from: 'client', tries: 3 });
    expect(dropOf(SAME_WAITS, connectionOf(`${vain}\n4.100  S  .  ack 19`))).toBeUndefined();
    expect(dropOf(SAME_WAITS, connectionOf(ANSWERED))).toBeUndefined();
  });
});

describe('a flood of drops', () => {
  it('leaves room for what else a kernel says', () => {
    const witnesses = new Witnesses();
    const flood = Array.from({ length: 3000 }, (_, index) => `${drop(index / 100)}\n`).join('');
    expect(witnesses.read('kernel.txt', flood)).toMatchObject({ lines: 3000, telling: 1025, leftOut: 0 });
  });
});

describe('the verdict on a SYN that a kernel says it dropped', () => {
  it.each([
    ['IP_RPFILTER', 'reverse-path-filter'],
    ['TCP_MD5NOTFOUND', 'tcp-authentication-mismatch'],
    ['TCP_AOFAILURE', 'tcp-authentication-mismatch'],
    ['TCP_LISTEN_OVERFLOW', 'accept-queue-overflow'],
    ['NETFILTER_DROP', 'unanswered-syn'],
  ])('for %s is %s', (reason, cause) => {
    const lines = [socketOf('198.51.100.2'), ...[7.1, 8.12, 10.16].map((at) => drop(at, reason))];
    const [diagnosis] = diagnoseWith(SYNS, { 'kernel.txt': lines });
    expect(diagnosis).toMatchObject({ verdict: { cause, confidence: 'likely' }, ending: { by: 'server' } });
  });

  it.each(['TCP_MD5NOTFOUND', 'TCP_LISTEN_OVERFLOW'])('is not changed by two drops that fit, for %s', (reason) => {
    const twice = '0.000  C  S  mss 1460\n1.020  C  S  seq 0 mss 1460';
    const lines = [socketOf('198.51.100.2'), drop(7.1, reason), drop(8.12, reason)];
    const [told] = diagnoseWith(twice, { 'kernel.txt': lines });
    const [silentOne] = diagnoseWith(twice);
    expect(told?.verdict).toEqual(silentOne?.verdict);
  });

  it('says nothing of the host whose kernel it may not be', () => {
    const [diagnosis] = diagnoseWith(SYNS, { 'kernel.txt': SAME_WAITS });
    expect(diagnosis).toMatchObject({ verdict: { cause: 'unanswered-syn' }, ending: { by: 'unknown' } });
    expect(diagnosis?.verdict.summary).toBe('A packet filter dropped the client’s SYN, by its kernel’s account');
  });
});
