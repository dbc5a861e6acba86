import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { renderLadder } from '../../src/core/report/ladder.ts';
import { type PageStyle, paintPage, textWidth } from '../../src/core/report/page.ts';
import { endpoint, icmpError, keptPacket, refused, resetWhileIdle, sideOf } from '../builders/diagnoses.ts';

const style: PageStyle = { width: 90, color: false, ascii: false };

function draw(diagnosis: Diagnosis, overrides: Partial<PageStyle> = {}): string {
  return paintPage(renderLadder(diagnosis, { ...style, ...overrides }), { ...style, ...overrides });
}

const unreachable = refused({
  connection: { icmp: [icmpError(3, 3402.6)], packets: [keptPacket(1, 402.6, 'client', 'S', { seq: 1000 })] },
  ending: { by: 'middlebox', how: 'icmp', packet: 3 },
});

const unanswered = refused({
  connection: {
    client: endpoint('2001:db8::1', 40_000),
    server: endpoint('2001:db8:1234:5678:9abc:def0:1234:5678', 443),
    serverSide: sideOf({ packets: 0 }),
    packets: [0, 1000, 3000].map((ms, i) => keptPacket(i + 1, 402.487_123 + ms, 'client', 'S', { seq: 1000 })),
    watchedUntilNs: 130e9,
  },
  ending: { by: 'nobody', how: 'timeout' },
});

/** Only the end of it was seen, and of that not all was kept. */
const fromTheMiddle = resetWhileIdle({
  connection: {
    keptAll: false,
    clientSide: sideOf({ packets: 900, streamBytes: 100_000, nextSeq: 4_294_967_000 }),
    serverSide: sideOf({ packets: 304, resets: 1, fins: 1, streamBytes: 50_000, nextSeq: 700 }),
    packets: [
      keptPacket(1200, 1000, 'client', 'P.', { seq: 4_294_966_900, ack: 600, payloadLength: 100 }),
      keptPacket(1203, 3500, 'server', 'P.', { seq: 600, ack: 4_294_967_000, payloadLength: 99 }),
      keptPacket(1204, 3500.5, 'server', 'F.', { seq: 699, ack: 4_294_967_000 }),
      keptPacket(1205, 3501, 'server', 'R', { seq: 2_000_000_000 }),
    ],
  },
  ending: { packet: 1205 },
});

/** Of nine packets the latest six were kept; when SYN and SYN-ACK were seen is known all the same. */
const withoutBeginning = resetWhileIdle({
  connection: {
    keptAll: false,
    packets: resetWhileIdle().connection.packets.slice(3),
    clientSide: sideOf({ packets: 6, streamBytes: 200, syns: 1, isn: 1000, nextSeq: 1201 }),
    handshake: { synNs: 1e9, synNumber: 3, synAckNs: 1.01e9, synAckNumber: 4, ackNs: 1.0101e9 },
  },
});

describe('renderLadder()', () => {
  test.each([
    ['refused', refused(), {}],
    ['reset-while-idle', resetWhileIdle(), {}],
    ['reset-while-idle-ascii', resetWhileIdle(), { ascii: true }],
    ['reset-while-idle-narrow', resetWhileIdle(), { width: 60 }],
    ['host-unreachable', unreachable, {}],
    ['unanswered', unanswered, {}],
    ['from-the-middle', fromTheMiddle, {}],
    ['without-beginning', withoutBeginning, {}],
  ] as const)('%s', async (name, diagnosis, overrides) => {
    await expect(draw(diagnosis, overrides)).toMatchFileSnapshot(`ladders/${name}.txt`);
  });

  test.each([55, 60, 71, 72, 90, 110])('keeps to %i columns', (width) => {
    for (const diagnosis of [refused(), resetWhileIdle(), unreachable, unanswered, fromTheMiddle]) {
      const wide = draw(diagnosis, { width })
        .split('\n')
        .filter((line) => textWidth(line) > width);
      expect(wide).toEqual([]);
    }
  });

  test('calls time silence only where every packet was kept', () => {
    expect(draw(resetWhileIdle())).toContain('60.1 s of silence');
    const partial = draw(resetWhileIdle({ connection: { keptAll: false } }));
    expect(partial).not.toContain('silence');
    expect(partial).toContain('60.1 s later');
  });

  test('is whole where only the opening was not kept, which the handshake tells', () => {
    const { packets, handshake } = withoutBeginning.connection;
    const whole = resetWhileIdle({ connection: { keptAll: false, handshake, packets: packets.slice(-3) } });
    const sides = { clientSide: sideOf({ packets: 3, isn: 1000 }), serverSide: sideOf({ packets: 2, isn: 5000 }) };
    const drawn = draw({ ...whole, connection: { ...whole.connection, ...sides } });
    expect(drawn).not.toMatch(/not kept|left out/);
    expect(drawn).toContain('60.1 s of silence');
    expect(draw(whole)).toMatch(/were not kept\n.*\n.*\n.*SYN seq 0.*\n.*\n.*left out/);
  });

  test('shows the TTL of a reset that came another way', () => {
    const serverSide = sideOf({ packets: 3, syns: 1, resets: 1, isn: 5000, nextSeq: 5001, ttl: 58 });
    expect(draw(resetWhileIdle({ connection: { serverSide } }))).toMatch(/ RST seq 1, TTL 61 not 58 ─│/);
    expect(draw(resetWhileIdle({ connection: { serverSide: { ...serverSide, ttl: 61 } } }))).not.toContain('TTL');
  });

  test('shows a number far from all others raw', () => {
    expect(draw(fromTheMiddle)).toContain('seq 2000000000 (raw)');
  });

  test('an ICMP error about the server goes to the server', () => {
    const diagnosis = refused({
      connection: { icmp: [icmpError(3, 500, { about: 'server', type: 3, code: 4, mtu: 1400 })] },
    });
    expect(draw(diagnosis)).toMatch(/◆ ICMP fragmentation needed, MTU 1400 ─▶│\n +│ +from 203\.0\.113\.1 {3}│/);
  });
});
