/**
 * The notation of packets in tests and on cause pages, after tcpdump's and packetdrill's: a row is a packet, sequence
 * numbers count from each end's SYN. Whatever a row leaves out is what an ordinary stack would have sent there.
 *
 *     0.000  C  S                          SYN; further options: mss 1460 wscale 7 sackok ts 100:0
 *     0.010  S  S.      ttl 57             ttl, id (IPv4), label (IPv6), win, tos
 *     0.010  C  .
 *     0.100  C  P.      data "GET / HTTP/1.1\r\n\r\n"
 *     0.200  S  P.      1:1461(1460) ack 19
 *     +0.05  C  .       ack 1461 sack 2921:4381
 *     0.300  S  R       seq 1 ttl 61       no flag at all is written none
 *     0.400  X  icmp 3/13 from 203.0.113.1 about C mtu 1400 ttl 250
 *     0.400  A  who-has 198.51.100.2 tell 198.51.100.1 mac 02:00:00:00:00:01
 *     0.401  A  198.51.100.2 is-at 02:00:00:00:00:02 to 198.51.100.1
 *
 * `hex 160301…` is payload too; `len 5` is payload nobody reads; `snap 20` keeps so many bytes of it in the capture;
 * `badsum` breaks the TCP checksum, `cardsum` leaves it to the network card; `md5` and `ao` sign; `fastclose` asks to abort a multipath
 * connection; `rawseq` and `rawack` are absolute; `mac` is who sent the frame. `#` starts a comment. A line
 * `client 192.0.2.1:40000 server 198.51.100.2:80` names the ends of the rows that follow it.
 */

/** Address and port as written, `192.0.2.1:80` or `[2001:db8::1]:80`. */
export type EndpointText = string;

/** The two ends of the rows after a `client … server …` line. */
export interface RowEnds {
  readonly client: EndpointText;
  readonly server: EndpointText;
}

/** What TCP and ICMP rows have in common. */
interface RowBase {
  readonly timeNs: number;
  readonly ttl?: number;
  /** Hardware address of the frame's sender. */
  readonly mac?: string;
  readonly ends?: RowEnds;
}

/** A TCP segment. Absent fields are filled in from what went before. */
export interface SegmentRow extends RowBase {
  readonly kind: 'segment';
  readonly from: 'C' | 'S';
  readonly flags: number;
  /** Relative to the SYN of this end, and of the other. */
  readonly seq?: number;
  readonly ack?: number;
  readonly rawSeq?: number;
  readonly rawAck?: number;
  readonly payload: Uint8Array;
  /** How much of the payload the capture holds. */
  readonly snap?: number;
  readonly window?: number;
  readonly id?: number;
  readonly label?: number;
  readonly tos?: number;
  readonly mss?: number;
  readonly windowScale?: number;
  readonly sackPermitted: boolean;
  /** With the TCP MD5 signature or authentication option. */
  readonly signed?: 'md5' | 'ao';
  /** With MP_FASTCLOSE of multipath TCP. */
  readonly fastClose?: boolean;
  readonly timestamps?: readonly [number, number];
  readonly sack: readonly (readonly [number, number])[];
  readonly badChecksum: boolean;
  readonly unfinishedChecksum: boolean;
}

/** An ICMP error about the latest segment of one end (the latest with this sequence number, where `seq` is given). */
export interface IcmpRow extends RowBase {
  readonly kind: 'icmp';
  readonly type: number;
  readonly code: number;
  readonly sender: string;
  readonly about: 'C' | 'S';
  readonly seq?: number;
  readonly mtu?: number;
}

/** A message of ARP; a reply to nobody goes to its own address, as an announcement does (RFC 5227 §2.3). */
export interface ArpRow extends RowBase {
  readonly kind: 'arp';
  readonly operation: 'request' | 'reply';
  readonly sender: string;
  readonly target: string;
  readonly mac: string;
}

export type Row = SegmentRow | IcmpRow | ArpRow;

const flagLetters: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, '.': 16, U: 32, E: 64, W: 128 };

