import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IdleSeen, judgeIdle } from '../../../src/probe/measure/idle-judge.ts';
import { boundsOf, firstRound, idleConnectionsMax } from '../../../src/probe/measure/idle-plan.ts';
import { type IdleRun, type IdleWorld, playIdle } from './idle-world.ts';

function judge(world: IdleWorld, run: IdleRun = playIdle(world)): string {
  const seen: IdleSeen = {
    ...run,
    limitSeconds: world.limit,
    use: world.canUse === false ? undefined : 'GET /',
    beforeLogin: false,
    interrupted: false,
  };
  const { finding, confidence, severity, cause } = judgeIdle(seen);
  return [finding, confidence, severity, cause].filter((part) => part !== undefined).join(', ');
}

describe('the planner', () => {
  test('opens no more than it says, and spreads the first round over all idle times', () => {
    for (const limit of [0.5, 1, 2, 30, 90, 300, 3600, 86_400]) {
      const times = firstRound(limit);
      expect(times.length + 1).toBeLessThanOrEqual(idleConnectionsMax.atOnce);
      expect(times.at(-1)).toBe(limit);
      expect([...times].sort((a, b) => a - b)).toEqual(times);
    }
  });

  const limits = fc.double({ min: 2, max: 7200, noNaN: true });
  const shares = fc.double({ min: 0.002, max: 0.98, noNaN: true });
  const waits = fc.double({ min: 0.5, max: 5, noNaN: true });

  test('finds a silent loss within 10 %, in little more than the longest idle time', () => {
    fc.assert(
      fc.property(limits, shares, waits, (limit, share, wait) => {
        const forgets = Math.max(0.3, limit * share);
        const run = playIdle({ limit, forgets, wait });
        const { alive, lost } = boundsOf(run.samples);
        expect(alive).toBeLessThan(forgets);
        expect(lost).toBeGreaterThanOrEqual(forgets);
        expect(Math.abs(Math.sqrt(alive! * lost!) / forgets - 1)).toBeLessThan(0.1);
        expect(run.seconds).toBeLessThanOrEqual(limit * 1.15 + 3 * wait + 1);
        expect(run.opened).toBeLessThanOrEqual(idleConnectionsMax.all);
        expect(run.mostOpen).toBeLessThanOrEqual(idleConnectionsMax.atOnce);
      }),
    );
  });

  test('knows a close by the server exactly, and ends soon after', () => {
    fc.assert(
      fc.property(limits, shares, (limit, share) => {
        const closesIdle = Math.max(0.3, limit * share);
        const run = playIdle({ limit, closesIdle });
        expect(boundsOf(run.samples).closed).toBeCloseTo(closesIdle, 6);
        expect(run.seconds).toBeLessThanOrEqual(closesIdle * 1.1 + 1);
      }),
    );
  });

  test('is patient where nothing ends, and no longer than was asked', () => {
    const run = playIdle({ limit: 60 });
    expect(run.seconds).toBeGreaterThanOrEqual(60);
    expect(run.seconds).toBeLessThan(61);
    const watched = playIdle({ limit: 60, canUse: false });
    expect(watched.seconds).toBeGreaterThanOrEqual(60);
    expect(watched.opened).toBe(2);
  });
});

