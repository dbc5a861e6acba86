/** The TCP header: its fields, and headers that are damaged or cut off; options and checksum, read on demand. */
import { describe, expect, test } from 'vitest';
import type { Segment } from '../../src/core/packet/segment.ts';
import { verifyTcpChecksum } from '../../src/core/packet/tcp-checksum.ts';
import { hasTimestampOption, readTcpOptions, TcpOptions } from '../../src/core/packet/tcp-options.ts';
import { Bench, decode, hex, IPV4_SEGMENT, ipv4Segment, join, packetOf, RAW_IP, viewOf } from './frames.ts';

const TCP = 20;

function segmentOf(packet: Uint8Array, originalLength: number = packet.length): Segment {
  const bench = new Bench();
  expect(bench.run(viewOf(packet, RAW_IP, originalLength))).toBe('tcp');
  return bench.segment;
}

/** The segment with other options, given in hex, a multiple of four bytes. */
function withOptions(options: string): Uint8Array {
  const bytes = hex(options);
  const packet = join(ipv4Segment.slice(0, TCP + 20), bytes, ipv4Segment.slice(TCP + 20));
  packet[TCP + 12] = ((20 + bytes.length) / 4) << 4;
  packet[3] = packet.length;
  return packet;
}

function optionsOf(packet: Uint8Array, captured: number = packet.length): TcpOptions {
  const options = new TcpOptions();
  readTcpOptions(segmentOf(packet.slice(0, captured), packet.length), options);
  return options;
}

describe('TCP header', () => {
  test('every field', () => {
    const packet = packetOf('0 S S.\n0 C FP.UEW rawseq 4294967295 rawack 2147483648 win 513 data "abc"');
    const { number, sourcePort, destinationPort, flags, seq, ack, window, payloadLength } = segmentOf(packet);
    expect({ number, sourcePort, destinationPort, flags, seq, ack, window, payloadLength }).toEqual({
      number: 1,
      sourcePort: 40_000,
      destinationPort: 80,
      flags: 0xf9,
      seq: -1,
      ack: -2_147_483_648,
      window: 513,
      payloadLength: 3,
    });
  });

  test('a header cut off behind the flags is read, its window only where it is there', () => {
    const whole = segmentOf(ipv4Segment);
    expect(segmentOf(ipv4Segment.slice(0, TCP + 16), ipv4Segment.length).window).toBe(whole.window);
    const cut = segmentOf(ipv4Segment.slice(0, TCP + 15), ipv4Segment.length);
    expect([cut.window, cut.payloadLength, cut.capturedPayload]).toEqual([0, 6, 0]);
    expect(decode(ipv4Segment.slice(0, TCP + 13), RAW_IP, ipv4Segment.length)).toBe('undecodable');
  });

  test.each([
    ['within the header', 0x4f],
    ['beyond the segment', 0xf0],
  ])('a data offset %s: undecodable', (_, byte) => {
    const packet = ipv4Segment.slice();
    packet[TCP + 12] = byte;
    expect(decode(packet, RAW_IP)).toBe('undecodable');
  });

  test('a data offset at the end of the segment leaves no payload', () => {
    const packet = withOptions('01 01 01 01').slice(0, -6);
    packet[3] = packet.length;
    expect(decode(packet, RAW_IP)).toMatch(/ len 0 ""$/);
  });

  test('the reserved bits are no flags', () => {
    const packet = ipv4Segment.slice();
    packet[TCP + 12] = 0x5f;
    expect(decode(packet, RAW_IP)).toBe(IPV4_SEGMENT);
  });
});

