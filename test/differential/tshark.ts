/**
 * What tshark says of a capture's TCP segments and ICMP errors. Every field is asked for in all its occurrences, since a
 * tunnel has several IP headers; `frame.protocols` tells which of them belong to the innermost segment, and which
 * segments are only quoted by ICMP. Two passes (`-2`), so that `tcp.completeness` is the finished connection's in every
 * frame. Answers are cached in the temporary folder by capture and version.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIELDS = [
  'frame.number',
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.stream',
  'tcp.flags',
  'tcp.seq_raw',
  'tcp.seq',
  'tcp.ack_raw',
  'tcp.len',
  'tcp.completeness',
  'icmp.type',
  'icmp.code',
  'icmpv6.type',
  'icmpv6.code',
] as const;

type Field = (typeof FIELDS)[number];

const ARGUMENTS = ['-n', '-2', '-o', 'tcp.relative_sequence_numbers:FALSE', '-Y', 'tcp', '-T', 'fields'];
const SEPARATORS = ['-E', 'separator=/t', '-E', 'occurrence=a', '-E', 'aggregator=,'];

/** A TCP segment as tshark sees it; a field it could not tell is undefined. */
export interface TsharkSegment {
  readonly number: number;
  /** frame.protocols, `eth:ethertype:ip:tcp`. */
  readonly protocols: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly stream: number | undefined;
  /** The low eight flags. */
  readonly flags: number | undefined;
  readonly seq: number | undefined;
  readonly ack: number | undefined;
  readonly payloadLength: number | undefined;
  /** Of the finished connection. */
  readonly completeness: number | undefined;
}

/** An ICMP error that quotes a segment. */
export interface TsharkQuote {
  readonly number: number;
  readonly type: number | undefined;
  readonly code: number | undefined;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number | undefined;
}

/** All of a capture. */
export interface TsharkAnswer {
  readonly segments: readonly TsharkSegment[];
  readonly quotes: readonly TsharkQuote[];
}

const version = spawnSync('tshark', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0];

/** Whether tshark can be run. */
export const hasTshark: boolean = version !== undefined;

const cacheKey = createHash('sha256')
  .update([version, ...ARGUMENTS, ...SEPARATORS, ...FIELDS].join(' '))
  .digest('hex');
const cache = join(tmpdir(), `whyclosed-tshark-${cacheKey.slice(0, 12)}`);

/** Asks tshark about a capture; a file that it can read only in part is answered for that part. */
export async function askTshark(path: string): Promise<TsharkAnswer> {
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  const cached = join(cache, `${sha256}.tsv`);
  if (!existsSync(cached)) {
    mkdirSync(cache, { recursive: true });
    const output = await runTshark(path);
    writeFileSync(`${cached}.${process.pid}`, output);
    renameSync(`${cached}.${process.pid}`, cached);
  }
  return parseAnswer(readFileSync(cached, 'utf8'));
}

/** Asks about several captures, two at a time. */
export async function askTsharkAboutAll(paths: readonly string[]): Promise<Map<string, TsharkAnswer>> {
  const answers = new Map<string, TsharkAnswer>();
  const queue = [...paths];
  const work = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      answers.set(path, await askTshark(path));
    }
  };
  await Promise.all([work(), work()]);
  return answers;
}

function runTshark(path: string): Promise<string> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  return new Promise((resolve) => {
    execFile(
      'tshark',
      ['-r', path, ...ARGUMENTS, ...SEPARATORS, ...fields],
      { maxBuffer: 256 * 1024 * 1024 },
      // A capture cut in a record makes tshark fail after it has printed what comes before.
      (_, stdout) => resolve(stdout),
    );
  });
}

function parseAnswer(text: string): TsharkAnswer {
  const segments: TsharkSegment[] = [];
  const quotes: TsharkQuote[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const cells = line.split('\t');
    const values = (field: Field): string[] => {
      const cell = cells[FIELDS.indexOf(field)] ?? '';
      return cell === '' ? [] : cell.split(',');
    };
    const protocols = (cells[1] ?? '').split(':');
    const quoter = protocols.findIndex((name) => name === 'icmp' || name === 'icmpv6');
    const unquoted = quoter < 0 ? protocols : protocols.slice(0, quoter);
    if (unquoted.includes('tcp')) segments.push(parseSegment(unquoted, protocols, values));
    else quotes.push(parseQuote(protocols[quoter] === 'icmpv6', values));
  }
  return { segments, quotes };
}

function parseSegment(
  unquoted: readonly string[],
  all: readonly string[],
  values: (field: Field) => string[],
): TsharkSegment {
  const tcpIndex = unquoted.lastIndexOf('tcp');
  const occurrence = count(unquoted, 'tcp') - 1;
  const isLast = occurrence === count(all, 'tcp') - 1;
  const field = (name: Field): string | undefined => (isLast ? values(name).at(-1) : values(name)[occurrence]);
  const number = (name: Field): number | undefined => {
    const value = field(name);
    return value === undefined ? undefined : Number(value);
  };
  const before = unquoted.slice(0, tcpIndex);
  const ip = before.lastIndexOf('ipv6') > before.lastIndexOf('ip') ? 'ipv6' : 'ip';
  const flags = number('tcp.flags');
  return {
    number: Number(values('frame.number')[0]),
    protocols: all.join(':'),
    source: values(`${ip}.src`)[count(before, ip) - 1] ?? '',
    destination: values(`${ip}.dst`)[count(before, ip) - 1] ?? '',
    sourcePort: number('tcp.srcport') ?? -1,
    destinationPort: number('tcp.dstport') ?? -1,
    stream: number('tcp.stream'),
    flags: flags === undefined ? undefined : flags & 0xff,
    seq: number('tcp.seq_raw'),
    ack: number('tcp.ack_raw'),
    payloadLength: number('tcp.len'),
    completeness: number('tcp.completeness'),
  };
}

function parseQuote(ipv6: boolean, values: (field: Field) => string[]): TsharkQuote {
  const number = (name: Field): number | undefined => {
    const value = values(name)[0];
    return value === undefined ? undefined : Number(value);
  };
  return {
    number: Number(values('frame.number')[0]),
    type: number(ipv6 ? 'icmpv6.type' : 'icmp.type'),
    code: number(ipv6 ? 'icmpv6.code' : 'icmp.code'),
    sourcePort: number('tcp.srcport') ?? -1,
    destinationPort: number('tcp.dstport') ?? -1,
    // Only whole headers have the raw one; the other is the same, since it is not to be relative.
    seq: number('tcp.seq'),
  };
}

function count(names: readonly string[], name: string): number {
  return names.filter((other) => other === name).length;
}