describe('the judgement', () => {
  test.each<[string, IdleWorld, string]>([
    ['a close by the server', { limit: 30, closesIdle: 20 }, 'closes-idle, likely, benign, server-idle-timeout'],
    ['a silent loss', { limit: 30, forgets: 20 }, 'loses-idle, likely, failure, middlebox-idle-timeout'],
    [
      'a silent loss found in the second round',
      { limit: 300, forgets: 20 },
      'loses-idle, likely, failure, middlebox-idle-timeout',
    ],
    [
      'a reset on use',
      { limit: 30, forgets: 7, onUse: 'reset-on-use' },
      'loses-idle, likely, failure, middlebox-idle-timeout',
    ],
    ['a loss seen once', { limit: 30, forgets: 29 }, 'loses-idle, possible, failure, middlebox-idle-timeout'],
    ['a limit on the age', { limit: 30, closesOld: 20 }, 'closes-old, possible, suspicious, connection-age-limit'],
    ['no time-out', { limit: 30 }, 'keeps-idle, likely, benign'],
    ['half of the servers', { limit: 30, forgets: 3, onlyEven: true }, 'unsteady, possible, suspicious'],
    ['half of the servers close', { limit: 30, closesIdle: 3, onlyEven: true }, 'unsteady, possible, suspicious'],
    [
      'each is closed after a time of its own',
      { limit: 30, closesIdle: 2, scatter: 0.8 },
      'unsteady, possible, suspicious',
    ],
    ['times of their own near the end', { limit: 30, closesIdle: 22, scatter: 6 }, 'unsteady, possible, suspicious'],
    [
      'only watched, each closed after a time of its own',
      { limit: 30, closesIdle: 2, scatter: 2, canUse: false },
      'unsteady, possible, suspicious',
    ],
    [
      'a server that looks once a second',
      { limit: 10, closesIdle: 2.15, sweeps: 1 },
      'closes-idle, likely, benign, server-idle-timeout',
    ],
    [
      'a server that looks once a second, near the end',
      { limit: 10, closesIdle: 7.15, sweeps: 1 },
      'closes-idle, likely, benign, server-idle-timeout',
    ],
    [
      'times that differ no more than timers do',
      { limit: 30, closesIdle: 2, scatter: 0.1 },
      'closes-idle, likely, benign, server-idle-timeout',
    ],
    [
      'only watched, closed',
      { limit: 30, closesIdle: 3, canUse: false },
      'closes-idle, possible, benign, server-idle-timeout',
    ],
    ['only watched, not closed', { limit: 30, canUse: false }, 'undecided, benign'],
    ['only watched, and forgotten', { limit: 30, forgets: 3, canUse: false }, 'undecided, benign'],
    [
      'what comes first counts',
      { limit: 30, closesIdle: 4, forgets: 20 },
      'closes-idle, likely, benign, server-idle-timeout',
    ],
  ])('%s', (_, world, expected) => {
    expect(judge(world)).toBe(expected);
  });

  test('a device that sweeps now and then loses connections after times that overlap', () => {
    const sample = (idleSeconds: number, outcome: 'answered' | 'unanswered', id: number) => ({
      id,
      outcome,
      idleSeconds,
      ageSeconds: idleSeconds,
      at: idleSeconds,
    });
    const samples = [
      sample(10, 'answered', 1),
      sample(20, 'unanswered', 2),
      sample(22, 'answered', 3),
      sample(24, 'unanswered', 4),
    ];
    const seen = { samples, open: [], limitSeconds: 30, use: 'PING', beforeLogin: false, interrupted: false };
    const { finding, summary, advice } = judgeIdle(seen);
    expect(finding).toBe('loses-idle');
    expect(summary).toContain('(between 20 s and 22 s)');
    expect(advice.join('\n')).toContain('less than 18 s');
  });

  test.each([
    [
      'a server that looks once a second',
      [5, 5.1],
      [5.9],
      'The server closes connections after 5 s to 5.9 s without use',
    ],
    ['a server whose time is exact', [5, 5.1], [5.2], 'The server closes connections after 5.1 s without use'],
    ['times far apart', [5, 5.1], [7.2], 'Idle connections are closed, but not all after the same time'],
    ['side by side, not together', [5, 5.6], [], 'Idle connections are closed, but not all after the same time'],
  ])('what closes is one time-out or none: %s', (_, untouched, used, expected) => {
    const closed = [...untouched, ...used].map((idleSeconds, id) => {
      const ageSeconds = id < untouched.length ? idleSeconds : idleSeconds + 1;
      return { id, outcome: 'fin' as const, idleSeconds, ageSeconds, at: ageSeconds };
    });
    const answered = used.map((_time, i) => {
      return { id: untouched.length + i, outcome: 'answered' as const, idleSeconds: 1, ageSeconds: 1, at: 1 };
    });
    const samples = [...answered, ...closed];
    const seen = { samples, open: [], limitSeconds: 30, use: 'PING', beforeLogin: false, interrupted: false };
    const { summary, advice, finding } = judgeIdle(seen);
    expect(summary).toBe(expected);
    // Whatever was seen last, a client should be quicker than what was seen first.
    if (finding === 'closes-idle') expect(advice.join('\n')).toContain('after less than 4.5 s');
  });

  test('an interrupted run claims no more than it saw', () => {
    const seen: IdleSeen = {
      samples: [{ id: 1, outcome: 'answered', idleSeconds: 3, ageSeconds: 3, at: 3 }],
      open: [{ id: 2, idleSeconds: 9, ageSeconds: 9 }],
      limitSeconds: 30,
      use: 'GET /',
      beforeLogin: false,
      interrupted: true,
    };
    expect(judgeIdle(seen)).toMatchObject({
      finding: 'undecided',
      summary: 'A connection idle for 3 s still works; beyond that nothing is known',
    });
  });

  test('advice stays below what was found', () => {
    const run = playIdle({ limit: 60, forgets: 40 });
    const { advice } = judgeIdle({ ...run, limitSeconds: 60, use: 'PING', beforeLogin: false, interrupted: false });
    expect(advice.join('\n')).toMatch(/every 1[5-9] s/);
  });
});
