import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MergedSource, type MergeInput, type PacketSource } from '../../src/core/capture/_merge.ts';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import type { PacketView } from '../../src/core/model/packet.ts';
import { configureProperties, timeoutMs } from '../properties/settings.ts';

configureProperties();

/** What the sources did, and how many are open. */
interface Log {
  open: number;
  mostOpen: number;
  readonly closed: string[];
}

/** A source of packets at these times; a link type tells which source it was. Each packet takes `waits` times 'more'. */
class ListSource implements PacketSource {
  readonly #name: string;
  readonly #times: readonly number[];
  readonly #linkType: number;
  readonly #log: Log;
  #waits: number;
  readonly #waitsEach: number;
  #next = 0;

  constructor(name: string, times: readonly number[], linkType: number, log: Log, waits: number) {
    this.#name = name;
    this.#times = times;
    this.#linkType = linkType;
    this.#log = log;
    this.#waits = waits;
    this.#waitsEach = waits;
    log.open += 1;
    log.mostOpen = Math.max(log.mostOpen, log.open);
  }

  next(packet: PacketView): 'packet' | 'more' | 'end' {
    if (this.#waits > 0) return 'more';
    const timeNs = this.#times[this.#next];
    if (timeNs === undefined) return 'end';
    this.#waits = this.#waitsEach;
    this.#next += 1;
    packet.timeNs = timeNs;
    packet.linkType = this.#linkType;
    packet.number = this.#next;
    return 'packet';
  }

  async more(): Promise<void> {
    this.#waits -= 1;
  }

  close(): void {
    this.#log.open -= 1;
    this.#log.closed.push(this.#name);
  }
}

function newLog(): Log {
  return { open: 0, mostOpen: 0, closed: [] };
}

function inputsOf(lists: readonly (readonly number[])[], log: Log, waits = 0, base = 1000): MergeInput[] {
  return lists.map((times, index) => ({
    base,
    firstTimeNs: times[0] ?? Number.NEGATIVE_INFINITY,
    open: () => new ListSource(`input ${index}`, times, index, log, waits),
  }));
}

async function merge(inputs: readonly MergeInput[], base = 1000): Promise<(readonly [number, number])[]> {
  const merged = new MergedSource(inputs, base);
  const packet = createPacketView();
  const seen: (readonly [number, number])[] = [];
  for (;;) {
    const step = merged.next(packet);
    if (step === 'end') return seen;
    if (step === 'more') await merged.more();
    else {
      seen.push([packet.timeNs, packet.linkType]);
      expect(packet.number).toBe(seen.length);
    }
  }
}

describe('merging', () => {
  test('rotated captures, named in any order, are open one at a time', async () => {
    const log = newLog();
    const lists = Array.from({ length: 1000 }, (_, index) => [10 * index, 10 * index + 5, 10 * index + 9]);
    const shuffled = lists.map((_, index) => lists[(index * 367) % 1000]!);
    const seen = await merge(inputsOf(shuffled, log));
    expect(seen.map(([timeNs]) => timeNs)).toEqual(lists.flat());
    expect([log.mostOpen, log.open, log.closed.length]).toEqual([1, 0, 1000]);
  });

  test('overlapping captures are interleaved, the first named first at the same time', async () => {
    const seen = await merge(inputsOf([[0, 4, 4, 9], [2, 4, 30], [1]], newLog()));
    expect(seen).toEqual([
      [0, 0],
      [1, 2],
      [2, 1],
      [4, 0],
      [4, 0],
      [4, 1],
      [9, 0],
      [30, 1],
    ]);
  });

  test('a capture that goes back in time keeps its own order', async () => {
    const seen = await merge(
      inputsOf(
        [
          [10, 3, 4, 20],
          [11, 12],
        ],
        newLog(),
      ),
    );
    expect(seen.map(([timeNs]) => timeNs)).toEqual([10, 3, 4, 11, 12, 20]);
  });

  test('each counts from its own base', async () => {
    const log = newLog();
    const [first] = inputsOf([[5, 7]], log, 0, 1000);
    const [second] = inputsOf([[1, 2]], log, 0, 1003);
    expect(await merge([second!, first!], 1000)).toEqual([
      [5, 0],
      [7, 0],
      [3_000_000_001, 0],
      [3_000_000_002, 0],
    ]);
  });

  test('inputs without packets are opened too, for their problems', async () => {
    const log = newLog();
    expect(await merge(inputsOf([[], [1], []], log))).toEqual([[1, 1]]);
    expect(log.closed).toEqual(['input 0', 'input 2', 'input 1']);
  });

  test('closing closes what is open, and opens no more', () => {
    const log = newLog();
    const merged = new MergedSource(inputsOf([[1, 5], [2, 6], [100]], log), 1000);
    const packet = createPacketView();
    merged.next(packet);
    merged.next(packet);
    expect(log.open).toBe(2);
    merged.close();
    expect(log.open).toBe(0);
    expect(merged.next(packet)).toBe('end');
  });

  test(
    'is what sorting would be, whatever has to be waited for',
    async () => {
      const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 });
      const lists = fc.array(
        times.map((list) => list.sort((a, b) => a - b)),
        { maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(lists, fc.nat({ max: 2 }), async (all, waits) => {
          const sorted = all
            .flatMap((list, index) => list.map((timeNs) => [timeNs, index] as const))
            .sort((a, b) => a[0] - b[0]);
          const seen = await merge(inputsOf(all, newLog(), waits));
          expect(seen.map(([timeNs]) => timeNs)).toEqual(sorted.map(([timeNs]) => timeNs));
          expect([...seen].sort()).toEqual([...sorted].sort());
        }),
      );
    },
    timeoutMs,
  );
});
