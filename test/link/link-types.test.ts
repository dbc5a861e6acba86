/** Every link type: its header around the same segment decodes to that segment, and cut off it decodes to nothing. */
import { describe, expect, test } from 'vitest';
import { linkTypes } from '../../src/core/link/index.ts';
import { decode, IPV4_SEGMENT, IPV6_SEGMENT, ipv4Segment, ipv6Segment, join } from '../packet/frames.ts';

const ADDRESSES = '02 00 00 00 00 02  02 00 00 00 00 01';
const LLC_SNAP_IPV4 = 'aa aa 03  00 00 00  08 00';
/** Data from a station to the access point. */
const WIFI_DATA = '08 01  00 00  02 00 00 00 00 03  02 00 00 00 00 01  02 00 00 00 00 02  10 00';
const WIFI_QOS_DATA = WIFI_DATA.replace('08', '88');

interface Sample {
  readonly name: string;
  readonly number: number;
  /** Header in hex; what follows it is the IPv4 segment, or the IPv6 one. */
  readonly header: string;
  readonly ipv6?: true;
}

const samples: readonly Sample[] = [
  { name: 'Ethernet', number: 1, header: `${ADDRESSES} 08 00` },
  { name: 'Ethernet, IPv6', number: 1, header: `${ADDRESSES} 86 dd`, ipv6: true },
  { name: 'Ethernet, length and SNAP', number: 1, header: `${ADDRESSES} 00 36 ${LLC_SNAP_IPV4}` },
  { name: 'Ethernet with preamble', number: 274, header: `55 55 55 55 55 55 55 d5 ${ADDRESSES} 08 00` },
  { name: 'raw', number: 101, header: '' },
  { name: 'raw, IPv6', number: 101, header: '', ipv6: true },
  { name: 'raw, DLT of most systems', number: 12, header: '' },
  { name: 'raw, DLT of OpenBSD', number: 14, header: '' },
  { name: 'raw IPv4', number: 228, header: '' },
  { name: 'raw IPv6', number: 229, header: '', ipv6: true },
  { name: 'loopback, little-endian', number: 0, header: '02 00 00 00' },
  { name: 'loopback, big-endian', number: 0, header: '00 00 00 02' },
  { name: 'loopback, IPv6 of Linux', number: 0, header: '0a 00 00 00', ipv6: true },
  { name: 'loopback, IPv6 of Windows', number: 0, header: '17 00 00 00', ipv6: true },
  { name: 'loopback, IPv6 of OpenBSD', number: 108, header: '00 00 00 18', ipv6: true },
  { name: 'loopback, IPv6 of FreeBSD', number: 0, header: '1c 00 00 00', ipv6: true },
  { name: 'loopback, IPv6 of Darwin', number: 0, header: '1e 00 00 00', ipv6: true },
  { name: 'loopback with PPP in it', number: 0, header: 'ff 03 00 21' },
  { name: 'Linux cooked', number: 113, header: '00 00 00 01 00 06 02 00 00 00 00 01 00 00 08 00' },
  { name: 'Linux cooked, IPv6', number: 113, header: '00 00 00 01 00 06 02 00 00 00 00 01 00 00 86 dd', ipv6: true },
  {
    name: 'Linux cooked, LLC',
    number: 113,
    header: `00 00 00 01 00 06 02 00 00 00 00 01 00 00 00 04 ${LLC_SNAP_IPV4}`,
  },
  { name: 'Linux cooked v2', number: 276, header: '08 00 00 00 00 00 00 02 00 01 00 06 02 00 00 00 00 01 00 00' },
  { name: 'PPP', number: 9, header: '00 21' },
  { name: 'PPP with address and control', number: 9, header: 'ff 03 00 21' },
  { name: 'PPP, protocol in one byte', number: 9, header: 'ff 03 21' },
  { name: 'PPP, IPv6', number: 50, header: 'ff 03 00 57', ipv6: true },
  { name: 'PPP number, Cisco frames', number: 50, header: '0f 00 08 00' },
  { name: 'PPP with direction', number: 204, header: '01 ff 03 00 21' },
  { name: 'PPPoE', number: 51, header: '11 00 00 01 00 30 00 21' },
  { name: 'Cisco HDLC', number: 104, header: '8f 00 08 00' },
  { name: 'Cisco HDLC number, PPP frames', number: 104, header: 'ff 03 00 21' },
  { name: '802.11', number: 105, header: `${WIFI_DATA} ${LLC_SNAP_IPV4}` },
  { name: '802.11 with QoS', number: 105, header: `${WIFI_QOS_DATA} 00 00 ${LLC_SNAP_IPV4}` },
  {
    name: '802.11 between access points',
    number: 105,
    header: `${WIFI_DATA.replace('08 01', '08 03')} 02 00 00 00 00 04 ${LLC_SNAP_IPV4}`,
  },
  {
    name: '802.11, aggregated',
    number: 105,
    header: `${WIFI_QOS_DATA} 80 00 ${ADDRESSES} 00 36 ${LLC_SNAP_IPV4}`,
  },
  { name: 'radiotap', number: 127, header: `00 00 08 00 00 00 00 00 ${WIFI_DATA} ${LLC_SNAP_IPV4}` },
  {
    name: 'radiotap that pads the header',
    number: 127,
    header: `00 00 09 00 02 00 00 00 20 ${WIFI_QOS_DATA} 00 00 00 00 ${LLC_SNAP_IPV4}`,
  },
  {
    name: 'radiotap with time before the flags, and two presence words',
    number: 127,
    header: `00 00 19 00 03 00 00 80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 20
      ${WIFI_QOS_DATA} 00 00 00 00 ${LLC_SNAP_IPV4}`,
  },
  { name: 'Prism', number: 119, header: `44 00 00 00 90 00 00 00 ${'00'.repeat(136)} ${WIFI_DATA} ${LLC_SNAP_IPV4}` },
  { name: 'AVS', number: 163, header: `80 21 10 01 00 00 00 40 ${'00'.repeat(56)} ${WIFI_DATA} ${LLC_SNAP_IPV4}` },
  { name: 'PPI with 802.11', number: 192, header: `00 00 08 00 69 00 00 00 ${WIFI_DATA} ${LLC_SNAP_IPV4}` },
  { name: 'PPI with Ethernet', number: 192, header: `00 00 0c 00 01 00 00 00 00 00 00 00 ${ADDRESSES} 08 00` },
  { name: 'pktap', number: 258, header: `10 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 ${ADDRESSES} 08 00` },
  { name: 'pktap under its old number', number: 149, header: '0c 00 00 00 01 00 00 00 00 00 00 00 02 00 00 00' },
  { name: 'nflog', number: 239, header: '02 00 00 00  05 00 0a 00 00 00 00 00  32 00 09 00' },
  { name: 'nflog, big-endian', number: 239, header: '02 00 00 00  00 05 00 0a 00 00 00 00  00 32 00 09' },
  { name: 'pflog', number: 117, header: `3d 02 00 00 ${'00'.repeat(60)}` },
  { name: 'enc', number: 109, header: '02 00 00 00 00 00 00 00 00 00 00 00' },
  { name: 'FDDI', number: 10, header: `50 ${ADDRESSES} ${LLC_SNAP_IPV4}` },
  { name: 'Token Ring', number: 6, header: `10 40 ${ADDRESSES} ${LLC_SNAP_IPV4}` },
  {
    name: 'Token Ring with source route',
    number: 6,
    header: `10 40 02 00 00 00 00 02 82 00 00 00 00 01 06 30 00 12 00 20 ${LLC_SNAP_IPV4}`,
  },
  { name: 'ARCNET, RFC 1051', number: 129, header: '0e 50 c3 00 f0' },
  { name: 'ARCNET, RFC 1201', number: 129, header: '0e 50 c3 00 d4 00 00 01' },
  { name: 'IP over InfiniBand', number: 242, header: `${'00 '.repeat(40)} 08 00 00 00` },
  { name: 'IP over InfiniBand, IPv6', number: 242, header: `${'00 '.repeat(40)} 86 dd 00 00`, ipv6: true },
  { name: 'Frame Relay', number: 107, header: '18 41 03 cc' },
  { name: 'Frame Relay, IPv6', number: 107, header: '18 41 03 8e', ipv6: true },
  { name: 'Frame Relay, long address and SNAP', number: 107, header: '18 40 00 41 03 00 80 00 00 00 08 00' },
  { name: 'Frame Relay, bridged', number: 107, header: `18 41 03 00 80 00 80 c2 00 07 ${ADDRESSES} 08 00` },
  { name: 'Frame Relay, Cisco', number: 107, header: '18 41 08 00' },
  { name: 'Junos', number: 178, header: `4d 47 43 01 ${ADDRESSES} 08 00` },
  { name: 'Junos with extensions', number: 178, header: `4d 47 43 80 00 04 01 02 03 04 ${ADDRESSES} 08 00` },
  { name: 'Junos without link header', number: 178, header: '4d 47 43 82 00 04 01 02 03 04 02 00 00 00' },
  { name: 'Broadcom switch tag', number: 281, header: `${ADDRESSES} 20 00 00 04 08 00` },
  { name: 'Marvell switch tag', number: 284, header: `${ADDRESSES} 40 18 00 01 81 00 00 05 08 00` },
  { name: 'Broadcom switch tag, prepended', number: 282, header: `20 00 00 04 ${ADDRESSES} 08 00` },
  { name: 'Marvell switch tag with type', number: 285, header: `${ADDRESSES} da da 00 00 40 18 00 01 08 00` },
  { name: 'SLIP', number: 8, header: `00 ${'00'.repeat(15)}` },
  { name: 'ATM', number: 100, header: LLC_SNAP_IPV4 },
];

