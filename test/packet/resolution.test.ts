/** ARP and neighbour discovery: what is a claim, a question, an answer; and what is none of them. */
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/core/bytes/address.ts';
import { formatHardware } from '../../src/core/link/_hardware-address.ts';
import { NO_ADDRESS } from '../../src/core/packet/resolution.ts';
import { ipPacket } from '../builders/headers.ts';
import { Bench, ETHERNET, hex, join, RAW_IP, viewOf } from './frames.ts';

const BROADCAST = 'ff ff ff ff ff ff';
const ROUTER = '02 00 00 00 00 01';
const SERVER = '02 00 00 00 00 02';
const NOBODY = '00 00 00 00 00 00';
const GATEWAY = 'c6 33 64 01';
const HOST = 'c6 33 64 02';

const ARP_TYPE = '08 06';
const header = (operation: number): string => `00 01 08 00 06 04 00 0${operation}`;
const QUESTION = `${header(1)} ${ROUTER} ${GATEWAY} ${NOBODY} ${HOST}`;

/** What the packet says, in words; how it was decoded where it says nothing. */
function read(bytes: Uint8Array, linkType = ETHERNET): unknown {
  const bench = new Bench();
  const decoded = bench.run(viewOf(bytes, linkType));
  if (decoded !== 'resolution') return decoded;
  const { view, ipVersion, claimedOffset, hardware, isAnnounced, askedOffset, answeredOffset, way } = bench.resolution;
  const address = (offset: number): string | undefined =>
    offset === NO_ADDRESS ? undefined : formatAddress(view, offset, ipVersion);
  return {
    claims: address(claimedOffset),
    from: formatHardware(hardware),
    ...(isAnnounced && { isAnnounced }),
    ...(askedOffset !== NO_ADDRESS && { asks: address(askedOffset) }),
    ...(answeredOffset !== NO_ADDRESS && { answers: address(answeredOffset) }),
    ...(way !== 0 && { way }),
  };
}

const ethernet = (message: string, type = ARP_TYPE): Uint8Array => join(BROADCAST, ROUTER, type, message);
const asked = { claims: '198.51.100.1', from: '02:00:00:00:00:01', asks: '198.51.100.2' };

describe('ARP', () => {
  test('a question, which says who asks', () => {
    expect(read(ethernet(QUESTION))).toEqual(asked);
  });

  test('an answer', () => {
    expect(read(ethernet(`${header(2)} ${SERVER} ${HOST} ${ROUTER} ${GATEWAY}`))).toEqual({
      claims: '198.51.100.2',
      from: '02:00:00:00:00:02',
      answers: '198.51.100.1',
    });
  });

  test.each([1, 2])('an announcement is no question and no answer (operation %i)', (operation) => {
    expect(read(ethernet(`${header(operation)} ${SERVER} ${HOST} ${NOBODY} ${HOST}`))).toEqual({
      claims: '198.51.100.2',
      from: '02:00:00:00:00:02',
      isAnnounced: true,
    });
  });

  test.each([
    ['a probe, which nobody’s address sends', `${header(1)} ${SERVER} 00 00 00 00 ${NOBODY} ${HOST}`],
    ['a reverse request', `${header(3)} ${SERVER} ${HOST} ${NOBODY} ${HOST}`],
    ['other hardware', `00 06 08 00 08 04 00 01 ${ROUTER} 00 00 ${GATEWAY} ${NOBODY} 00 00 ${HOST}`],
    ['another protocol', `00 01 80 9b 06 04 00 01 ${ROUTER} ${GATEWAY} ${NOBODY} ${HOST}`],
  ])('%s says nothing', (_, message) => {
    expect(read(ethernet(message))).toBe('other');
  });

  test('wherever it is cut off, nothing is read and nothing is broken', () => {
    const whole = ethernet(QUESTION);
    for (let length = 14; length < whole.length; length += 1) expect(read(whole.subarray(0, length))).toBe('other');
  });

  test('a group address is nobody’s', () => {
    const message = `${header(2)} ${BROADCAST} ${HOST} ${ROUTER} ${GATEWAY}`;
    expect(read(ethernet(message))).toMatchObject({ claims: '198.51.100.2', from: '00:00:00:00:00:00' });
  });

  test.each([
    ['VLAN tag', ETHERNET, `${BROADCAST} ${ROUTER} 81 00 00 0a ${ARP_TYPE} ${QUESTION}`, {}],
    ['SLL, sent by this machine', 113, `00 04 00 01 00 06 ${ROUTER} 00 00 ${ARP_TYPE} ${QUESTION}`, { way: 2 }],
    ['SLL2, come in', 276, `${ARP_TYPE} 00 00 00 00 00 03 00 01 01 06 ${ROUTER} 00 00 ${QUESTION}`, { way: 1 }],
    [
      'IEEE 802.11',
      105,
      `08 01 00 00 ${ROUTER} ${ROUTER} ${BROADCAST} 00 00 aa aa 03 00 00 00 ${ARP_TYPE} ${QUESTION}`,
      {},
    ],
    ['VXLAN', ETHERNET, vxlan(`${BROADCAST} ${ROUTER} ${ARP_TYPE} ${QUESTION}`), {}],
  ])('is read behind %s', (_, linkType, bytes, more) => {
    expect(read(hex(bytes), linkType)).toEqual({ ...asked, ...more });
  });
});

