/** Tunnels: each around the same segment; what only looks like one; and how deep they may go. */
import { describe, expect, test } from 'vitest';
import {
  decode,
  hex,
  IPV4_SEGMENT,
  IPV6_SEGMENT,
  ipv4Segment,
  ipv6Segment,
  join,
  outerPacket,
  packetOf,
  RAW_IP,
  udpPacket,
} from './frames.ts';

const ETHERNET_IPV4 = '02 00 00 00 00 02  02 00 00 00 00 01  08 00';
const TEREDO_AUTHENTICATION = `00 01 02 03  aa bb  cc dd ee  ${'11'.repeat(8)} 00`;

/** Protocol number, header. */
const overIp: readonly (readonly [name: string, protocol: number, header: string])[] = [
  ['IP in IP', 4, ''],
  ['IP in IP, KA9Q', 94, ''],
  ['GRE', 47, '00 00 08 00'],
  ['GRE with checksum', 47, '80 00 08 00 00 00 00 00'],
  ['GRE with key and sequence number', 47, '30 00 08 00 00 00 00 01 00 00 00 02'],
  ['GRE with Ethernet', 47, `00 00 65 58 ${ETHERNET_IPV4}`],
  ['GRE with MPLS', 47, '00 00 88 47 00 01 01 40'],
  ['PPTP', 47, '30 81 88 0b 00 32 00 01 00 00 00 02 00 00 00 03 ff 03 00 21'],
  ['ERSPAN I', 47, `00 00 88 be ${ETHERNET_IPV4}`],
  ['ERSPAN II', 47, `10 00 88 be 00 00 00 01 10 01 00 64 00 00 00 00 ${ETHERNET_IPV4}`],
  ['ERSPAN III', 47, `10 00 22 eb 00 00 00 01 20 01 00 64 00 00 00 00 00 00 00 00 ${ETHERNET_IPV4}`],
  [
    'ERSPAN III with platform header',
    47,
    `10 00 22 eb 00 00 00 01 20 01 00 64 00 00 00 00 00 00 00 01 ${'00'.repeat(8)} ${ETHERNET_IPV4}`,
  ],
  ['WCCP', 47, '00 00 88 3e'],
  ['WCCP 2', 47, '00 00 88 3e 00 00 00 01'],
  [
    'GRE with an Aruba radio frame',
    47,
    `00 00 82 00 88 01 00 00 ${'02 00 00 00 00 01 '.repeat(3)} 10 00 00 00 aa aa 03 00 00 00 08 00`,
  ],
  ['EtherIP', 97, `30 00 ${ETHERNET_IPV4}`],
  ['MPLS in IP', 137, '00 01 01 40'],
];

const overUdp: readonly (readonly [name: string, port: number, header: string])[] = [
  ['VXLAN', 4789, `08 00 00 00 00 00 64 00 ${ETHERNET_IPV4}`],
  ['VXLAN on its old port', 8472, `08 00 00 00 00 00 64 00 ${ETHERNET_IPV4}`],
  ['VXLAN with VLAN inside', 4789, `08 00 00 00 00 00 64 00 ${ETHERNET_IPV4.replace('08 00', '81 00 00 05 08 00')}`],
  ['generic VXLAN with IP', 4790, '0c 00 00 01 00 00 64 00'],
  ['GENEVE', 6081, `00 00 65 58 00 00 64 00 ${ETHERNET_IPV4}`],
  ['GENEVE with options', 6081, `02 00 65 58 00 00 64 00 01 02 80 01 00 00 00 00 ${ETHERNET_IPV4}`],
  ['GENEVE with IP', 6081, '00 00 08 00 00 00 64 00'],
  ['GTP-U', 2152, '30 ff 00 2e 00 00 00 01'],
  ['GTP-U with sequence number', 2152, '32 ff 00 32 00 00 00 01 00 05 00 00'],
  ['GTP-U with extension headers', 2152, '34 ff 00 36 00 00 00 01 00 00 00 85  01 10 00 c0  01 00 00 00'],
  ['AYIYA', 5072, `42 52 11 04 00 00 00 00 ${'00'.repeat(16)} ${'00'.repeat(20)}`],
  ['L2TP', 1701, '00 02 00 01 00 02 ff 03 00 21'],
  ['L2TP with everything', 1701, '4a 02 00 40 00 01 00 02 00 05 00 06 00 02 00 00 ff 03 00 21'],
  ['TZSP', 37008, `01 00 00 01 01 ${ETHERNET_IPV4}`],
  ['TZSP with tags', 37008, `01 00 00 01 0a 02 ff ee 00 0b 00 01 ${ETHERNET_IPV4}`],
  ['GRE over UDP', 4754, '00 00 08 00'],
  ['MPLS over UDP', 6635, '00 01 01 40'],
];

