/**
 * The public record: what `--format ndjson` prints and what programs may rely on. Published as a JSON Schema
 * (`schema/record.schema.json`); names do not change within a schema version.
 */
import type { ConnectionState, OpenedBy } from './connection.ts';
import type {
  Alternative,
  Closer,
  Confidence,
  EndedBy,
  EndedHow,
  Evidence,
  Phase,
  RuledOut,
  Severity,
} from './diagnosis.ts';
import type { Endpoint, Side } from './endpoint.ts';
import type { Explanation } from './explanation.ts';
import type { Problem } from './problem.ts';

/** One connection that ended. */
export interface ConnectionRecord {
  readonly type: 'connection';
  readonly schema: 1;
  /** Same for the same connection of the same capture: client, server and time of its first packet. */
  readonly id: string;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** What the client called the server in its TLS ClientHello (SNI). */
  readonly serverName?: string;
  readonly openedBy: OpenedBy;
  /** RFC 3339, UTC, nine decimals. */
  readonly start: string;
  /** Seconds from the first packet to the last. */
  readonly duration: number;
  /** Zeek's conn_state. */
  readonly state: ConnectionState;
  /** Zeek's history. */
  readonly history: string;
  /** Wireshark's tcp.completeness. */
  readonly completeness: number;
  readonly packets: { readonly client: number; readonly server: number };
  /** Payload bytes by sequence numbers, each once. */
  readonly bytes: { readonly client: number; readonly server: number };
  readonly ending: {
    readonly by: EndedBy;
    readonly how: EndedHow;
    readonly phase: Phase;
    /** frame.number of the packet that ended it. */
    readonly packet?: number;
    readonly time?: string;
  };
  readonly severity: Severity;
  readonly verdict: {
    readonly cause: string;
    readonly closer: Closer;
    readonly confidence: Confidence;
    readonly summary: string;
    readonly evidence: readonly Evidence[];
    readonly alternatives: readonly Alternative[];
    readonly ruledOut: readonly RuledOut[];
    readonly unexplained?: readonly string[];
    readonly advice: readonly string[];
    readonly next: readonly string[];
  };
  /** A Wireshark display filter that shows the connection. */
  readonly wireshark: string;
  /** Where captures were made at both ends: the one that packets, stream and times are of. */
  readonly capture?: Side;
}

/** The last line: what the capture held in all. */
export interface SummaryRecord {
  readonly type: 'summary';
  readonly schema: 1;
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

/** A log, or the account of a kernel. */
export interface LogSummary {
  readonly file: string;
  readonly lines: number;
  /** Those that tell something of connections. */
  readonly telling: number;
}

/** How two captures of the same traffic fit together. */
export interface BothEndsSummary {
  /** Connections that are in both. */
  readonly paired: number;
  /** The captures made between the ends, from the client to the server: how many of the client's connections each has. */
  readonly middles?: readonly { readonly file: string; readonly paired: number }[];
  /**
   * Seconds by which the server's clock is ahead of the client's, in the middle of the captures where it drifts; absent where
   * no handshake is in both captures.
   */
  readonly clockOffset?: number;
  /** How much faster the server's clock goes, in parts per million; absent where no drift is to be seen. */
  readonly clockDrift?: number;
}

/** One stage of a probe. */
export interface ProbeStageRecord {
  readonly name:
    | 'resolve'
    | 'route'
    | 'connect'
    | 'tls'
    | 'talk'
    | 'close'
    | 'quic'
    | 'proxy'
    | 'internet'
    | 'local'
    | 'control'
    | 'packets';
  readonly status: 'ok' | 'failed' | 'note' | 'skipped';
  readonly seconds: number;
  readonly text: string;
  /** Error code, where it failed with one. */
  readonly code?: string;
}

/** One target that was probed: fields that a connection has, too, mean the same. */
export interface ProbeRecord {
  readonly type: 'probe';
  readonly schema: 1;
  /** As it was given, without a password. */
  readonly target: string;
  /** Absent where no connection was opened. */
  readonly client?: Endpoint;
  /** The address that was used or tried first; absent where the name was not resolved. */
  readonly server?: Endpoint;
  /** RFC 3339, UTC. */
  readonly start: string;
  /** Seconds from the start to the end of all stages. */
  readonly duration: number;
  /** Absent where no connection was tried. */
  readonly ending?: ConnectionRecord['ending'];
  readonly severity: Severity;
  /** The verdict is about the proxy that the environment names: the connection itself is fine. */
  readonly about?: 'proxy';
  readonly verdict: ConnectionRecord['verdict'];
  readonly stages: readonly ProbeStageRecord[];
  /** The user ended the probe before it was through. */
  readonly interrupted: boolean;
}

/** One thing that a measurement tried; which fields it has depends on what was measured. */
export interface MeasuredSampleRecord {
  /** Seconds since the measurement began. */
  readonly at: number;
  readonly outcome: string;
  readonly good: boolean;
  readonly address?: string;
  readonly idleSeconds?: number;
  readonly ageSeconds?: number;
  readonly bytes?: number;
  readonly pieces?: boolean;
  readonly stage?: string;
  readonly connectSeconds?: number;
  readonly tlsSeconds?: number;
  readonly answerSeconds?: number;
  readonly hop?: number;
  readonly said?: string;
}

/** What many connections to one target showed: an idle time-out, failures that come and go, sizes that are lost, the path. */
export interface MeasurementRecord {
  readonly type: 'measurement';
  readonly schema: 1;
  readonly measured: 'idle-timeout' | 'repetition' | 'payload-sizes' | 'path';
  /** As it was given, without a password. */
  readonly target: string;
  /** Where one address was measured. */
  readonly server?: Endpoint;
  /** RFC 3339, UTC. */
  readonly start: string;
  /** Seconds. */
  readonly duration: number;
  readonly severity: Severity;
  /** In one word. */
  readonly finding: string;
  /** Absent where nothing was found. */
  readonly confidence?: Confidence;
  /** Id of the cause whose page says more. */
  readonly cause?: string;
  readonly summary: string;
  readonly reasons: readonly string[];
  readonly advice: readonly string[];
  readonly samples: readonly MeasuredSampleRecord[];
  readonly interrupted: boolean;
}

/** What an error text means; of a text that is not known, `nearest` alone. */
export type ExplanationRecord = { readonly type: 'explanation'; readonly schema: 1 } & Explanation;

/** Any line of the public record. */
export type WhyclosedRecord = ConnectionRecord | SummaryRecord | ProbeRecord | MeasurementRecord | ExplanationRecord;