/** Reads rows; throws on the first it cannot read, naming it. */
export function parseRows(text: string): Row[] {
  const rows: Row[] = [];
  let ends: RowEnds | undefined;
  let previousNs = 0;
  for (const line of text.split('\n')) {
    const tokens = line.match(/"(?:[^"\\]|\\.)*"|[^\s"#]+|#.*/g)?.filter((token) => !token.startsWith('#')) ?? [];
    if (tokens.length === 0) continue;
    if (tokens[0] === 'client') {
      ends = { client: tokens[1] ?? '', server: tokens[3] ?? '' };
      continue;
    }
    try {
      const row = parseRow(tokens, previousNs, ends);
      previousNs = row.timeNs;
      rows.push(row);
    } catch (error) {
      throw new SyntaxError(`Cannot read row "${line.trim()}": ${(error as Error).message}`);
    }
  }
  return rows;
}

/** Rows of several connections as one capture, in time order; rows of equal time stay in the order given. */
export function mergeRows(...blocks: readonly (readonly Row[])[]): Row[] {
  return blocks.flat().sort((a, b) => a.timeNs - b.timeNs);
}

function parseRow(tokens: readonly string[], previousNs: number, ends: RowEnds | undefined): Row {
  const [time = '', from, ...rest] = tokens;
  const timeNs = Math.round(Number(time) * 1e9) + (time.startsWith('+') ? previousNs : 0);
  if (Number.isNaN(timeNs)) throw new SyntaxError(`"${time}" is no time`);
  const base = { timeNs, ...(ends && { ends }) };
  if (from === 'X') return { kind: 'icmp', ...base, ...parseIcmp(rest) };
  if (from === 'A') return { kind: 'arp', ...base, ...parseArp(rest) };
  if (from !== 'C' && from !== 'S') throw new SyntaxError(`"${from}" is not C, S, X or A`);
  return { kind: 'segment', ...base, from, ...parseSegment(rest) };
}

type WithoutBase<T> = Omit<T, 'kind' | 'timeNs' | 'ends' | 'from'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function parseIcmp(tokens: readonly string[]): WithoutBase<IcmpRow> {
  const [word, kind = '', ...rest] = tokens;
  if (word !== 'icmp') throw new SyntaxError('X sends icmp only');
  const [type = Number.NaN, code = Number.NaN] = kind.split('/').map(Number);
  const row: Mutable<WithoutBase<IcmpRow>> = { type, code, sender: '203.0.113.1', about: 'C' };
  for (let i = 0; i < rest.length; i += 2) {
    const key = rest[i];
    const value = rest[i + 1] ?? '';
    if (key === 'from') row.sender = value;
    else if (key === 'about') row.about = value === 'S' ? 'S' : 'C';
    else if (key === 'mtu' || key === 'ttl' || key === 'seq') row[key] = parseNumber(value);
    else throw new SyntaxError(`unknown word "${key}"`);
  }
  return row;
}

function parseArp([first = '', second = '', ...rest]: readonly string[]): WithoutBase<ArpRow> {
  const words = new Map<string, string>();
  for (let i = 0; i < rest.length; i += 2) words.set(rest[i] ?? '', rest[i + 1] ?? '');
  if (first === 'who-has') {
    const mac = words.get('mac') ?? '02:00:00:00:00:01';
    return { operation: 'request', sender: words.get('tell') ?? '0.0.0.0', target: second, mac };
  }
  if (second !== 'is-at') throw new SyntaxError(`"${second}" is not is-at`);
  const [mac = '', ...to] = rest;
  if (to.length > 0 && to[0] !== 'to') throw new SyntaxError(`unknown word "${to[0]}"`);
  return { operation: 'reply', sender: first, target: to[1] ?? first, mac };
}

