/** A packet that is kept takes eight words of a page, two of them its time. `at` counts words throughout. */
import { type KeptPacket, type Passage, RST, SYN } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Segment } from '../packet/segment.ts';
import { verifyTcpChecksum } from '../packet/tcp-checksum.ts';
import type { EntryPage } from './block-pool.ts';
import {
  FAST_CLOSE,
  hasTimestampAlone,
  hasTimestampOption,
  OPTIONS_CUT,
  rareOptions,
  SACKS_BEHIND,
  SIGNED,
} from './tcp-options.ts';

export const ENTRY_WORDS = 8;
// Words of an entry; the time takes two.
const TIME = 0;
const NUMBER = 2;
const SEQ = 3;
const ACK_NUMBER = 4;
/** Payload length, flags, bits: 16, 8 and 8 bits from the low end. */
const LENGTH_FLAGS_BITS = 5;
/** Window and IP identification, 16 bits each. */
const WINDOW_AND_ID = 6;
/**
 * Flow label in the lower 20 bits, TTL in the upper eight, and of a SYN or RST in two between what its checksum is. IPv4 has no
 * flow label: there the type of service of a SYN or RST is in its place.
 */
const LABEL_AND_TTL = 7;

const FROM_SERVER = 1 << 24;
const HAS_TIMESTAMP = 2 << 24;
/** The ways the packet was seen to go (`Segment.way`), a bit each. */
const WAY_SHIFT = 26;
const WAYS = 3 << WAY_SHIFT;
/** From here on what `rareOptions` says. */
const OPTIONS_SHIFT = 28;
const OPTIONS = (FAST_CLOSE | SIGNED | OPTIONS_CUT | SACKS_BEHIND) << OPTIONS_SHIFT;
/** What two copies of a packet need not have in common, as it is not looked at where they are compared. */
const NOT_COMPARED = HAS_TIMESTAMP | WAYS | OPTIONS;
const CHECKSUM_SHIFT = 20;
/** In the lower eight bits is a type of service. */
const HAS_SERVICE_TYPE = 1 << 22;
const FINISHED = 1;
const UNFINISHED = 2;
const CHECKSUMS: readonly KeptPacket['checksum'][] = [undefined, 'finished', 'unfinished'];
const PASSAGES: readonly (Passage | undefined)[] = [undefined, 'in', 'out', 'through'];

function lengthFlagsBits(segment: Segment, byServer: number): number {
  const length = segment.payloadLength;
  return (length > 0xffff ? 0xffff : length) | (segment.flags << 16) | (byServer === 1 ? FROM_SERVER : 0);
}

/** Keeps the segment there. */
export function writeEntry(page: EntryPage, at: number, segment: Segment, byServer: number): void {
  const { words } = page;
  page.doubles[(at + TIME) >> 1] = segment.timeNs;
  words[at + NUMBER] = segment.number;
  words[at + SEQ] = segment.seq;
  words[at + ACK_NUMBER] = segment.ack;
  words[at + LENGTH_FLAGS_BITS] = lengthFlagsBits(segment, byServer) | optionBits(segment) | (segment.way << WAY_SHIFT);
  words[at + WINDOW_AND_ID] = segment.window | (segment.ipId << 16);
  const more =
    (segment.flags & (SYN | RST)) === 0 ? 0 : serviceTypeOf(segment) | (checksumOf(segment) << CHECKSUM_SHIFT);
  words[at + LABEL_AND_TTL] = segment.flowLabel | more | (segment.ttl << 24);
}

function optionBits(segment: Segment): number {
  if (hasTimestampAlone(segment)) return HAS_TIMESTAMP;
  return (hasTimestampOption(segment) ? HAS_TIMESTAMP : 0) | (rareOptions(segment) << OPTIONS_SHIFT);
}

/** RFC 791 §3.1: the byte before the total length. */
function serviceTypeOf({ ipVersion, view, sourceOffset }: Segment): number {
  return ipVersion === 4 ? HAS_SERVICE_TYPE | view.getUint8(sourceOffset - 11) : 0;
}

function checksumOf(segment: Segment): number {
  const form = verifyTcpChecksum(segment);
  if (form === 'good') return FINISHED;
  return form === 'unfinished' ? UNFINISHED : 0;
}

