/** Captures to try properties on: the packets of all cause pages, and the recorded examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Diagnoser, type Diagnosis, type Summary } from '../../src/core/index.ts';
import { readStories } from '../../src/lab/stories.ts';
import { blocksOf, type PacketsBlock } from '../cases/render-page.ts';

const pagesFolder = fileURLToPath(new URL('../../docs/causes/', import.meta.url));
const examplesFolder = fileURLToPath(new URL('../../examples/', import.meta.url));

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** Microseconds and nanoseconds, little-endian. */
const PCAP_MAGICS = ['d4c3b2a1', '4d3cb2a1'];

/** Larger ones take long to read again and again. */
const LABELLED_MAX = 300_000;

/** Bytes of a pcap’s header, and of each of its records’. */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** A case of a page, by page and place. */
export interface PageCase extends PacketsBlock {
  readonly name: string;
}

/** All cases of all cause pages. */
export function pageCases(): PageCase[] {
  const pages = readdirSync(pagesFolder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return pages.flatMap((name) =>
    blocksOf(readFileSync(pagesFolder + name, 'utf8')).map((block, index) => ({
      ...block,
      name: `${name} #${index + 1}`,
    })),
  );
}

/** The bytes of all recorded examples as the client saw them, by path below the folder. */
export function exampleCaptures(): { name: string; bytes: Uint8Array }[] {
  const names = readdirSync(examplesFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('/client.pcap'),
  );
  return names.sort().map((name) => ({ name, bytes: new Uint8Array(readFileSync(examplesFolder + name)) }));
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The bytes of all recorded examples, from each point a capture was made at, by path below the folder. */
export function recordedCaptures(): readonly NamedBytes[] {
  const names = readdirSync(examplesFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.pcap'),
  );
  return names.sort().map((name) => ({ name, bytes: new Uint8Array(readFileSync(examplesFolder + name)) }));
}

/** Those, and the hand-read stories that are plain pcap. */
export function labelledCaptures(): readonly NamedBytes[] {
  const stories = (readStories(corpus) ?? []).map(({ file }) => ({
    name: file,
    bytes: new Uint8Array(readFileSync(`${corpus}captures/${file}`)),
  }));
  return [...recordedCaptures(), ...stories].filter(
    ({ bytes }) =>
      bytes.length < LABELLED_MAX && PCAP_MAGICS.includes(Buffer.from(bytes.subarray(0, 4)).toString('hex')),
  );
}

/** A pcap cut into its file header and its records. */
export interface Records {
  readonly header: Uint8Array;
  readonly records: readonly Uint8Array[];
}

/** Cuts a little-endian pcap into its records. */
export function recordsOf(capture: Uint8Array): Records {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength);
  const records: Uint8Array[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= capture.length; ) {
    const end = at + RECORD_HEADER + view.getUint32(at + 8, true);
    records.push(capture.subarray(at, end));
    at = end;
  }
  return { header: capture.subarray(0, FILE_HEADER), records };
}

/** The record as a capture with this snaplen would have it. */
export function cutRecord(record: Uint8Array, snaplen: number): Uint8Array {
  const short = record.slice(0, RECORD_HEADER + snaplen);
  new DataView(short.buffer).setUint32(8, short.length - RECORD_HEADER, true);
  return short;
}

/** A pcap with the same file header and other records. */
export function joinRecords({ header }: Records, records: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([header, ...records]));
}

/** Everything the program says of these portions of a capture. */
export function diagnoseAll(portions: Iterable<Uint8Array>): {
  diagnoses: Diagnosis[];
  summary: Summary;
  resolutions: Diagnoser['resolutions'];
} {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ onDiagnosis: (diagnosis) => diagnoses.push(diagnosis), all: true });
  for (const portion of portions) diagnoser.push(portion);
  const summary = diagnoser.finish();
  return { diagnoses, summary, resolutions: diagnoser.resolutions };
}

/** What of an answer must not depend on addresses, ports, dates or sequence numbers. */
export function essenceOf(diagnosis: Diagnosis): unknown {
  const { connection, ending, severity, verdict } = diagnosis;
  return {
    state: connection.state,
    history: connection.history,
    completeness: connection.completeness,
    by: ending.by,
    how: ending.how,
    phase: ending.phase,
    packet: ending.packet,
    severity,
    cause: verdict.cause,
    closer: verdict.closer,
    confidence: verdict.confidence,
    evidence: verdict.evidence.map(({ weight, packets }) => ({ weight, packets })),
    alternatives: verdict.alternatives.map(({ cause, confidence }) => ({ cause, confidence })),
    ruledOut: verdict.ruledOut.map(({ cause }) => cause),
  };
}
