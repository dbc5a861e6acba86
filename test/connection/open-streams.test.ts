/** Which responses of HTTP/2 in plain text were open when the server closed, wherever segments begin and end. */
import { describe, expect, it } from 'vitest';
import { type Tracked, trackRow } from './track.ts';

const PREFACE = '505249202a20485454502f322e300d0a0d0a534d0d0a0d0a';
const SETTINGS = '000000040000000000';
const REQUEST = '000003010500000001828684';

/** A frame: type, flags, stream, as many bytes of anything. */
function frame(type: number, flags: number, stream: number, length: number): string {
  const head = [length.toString(16).padStart(6, '0'), byte(type), byte(flags), stream.toString(16).padStart(8, '0')];
  return head.join('') + 'aa'.repeat(length);
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** Headers and two pieces of data on stream 1, headers with a priority on stream 3, a PING, and the end of stream 1. */
const ANSWERS = [
  SETTINGS,
  frame(1, 0x4, 1, 5),
  frame(0, 0, 1, 12),
  frame(1, 0x24, 3, 8),
  frame(6, 0, 0, 8),
  frame(0, 0, 1, 5),
  frame(1, 0x5, 1, 8),
].join('');

/** A connection on which the ends said this, in segments; the server closes. */
function talk(client: readonly string[], server: readonly string[], close = '9.0 S F.'): Tracked {
  return trackRow(
    [
      '0.000 C S mss 1460',
      '0.010 S S. mss 1460',
      '0.011 C .',
      ...client.map((hex) => `0.02 C P. hex ${hex}`),
      ...server.map((hex) => `0.03 S P. hex ${hex}`),
      close,
      '9.1 C F.',
      '9.2 S .',
    ].join('\n'),
  );
}

describe('open streams', () => {
  it('are told wherever a segment ends', () => {
    for (let at = SETTINGS.length; at < ANSWERS.length; at += 2) {
      const { openStreams, unremarkable } = talk([PREFACE + REQUEST], [ANSWERS.slice(0, at), ANSWERS.slice(at)]);
      expect({ at, openStreams, unremarkable }).toEqual({ at, openStreams: 1, unremarkable: false });
    }
  });

  it('are told wherever the server ends', () => {
    const opened: (number | undefined)[] = [];
    for (let at = 18; at <= ANSWERS.length; at += 2)
      opened.push(talk([PREFACE + REQUEST], [ANSWERS.slice(0, at)]).openStreams);
    // From the head of the first answer on one is open, from that of the second on two; the first ends with its last byte.
    const runs = opened.filter((count, i) => count !== opened[i - 1]);
    expect(runs).toEqual([1, 2, 1]);
    expect(opened.at(-2)).toBe(2);
  });

  it.each<[string, string]>([
    ['the rest ends in order', frame(0, 1, 3, 4)],
    ['the server takes one back', frame(3, 0, 3, 4)],
  ])('are none where %s', (_what, end) => {
    const { openStreams, unremarkable } = talk([PREFACE + REQUEST], [ANSWERS, end]);
    expect({ openStreams, unremarkable }).toEqual({ openStreams: undefined, unremarkable: true });
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['the client cancels the other one', [PREFACE + REQUEST, frame(3, 0, 3, 4)], [ANSWERS]],
    ['the client takes its leave', [PREFACE + REQUEST, frame(7, 0, 0, 8)], [ANSWERS]],
    ['the preface is not captured', [REQUEST], [ANSWERS]],
    [
      'there are more than are kept',
      [PREFACE + REQUEST],
      [ANSWERS, ...Array.from({ length: 130 }, (_, i) => frame(1, 4, 2 * i + 1, 1))],
    ],
    ['the server pushes', [PREFACE + REQUEST], [ANSWERS, frame(0, 1, 3, 4), frame(1, 4, 2, 9)]],
  ])('are not told where %s', (_what, client, server) => {
    expect(talk(client, server).openStreams).toBeUndefined();
  });

  it('are told where the server’s settings come before the preface', () => {
    const rows = [
      '0.000 C S mss 1460',
      '0.010 S S. mss 1460',
      '0.011 C .',
      `0.020 S P. hex ${SETTINGS}`,
      `0.030 C P. hex ${PREFACE}${REQUEST}`,
      `0.040 S P. hex ${ANSWERS.slice(SETTINGS.length)}`,
      '9.0 S F.',
    ];
    expect(trackRow(rows.join('\n')).openStreams).toBe(1);
  });

  it('are those at the close, whatever the client says upon it', () => {
    const rows = [
      '0.000 C S mss 1460',
      '0.010 S S. mss 1460',
      '0.011 C .',
      `0.020 C P. hex ${PREFACE}${REQUEST}`,
      `0.030 S P. hex ${ANSWERS}`,
      '9.0 S F.',
      `9.1 C P. hex ${frame(3, 0, 3, 4)}${frame(7, 0, 0, 8)}`,
      '9.2 C F.',
    ];
    expect(trackRow(rows.join('\n')).openStreams).toBe(1);
  });

  it('are not told where a part is not captured', () => {
    const cut = talk([PREFACE + REQUEST], [`${ANSWERS} snap 40`]);
    expect(cut.openStreams).toBeUndefined();
    const missing = talk([PREFACE + REQUEST], [ANSWERS], '9.0 S F. seq 200');
    expect(missing.openStreams).toBe(1);
    const later = talk([PREFACE + REQUEST], [ANSWERS, `${frame(0, 1, 3, 4)} seq 200`]);
    expect(later.openStreams).toBeUndefined();
  });
});
