/** What few connections have lies apart from their records: it is there for whoever has it, and for nobody else. */
import { describe, expect, it } from 'vitest';
import { ConnectionRecord, HAS_BLOCK, UNSETTLED } from '../../src/core/connection/record.ts';
import { RecordStore } from '../../src/core/connection/record-store.ts';
import { SideRecord, settle } from '../../src/core/connection/side-record.ts';
import { swapSides } from '../../src/core/connection/swap-sides.ts';
import { trackRow } from './track.ts';

interface Bench {
  readonly store: RecordStore;
  readonly record: ConnectionRecord;
  /** The sides of the record that the cursor is at, as they are kept. */
  sides(): readonly [client: SideRecord, server: SideRecord];
}

function bench(): Bench {
  const store = new RecordStore();
  const record = new ConnectionRecord();
  store.take(record);
  const sides = (): readonly [SideRecord, SideRecord] => {
    const both = [new SideRecord(), new SideRecord()] as const;
    for (const [ofServer, side] of both.entries()) side.moveAndFetch(record.page, record.at, ofServer);
    return both;
  };
  return { store, record, sides };
}

/** The counts of an end that lie in the rare part. */
function countsOf(side: SideRecord): number[] {
  const { retransmitted, repeats, duplicates, zeroWindows, keepAliveProbes, resets } = side;
  return [retransmitted, repeats, duplicates, zeroWindows, keepAliveProbes, resets];
}

/** Counts each of them once, and the last so often. */
function countAll(side: SideRecord, resets: number): void {
  side.countRetransmission();
  side.countRepeat();
  side.countDuplicate();
  side.countZeroWindow();
  side.countKeepAlive();
  for (let i = 0; i < resets; i += 1) side.countReset();
}

