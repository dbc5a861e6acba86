/** Two captures and a reset that one end got and the other never sent: whether what it answers had come there. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import type { Verdict } from '../../src/core/model/diagnosis.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

const EXCHANGE = [
  '0.000 C S',
  '0.010 S S.',
  '0.020 C .',
  '0.021 C P. data "GET /events HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
  '0.031 S P. data "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n"',
  '0.041 C .',
];
const MORE = '1.000 S P. data "5\\r\\nworld\\r\\n"';
const ACKNOWLEDGED = '1.010 C .';
const RESET = '1.011 S R seq 68 win 0 ttl 64';
const SENT_ON = ['1.300', '1.900', '3.100'].map((at) => `${at} S P. 58:68(10) ack 42`);

function verdictOf(client: readonly string[], server: readonly string[]): Verdict {
  const read = (rows: readonly string[]): Connection[] =>
    connectionsOf(toPcap(parseRows(rows.join('\n')), { serverTtl: 63, serverIsn: 5000 }));
  const result = diagnoseBothEnds({ connections: read(client) }, { connections: read(server) });
  return result.connections[0]!.diagnosis.verdict;
}

describe('a reset that the server never sent', () => {
  it('answers an acknowledgement that never came there: a firewall stopped it', () => {
    const verdict = verdictOf([...EXCHANGE, MORE, ACKNOWLEDGED, RESET, ...SENT_ON], [...EXCHANGE, MORE, ...SENT_ON]);
    expect(verdict).toMatchObject({ cause: 'inline-firewall-reset', closer: 'middlebox' });
    expect(verdict.evidence.map(({ text }) => text).join()).toContain('never arrived there');
  });

  it('answers one that did: it was forged beside it, and nothing is said of a packet that was stopped', () => {
    const verdict = verdictOf(
      [...EXCHANGE, MORE, ACKNOWLEDGED, RESET, '2.000 S P. data "5\\r\\nagain\\r\\n"'],
      [...EXCHANGE, MORE, ACKNOWLEDGED, '2.000 S P. data "5\\r\\nagain\\r\\n"', '2.020 C R seq 42 win 0'],
    );
    expect(verdict.cause).toBe('injected-reset');
    const said = [...verdict.evidence, ...verdict.alternatives].map(({ text }) => text).join('\n');
    expect(said).not.toContain('which it answers, did arrive');
    expect(said).not.toContain('never arrived');
  });
});

describe('a reset that the server did send', () => {
  const OWN = '1.030 S R. ttl 120';
  const ruledOut = (client: readonly string[], server: readonly string[]): string[] =>
    verdictOf(client, server).ruledOut.map(({ cause, text }) => `${cause}: ${text}`);

  /** The packets as the other end saw them, 5 ms away: what one capture has twice is one capture. */
  const seenThere = (rows: readonly string[]): string[] =>
    rows.map((row) =>
      row.replace(
        /^(\S+) (.)/,
        (_, at, from) => `${(Number(at) + (from === 'C' ? 0.005 : -0.005)).toFixed(3)} ${from}`,
      ),
    );

  it('was not injected, however odd it looks', () => {
    const here = [...EXCHANGE, MORE, ACKNOWLEDGED, OWN];
    expect(ruledOut(here, seenThere(here))).toContain(
      'injected-reset: the server did send it: the capture made there has it, too',
    );
  });

  it('may have been, where the capture made there lacks it', () => {
    const verdict = verdictOf([...EXCHANGE, MORE, ACKNOWLEDGED, OWN], seenThere([...EXCHANGE, MORE, ACKNOWLEDGED]));
    expect(verdict.ruledOut).toEqual([]);
    expect(verdict.closer).toBe('middlebox');
  });
});
