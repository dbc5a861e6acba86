/** What the tracker does when there is too much, or when time passes: nothing is lost silently, nothing grows without bound. */
import { describe, expect, it } from 'vitest';
import { ConnectionTracker, type EndedConnection, type TrackerOptions } from '../../src/core/connection/tracker.ts';
import type { Problem } from '../../src/core/model/problem.ts';
import { parseRows, toPcap } from '../builders/packets.ts';
import { pushCapture } from './track.ts';

interface Run {
  readonly tracker: ConnectionTracker;
  /** Streams in the order they were handed over. */
  readonly ended: number[];
  readonly evicted: number[];
  readonly problems: Problem[];
  push(rows: string): void;
}

function run(options: Omit<TrackerOptions, 'onEnded' | 'report'> = {}): Run {
  const ended: number[] = [];
  const evicted: number[] = [];
  const problems: Problem[] = [];
  const onEnded = (connection: EndedConnection): void => {
    ended.push(connection.stream);
    if (connection.toConnection().evicted) evicted.push(connection.stream);
  };
  const tracker = new ConnectionTracker({ ...options, onEnded, report: (problem) => problems.push(problem) });
  const push = (rows: string): void => pushCapture(tracker, toPcap(parseRows(rows)));
  return { tracker, ended, evicted, problems, push };
}

/** A SYN from another client each, a second apart. */
function syns(count: number): string {
  const line = (i: number): string => `client 192.0.${i >> 8}.${i & 255}:40000 server 198.51.100.2:80\n${i} C S`;
  return Array.from({ length: count }, (_, i) => line(i)).join('\n');
}

const FIRST = 'client 192.0.2.1:1 server 192.0.2.9:80';
const SECOND = 'client 192.0.2.2:1 server 192.0.2.9:80';
const THIRD = 'client 192.0.2.3:1 server 192.0.2.9:80';

describe('limits', () => {
  it('gives up the least recently active, says so, and marks them', () => {
    const { ended, evicted, problems, push, tracker } = run({ maxConnections: 32 });
    push(syns(40));
    expect(tracker.size).toBe(32);
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(evicted).toEqual(ended);
    expect(problems.map(({ code, count }) => [code, count])).toEqual(
      Array.from({ length: 4 }, () => ['limit-reached', 2]),
    );
    tracker.finish();
    expect(ended).toHaveLength(40);
    expect(evicted).toHaveLength(8);
  });

  it('keeps what is active', () => {
    const { ended, push } = run({ maxConnections: 2 });
    push(`${FIRST}\n0 C S\n${SECOND}\n1 C S\n${FIRST}\n2 C S\n${THIRD}\n3 C S`);
    expect(ended).toEqual([1]);
  });

  it('hands over in order of last packet', () => {
    const { ended, push, tracker } = run();
    push(`${FIRST}\n0 C S\n${SECOND}\n1 C S\n${FIRST}\n2 C S\n${THIRD}\n1 C S`);
    tracker.finish();
    expect(ended).toEqual([1, 2, 0]);
    expect(tracker.size).toBe(0);
  });

  it.each([
    [{ maxConnections: 0 }, 'maxConnections'],
    [{ maxConnections: Number.NaN }, 'maxConnections'],
    [{ lingerNs: -1 }, 'lingerNs'],
  ])('throws on %j', (options, name) => {
    expect(() => run(options)).toThrow(name);
  });
});

describe('time', () => {
  const refused = '0 C S\n0.1 S R.';

  it('keeps a closed connection for two minutes after its last packet', () => {
    const { ended, push, tracker } = run();
    push(refused);
    tracker.advance(120e9);
    expect(ended).toEqual([]);
    tracker.advance(120.2e9);
    expect(ended).toEqual([0]);
    expect(tracker.size).toBe(0);
  });

  it('keeps it longer while packets still come', () => {
    const { ended, push, tracker } = run();
    push(`${refused}\n100 C S`);
    tracker.advance(130e9);
    expect(ended).toEqual([]);
    tracker.advance(221e9);
    expect(ended).toEqual([0]);
  });

  it('keeps it as long as it is told', () => {
    const { ended, push, tracker } = run({ lingerNs: 2e9 });
    push(refused);
    tracker.advance(2.2e9);
    expect(ended).toEqual([0]);
  });

  it('keeps an idle connection for hours', () => {
    const { ended, push, tracker } = run();
    push('0 C S\n0.1 S S.\n0.2 C .\n0.3 C P. len 5\n0.4 S .');
    tracker.advance(7200e9);
    expect(ended).toEqual([]);
  });

  it('is not troubled by time that goes back', () => {
    const { ended, push, tracker } = run();
    push('100 C S\n50 S S.\n101 C .\n20 C F.\n20 S F.\n20 C .');
    tracker.finish();
    expect(ended).toEqual([0]);
  });

  it('says until when it has watched', () => {
    const watched: number[] = [];
    const onEnded = (ended: EndedConnection): void => void watched.push(ended.toConnection().watchedUntilNs);
    const tracker = new ConnectionTracker({ onEnded });
    pushCapture(tracker, toPcap(parseRows('0 C S\nclient 192.0.2.7:1 server 192.0.2.8:2\n9 C S')));
    tracker.finish();
    expect(watched).toEqual([9e9, 9e9]);
  });

  it('gives up unanswered SYNs only where there are very many', () => {
    const few = run();
    few.push(syns(100));
    few.tracker.advance(4000e9);
    expect(few.ended).toEqual([]);
    const many = run();
    for (let block = 0; block < 17; block += 1) many.push(scan(block));
    expect(many.tracker.size).toBe(17 * 4096);
    many.tracker.advance(400e9);
    expect(many.tracker.size).toBe(0);
    expect(many.ended).toHaveLength(17 * 4096);
  });
});

/** 4,096 SYNs to as many ports, at one time. */
function scan(block: number): string {
  const line = (i: number): string => `client 192.0.2.${block}:40000 server 198.51.100.2:${i + 1}\n0 C S`;
  return Array.from({ length: 4096 }, (_, i) => line(i)).join('\n');
}
