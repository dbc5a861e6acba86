/**
 * The public record made from a diagnosis, and written as NDJSON (one JSON object a line). The contract is
 * `model/record.ts` and `schema/record.schema.json`.
 */
import type { Diagnosis, Verdict } from '../model/diagnosis.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Problem } from '../model/problem.ts';
import type {
  BothEndsSummary,
  ConnectionRecord,
  ExplanationRecord,
  LogSummary,
  SummaryRecord,
  WhyclosedRecord,
} from '../model/record.ts';
import { type BaseSeconds, formatTime, SECOND } from '../model/time.ts';
import { escapeJson } from './escape.ts';
import { wiresharkFilter } from './phrases.ts';

/** What a capture held in all. */
export interface CaptureSummary {
  /** Packets read, of any protocol. */
  readonly packets: number;
  readonly connections: number;
  readonly failures: number;
  readonly suspicious: number;
  readonly benign: number;
  /** Causes of the failures and suspicious endings, most frequent first. */
  readonly causes: readonly { readonly cause: string; readonly count: number }[];
  readonly problems: readonly Problem[];
  /** Where captures were made at both ends. */
  readonly bothEnds?: BothEndsSummary;
  /** Logs and accounts of kernels that were read besides. */
  readonly logs?: readonly LogSummary[];
}

/** The public record of a connection. */
export function toConnectionRecord(diagnosis: Diagnosis, base: BaseSeconds): ConnectionRecord {
  const { connection, ending, verdict } = diagnosis;
  const { client, server, clientSide, serverSide } = connection;
  const start = formatTime(base, connection.startNs);
  return {
    type: 'connection',
    schema: 1,
    id: connectionId(diagnosis, start),
    client,
    server,
    ...(connection.serverName === undefined ? {} : { serverName: connection.serverName }),
    openedBy: connection.openedBy,
    start,
    duration: (connection.lastNs - connection.startNs) / SECOND,
    state: connection.state,
    history: connection.history,
    completeness: connection.completeness,
    packets: { client: clientSide.packets, server: serverSide.packets },
    bytes: { client: clientSide.streamBytes, server: serverSide.streamBytes },
    ending: {
      by: ending.by,
      how: ending.how,
      phase: ending.phase,
      ...(ending.packet === undefined ? {} : { packet: ending.packet }),
      ...(ending.timeNs === undefined ? {} : { time: formatTime(base, ending.timeNs) }),
    },
    severity: diagnosis.severity,
    verdict: toVerdictRecord(verdict),
    wireshark: wiresharkFilter(connection),
    ...(diagnosis.decidedAt === undefined ? {} : { capture: diagnosis.decidedAt }),
  };
}

/** A verdict as the public record has it. */
export function toVerdictRecord(verdict: Verdict): ConnectionRecord['verdict'] {
  const { unexplained, ...rest } = verdict;
  return {
    cause: rest.cause,
    closer: rest.closer,
    confidence: rest.confidence,
    summary: rest.summary,
    evidence: rest.evidence,
    alternatives: rest.alternatives,
    ruledOut: rest.ruledOut,
    ...(unexplained.length === 0 ? {} : { unexplained }),
    advice: rest.advice,
    next: rest.next,
  };
}

/** The public record that ends the output. */
export function toSummaryRecord(summary: CaptureSummary): SummaryRecord {
  const { packets, connections, failures, suspicious, benign, causes, problems, bothEnds, logs } = summary;
  return {
    type: 'summary',
    schema: 1,
    packets,
    connections,
    failures,
    suspicious,
    benign,
    causes,
    problems,
    ...(bothEnds === undefined ? {} : { bothEnds }),
    ...(logs === undefined ? {} : { logs }),
  };
}

/** The public record of an explained text. */
export function toExplanationRecord(explanation: Explanation): ExplanationRecord {
  return { type: 'explanation', schema: 1, ...explanation };
}

/** A record as a line of NDJSON, newline included. */
export function toNdjson(record: WhyclosedRecord): string {
  return `${escapeJson(JSON.stringify(record))}\n`;
}

/** 53 bits of the ends and the first packet's time, in base 36: the file's name and place do not change it. */
function connectionId({ connection }: Diagnosis, start: string): string {
  const { client, server } = connection;
  return hashText(`${client.address} ${client.port} ${server.address} ${server.port} ${start}`).toString(36);
}

/** Two 32-bit multiplicative hashes (the constants and the final mix are MurmurHash3's) that share the text, joined to 53 bits. */
function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = mixBits(high) ^ mixBits(low + 1);
  low = mixBits(low) ^ mixBits(high + 1);
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}

function mixBits(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