export function readEntry(page: EntryPage, at: number): KeptPacket {
  const { words } = page;
  const lengthFlags = words[at + LENGTH_FLAGS_BITS] as number;
  const windowAndId = words[at + WINDOW_AND_ID] as number;
  const labelAndTtl = words[at + LABEL_AND_TTL] as number;
  const options = (lengthFlags & OPTIONS) >>> OPTIONS_SHIFT;
  const hasServiceType = (labelAndTtl & HAS_SERVICE_TYPE) !== 0;
  const passage = PASSAGES[(lengthFlags & WAYS) >>> WAY_SHIFT];
  return {
    number: (words[at + NUMBER] as number) >>> 0,
    timeNs: page.doubles[(at + TIME) >> 1] as number,
    from: lengthFlags & FROM_SERVER ? 'server' : 'client',
    flags: (lengthFlags >>> 16) & 0xff,
    seq: (words[at + SEQ] as number) >>> 0,
    ack: (words[at + ACK_NUMBER] as number) >>> 0,
    payloadLength: lengthFlags & 0xffff,
    window: windowAndId & 0xffff,
    ttl: labelAndTtl >>> 24,
    ipId: windowAndId >>> 16,
    flowLabel: hasServiceType ? 0 : labelAndTtl & 0xfffff,
    hasTimestamp: (lengthFlags & HAS_TIMESTAMP) !== 0,
    fastClose: (options & FAST_CLOSE) !== 0,
    isSigned: isSigned(options),
    sacksBehind: (options & SACKS_BEHIND) !== 0,
    passage,
    checksum: CHECKSUMS[(labelAndTtl >>> CHECKSUM_SHIFT) & 3],
    serviceType: hasServiceType ? labelAndTtl & 0xff : undefined,
  };
}

/** Not known where options that might be the signature are not in the capture. */
function isSigned(options: number): boolean | undefined {
  if ((options & SIGNED) !== 0) return true;
  return (options & OPTIONS_CUT) === 0 ? false : undefined;
}

/** Same end, numbers, flags, length, window and IP identification. */
export function isLike(page: EntryPage, at: number, segment: Segment, byServer: number): boolean {
  const { words } = page;
  return (
    words[at + SEQ] === segment.seq &&
    words[at + ACK_NUMBER] === segment.ack &&
    words[at + WINDOW_AND_ID] === (segment.window | (segment.ipId << 16)) &&
    ((words[at + LENGTH_FLAGS_BITS] as number) & ~NOT_COMPARED) === lengthFlagsBits(segment, byServer)
  );
}

export function timeOf(page: EntryPage, at: number): TimeNs {
  return page.doubles[(at + TIME) >> 1] as number;
}

/** Whether it carries more payload than that. */
export function saysMore(page: EntryPage, at: number, byteCount: number): boolean {
  return ((page.words[at + LENGTH_FLAGS_BITS] as number) & 0xffff) > byteCount;
}

export function flipEntry(page: EntryPage, at: number): void {
  page.words[at + LENGTH_FLAGS_BITS] = (page.words[at + LENGTH_FLAGS_BITS] as number) ^ FROM_SERVER;
}

export function copyEntry(from: EntryPage, fromAt: number, to: EntryPage, toAt: number): void {
  for (let i = 0; i < ENTRY_WORDS; i += 1) to.words[toAt + i] = from.words[fromAt + i] as number;
}

/** Whether the one kept there was seen on its way in or out alone, and this segment goes the other way: it is forwarded. */
export function isPassingEntry(page: EntryPage, at: number, segment: Segment): boolean {
  const ways = (page.words[at + LENGTH_FLAGS_BITS] as number) & WAYS;
  return segment.way !== 0 && ways !== 0 && ways + (segment.way << WAY_SHIFT) === WAYS;
}

/** This segment is the one kept there, seen again. */
export function noteWayOfEntry(page: EntryPage, at: number, segment: Segment): void {
  page.words[at + LENGTH_FLAGS_BITS] = (page.words[at + LENGTH_FLAGS_BITS] as number) | (segment.way << WAY_SHIFT);
}
