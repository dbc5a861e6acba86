/** IP headers: options, extension headers, and which length is believed when several are there. */
import { describe, expect, test } from 'vitest';
import {
  Bench,
  decode,
  ETHERNET,
  hex,
  IPV4_SEGMENT,
  IPV6_SEGMENT,
  ipv4Segment,
  ipv6Segment,
  join,
  RAW_IP,
  viewOf,
} from './frames.ts';

const ETHERNET_IPV4 = hex('02 00 00 00 00 02 02 00 00 00 00 01 08 00');
const IPV4_CHECKSUM = 10;

/** The IPv4 segment with some bytes of its header changed. */
function changed(changes: Readonly<Record<number, number>>): Uint8Array {
  const packet = ipv4Segment.slice();
  for (const [offset, value] of Object.entries(changes)) packet[Number(offset)] = value;
  return packet;
}

/** The IPv6 segment behind extension headers. */
function extended(firstHeader: number, extensions: string): Uint8Array {
  const middle = hex(extensions);
  const packet = join(ipv6Segment.slice(0, 40), middle, ipv6Segment.slice(40));
  packet[6] = firstHeader;
  packet[5] = (packet[5] ?? 0) + middle.length;
  return packet;
}

describe('IPv4', () => {
  test('options are stepped over', () => {
    const packet = join(ipv4Segment.slice(0, 20), '94 04 00 00  01 01 01 00', ipv4Segment.slice(20));
    packet[0] = 0x47;
    packet[3] = packet.length;
    expect(decode(packet, RAW_IP)).toBe(IPV4_SEGMENT);
  });

  test('TTL and identification are the packet’s', () => {
    const bench = new Bench();
    expect(bench.run(viewOf(changed({ 4: 0xab, 5: 0xcd, 8: 57 }), RAW_IP))).toBe('tcp');
    expect([bench.segment.ttl, bench.segment.ipId, bench.segment.flowLabel]).toEqual([57, 0xabcd, 0]);
  });

  test('padding behind the packet is no payload', () => {
    expect(decode(join(ETHERNET_IPV4, ipv4Segment, '00 00 00 00 00 00'), ETHERNET)).toBe(IPV4_SEGMENT);
  });

  test('with total length 0 the packet ends with the frame', () => {
    expect(decode(join(ETHERNET_IPV4, changed({ 2: 0, 3: 0 })), ETHERNET)).toBe(IPV4_SEGMENT);
  });

  test('a frame cut by the snaplen keeps its length', () => {
    const frame = join(ETHERNET_IPV4, ipv4Segment);
    expect(decode(frame.slice(0, -4), ETHERNET, frame.length)).toBe(IPV4_SEGMENT.replace('tunnel', 'tu'));
  });

  test('a frame cut by a tool that forgot its length keeps it too, by the packet’s checksum', () => {
    const frame = join(ETHERNET_IPV4, ipv4Segment).slice(0, -4);
    expect(decode(frame, ETHERNET)).toBe(IPV4_SEGMENT.replace('tunnel', 'tu'));
    frame[ETHERNET_IPV4.length + IPV4_CHECKSUM] = 0;
    expect(decode(frame, ETHERNET)).toBe(IPV4_SEGMENT.replace('6 "tunnel"', '2 "tu"'));
  });

  test('a packet in a tunnel is not longer than the packet around it', () => {
    const outer = join(ipv4Segment.slice(0, 20), ipv4Segment.slice(0, -4));
    outer[9] = 4;
    outer[3] = outer.length;
    expect(decode(outer, RAW_IP)).toBe(IPV4_SEGMENT.replace('6 "tunnel"', '2 "tu"'));
  });

  test('an authentication header is stepped over', () => {
    const packet = join(
      changed({ 9: 51, 3: 46 + 24 }).slice(0, 20),
      '06 04 00 00',
      '00'.repeat(20),
      ipv4Segment.slice(20),
    );
    expect(decode(packet, RAW_IP)).toBe(IPV4_SEGMENT);
  });

  test.each([
    ['another version', { 0: 0x55 }],
    ['a header shorter than itself', { 0: 0x44 }],
    ['a header longer than the packet', { 0: 0x4f }],
    ['a total length shorter than the header', { 2: 0, 3: 19 }],
    ['an authentication header shorter than itself', { 9: 51, 21: 0 }],
  ])('%s: undecodable', (_, changes) => {
    expect(decode(join(ETHERNET_IPV4, changed(changes)), ETHERNET)).toBe('undecodable');
  });
});

describe('IPv6', () => {
  test('hop limit and flow label are the packet’s', () => {
    const bench = new Bench();
    expect(bench.run(viewOf(ipv6Segment, RAW_IP))).toBe('tcp');
    expect([bench.segment.ttl, bench.segment.ipId, bench.segment.flowLabel]).toEqual([64, 0, 0x12345]);
  });

  test.each([
    ['hop-by-hop options', 0, '06 00 01 04 00 00 00 00'],
    ['destination options', 60, '06 01 01 0c 00 00 00 00 00 00 00 00 00 00 00 00'],
    [
      'a routing header with nothing left',
      43,
      '06 02 00 00 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09',
    ],
    ['an authentication header', 51, '06 04 00 00 00 00 00 01 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00'],
    ['a mobility header', 135, '06 00 00 00 00 00 00 00'],
    ['a fragment header of a whole packet', 44, '06 00 00 00 00 00 00 01'],
    [
      'several',
      0,
      '2b 00 01 04 00 00 00 00  3c 00 00 00 00 00 00 00  2c 00 01 04 00 00 00 00  06 00 00 00 00 00 00 01',
    ],
  ])('%s', (_, first, extensions) => {
    expect(decode(extended(first, extensions), RAW_IP)).toBe(IPV6_SEGMENT);
  });

  test.each([
    ['0', '06 02 00 01 00 00 00 00'],
    ['2', '06 02 02 01 00 00 00 00'],
    ['4', '06 02 04 01 00 00 00 00'],
  ])('on its way over a routing header of type %s a packet is for the last hop', (_, fixed) => {
    const packet = extended(43, `${fixed} 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09`);
    expect(decode(packet, RAW_IP)).toBe(IPV6_SEGMENT.replace('2001:db8::2', '2001:db8::9'));
  });

  test('with payload length 0 the packet ends with the frame', () => {
    const packet = ipv6Segment.slice();
    packet[5] = 0;
    expect(decode(packet, RAW_IP)).toBe(IPV6_SEGMENT);
  });

  test.each([
    ['no next header', 59, '', 'other'],
    ['ESP', 50, '', 'other'],
    ['an extension header longer than the packet', 0, '06 ff 00 00 00 00 00 00', 'undecodable'],
    ['extension headers without end', 0, '00 00 00 00 00 00 00 00 '.repeat(20), 'undecodable'],
  ])('%s', (_, first, extensions, answer) => {
    expect(decode(extended(first, extensions), RAW_IP)).toBe(answer);
  });
});