describe('a link type', () => {
  test.each(samples)('$name', ({ number, header, ipv6 }) => {
    const frame = join(header, ipv6 ? ipv6Segment : ipv4Segment);
    expect(decode(frame, number)).toBe(ipv6 ? IPV6_SEGMENT : IPV4_SEGMENT);
  });

  test('has a sample, whatever its number', () => {
    const tried = new Set(samples.map(({ number }) => number));
    expect(linkTypes.filter(({ numbers }) => !numbers.some((number) => tried.has(number)))).toEqual([]);
  });

  test('has numbers no other has', () => {
    const numbers = linkTypes.flatMap((linkType) => linkType.numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test.each(samples)('$name: no segment where it is cut off before the TCP flags', ({ number, header, ipv6 }) => {
    const frame = join(header, ipv6 ? ipv6Segment : ipv4Segment);
    const upToFlags = frame.length - (ipv6 ? ipv6Segment : ipv4Segment).length + (ipv6 ? 40 : 20) + 14;
    const answers = Array.from({ length: upToFlags }, (_, cut) => decode(frame.subarray(0, cut), number, frame.length));
    expect(answers.filter((answer) => answer !== 'undecodable' && answer !== 'other')).toEqual([]);
    expect(decode(frame.subarray(0, upToFlags), number, frame.length)).toMatch(/ seq 1000001 len 6 ""$/);
  });
});

describe('what carries no IP is no segment', () => {
  test.each([
    ['ARP', 1, `${ADDRESSES} 08 06`],
    ['spanning tree', 1, `${ADDRESSES} 00 26 42 42 03`],
    ['NetBEUI', 1, `${ADDRESSES} 00 26 f0 f0 03`],
    ['an LLC frame that is numbered', 1, `${ADDRESSES} 00 26 aa aa 00 00 00 00 00 08 00`],
    ['raw, neither version', 101, '50'],
    ['loopback of another family', 0, '07 00 00 00'],
    ['CAN in a cooked capture', 113, '00 00 00 01 00 06 02 00 00 00 00 01 00 00 00 0c'],
    ['CAN in a cooked capture v2', 276, '00 0c 00 00 00 00 00 02 00 01 00 06 02 00 00 00 00 01 00 00'],
    ['PPP control', 9, 'ff 03 c0 21'],
    ['a beacon', 105, `80 00 ${WIFI_DATA.slice(6)}`],
    ['data of length zero', 105, `48 01 ${WIFI_DATA.slice(6)}`],
    ['encrypted data', 105, `08 41 ${WIFI_DATA.slice(6)} ${LLC_SNAP_IPV4}`],
    ['nflog without the packet', 239, '02 00 00 00  08 00 0a 00 00 00 00 00'],
    ['FDDI station management', 10, `41 ${ADDRESSES} ${LLC_SNAP_IPV4}`],
    ['a Token Ring MAC frame', 6, `10 00 ${ADDRESSES} ${LLC_SNAP_IPV4}`],
    ['ARCNET ARP', 129, '0e 50 c3 00 f1'],
    ['ARCNET in pieces', 129, '0e 50 c3 00 d4 01 00 01'],
    ['IP over InfiniBand ARP', 242, `${'00 '.repeat(40)} 08 06 00 00`],
    ['Frame Relay management', 107, '00 01 03 08 00 75'],
    ['the rest of an mPacket', 274, `55 55 55 55 55 55 61 52 ${ADDRESSES} 08 00`],
  ])('%s', (_, number, header) => {
    expect(decode(join(header, ipv4Segment), number)).toBe('other');
  });

  test.each([
    ['a link type nobody reads', 195, ''],
    ['PPI around a link type nobody reads', 192, '00 00 08 00 c3 00 00 00'],
    ['PPI in PPI in PPI', 192, '00 00 08 00 c0 00 00 00 '.repeat(3)],
    ['Junos without its magic number', 178, `00 00 00 01 ${ADDRESSES} 08 00`],
    ['radiotap shorter than itself', 127, '00 00 07 00 00 00 00 00'],
  ])('%s', (_, number, header) => {
    expect(decode(join(header, ipv4Segment), number)).toBe('undecodable');
  });
});
