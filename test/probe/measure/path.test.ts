import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WhyclosedError } from '../../../src/core/model/whyclosed-error.ts';
import { measurePath, type ProgramText } from '../../../src/probe/measure/path.ts';
import { judgePath } from '../../../src/probe/measure/path-judge.ts';
import { type Hop, parseMtr, parseTraceroute } from '../../../src/probe/measure/path-text.ts';
import { parseTarget } from '../../../src/probe/target.ts';
import { QUICK } from '../brief.ts';
import * as texts from './path-texts.ts';

function judge(hops: readonly Hop[], address = '203.0.113.2') {
  return judgePath({ hops, address, port: 8080, program: 'traceroute -T', whole: true });
}

function brief(hops: readonly Hop[], address?: string): string {
  const { finding, confidence = '-', severity, summary } = judge(hops, address);
  return `${finding}, ${confidence}, ${severity}: ${summary}`;
}

describe('the text of a program', () => {
  test('gives hops, times and replies', () => {
    expect(parseTraceroute(texts.closed)[0]).toEqual({
      hop: 1,
      answers: [
        { address: '192.0.2.1', seconds: expect.closeTo(0.00021, 9) },
        { address: '192.0.2.1', seconds: expect.closeTo(0.000005, 9) },
        { address: '192.0.2.1', seconds: expect.closeTo(0.000002, 9) },
      ],
      silent: 0,
    });
    expect(parseTraceroute(texts.open)[2]?.answers[0]).toEqual({
      address: '203.0.113.2',
      seconds: 0.000195,
      reply: 'syn-ack',
    });
    expect(parseTraceroute(texts.dropped)[4]).toEqual({ hop: 5, answers: [], silent: 2 });
  });

  test('may have several routers in one line', () => {
    expect(parseTraceroute(' 4  192.0.2.1  1.5 ms * 192.0.2.9  2 ms !N')).toEqual([
      {
        hop: 4,
        answers: [
          { address: '192.0.2.1', seconds: 0.0015 },
          { address: '192.0.2.9', seconds: 0.002, mark: '!N' },
        ],
        silent: 1,
      },
    ]);
  });

  test('of mtr gives averages, also where numbers are text', () => {
    const [first, second] = parseMtr(texts.mtrReached);
    expect(first).toEqual({ hop: 1, answers: [], silent: 2 });
    expect(second).toEqual({ hop: 2, answers: [{ address: '198.51.100.2', seconds: 0.000477 }], silent: 0 });
    const old = '{"report":{"hubs":[{"count":"1","host":"192.0.2.1","Loss%":"0.00","Snt":"3","Avg":"0.50"}]}}';
    expect(parseMtr(old)).toEqual([{ hop: 1, answers: [{ address: '192.0.2.1', seconds: 0.0005 }], silent: 0 }]);
  });

  test('that is something else gives nothing, and no text breaks it', () => {
    for (const text of ['', 'null', '[]', '{"report":null}', '{"report":{"hubs":[null,1,{}]}}', 'usage: traceroute']) {
      expect(parseMtr(text)).toEqual([]);
      expect(parseTraceroute(text)).toEqual([]);
    }
    const line = fc.array(fc.constantFrom(' ', '1', '99', '*', '192.0.2.1', 'ms', '0.1', '!X', '[open]', '\n', '::1'));
    fc.assert(
      fc.property(line, (words) => {
        const hops = parseTraceroute(words.join(' '));
        const numbers = hops.map(({ hop }) => hop);
        expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
      }),
    );
  });
});

