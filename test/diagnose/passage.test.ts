/** What a forwarding machine that captures on all its interfaces sees of itself, and what looks the same on an end host. */
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/core/model/diagnosis.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { type WrittenPacket, writePcap } from '../builders/capture-writers.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

const SLL2 = 276;
const PACKET_TYPES = { i: 0, o: 4 };

/** Rows, each after the ways it was seen: `i` in, `o` out, `io` both. As `-i any` writes them. */
function captureOf(text: string): Uint8Array {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const ways = lines.flatMap((line) => /^(?:i|o|io)(?= )/.exec(line) ?? []);
  const rows = parseRows(lines.map((line) => line.replace(/^(?:i|o|io) /, '')).join('\n'));
  const raw = toPcap(rows, { linkType: 101, clientTtl: 64, serverTtl: 64 });
  const view = new DataView(raw.buffer, raw.byteOffset);
  const packets: WrittenPacket[] = [];
  for (let at = 24, row = 0; at < raw.length; row += 1) {
    const [seconds, fraction, length] = [0, 4, 8].map((field) => view.getUint32(at + field, true)) as [
      number,
      number,
      number,
    ];
    const packet = raw.subarray(at + 16, at + 16 + length);
    [...(ways[row] ?? '')].forEach((way, copy) => {
      const data = new Uint8Array(20 + length);
      data.set([8, 0]);
      data[10] = PACKET_TYPES[way as 'i' | 'o'];
      data.set(packet, 20);
      packets.push({ seconds, nanoseconds: fraction + copy * 5000, data });
    });
    at += 16 + length;
  }
  return writePcap(packets, { nanoseconds: true, linkType: SLL2 });
}

function verdictsOf(text: string): Verdict[] {
  return diagnoseAll(captureOf(text)).diagnoses.map(({ verdict }) => verdict);
}

const EXCHANGE = `
  io 0      C S
  io +0.001 S S.
  io +0.001 C .
  io +0.001 C P. len 40
  io +0.001 S P. len 500
  io +0.001 C .`;

function madeHere({ evidence }: Verdict): boolean {
  return evidence.some(
    ({ weight, text }) => weight === 'supports' && text.includes('the machine that captured sent it'),
  );
}

describe('a machine that forwards', () => {
  test('made the reset that only went out', () => {
    const [verdict] = verdictsOf(`${EXCHANGE}
      i  +0.001 C P. len 46
      o  +0.000009 S R seq 501`);
    expect(verdict).toMatchObject({ cause: 'inline-firewall-reset', confidence: 'likely', closer: 'middlebox' });
    expect(verdict?.evidence.filter(({ weight }) => weight === 'supports')).toHaveLength(2);
  });

  test('passed on the reset that came in', () => {
    const [verdict] = verdictsOf(`${EXCHANGE}
      io +0.001 C P. len 46
      io +0.000009 S R seq 501`);
    expect(madeHere(verdict as Verdict)).toBe(false);
    expect(verdict?.closer).not.toBe('middlebox');
  });

  test('says nothing of a reset where the capture lost the way in of others, too', () => {
    const [verdict] = verdictsOf(`
      io 0      C S
      io +0.001 S S.
      io +0.001 C .
      io +0.001 C P. len 40
      o  +0.001 S P. len 500
      i  +0.001 C P. len 46
      o  +0.000009 S R seq 501`);
    expect(madeHere(verdict as Verdict)).toBe(false);
  });

  test('refused the SYN of a server whose packets it forwards', () => {
    const [, refused] = verdictsOf(`${EXCHANGE}
      client 192.0.2.1:40001 server 198.51.100.2:81
      i  +5        C S
      o  +0.000009 S R.`);
    expect(refused).toMatchObject({ cause: 'firewall-reset-at-connect', closer: 'middlebox' });
  });

  test('is no server: there a refused SYN only comes in, and the reset only goes out', () => {
    const [verdict] = verdictsOf(`
      i 0         C S
      o +0.000009 S R.`);
    expect(verdict).toMatchObject({ cause: 'closed-port', closer: 'server kernel' });
  });

  test('stopped the segments that did not go out', () => {
    const [verdict] = verdictsOf(`${EXCHANGE}
      i  +1 C P. len 46
      i  +0.2 C P. len 46 seq 41
      i  +0.4 C P. len 46 seq 41
      i  +0.8 C P. len 46 seq 41
      i  +1.6 C P. len 46 seq 41`);
    const text = JSON.stringify(verdict);
    expect(text).toContain('5 packets of the client came to the machine that captured and did not go out');
  });

  test('counts a packet once that came in and went out', () => {
    const { diagnoses } = diagnoseAll(captureOf(EXCHANGE));
    expect(diagnoses[0]?.connection.clientSide).toMatchObject({ packets: 4, duplicates: 4, retransmitted: 0 });
    expect(diagnoses[0]?.connection.isForwarded).toBe(true);
  });
});
