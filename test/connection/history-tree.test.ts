/** Histories in the tree that all connections share, and beyond it. */
import { describe, expect, it } from 'vitest';
import { Histories } from '../../src/core/connection/history.ts';
import { HistoryTree } from '../../src/core/connection/history-tree.ts';
import { ConnectionRecord, LONG_HISTORY } from '../../src/core/connection/record.ts';
import { RecordStore } from '../../src/core/connection/record-store.ts';

const [A, D, S] = [0x41, 0x44, 0x53];

describe('the tree of histories', () => {
  it('has a node for each beginning, whoever comes by it', () => {
    const tree = new HistoryTree();
    const s = tree.extend(0, S);
    const sa = tree.extend(s, A);
    const sd = tree.extend(s, D);
    expect([tree.textOf(0), tree.textOf(s), tree.textOf(sa), tree.textOf(sd)]).toEqual(['', 'S', 'SA', 'SD']);
    expect([tree.extend(0, S), tree.extend(s, A), tree.extend(s, D)]).toEqual([s, sa, sd]);
    expect(tree.textOf(tree.extend(sd, A))).toBe('SDA');
  });

  it('takes twelve letters and no more', () => {
    const tree = new HistoryTree();
    let node = 0;
    for (let i = 0; i < 12; i += 1) node = tree.extend(node, A);
    expect([tree.textOf(node), tree.extend(node, A)]).toEqual(['A'.repeat(12), 0]);
  });
});

/** A record each, and the same in letters. */
interface Known {
  readonly slot: number;
  text: string;
}

describe('histories', () => {
  it('are whole, and cut at 255 letters, however long and however many different ones there are', () => {
    const store = new RecordStore();
    const record = new ConnectionRecord();
    const histories = new Histories();
    const all: Known[] = [];
    // 9,000 of ten random letters fill the tree; those that come after find room for their beginnings alone.
    let random = 1;
    for (let stream = 0; stream < 9500; stream += 1) {
      const known = { slot: store.take(record), text: '' };
      record.stream = stream;
      const length = stream % 1000 === 999 ? 300 : 10;
      for (let i = 0; i < length; i += 1) {
        random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
        const letter = A + ((random >> 16) % 20);
        const byServer = (random >> 12) & 1;
        histories.add(record, byServer, letter);
        known.text += String.fromCharCode(byServer === 1 ? letter | 0x20 : letter);
      }
      all.push(known);
    }
    const wrong = all.filter(({ slot, text }) => {
      store.moveTo(record, slot);
      return histories.read(record) !== text.slice(0, 255);
    });
    expect(wrong).toEqual([]);
    store.moveTo(record, (all[9400] as Known).slot);
    expect(record.has(LONG_HISTORY)).toBe(true);
    store.moveTo(record, (all[0] as Known).slot);
    expect(record.has(LONG_HISTORY)).toBe(false);
  });
});
