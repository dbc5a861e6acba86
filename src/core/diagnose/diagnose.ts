/** The one-call form of the library: a capture in, its public records out. */

import type { Diagnosis } from '../model/diagnosis.ts';
import type { ConnectionRecord, SummaryRecord } from '../model/record.ts';
import { toConnectionRecord, toSummaryRecord } from '../report/record.ts';
import { Diagnoser } from './diagnoser.ts';

/** What a capture held: the connections that ended badly (or all), and the summary. */
export interface DiagnoseResult {
  readonly connections: readonly ConnectionRecord[];
  readonly summary: SummaryRecord;
}

/** Bytes of a capture: whole, or in portions as a file, a fetch or a stream gives them. */
export type CaptureBytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Diagnoses a whole capture (pcap or pcapng, plain or compressed by gzip or zstd). Broken input gives `problems` in the
 * summary and never throws; `all` also returns the connections that ended well.
 *
 * @throws TypeError where `bytes` is none of the three.
 */
export async function diagnose(bytes: CaptureBytes, options: { readonly all?: boolean } = {}): Promise<DiagnoseResult> {
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({
    onDiagnosis: (diagnosis) => diagnoses.push(diagnosis),
    ...(options.all === undefined ? {} : { all: options.all }),
  });
  if (bytes instanceof Uint8Array) diagnoser.push(bytes);
  else if (isIterable(bytes)) for await (const portion of bytes) diagnoser.push(portion);
  else throw new TypeError('Cannot diagnose capture: expected a Uint8Array or an iterable of them');
  const summary = diagnoser.finish();
  return {
    connections: diagnoses.map((diagnosis) => toConnectionRecord(diagnosis, summary.baseSeconds)),
    summary: toSummaryRecord(summary),
  };
}

function isIterable(value: unknown): value is Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}