describe('the rare part of a record', () => {
  it('is not taken by who has nothing of it, and read as zeros', () => {
    const { record, sides } = bench();
    const [client, server] = sides();
    client.nextSeq = 7;
    client.contiguous = 7;
    client.addPayload(2 ** 32 - 1);
    settle(record, client, server);
    expect(record.rare).toBe(0);
    expect(record.has(UNSETTLED)).toBe(false);
    expect([countsOf(client), record.turnsBeforeTls, client.payloadBytes]).toEqual([
      [0, 0, 0, 0, 0, 0],
      0,
      2 ** 32 - 1,
    ]);
  });

  it('counts each end by itself, and goes with the record where that is set aside', () => {
    const { store, record, sides } = bench();
    const [client, server] = sides();
    countAll(client, 3);
    server.countReset();
    record.turnsBeforeTls = 300;
    record.block = 7;
    store.setAside(record);
    const [clientAside, serverAside] = sides();
    expect(countsOf(clientAside)).toEqual([1, 1, 1, 1, 1, 3]);
    expect(countsOf(serverAside)).toEqual([0, 0, 0, 0, 0, 1]);
    expect([record.turnsBeforeTls, record.block, record.has(HAS_BLOCK)]).toEqual([255, 7, true]);
    record.block = 0;
    expect([record.block, record.has(HAS_BLOCK)]).toEqual([0, false]);
  });

  it('keeps what is under way until it is settled, of both ends', () => {
    const { record, sides } = bench();
    const [client, server] = sides();
    client.nextSeq = 100;
    client.contiguous = -50;
    server.countKeepAlive();
    server.countRetransmission();
    settle(record, client, server);
    const [open, other] = sides();
    expect([open.contiguous, open.retransmittedRun, open.unansweredProbes]).toEqual([-50, 0, 0]);
    expect([other.contiguous, other.retransmittedRun, other.unansweredProbes]).toEqual([0, 1, 1]);
    open.contiguous = 100;
    other.retransmittedRun = 0;
    settle(record, open, other);
    expect(record.has(UNSETTLED)).toBe(true);
    other.unansweredProbes = 0;
    settle(record, open, other);
    expect(record.has(UNSETTLED)).toBe(false);
    const [whole] = sides();
    whole.nextSeq = 101;
    expect([whole.contiguous, sides()[0].contiguous]).toEqual([100, 101]);
    expect(sides()[1].retransmitted).toBe(1);
  });

  it('exchanges the ends with the record, and leaves alone what is the connection’s', () => {
    const { record, sides } = bench();
    const [client, server] = sides();
    countAll(client, 2);
    record.turnsBeforeTls = 4;
    client.nextSeq = 9;
    settle(record, client, server);
    swapSides(record);
    const [now, other] = sides();
    expect([countsOf(now), countsOf(other)]).toEqual([
      [0, 0, 0, 0, 0, 0],
      [1, 1, 1, 1, 1, 2],
    ]);
    expect([other.nextSeq, other.contiguous, other.unansweredProbes, now.unansweredProbes]).toEqual([9, 0, 1, 0]);
    expect(record.turnsBeforeTls).toBe(4);
  });

  it('stops counting at the largest number, and counts 2³² and beyond', () => {
    const { sides } = bench();
    const [client] = sides();
    for (let i = 0; i < 0x1_0003; i += 1) client.countDuplicate();
    for (let i = 0; i < 300; i += 1) client.countKeepAlive();
    for (let i = 0; i < 300; i += 1) client.addPayload(2 ** 32 - 1);
    expect([client.duplicates, client.keepAliveProbes, client.unansweredProbes]).toEqual([0xffff, 300, 255]);
    expect(client.payloadBytes).toBe(255 * 2 ** 32 + 2 ** 32 - 300);
    for (let i = 0; i < 200_000; i += 1) client.countPacket();
    expect(client.packets).toBe(200_000);
    client.nextSeq = -1;
    client.advanceTo(5);
    client.advanceTo(6);
    expect([client.streamWraps, client.nextSeq]).toEqual([1, 6]);
  });

  it('is given back with the record, and is another’s with zeros then', () => {
    const { store, record, sides } = bench();
    countAll(sides()[0], 1);
    record.turnsBeforeTls = 9;
    const { rare } = record;
    store.retire(record);
    store.release(record);
    store.take(record);
    expect([record.rare, countsOf(sides()[0]), record.turnsBeforeTls]).toEqual([0, [0, 0, 0, 0, 0, 0], 0]);
    sides()[1].countReset();
    expect([record.rare, countsOf(sides()[0]), countsOf(sides()[1])]).toEqual([
      rare,
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 1],
    ]);
    expect(record.turnsBeforeTls).toBe(0);
  });
});

describe('a connection met in its midst whose SYN comes late, from who was taken for the server', () => {
  const talk = '0.1 C P. seq 1 ack 1 len 10\n0.2 C P. seq 31 ack 1 len 10';
  const again = '0.4 C P. seq 31 ack 1 len 10';

  it('has the counts, and the hole, at the other end', () => {
    const before = trackRow(`${talk}\n${again}`);
    expect(before).toMatchObject({ openedBy: 'guess', clientSide: { retransmitted: 1, retransmittedRun: 1 } });
    const after = trackRow(`${talk}\n${again}\n0.6 S S`);
    expect(after).toMatchObject({ openedBy: 'syn', history: 'DT^S', clientSide: { retransmitted: 0 } });
    expect(after.serverSide).toMatchObject({ retransmitted: 1, retransmittedRun: 1, missedBytes: 0 });
    const missed = trackRow(`${talk}\n0.6 S S\n0.7 S . ack 41`);
    expect([missed.clientSide.missedBytes, missed.serverSide.missedBytes]).toEqual([0, 20]);
  });

  it('has none where there was nothing', () => {
    const { clientSide, serverSide } = trackRow(`${talk}\n0.6 S S`);
    expect([clientSide.retransmitted, serverSide.retransmitted, serverSide.missedBytes]).toEqual([0, 0, 0]);
  });
});