/** A frame in VXLAN (RFC 7348) between two hosts of 203.0.113.0/24. */
function vxlan(frame: string): string {
  const inner = hex(frame);
  const udp = join(`c3 50 12 b5 00 ${(16 + inner.length).toString(16)} 00 00 08 00 00 00 00 00 07 00`, inner);
  const end = (last: string) => ({ address: hex(`cb 00 71 ${last}`), port: 0 });
  const packet = ipPacket(17, udp, end('01'), end('02'), { ttl: 64, id: 7, label: 0, tos: 0 });
  return Buffer.from(join(BROADCAST, ROUTER, '08 00', packet)).toString('hex');
}

const prefix = '20 01 0d b8 00 02 00 00 00 00 00 00 00 00 00';
const GATEWAY_6 = `${prefix} 01`;
const HOST_6 = `${prefix} 02`;
const ALL_NODES = 'ff 02 00 00 00 00 00 00 00 00 00 00 00 00 00 01';
const UNSPECIFIED = '00 '.repeat(16);

/** A message of neighbour discovery: type, flags, target, options. */
function discovery(from: string, to: string, message: string, ttl = 255): Uint8Array {
  const end = (address: string) => ({ address: hex(address), port: 0 });
  return ipPacket(58, hex(message), end(from), end(to), { ttl, id: 0, label: 0, tos: 0 });
}

const SOLICITATION = '87 00 00 00 00 00 00 00';
const ADVERTISEMENT = (flags: string): string => `88 00 00 00 ${flags} 00 00 00`;

describe('neighbour discovery', () => {
  test('a solicitation, which says who asks', () => {
    const packet = discovery(GATEWAY_6, ALL_NODES, `${SOLICITATION} ${HOST_6} 01 01 ${ROUTER}`);
    expect(read(packet, RAW_IP)).toEqual({
      claims: '2001:db8:2::1',
      from: '02:00:00:00:00:01',
      asks: '2001:db8:2::2',
    });
  });

  test('an advertisement in answer, of an address that need not be its source', () => {
    const packet = discovery(
      `${prefix} 09`,
      GATEWAY_6,
      `${ADVERTISEMENT('60')} ${HOST_6} 0e 01 ${ROUTER} 02 01 ${SERVER}`,
    );
    expect(read(packet, RAW_IP)).toEqual({
      claims: '2001:db8:2::2',
      from: '02:00:00:00:00:02',
      answers: '2001:db8:2::1',
    });
  });

  test('an advertisement unasked, to all', () => {
    const packet = discovery(HOST_6, ALL_NODES, `${ADVERTISEMENT('20')} ${HOST_6} 02 01 ${SERVER}`);
    expect(read(packet, RAW_IP)).toEqual({
      claims: '2001:db8:2::2',
      from: '02:00:00:00:00:02',
      isAnnounced: true,
    });
  });

  test('names no hardware where the option is missing, cut off or of no length', () => {
    for (const option of ['', `02 01 ${SERVER.slice(0, 8)}`, `0e 00 ${SERVER}`]) {
      const packet = discovery(HOST_6, GATEWAY_6, `${ADVERTISEMENT('60')} ${HOST_6} ${option}`);
      expect(read(packet, RAW_IP)).toMatchObject({ claims: '2001:db8:2::2', from: '00:00:00:00:00:00' });
    }
  });

  test.each([
    ['who looks whether an address is free', UNSPECIFIED, `${SOLICITATION} ${HOST_6}`, 255],
    ['what came through a router', GATEWAY_6, `${SOLICITATION} ${HOST_6} 01 01 ${ROUTER}`, 254],
    ['a router’s advertisement', GATEWAY_6, `86 00 00 00 40 00 07 08 ${HOST_6}`, 255],
    ['what is cut off', GATEWAY_6, `${SOLICITATION} ${HOST_6.slice(0, 30)}`, 255],
  ])('%s says nothing', (_, from, message, ttl) => {
    expect(read(discovery(from, ALL_NODES, message, ttl), RAW_IP)).toBe('other');
  });
});