describe('the judgement', () => {
  test.each([
    ['open', texts.open, 'reaches, likely, benign: A SYN to 203.0.113.2:8080 is answered with a SYN-ACK at hop 3'],
    ['closed', texts.closed, 'reaches, likely, failure: A SYN to 203.0.113.2:8080 is answered with a reset at hop 3'],
    ['a router that is silent', texts.silentRouter, 'reaches, likely, benign: A SYN'],
    [
      'dropped',
      texts.dropped,
      'stops, possible, failure: The SYN to 203.0.113.2:8080 gets at least to 198.51.100.2 (hop 2); nobody behind it',
    ],
    [
      'prohibited',
      texts.prohibited,
      'stops, likely, failure: 198.51.100.2 turns the SYN to 203.0.113.2:8080 away: administratively prohibited',
    ],
    ['tcptraceroute, open', texts.tcptracerouteOpen, 'reaches, likely, benign'],
    ['tcptraceroute, prohibited', texts.tcptracerouteProhibited, 'stops, likely, failure: 198.51.100.2 turns'],
    ['tcptraceroute, dropped', texts.tcptracerouteDropped, 'stops, possible, failure'],
    ['nothing at all', ' 1  * *\n 2  * *\n', 'undecided, -, failure: Nobody answered'],
  ])('%s', (_, text, expected) => {
    expect(brief(parseTraceroute(text)).startsWith(expected)).toBe(true);
  });

  test('of what mtr saw is no surer than mtr', () => {
    expect(brief(parseMtr(texts.mtrReached))).toMatch(/^reaches, possible, benign/);
    expect(judge(parseMtr(texts.mtrReached)).reasons).toContain('whether the port is open the program does not say');
    expect(brief(parseMtr(texts.mtrDropped))).toMatch(/^stops, possible, failure/);
  });

  test('names the cause of a rule alone, and says what silence is worth', () => {
    expect(judge(parseTraceroute(texts.prohibited)).cause).toBe('firewall-admin-prohibited');
    expect(judge(parseTraceroute(texts.noRoute6), '2001:db8:9::2').cause).toBeUndefined();
    expect(judge(parseTraceroute(texts.dropped)).reasons.join('\n')).toContain('silence of routers proves nothing');
  });
});

describe('the programs', () => {
  const target = parseTarget('203.0.113.2:8080')!;
  const { machine } = QUICK;
  const text = (stdout: string, ended: ProgramText['ended'] = 'well', stderr = ''): ProgramText => ({
    stdout,
    stderr,
    ended,
  });

  test('are tried in turn until one may and can', async () => {
    const tried: string[] = [];
    const found = await measurePath(target, {
      machine: machine!,
      runProgram: async (command, args) => {
        tried.push(`${command} ${args.join(' ')}`);
        if (command === 'traceroute') return text('', 'badly', 'You do not have enough privileges\n');
        return command === 'mtr' ? text(texts.mtrReached) : text('', 'missing');
      },
    });
    expect(tried).toHaveLength(3);
    expect(tried[0]).toMatch(/^traceroute -T .* -p 8080 203\.0\.113\.2$/);
    expect(found.reasons.at(-1)).toBe('traced with mtr --tcp');
    expect(found.samples[0]).toEqual({ at: 0, hop: 1, outcome: 'silent', good: false });
  });

  test('that are not there, or may not, are an error of the environment', async () => {
    const missing = measurePath(target, { machine: machine!, runProgram: async () => text('', 'missing') });
    await expect(missing).rejects.toMatchObject({ code: 'missing-program' });
    const denied = measurePath(target, {
      machine: machine!,
      runProgram: async () => text('', 'badly', 'Not permitted'),
    });
    await expect(denied).rejects.toThrow(WhyclosedError);
    await expect(denied).rejects.toMatchObject({ code: 'permission-denied' });
  });

  test('that were ended give what they had printed', async () => {
    const cut = texts.dropped.split('\n').slice(0, 3).join('\n');
    const found = await measurePath(target, { machine: machine!, runProgram: async () => text(cut, 'stopped') });
    expect(found.finding).toBe('stops');
    expect(found.reasons.at(-1)).toContain('ended before it was through');
  });

  test('are ended by an interrupt', async () => {
    const stop = new AbortController();
    const found = await measurePath(target, {
      machine: machine!,
      signal: stop.signal,
      runProgram: async () => {
        stop.abort();
        return text('', 'stopped');
      },
    });
    expect(found).toMatchObject({ interrupted: true, summary: 'Interrupted before anything was known' });
  });
});
