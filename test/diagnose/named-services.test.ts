/** What the names in ClientHellos say together: that a name alone breaks off, and when that cannot be said. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

/** A ClientHello that names `LETTER.example`. */
function hello(letter: string): string {
  const name = Buffer.from(`${letter}.example`).toString('hex');
  return `1603010055010000510303${'ab'.repeat(32)}000004${'1301c02b'}01000024${'0000000e000c000009'}${name}001000050003026832002b00050403040303`;
}

/** What the server says to it. */
const SERVER_HELLO =
  `160303003d020000390303${'cd'.repeat(32)}001301000011002b00020304003300090000000000000000000`.slice(0, 130);

/** How a connection goes on after its ClientHello. */
const ENDINGS = {
  answered: ['0.050  S  P.  hex HELLO', '0.051  C  .', '0.900  C  F.', '0.901  S  F.', '0.902  C  .'],
  reset: ['0.050  S  R.  win 0'],
  aborted: ['0.900  C  R.'],
  forged: ['0.031  S  R.  ttl 113 win 0 id 4711', '0.050  S  .', '0.050  C  R  seq 119 id 0'],
};

/** A line a connection: who calls the server by what name, and how it ends. */
function diagnose(
  ...lines: readonly (readonly [client: string, letter: string, ending: keyof typeof ENDINGS])[]
): readonly Diagnosis[] {
  const rows = lines.flatMap(([client, letter, ending], i) => [
    `client ${client}:${40_000 + i} server 198.51.100.2:443`,
    ...[
      '0.000  C  S      mss 1460 sackok wscale 7',
      '0.024  S  S.     mss 1460 sackok wscale 7 ttl 57 id 0',
      '0.024  C  .',
      `0.026  C  P.     hex ${hello(letter)}`,
      ...ENDINGS[ending].map((row) => (row.includes(' ttl ') || !/ S /.test(row) ? row : `${row} ttl 57`)),
    ].map((row) => `${(10 * i + Number(row.slice(0, 5))).toFixed(3)}${row.slice(5).replace('HELLO', SERVER_HELLO)}`),
  ]);
  return diagnoseAll(toPcap(parseRows(rows.join('\n')))).diagnoses;
}

const TEXT =
  /none of \d+ connections with this name was answered, while (?:another name was|\d+ other names were) by the same host|(\d+) of \1 connections of this client to this service with this name were reset upon the ClientHello, (\d+) of \2 with (?:another name|\d+ other names) and/;

function said(diagnoses: readonly Diagnosis[]): string[] {
  const texts = diagnoses.flatMap(({ verdict }) =>
    [...verdict.evidence, ...verdict.alternatives].map(({ text }) => text),
  );
  return texts.filter((text) => TEXT.test(text));
}

const A = '192.0.2.1';
const B = '192.0.2.3';

describe('the name in the ClientHello', () => {
  it('is kept', () => {
    expect(diagnose([A, 'a', 'reset'])[0]?.connection.serverName).toBe('a.example');
  });

  it('decides where it alone breaks off: possible, as a server may look at it itself', () => {
    const diagnoses = diagnose([A, 'a', 'reset'], [A, 'b', 'answered'], [A, 'a', 'reset'], [A, 'c', 'answered']);
    expect(said(diagnoses)).toHaveLength(2);
    for (const { verdict, connection } of diagnoses.filter(({ connection }) => connection.serverName === 'a.example')) {
      const other = verdict.alternatives.find(({ cause }) => cause === 'server-name-blocking');
      expect(other, String(connection.stream)).toMatchObject({ confidence: 'possible' });
      expect(verdict.closer).not.toBe('middlebox');
    }
  });

  it('supports that a device did it where the reset bears another mark', () => {
    const diagnoses = diagnose([A, 'a', 'forged'], [A, 'b', 'answered'], [A, 'a', 'forged']);
    const blocked = diagnoses.filter(({ verdict }) => verdict.cause === 'server-name-blocking');
    expect(blocked).toHaveLength(2);
    expect(said(blocked)).toHaveLength(2);
    expect(blocked.map(({ verdict }) => verdict.confidence)).not.toContain('certain');
  });

  it.each([
    [
      'it broke off once',
      [
        [A, 'a', 'reset'],
        [A, 'b', 'answered'],
      ],
    ],
    [
      'no other was answered',
      [
        [A, 'a', 'reset'],
        [A, 'a', 'reset'],
        [A, 'b', 'reset'],
      ],
    ],
    [
      'another breaks off now and then, too',
      [
        [A, 'a', 'reset'],
        [A, 'a', 'reset'],
        [A, 'b', 'reset'],
        [A, 'b', 'answered'],
      ],
    ],
    [
      'it was answered once',
      [
        [A, 'a', 'reset'],
        [A, 'a', 'answered'],
        [A, 'a', 'reset'],
        [A, 'b', 'answered'],
      ],
    ],
    [
      'others were answered to another client',
      [
        [A, 'a', 'reset'],
        [A, 'a', 'reset'],
        [B, 'b', 'answered'],
      ],
    ],
  ] as const)('does not decide where %s', (_, lines) => {
    expect(said(diagnose(...lines))).toEqual([]);
  });
});
