/** Two captures and a FIN that the client got and the server never sent. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

const EXCHANGE = [
  '0.000 C S mss 1460',
  '0.010 S S. mss 1460',
  '0.020 C .',
  '0.021 C P. data "GET /1 HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
  '0.031 S P. data "HTTP/1.1 204 No Content\\r\\n\\r\\n"',
  '0.041 C .',
  '0.200 C P. data "GET /2 HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
  '0.250 S .',
];
const HEARD = '0.330 C . seq 73 ack 29';
const ANSWER = '0.500 S P. seq 28 ack 73 data "HTTP/1.1 204 No Content\\r\\n\\r\\n"';

/** The packets as the server's end has them, 5 ms away. */
function seenThere(rows: readonly string[]): string[] {
  const move = (at: string, from: string): string =>
    `${(Number(at) + (from === 'C' ? 0.005 : -0.005)).toFixed(3)} ${from}`;
  return rows.map((row) => row.replace(/^(\S+) (.)/, (_, at, from) => move(at, from)));
}

function causeOf(client: readonly string[], server: readonly string[]): string {
  const read = (rows: readonly string[]): Connection[] =>
    connectionsOf(toPcap(parseRows(rows.join('\n')), { serverTtl: 63, serverIsn: 5000 }));
  const result = diagnoseBothEnds({ connections: read(client) }, { connections: read(seenThere(server)) });
  const { confidence, cause } = result.connections[0]!.diagnosis.verdict;
  return `${confidence} ${cause}`;
}

describe('a FIN that the server’s own capture has not', () => {
  const FIN = '0.320 S F. seq 28 ack 73';

  it('was forged: what the client acknowledged as a FIN, the server filled with data later', () => {
    const client = [...EXCHANGE, FIN, HEARD, ANSWER, '0.501 C R seq 73 win 0'];
    const server = [...EXCHANGE, HEARD, ANSWER, '0.501 C R seq 73 win 0'];
    expect(causeOf(client, server)).toBe('likely injected-data');
  });

  it('may be missing there where the server sent no more: then nothing is said of who made it', () => {
    const client = [...EXCHANGE, FIN, HEARD, '0.340 C F. seq 73 ack 29'];
    const server = [...EXCHANGE, HEARD, '0.340 C F. seq 73 ack 29'];
    expect(causeOf(client, server)).toBe('likely closed-without-response');
  });

  it('is the server’s where its capture has it', () => {
    const rows = [...EXCHANGE, FIN, HEARD, '0.340 C F. seq 73 ack 29'];
    expect(causeOf(rows, rows)).toBe('likely closed-without-response');
  });
});
