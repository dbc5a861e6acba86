/** The short way for ordinary segments changes the same as the long way: on every capture of the corpus, and on made ones. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Row, toPcap } from '../builders/packets.ts';
import { hasCorpus, readCorpus } from '../differential/corpus.ts';
import { trackBytes } from './track.ts';

/** A segment to make; `back`: it starts so many bytes before where the end left off, or after, where bytes are missing. */
interface Step {
  readonly from: 'C' | 'S';
  readonly back: number;
  readonly length: number;
  readonly waitMs: number;
  readonly window: number;
  readonly ttl: number;
  readonly flags: number;
}

const segment: fc.Arbitrary<Step> = fc.record({
  from: fc.constantFrom('C' as const, 'S' as const),
  back: fc.constantFrom(0, 0, 0, 0, 0, 0, 100, -100),
  length: fc.constantFrom(0, 0, 1, 40, 100, 100, 100),
  waitMs: fc.constantFrom(0.01, 1, 50, 700),
  window: fc.constantFrom(512, 512, 512, 512, 0),
  ttl: fc.constantFrom(64, 64, 64, 63),
  flags: fc.constantFrom(0x10, 0x18, 0x10, 0x18, 0x10, 0x18, 0x11, 0x14),
});

/** A handshake, then segments that mostly go on where the end left off. */
function talk(steps: readonly Step[]): Row[] {
  const empty = {
    payload: new Uint8Array(0),
    sackPermitted: false,
    sack: [],
    badChecksum: false,
    unfinishedChecksum: false,
  };
  const rows: Row[] = [
    { kind: 'segment', timeNs: 0, from: 'C', flags: 2, ...empty },
    { kind: 'segment', timeNs: 1e6, from: 'S', flags: 0x12, ...empty },
    { kind: 'segment', timeNs: 2e6, from: 'C', flags: 0x10, ...empty },
  ];
  let timeNs = 2e6;
  const next = { C: 1, S: 1 };
  for (const { from, back, length, waitMs, window, ttl, flags } of steps) {
    timeNs += Math.round(waitMs * 1e6);
    const seq = Math.max(1, next[from] - back);
    const payload = new Uint8Array(length).fill(0x78);
    rows.push({ kind: 'segment', timeNs, from, seq, flags, window, ttl, ...empty, payload });
    next[from] = Math.max(next[from], seq + length);
  }
  return rows;
}

describe('the short way', () => {
  test('is the long way, on made captures', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 60 }), (steps) => {
        const pcap = toPcap(talk(steps));
        expect(trackBytes(pcap)).toEqual(trackBytes(pcap, { takesShortWay: false }));
      }),
      { numRuns: 300 },
    );
  });

  test('is the long way, for more packets of an end than its record counts', () => {
    const step = { from: 'C', back: 0, length: 1, waitMs: 0.01, window: 512, ttl: 64, flags: 0x18 } as const;
    const pcap = toPcap(talk(Array.from({ length: 65_600 }, () => step)));
    const [connection, ...others] = trackBytes(pcap);
    expect([connection?.clientSide.packets, connection?.clientSide.streamBytes, others]).toEqual([65_602, 65_600, []]);
    expect(connection).toEqual(trackBytes(pcap, { takesShortWay: false })[0]);
  });

  test.runIf(hasCorpus)('is the long way, on every capture of the corpus', () => {
    const captures = readCorpus();
    expect(captures.length).toBeGreaterThan(1000);
    const different = captures.filter(({ path }) => {
      const bytes = readFileSync(path);
      return JSON.stringify(trackBytes(bytes)) !== JSON.stringify(trackBytes(bytes, { takesShortWay: false }));
    });
    expect(different.map(({ file }) => file)).toEqual([]);
  });
});
