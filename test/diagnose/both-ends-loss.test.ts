/** Two captures of which one dropped packets: what it lacks, nobody need have added on the way. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds } from '../../src/core/diagnose/both-ends.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { connectionsOf } from './captures.ts';

const BEGUN = [
  '0.000 C S',
  '0.010 S S.',
  '0.020 C .',
  '0.021 C P. data "GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"',
  '0.031 S P. data "HTTP/1.1 200 OK\\r\\nContent-Length: 3000\\r\\n\\r\\n"',
];
const BODY = ['0.041 S . len 1000', '0.042 S . len 1000', '0.043 S P. len 1000'];
const CLOSED = ['0.053 C .', '0.060 S F.', '0.070 C F.', '0.080 S .'];

const WHOLE = [...BEGUN, ...BODY, ...CLOSED];
const CUT_SHORT = BEGUN;
// The client acknowledges a body of which the middle is not there.
const WITH_A_HOLE = [...BEGUN, BODY[0], '0.043 S P. 2042:3042(1000)', ...CLOSED];

function read(first: readonly string[], second: readonly (string | undefined)[]): Connection[] {
  const other = ['client 192.0.2.9:1000 server 198.51.100.2:80', ...second.map((row) => `${row}`.replace(/^0/, '1'))];
  return connectionsOf(toPcap(parseRows([...first, ...other].join('\n'))));
}

function causesOf(client: Connection[], server: Connection[]): string[] {
  const result = diagnoseBothEnds({ connections: client }, { connections: server });
  return result.connections.map(({ diagnosis }) => diagnosis.verdict.cause);
}

describe('bytes that arrived and that the server’s capture does not have', () => {
  it('were added on the way, where that capture lacks nothing else', () => {
    expect(causesOf(read(WHOLE, WHOLE), read(CUT_SHORT, WHOLE))).toContain('injected-data');
  });

  it('may be what it dropped, where it has a hole in another connection', () => {
    expect(causesOf(read(WHOLE, WHOLE), read(CUT_SHORT, WITH_A_HOLE))).not.toContain('injected-data');
  });
});
