/** ICMP errors: which are errors, what they quote, and what they leave out. */
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/core/bytes/address.ts';
import { Bench, decode, hex, join, outerPacket, packetOf, RAW_IP, viewOf } from './frames.ts';

const SYN = '0 C S ttl 63';

function quoteOf(packet: Uint8Array) {
  const bench = new Bench();
  expect(bench.run(viewOf(packet, RAW_IP))).toBe('icmp-error');
  const { view, ipVersion, number, type, code, mtu, ttl, quotedTtl, sourcePort, destinationPort, seq } = bench.quote;
  const address = (offset: number): string => formatAddress(view, offset, ipVersion);
  return {
    number,
    from: address(bench.quote.fromOffset),
    to: address(bench.quote.toOffset),
    source: `${address(bench.quote.sourceOffset)}:${sourcePort}`,
    destination: `${address(bench.quote.destinationOffset)}:${destinationPort}`,
    ...{ type, code, mtu, ttl, quotedTtl, seq },
  };
}

describe('an ICMP error', () => {
  test('on IPv4, with what eight quoted bytes tell', () => {
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp 3/4 from 203.0.113.9 mtu 1400 ttl 250`))).toEqual({
      number: 1,
      from: '203.0.113.9',
      to: '192.0.2.1',
      source: '192.0.2.1:40000',
      destination: '198.51.100.2:80',
      type: 3,
      code: 4,
      mtu: 1400,
      ttl: 250,
      quotedTtl: 63,
      seq: 1_000_000,
    });
  });

  test('on IPv6', () => {
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp 2/0 mtu 1280 ttl 250`, { ipv6: true }))).toEqual({
      number: 1,
      from: '2001:db8:f::1',
      to: '2001:db8::1',
      source: '2001:db8::1:40000',
      destination: '2001:db8::2:80',
      type: 2,
      code: 0,
      mtu: 1280,
      ttl: 250,
      quotedTtl: 63,
      seq: 1_000_000,
    });
  });

  test('carries an MTU only where it says one', () => {
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp 3/1 mtu 1400`)).mtu).toBe(0);
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp 1/4 mtu 1400`, { ipv6: true })).mtu).toBe(0);
  });

  test.each([3, 4, 11, 12])('is ICMP type %i', (type) => {
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp ${type}/0`)).type).toBe(type);
  });

  test.each([0, 5, 8, 13])('is not ICMP type %i', (type) => {
    expect(decode(packetOf(`${SYN}\n0 X icmp ${type}/0`), RAW_IP)).toBe('other');
  });

  test.each([1, 2, 3, 4])('is ICMPv6 type %i', (type) => {
    expect(quoteOf(packetOf(`${SYN}\n0 X icmp ${type}/0`, { ipv6: true })).type).toBe(type);
  });

  test.each([0, 5, 128, 136])('is not ICMPv6 type %i', (type) => {
    expect(decode(packetOf(`${SYN}\n0 X icmp ${type}/0`, { ipv6: true }), RAW_IP)).toBe('other');
  });

  test('about a whole segment, as hosts quote it today', () => {
    const quoted = packetOf('0 C P. data "a longer quote than eight bytes"');
    expect(quoteOf(outerPacket(1, join('03 01 00 00 00 00 00 00', quoted))).seq).toBe(1_000_001);
  });

  test('about a packet behind IPv6 extension headers', () => {
    const icmp = packetOf(`${SYN}\n0 X icmp 1/4`, { ipv6: true });
    const quoted = icmp.slice(48);
    quoted[6] = 60;
    const packet = join(icmp.slice(0, 48), quoted.slice(0, 40), '06 00 01 04 00 00 00 00', quoted.slice(40));
    packet[5] = packet.length - 40;
    expect(quoteOf(packet)).toMatchObject({ destination: '2001:db8::2:80', seq: 1_000_000 });
  });
});

describe('no ICMP error about a segment', () => {
  const icmp = packetOf(`${SYN}\n0 X icmp 3/1`);
  const QUOTED = 28;

  test.each([
    ['one about UDP', { [QUOTED + 9]: 17 }, 'other'],
    ['one about a later fragment', { [QUOTED + 6]: 0, [QUOTED + 7]: 5 }, 'other'],
    ['one that quotes no IP', { [QUOTED]: 0x15 }, 'undecodable'],
  ])('%s', (_, changes: Readonly<Record<number, number>>, answer) => {
    const packet = icmp.slice();
    for (const [offset, value] of Object.entries(changes)) packet[Number(offset)] = value;
    expect(decode(packet, RAW_IP)).toBe(answer);
  });

  test('one about the first fragment is one', () => {
    const packet = icmp.slice();
    packet[QUOTED + 6] = 0x20;
    expect(decode(packet, RAW_IP)).toBe('icmp-error');
  });

  test('one cut off before the sequence number', () => {
    expect(decode(icmp.slice(0, QUOTED + 28), RAW_IP, 100)).toBe('icmp-error');
    expect(decode(icmp.slice(0, QUOTED + 27), RAW_IP, 100)).toBe('undecodable');
    expect(decode(outerPacket(1, hex('03 01 00')), RAW_IP)).toBe('undecodable');
  });
});
