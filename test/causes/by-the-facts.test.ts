/** What to do and what would prove it, where a cause says so by the facts: no more than is true of that connection. */
import { describe, expect, it } from 'vitest';
import { Diagnoser, type Verdict } from '../../src/core/index.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

function verdictsOf(rows: string, maxConnections = 100): Verdict[] {
  const verdicts: Verdict[] = [];
  const diagnoser = new Diagnoser({ all: true, maxConnections, onDiagnosis: ({ verdict }) => verdicts.push(verdict) });
  diagnoser.push(toPcap(parseRows(rows), {}));
  diagnoser.finish();
  return verdicts;
}

function verdictOf(rows: string): Verdict {
  const [verdict, ...others] = verdictsOf(rows);
  expect(others).toEqual([]);
  return verdict as Verdict;
}

const EXCHANGE = `
0.000  C  S      mss 1460
0.012  S  S.     mss 1460 id 0
0.013  C  .
0.014  C  P.     data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"
0.027  S  P.     data "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"
0.028  C  .
0.029  S  F.`;

describe('a reset after a FIN', () => {
  it('of the side that had closed answers what came late', () => {
    const { cause, next } = verdictOf(`${EXCHANGE}\n0.030  C  .\n0.031  C  P. len 7\n0.043  S  R  win 0 id 0`);
    expect(cause).toBe('reset-after-close');
    expect(next).toEqual([expect.stringContaining('TCP_TIMEWAIT_SOCKET or TCP_ABORT_ON_DATA')]);
  });

  it('of a live socket takes the place of its FIN', () => {
    const { cause, next } = verdictOf(`${EXCHANGE}\n0.030  C  R. win 500`);
    expect(cause).toBe('reset-after-close');
    expect(next).toEqual([expect.stringContaining('TCP_ABORT_ON_CLOSE')]);
  });

  it('of a side that had not closed, without ACK, is of a kernel that knows nothing of the connection', () => {
    const { cause, next } = verdictOf(`${EXCHANGE}\n4.029  S  F. seq 41\n4.030  C  R  seq 36 win 0 id 0`);
    expect(cause).toBe('reset-after-close');
    expect(next).toEqual([expect.stringContaining('NO_SOCKET')]);
  });
});

describe('a FIN of one side alone', () => {
  it('at the end of the capture says nothing of CLOSE-WAIT', () => {
    for (const rest of ['', '\n0.030  C  .']) {
      const { cause, advice, next, summary } = verdictOf(`${EXCHANGE}${rest}`);
      expect(cause).toBe('half-close');
      expect([...advice, ...next].join()).not.toContain('CLOSE-WAIT');
      expect([...advice, ...next].join()).not.toContain('close-wait');
      expect(advice).toEqual([expect.stringContaining('the capture ends too soon')]);
      if (rest !== '') expect(summary).toContain('the capture ends before the client closes');
    }
  });

  it('acknowledged long before the end of the capture may be one of a socket in CLOSE-WAIT', () => {
    const later = 'client 192.0.2.1:40001 server 198.51.100.3:80\n9.0 C S mss 1460';
    const [{ cause, advice, summary } = verdictOf('')] = verdictsOf(`${EXCHANGE}\n0.030  C  .\n${later}`);
    expect(cause).toBe('half-close');
    expect(advice.join()).toContain('CLOSE-WAIT');
    expect(summary).toContain('has not closed yet');
  });

  it('that nothing acknowledged may not have arrived', () => {
    const later = 'client 192.0.2.1:40001 server 198.51.100.3:80\n9.0 C S mss 1460';
    const [{ cause, advice } = verdictOf('')] = verdictsOf(`${EXCHANGE}\n${later}`);
    expect(cause).toBe('half-close');
    expect(advice).toEqual([expect.stringContaining('whether the FIN reached the client')]);
  });

  it('until the other has sent the rest and closes leaves nothing in CLOSE-WAIT', () => {
    const rows = EXCHANGE.replace(
      /0.029.*$/,
      '0.029  C  F.\n0.030  S  .\n0.500  S  P. len 9\n0.501  S  F.\n0.502  C  .',
    );
    const { cause, advice } = verdictOf(rows);
    expect(cause).toBe('half-close');
    expect(advice.join()).not.toContain('CLOSE-WAIT');
  });
});

describe('a SYN without a handshake', () => {
  it('that nobody answers may be dropped by the server’s full queue', () => {
    const { cause, advice, next } = verdictOf('0.0 C S mss 1460\n1.0 C S seq 0 mss 1460\n3.0 C S seq 0 mss 1460');
    expect(cause).toBe('unanswered-syn');
    expect([...advice, ...next].join()).toContain('queue');
  });

  it('whose answer is lost is no matter of the server', () => {
    const rows = ['0.0', '1.0', '3.0'].map((at) => `${at} C S seq 0 mss 1460\n${at}1 S S. seq 0 mss 1460 id 0`);
    const { cause, advice, next } = verdictOf(rows.join('\n'));
    expect(cause).toBe('unanswered-syn');
    expect(advice).toHaveLength(1);
    expect([...advice, ...next].join()).not.toMatch(/queue|host is up|on the server/);
    expect(next[0]).toContain('a capture at the client');
  });

  it('that its sender forgets may be of nobody', () => {
    const { cause, advice } = verdictOf('0.0 C S mss 1460\n0.1 S S. mss 1460\n1.1 S S. seq 0\n3.1 S S. seq 0');
    expect(cause).toBe('unanswered-syn');
    expect(advice.join()).toContain('floods or scans');
  });
});

describe('a connection that nobody was seen to close', () => {
  const opening = (port: number, at: number): string =>
    `client 192.0.2.1:${port} server 198.51.100.2:80\n${at}.0 C S mss 1460\n${at}.1 S S. mss 1460\n${at}.2 C .`;

  it('was open when the capture ended', () => {
    const [first] = verdictsOf([1, 2, 3].map((at) => opening(40_000 + at, at)).join('\n'));
    expect(first?.summary).toBe('The connection was still open when the capture ended');
  });

  it('was open when it was given up, where there were too many', () => {
    const [first] = verdictsOf([1, 2, 3].map((at) => opening(40_000 + at, at)).join('\n'), 2);
    expect(first?.summary).toBe(
      'The connection was still open when it was given up, because too many others were open',
    );
  });
});

describe('a client that gives up', () => {
  const asking = EXCHANGE.split('\n').slice(0, 5).join('\n');
  const adviceAfter = (rows: string): string[] => {
    const { cause, advice } = verdictOf(`${asking}\n${rows}`);
    expect(cause).toBe('client-abort');
    return [...advice];
  };
  const HALF = '0.027  S  .  len 1448 data "HTTP/1.1 200 OK\\r\\nContent-Length: 90000\\r\\n\\r\\n"\n0.028  C  .';
  const AT_ONCE = [expect.stringContaining('what ended it there')];
  const WAITED = [expect.stringContaining('who cancelled'), 'Look at why the answer took so long'];

  it('at once, or in the middle of the answer, did not wait for it', () => {
    expect(adviceAfter('0.020  C  R.')).toEqual(AT_ONCE);
    expect(adviceAfter(`${HALF}\n0.030  C  R.`)).toEqual(AT_ONCE);
  });

  it('after a while did, also where it had half closed before', () => {
    expect(adviceAfter('3.700  C  R.')).toEqual(WAITED);
    expect(adviceAfter(`${HALF}\n9.000  C  R.`)).toEqual(WAITED);
    expect(adviceAfter('0.020  C  F.\n0.032  S  .\n3.700  C  R.')).toEqual(WAITED);
  });
});