function parseSegment(tokens: readonly string[]): WithoutBase<SegmentRow> {
  const [letters = '', ...rest] = tokens;
  const row: Mutable<WithoutBase<SegmentRow>> = {
    flags: parseFlags(letters),
    payload: new Uint8Array(0),
    sackPermitted: false,
    sack: [],
    badChecksum: false,
    unfinishedChecksum: false,
  };
  for (let i = 0; i < rest.length; i += 1) {
    const word = rest[i] ?? '';
    const range = /^(\d+):(\d+)(?:\((\d+)\))?$/.exec(word);
    if (range) setRange(row, Number(range[1]), Number(range[2]), range[3]);
    else if (word === 'sackok') row.sackPermitted = true;
    else if (word === 'md5' || word === 'ao') row.signed = word;
    else if (word === 'fastclose') row.fastClose = true;
    else if (word === 'badsum') row.badChecksum = true;
    else if (word === 'cardsum') row.unfinishedChecksum = true;
    else setField(row, word, rest[++i] ?? '');
  }
  return row;
}

function setRange(row: Mutable<WithoutBase<SegmentRow>>, start: number, end: number, length: string | undefined): void {
  if (length !== undefined && Number(length) !== end - start) throw new SyntaxError(`${start}:${end} is not ${length}`);
  row.seq = start;
  row.payload = pad(row.payload, end - start);
}

function setField(row: Mutable<WithoutBase<SegmentRow>>, key: string, value: string): void {
  switch (key) {
    case 'seq':
    case 'ack':
    case 'ttl':
    case 'id':
    case 'label':
    case 'tos':
    case 'mss':
    case 'snap':
      row[key] = parseNumber(value);
      return;
    case 'win':
      row.window = parseNumber(value);
      return;
    case 'mac':
      row.mac = value;
      return;
    case 'wscale':
      row.windowScale = parseNumber(value);
      return;
    case 'rawseq':
      row.rawSeq = parseNumber(value);
      return;
    case 'rawack':
      row.rawAck = parseNumber(value);
      return;
    case 'len':
      row.payload = pad(row.payload, parseNumber(value));
      return;
    case 'data':
      row.payload = replaceStart(row.payload, parseString(value));
      return;
    case 'hex':
      row.payload = replaceStart(row.payload, parseHex(value));
      return;
    case 'ts':
      row.timestamps = parsePair(value);
      return;
    case 'sack':
      row.sack = [...row.sack, parsePair(value)];
      return;
    default:
      throw new SyntaxError(`unknown word "${key}"`);
  }
}

function parseFlags(letters: string): number {
  if (letters === 'none') return 0;
  let flags = 0;
  for (const letter of letters) {
    const bit = flagLetters[letter];
    if (bit === undefined) throw new SyntaxError(`unknown flag "${letter}"`);
    flags |= bit;
  }
  return flags;
}

function parseNumber(text: string): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw new SyntaxError(`"${text}" is no number`);
  return value;
}

function parsePair(text: string): readonly [number, number] {
  const [first = '', second = '0'] = text.split(':');
  return [parseNumber(first), parseNumber(second)];
}

/** Escapes as in C: \r \n \t \0 \xHH \\ \". Other characters are their UTF-8 bytes. */
function parseString(quoted: string): Uint8Array {
  if (!/^".*"$/s.test(quoted)) throw new SyntaxError(`"${quoted}" is not quoted`);
  const simple: Readonly<Record<string, number>> = { r: 13, n: 10, t: 9, '0': 0, '\\': 92, '"': 34 };
  const bytes: number[] = [];
  for (const [part] of quoted.slice(1, -1).matchAll(/\\x[\da-fA-F]{2}|\\.|[^\\]+/gs)) {
    if (part.startsWith('\\x')) bytes.push(Number.parseInt(part.slice(2), 16));
    else if (part.startsWith('\\')) bytes.push(simple[part.slice(1)] ?? part.charCodeAt(1));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return Uint8Array.from(bytes);
}

function parseHex(text: string): Uint8Array {
  if (!/^(?:[\da-fA-F]{2})+$/.test(text)) throw new SyntaxError(`"${text}" is not hexadecimal`);
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Makes a payload so long; what is added are bytes no protocol starts with. */
function pad(payload: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length).fill(0x78);
  padded.set(payload.subarray(0, length));
  return padded;
}

function replaceStart(payload: Uint8Array, start: Uint8Array): Uint8Array {
  const replaced = pad(payload, Math.max(payload.length, start.length));
  replaced.set(start);
  return replaced;
}
