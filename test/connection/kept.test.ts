/** Connections that have ended and are kept until they are asked for: nothing that comes meanwhile changes them. */
import { expect, it } from 'vitest';
import type { KeptConnection } from '../../src/core/connection/tracker.ts';
import { ConnectionTracker } from '../../src/core/connection/tracker.ts';
import type { Connection } from '../../src/core/model/connection.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { pushCapture } from './track.ts';

/** A refused SYN, again and again from the same port; each SYN of another number begins a new connection. */
function refusals(count: number): string {
  const row = (i: number): string => `${i}.0 C S rawseq ${1000 * i}\n${i}.1 S R. rawseq 0 rawack ${1000 * i + 1}`;
  return Array.from({ length: count }, (_, i) => row(i + 1)).join('\n');
}

it('describes a kept connection as it was when it ended, whatever has come since', () => {
  const atEnd: Connection[] = [];
  const kept: KeptConnection[] = [];
  const tracker = new ConnectionTracker({
    onEnded: (ended) => {
      atEnd.push(ended.toConnection());
      kept.push(ended.keep());
    },
  });
  pushCapture(tracker, toPcap(parseRows(refusals(50))));
  expect(tracker.size).toBe(1);
  tracker.finish();
  expect(tracker.size).toBe(0);
  expect(atEnd).toHaveLength(50);
  expect(kept.map((one) => tracker.takeKept(one))).toEqual(atEnd);
});

it('gives the place of a connection to another only after it was asked for', () => {
  const slots: number[] = [];
  let waiting: KeptConnection | undefined;
  const tracker = new ConnectionTracker({
    onEnded: (ended) => {
      if (waiting !== undefined) tracker.takeKept(waiting);
      waiting = ended.keep();
      slots.push(waiting.slot);
    },
  });
  pushCapture(tracker, toPcap(parseRows(refusals(1000))));
  tracker.finish();
  expect(slots).toHaveLength(1000);
  expect(slots.every((slot, i) => slot !== slots[i + 1])).toBe(true);
  expect(new Set(slots).size).toBeLessThan(4);
});

/** The last packets of the only connection in these rows, each with its type of service and flow label. */
function marksOf(rows: string): (readonly [number | undefined, number])[] {
  const marks: (readonly [number | undefined, number])[] = [];
  const tracker = new ConnectionTracker({
    onEnded: (ended) => {
      for (const { serviceType, flowLabel } of ended.toConnection().packets) marks.push([serviceType, flowLabel]);
    },
  });
  pushCapture(tracker, toPcap(parseRows(rows)));
  tracker.finish();
  return marks;
}

it('keeps the type of service of SYNs and resets over IPv4, beside the TTL and the checksum', () => {
  const rows = '0.0 C S tos 40\n0.1 S S. tos 255\n0.1 C . tos 40\n0.2 S R. tos 184';
  expect(marksOf(rows)).toEqual([
    [40, 0],
    [255, 0],
    [undefined, 0],
    [184, 0],
  ]);
});

it('keeps the flow label of IPv6, and no type of service', () => {
  const ends = 'client [2001:db8::1]:40000 server [2001:db8::2]:80\n';
  expect(marksOf(`${ends}0.0 C S tos 40 label 1048575\n0.1 S R. label 8`)).toEqual([
    [undefined, 1_048_575],
    [undefined, 8],
  ]);
});
