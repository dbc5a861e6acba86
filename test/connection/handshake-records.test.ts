/** Whether the server's part of a TLS handshake ends with a record, wherever segments begin and end. */
import { describe, expect, it } from 'vitest';
import { trackRow } from './track.ts';

const CLIENT_HELLO =
  '1603010055010000510303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0000041301c02b010000240000000e000c000009612e6578616d706c65001000050003026832002b0005040304';
const SERVER_HELLO =
  '16030300320200002e0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f001301000006002b00020304';
const record = (type: string, length: number): string =>
  `${type}0303${length.toString(16).padStart(4, '0')}${'ab'.repeat(length)}`;
const PART = [SERVER_HELLO, record('14', 1), record('17', 30), record('17', 120), record('17', 60)].join('');
/** Offsets at which records begin. */
const HEADS = [0, 55, 61, 96, 221];

/** Bytes that the server's last record lacks when it closes having said this, in segments. */
function missing(...segments: readonly string[]): number | undefined {
  const rows = [
    '0.000 C S mss 1460',
    '0.010 S S. mss 1460',
    '0.011 C .',
    `0.020 C P. hex ${CLIENT_HELLO}`,
    ...segments.map((hex) => `0.030 S P. hex ${hex}`),
    '0.040 S R.',
  ];
  return trackRow(rows.join('\n')).serverSide.lastSaid.missingBytes;
}

describe('the records of a server’s part of the handshake', () => {
  it('are followed wherever a segment ends but in a head', () => {
    for (let at = 57; at < PART.length / 2 - 3; at += 1) {
      const isInHead = HEADS.some((head) => at > head && at < head + 5);
      const lacks = missing(PART.slice(0, 2 * at), PART.slice(2 * at, -6));
      expect({ at, lacks }).toEqual({ at, lacks: isInHead ? undefined : 3 });
    }
  });

  it.each<[string, readonly string[]]>([
    ['they are whole', [PART]],
    ['they are whole in two segments', [PART.slice(0, 200), PART.slice(200)]],
    ['something else follows', [PART, 'ffffffff']],
    ['the head of one is not there', [PART.slice(0, 2 * 97)]],
  ])('lack nothing that is known where %s', (_, segments) => {
    expect(missing(...segments)).toBeUndefined();
  });

  it('are those of the handshake alone', () => {
    const rows = [
      '0.000 C S mss 1460',
      '0.010 S S. mss 1460',
      '0.011 C .',
      `0.020 C P. hex ${CLIENT_HELLO}`,
      `0.030 S P. hex ${PART}`,
      `0.040 C P. hex ${record('14', 1)}${record('17', 53)}`,
      `0.050 S P. hex ${record('17', 300).slice(0, -10)}`,
      '0.060 S R.',
    ];
    expect(trackRow(rows.join('\n')).serverSide.lastSaid.missingBytes).toBeUndefined();
  });
});
