/**
 * What a host is looked up by: a number, quicker to make and to compare than the text of its address. The mixing steps are
 * those of MurmurHash3 (https://github.com/aappleby/smhasher).
 */

/**
 * An IPv4 address as a signed 32-bit number, first byte lowest; any other as a number from 2³² to 2⁵³ that is mixed from
 * its bytes. Two of those are the same by chance once in 2⁵² pairs.
 */
export type HostKey = number;

const TWO_32 = 0x1_0000_0000;
const PORTS = 0x1_0000;

const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LOWER_A = 0x61;

const GROUPS = 8;
/** The address at hand, in groups of 16 bits as RFC 4291 §2.2 has them. */
const groups = new Uint16Array(GROUPS);

/** The two texts asked for last, and their keys: of a connection its two addresses are asked for over and over. */
let latest = '';
let latestKey: HostKey = readKey(latest);
let before = latest;
let beforeKey = latestKey;

/** The key of an address as address.ts writes it; another text has a key, too. */
export function hostKeyOf(address: string): HostKey {
  if (address === latest) return latestKey;
  if (address === before) return beforeKey;
  before = latest;
  beforeKey = latestKey;
  latest = address;
  latestKey = readKey(address);
  return latestKey;
}

function readKey(address: string): HostKey {
  const colon = address.lastIndexOf(':');
  if (colon < 0) return readDotted(address, 0) ?? keyOfText(address);
  return readGroups(address, colon) ? keyOfGroups() : keyOfText(address);
}

/** The key of the IPv6 address at the offset. */
export function hostKeyAt(view: DataView, offset: number): HostKey {
  for (let group = 0; group < GROUPS; group += 1) groups[group] = view.getUint16(offset + 2 * group);
  return keyOfGroups();
}

/** The key of a service: a host and a port of it. Exact for IPv4. */
export function serviceKeyOf(host: HostKey, port: number): number {
  return host < TWO_32 ? host * PORTS + port : pairKeyOf(host, port);
}

/** The key of two hosts, in this order, mixed as those of IPv6 addresses are. */
export function pairKeyOf(one: HostKey, other: number): number {
  const hash = mix(mix(one | 0, Math.floor(one / TWO_32)), other | 0);
  return join(hash, mix(mix(hash ^ Math.floor(other / TWO_32), one | 0), other | 0));
}

function keyOfGroups(): HostKey {
  let one = 0;
  let other = 0x7f4a_7c15;
  for (let group = 0; group < GROUPS; group += 2) {
    const word = ((groups[group] as number) << 16) | (groups[group + 1] as number);
    one = mix(one, word);
    other = mix(other ^ word, one);
  }
  return join(one, other);
}

function keyOfText(text: string): HostKey {
  let one = text.length;
  let other = 0x7f4a_7c15;
  for (let i = 0; i < text.length; i += 1) {
    one = mix(one, text.charCodeAt(i));
    other = mix(other ^ text.charCodeAt(i), one);
  }
  return join(one, other);
}

function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e_2d51);
  mixed = hash ^ Math.imul((mixed << 15) | (mixed >>> 17), 0x1b87_3593);
  mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe654_6b64) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  return mixed ^ (mixed >>> 13);
}

/** 52 bits of two words, as a number of at least 2³². */
function join(high: number, low: number): number {
  return ((high >>> 11) | 1) * TWO_32 + (low >>> 0);
}

/** The word of four bytes, dotted, from this place of the text to its end. */
function readDotted(text: string, from: number): number | undefined {
  let word = 0;
  let byte = 0;
  let shift = 0;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      word |= byte << shift;
      shift += 8;
      byte = 0;
    } else if (code >= ZERO && code < ZERO + 10) byte = byte * 10 + code - ZERO;
    else return undefined;
  }
  return shift === 24 ? word | (byte << shift) : undefined;
}

/** Reads an IPv6 address, whose last colon is there, into `groups`. */
function readGroups(text: string, lastColon: number): boolean {
  const isDotted = text.includes('.');
  const end = isDotted ? lastColon + 1 : text.length;
  const before = text.indexOf('::');
  let count = 0;
  let gap = -1;
  for (let i = 0; i < end; ) {
    if (i === before) {
      gap = count;
      i += 2;
      continue;
    }
    if (text.charCodeAt(i) === COLON) i += 1;
    const from = i;
    let value = 0;
    for (; i < end && text.charCodeAt(i) !== COLON; i += 1) {
      const digit = hexDigit(text.charCodeAt(i));
      if (digit < 0) return false;
      value = (value << 4) | digit;
    }
    if (i === from) continue;
    if (count === GROUPS) return false;
    groups[count] = value;
    count += 1;
  }
  if (isDotted) {
    const word = readDotted(text, end);
    if (word === undefined || count > GROUPS - 2) return false;
    groups[count] = ((word & 0xff) << 8) | ((word >>> 8) & 0xff);
    groups[count + 1] = ((word >>> 8) & 0xff00) | (word >>> 24);
    count += 2;
  }
  return gap < 0 ? count === GROUPS : openGap(gap, count);
}

/** Puts the zeros in that `::` stands for. */
function openGap(gap: number, count: number): boolean {
  if (count === GROUPS) return false;
  groups.copyWithin(GROUPS - (count - gap), gap, count);
  groups.fill(0, gap, GROUPS - (count - gap));
  return true;
}

function hexDigit(code: number): number {
  if (code >= ZERO && code < ZERO + 10) return code - ZERO;
  return code >= LOWER_A && code < LOWER_A + 6 ? code - LOWER_A + 10 : -1;
}