describe('tunnels over IP', () => {
  test.each(overIp)('%s', (_, protocol, header) => {
    expect(decode(outerPacket(protocol, join(header, ipv4Segment)), RAW_IP)).toBe(IPV4_SEGMENT);
  });

  test.each(overIp)('%s, cut off at each byte: no segment', (_, protocol, header) => {
    const whole = outerPacket(protocol, join(header, ipv4Segment));
    const answers = Array.from({ length: 20 + hex(header).length }, (_, cut) =>
      decode(whole.subarray(0, cut), RAW_IP, whole.length),
    );
    expect(answers.filter((answer) => answer !== 'undecodable' && answer !== 'other')).toEqual([]);
  });

  test('6in4 and 4in6', () => {
    expect(decode(outerPacket(41, ipv6Segment), RAW_IP)).toBe(IPV6_SEGMENT);
    const outer = join('60 00 00 00', `00 ${ipv4Segment.length.toString(16)}`, '04 40', ipv6Segment.slice(8, 40));
    expect(decode(join(outer, ipv4Segment), RAW_IP)).toBe(IPV4_SEGMENT);
  });

  test.each([
    ['GRE with a source route', 47, '40 00 08 00 00 00 00 00'],
    ['GRE of a version to come', 47, '00 02 08 00'],
    ['ESP', 50, ''],
    ['SCTP', 132, ''],
  ])('%s is left alone', (_, protocol, header) => {
    expect(decode(outerPacket(protocol, join(header, ipv4Segment)), RAW_IP)).toBe('other');
  });

  test('a PPTP acknowledgement carries nothing', () => {
    expect(decode(outerPacket(47, hex('20 81 88 0b 00 00 00 01 00 00 00 03')), RAW_IP)).toBe('other');
  });

  test('an ICMP error within a tunnel is found', () => {
    const icmp = packetOf('0 C S\n0 X icmp 3/1');
    expect(decode(outerPacket(47, join('00 00 08 00', icmp)), RAW_IP)).toBe('icmp-error');
  });
});

describe('tunnels over UDP', () => {
  test.each(overUdp)('%s', (_, port, header) => {
    expect(decode(udpPacket(port, join(header, ipv4Segment)), RAW_IP)).toBe(IPV4_SEGMENT);
    expect(decode(udpPacket(50_001, join(header, ipv4Segment), port), RAW_IP)).toBe(IPV4_SEGMENT);
  });

  test.each(overUdp)('%s on another port is UDP', (_, __, header) => {
    expect(decode(udpPacket(53, join(header, ipv4Segment)), RAW_IP)).toBe('other');
  });

  test.each(overUdp)('%s, cut off at each byte: no segment', (_, port, header) => {
    const whole = udpPacket(port, join(header, ipv4Segment));
    const answers = Array.from({ length: 28 + hex(header).length }, (_, cut) =>
      decode(whole.subarray(0, cut), RAW_IP, whole.length),
    );
    expect(answers.filter((answer) => answer !== 'undecodable' && answer !== 'other')).toEqual([]);
  });

  test.each([
    ['Teredo', ''],
    ['Teredo with origin', `00 00 ${'12'.repeat(6)}`],
    ['Teredo with authentication', TEREDO_AUTHENTICATION],
    ['Teredo with both', `${TEREDO_AUTHENTICATION} 00 00 ${'12'.repeat(6)}`],
  ])('%s', (_, header) => {
    expect(decode(udpPacket(3544, join(header, ipv6Segment)), RAW_IP)).toBe(IPV6_SEGMENT);
  });

  test.each([
    ['VXLAN without its flag', 4789, `00 00 00 00 00 00 64 00 ${ETHERNET_IPV4}`],
    ['VXLAN around an unheard-of type', 4789, '08 00 00 00 00 00 64 00 02 00 00 00 00 02 02 00 00 00 00 01 12 34'],
    ['GENEVE of another version', 6081, `40 00 65 58 00 00 64 00 ${ETHERNET_IPV4}`],
    ['GTP-U signalling', 2152, '32 01 00 04 00 00 00 00 00 01 00 00'],
    ['GTP of version 2', 2152, '50 ff 00 2e 00 00 00 01'],
    ['GTP-U whose extension is empty', 2152, '34 ff 00 36 00 00 00 01 00 00 00 85 00 10 00 00'],
    ['AYIYA heartbeat', 5072, `42 52 10 3b 00 00 00 00 ${'00'.repeat(16)} ${'00'.repeat(20)}`],
    ['TZSP keep-alive', 37008, '01 04 00 01 01'],
    ['TZSP whose tags do not end', 37008, `01 00 00 01 0a ff ${ETHERNET_IPV4}`],
    ['L2TP control', 1701, 'c8 02 00 40 00 01 00 02 00 05 00 06'],
    ['L2TP of version 3', 1701, '00 03 00 00 00 00 00 01'],
  ])('%s is UDP', (_, port, header) => {
    expect(decode(udpPacket(port, join(header, ipv4Segment)), RAW_IP)).toBe('other');
  });

  test("what follows UDP's own end is not the tunnel's", () => {
    const packet = udpPacket(2152, join('30 ff 00 2e 00 00 00 01', ipv4Segment));
    packet[25] = 8 + 8 + 40;
    expect(decode(packet, RAW_IP)).toBe(IPV4_SEGMENT.replace('6 "tunnel"', '0 ""'));
  });
});

describe('tunnels within tunnels', () => {
  function wrap(times: number): Uint8Array {
    return times === 0 ? ipv4Segment : outerPacket(4, wrap(times - 1));
  }

  test('eight headers deep a segment is found, nine deep it is given up', () => {
    expect(decode(wrap(7), RAW_IP)).toBe(IPV4_SEGMENT);
    expect(decode(wrap(8), RAW_IP)).toBe('undecodable');
  });
});
