/** Headers between link and IP: each around the same segment, alone and one within another. */
import { describe, expect, test } from 'vitest';
import { decode, ETHERNET, IPV4_SEGMENT, IPV6_SEGMENT, ipv4Segment, ipv6Segment, join } from './frames.ts';

const ADDRESSES = '02 00 00 00 00 02  02 00 00 00 00 01';

const headers: readonly (readonly [name: string, header: string])[] = [
  ['VLAN', '81 00 00 05 08 00'],
  ['two VLAN tags', '81 00 00 05 81 00 00 06 08 00'],
  ['802.1ad', '88 a8 00 05 81 00 00 06 08 00'],
  ['old QinQ', '91 00 00 05 81 00 00 06 08 00'],
  ['VLAN and SNAP', '81 00 00 05 00 36 aa aa 03 00 00 00 08 00'],
  ['LLC with the service point of IP', '00 33 06 06 03'],
  ['VN-Tag', '89 26 00 00 00 01 81 00 00 05 08 00'],
  ['802.1BR', '89 3f 00 00 00 01 00 00 08 00'],
  ['Cisco metadata', '89 09 01 01 00 01 00 05 08 00'],
  ['HSR', '89 2f 00 36 00 01 08 00'],
  ['MPLS', '88 47 00 01 01 40'],
  ['three MPLS labels', '88 47 00 01 00 40 00 02 00 40 00 03 01 40'],
  ['an Ethernet pseudowire', `88 47 00 01 01 40 ${ADDRESSES} 08 00`],
  ['an Ethernet pseudowire with control word', `88 47 00 01 01 40 00 00 00 00 ${ADDRESSES} 08 00`],
  ['PPPoE', '88 64 11 00 00 01 00 30 00 21'],
  ['PPPoE in two VLANs', '81 00 00 05 81 00 00 06 88 64 11 00 00 01 00 30 00 21'],
  ['PPPoE with MPLS', '88 64 11 00 00 01 00 34 02 81 00 01 01 40'],
  ['MAC in MAC', `88 e7 00 00 00 01 ${ADDRESSES} 08 00`],
  ['FabricPath', `89 03 00 00 ${ADDRESSES} 81 00 00 05 08 00`],
  ['a service header', '89 4f 0f c2 01 01 00 00 01 ff'],
  ['a service header with context', `89 4f 0f c6 01 01 00 00 01 ff ${'00'.repeat(16)}`],
  ['a service header before Ethernet', `89 4f 0f c2 01 03 00 00 01 ff ${ADDRESSES} 08 00`],
];

describe('headers between Ethernet and IP', () => {
  test.each(headers)('%s', (_, header) => {
    expect(decode(join(ADDRESSES, header, ipv4Segment), ETHERNET)).toBe(IPV4_SEGMENT);
  });

  test.each(headers)('%s, cut off at each byte: no segment', (_, header) => {
    const bytes = join(ADDRESSES, header);
    const answers = Array.from(bytes, (_, cut) => decode(bytes.subarray(0, cut), ETHERNET, bytes.length + 46));
    expect(answers.filter((answer) => answer !== 'undecodable' && answer !== 'other')).toEqual([]);
  });

  test.each([
    ['VLAN', '81 00 00 05 86 dd'],
    ['MPLS', '88 47 00 01 01 40'],
    ['PPPoE', '88 64 11 00 00 01 00 44 00 57'],
  ])('%s, IPv6', (_, header) => {
    expect(decode(join(ADDRESSES, header, ipv6Segment), ETHERNET)).toBe(IPV6_SEGMENT);
  });

  test.each([
    ['PPPoE discovery', '88 63 11 09 00 00 00 00'],
    ['MPLS with neither IP nor Ethernet', '88 47 00 01 01 40 50 00'],
    ['a service header before something new', '89 4f 0f c2 01 7f 00 00 01 ff'],
    ['MACsec', '88 e5 00 00 00 00 00 00'],
  ])('%s is no IP', (_, header) => {
    expect(decode(join(ADDRESSES, header, ipv4Segment), ETHERNET)).toBe('other');
  });

  test('a tower of tags ends somewhere', () => {
    const tags = '81 00 00 05 '.repeat(40);
    expect(decode(join(ADDRESSES, tags, '08 00', ipv4Segment), ETHERNET)).toBe('undecodable');
  });

  test('PPPoE ends the packet where it says, though IP says more', () => {
    // A box that counted the padding of a short frame into IP's length, as one in Zeek's traces did.
    const short = ipv4Segment.slice(0, 40);
    const padded = join(ADDRESSES, '88 64 11 00 00 01 00 2a 00 21', short, '00 00 00 00 00 00');
    expect(decode(padded, ETHERNET)).toBe(IPV4_SEGMENT.replace('6 "tunnel"', '0 ""'));
  });
});