describe('TCP options', () => {
  test('those of a SYN', () => {
    const options = optionsOf(packetOf('0 C S mss 1460 wscale 7 sackok ts 100:200'));
    expect(options).toEqual({
      mss: 1460,
      windowScale: 7,
      sackPermitted: true,
      sackBlocks: 0,
      timestamp: 100,
      timestampEcho: 200,
      isSigned: false,
      multipathSubtype: undefined,
      fastOpen: false,
      isCutOff: false,
    });
  });

  test.each([
    ['none', '', {}],
    ['end of list before another', '00 02 04 05 b4 00 00 00', {}],
    ['SACK blocks', `01 01 05 12 ${'00'.repeat(16)}`, { sackBlocks: 2 }],
    ['MD5 signature', `13 12 ${'00'.repeat(16)} 01 01`, { isSigned: true }],
    ['TCP-AO', '1d 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00', { isSigned: true }],
    ['Multipath TCP', '1e 04 80 01', { multipathSubtype: 8 }],
    ['Fast Open', '22 02 01 01', { fastOpen: true }],
    ['a window scale beyond 14', '03 03 ff 00', { windowScale: 14 }],
    ['an MSS of the wrong length', '02 03 05 01', {}],
    ['an unknown one, then MSS', 'fd 04 f9 89 02 04 05 b4', { mss: 1460 }],
    ['a length of 0', '02 04 05 b4 08 00 01 01', { mss: 1460, isCutOff: true }],
    ['a length of 1', '08 01 01 01', { isCutOff: true }],
    ['a length beyond the header', '01 01 08 0a', { isCutOff: true }],
    ['a kind without length', '01 01 01 08', { isCutOff: true }],
  ])('%s', (_, options, expected) => {
    const nothing = new TcpOptions();
    expect(optionsOf(withOptions(options))).toEqual({ ...nothing, ...expected });
  });

  test('cut off by the snaplen: those before are read', () => {
    const packet = withOptions('02 04 05 b4 01 03 03 07');
    expect(optionsOf(packet, TCP + 20 + 6)).toMatchObject({ mss: 1460, windowScale: undefined, isCutOff: true });
    expect(optionsOf(packet, TCP + 20 + 8)).toMatchObject({ mss: 1460, windowScale: 7, isCutOff: false });
  });

  test('nothing is left of the segment before', () => {
    const options = optionsOf(packetOf('0 C S mss 1460 wscale 7 sackok ts 100:200'));
    readTcpOptions(segmentOf(ipv4Segment), options);
    expect(options).toEqual(new TcpOptions());
  });

  test.each([
    ['in the usual layout', '01 01 08 0a 00 00 00 01 00 00 00 02', true],
    ['before the paddings', '08 0a 00 00 00 01 00 00 00 02 01 01', true],
    ['behind MSS', '02 04 05 b4 08 0a 00 00 00 01 00 00 00 02 01 01', true],
    ['behind the end', '00 01 08 0a 00 00 00 01 00 00 00 02', false],
    ['of the wrong length', '01 01 08 08 00 00 00 01 00 00 01 01', false],
    ['as part of another option', '01 01 fd 0a 08 0a 00 01 00 00 00 02', false],
    ['behind a length of 0', 'fd 00 08 0a 00 00 00 01 00 00 00 02', false],
    ['not there', '02 04 05 b4', false],
  ])('timestamp %s', (_, options, expected) => {
    const packet = withOptions(options);
    expect(hasTimestampOption(segmentOf(packet))).toBe(expected);
    expect(hasTimestampOption(segmentOf(packet.slice(0, TCP + 24), packet.length))).toBe(false);
  });
});

describe('TCP checksum', () => {
  test.each([
    ['IPv4', false],
    ['IPv6', true],
  ])('%s', (_, ipv6) => {
    expect(verifyTcpChecksum(segmentOf(packetOf('0 C P. data "odd"', { ipv6 })))).toBe('good');
    expect(verifyTcpChecksum(segmentOf(packetOf('0 C P. data "odd" badsum', { ipv6 })))).toBe('bad');
    expect(verifyTcpChecksum(segmentOf(packetOf('0 C P. data "odd" cardsum', { ipv6 })))).toBe('unfinished');
  });

  test('covers the padding of nothing but the segment', () => {
    expect(verifyTcpChecksum(segmentOf(join(ipv4Segment, 'ff ff')))).toBe('good');
  });

  test('cannot be told where a byte was not captured', () => {
    expect(verifyTcpChecksum(segmentOf(ipv4Segment.slice(0, -1), ipv4Segment.length))).toBe('unknown');
  });
});
