/** Diagnoses made by hand, for tests of what is made of them: no engine is asked, every field can be set. */
import type { Connection, IcmpError, SideSummary } from '../../src/core/model/connection.ts';
import type { Diagnosis, Ending, Severity, Verdict } from '../../src/core/model/diagnosis.ts';
import type { Endpoint } from '../../src/core/model/endpoint.ts';
import { ACK, FIN, type KeptPacket, PSH, RST, SYN } from '../../src/core/model/packet.ts';
import { MILLISECOND, SECOND } from '../../src/core/model/time.ts';
import type { CaptureSummary } from '../../src/core/report/record.ts';

/** 2026-11-20T09:38:41Z. */
export const base = 1_795_167_521;

/** What to set; the rest is that of a refused connection. */
export interface DiagnosisOverrides {
  readonly connection?: Partial<Connection>;
  readonly ending?: Partial<Ending>;
  readonly verdict?: Partial<Verdict>;
  readonly severity?: Severity;
}

const FLAG_LETTERS: Readonly<Record<string, number>> = { S: SYN, F: FIN, R: RST, P: PSH, '.': ACK };

/** A kept packet: `at` in milliseconds, flags as tcpdump writes them, raw sequence numbers. */
export function keptPacket(
  number: number,
  at: number,
  from: KeptPacket['from'],
  flags: string,
  fields: Partial<KeptPacket> = {},
): KeptPacket {
  return {
    number,
    timeNs: at * MILLISECOND,
    from,
    flags: [...flags].reduce((bits, letter) => bits | FLAG_LETTERS[letter]!, 0),
    seq: 0,
    ack: 0,
    payloadLength: 0,
    window: 64_240,
    ttl: 64,
    ipId: 0,
    flowLabel: 0,
    hasTimestamp: false,
    fastClose: false,
    sacksBehind: false,
    ...fields,
  };
}

/** A side that has sent one packet. */
export function sideOf(fields: Partial<SideSummary> = {}): SideSummary {
  return {
    packets: 1,
    payloadBytes: 0,
    streamBytes: 0,
    duplicates: 0,
    retransmitted: 0,
    retransmittedRun: 0,
    zeroWindows: 0,
    unansweredProbes: 0,
    keepAliveProbes: 0,
    missedBytes: 0,
    syns: 0,
    fins: 0,
    resets: 0,
    nextSeq: 1,
    sackPermitted: false,
    timestamps: false,
    signs: false,
    flowLabel: 0,
    ipId: 0,
    largestPayload: 0,
    firstSaid: { kind: 'none', detail: 0 },
    lastSaid: { kind: 'none', detail: 0 },
    ...fields,
  };
}

/** An ICMP host-unreachable about the client's SYN. */
export function icmpError(number: number, at: number, fields: Partial<IcmpError> = {}): IcmpError {
  return {
    number,
    timeNs: at * MILLISECOND,
    version: 4,
    type: 3,
    code: 1,
    from: '203.0.113.1',
    ttl: 63,
    about: 'client',
    quotedSeq: 1000,
    ...fields,
  };
}

/** Ends by their texts. */
export function endpoint(address: string, port: number, name?: string): Endpoint {
  return name === undefined ? { address, port } : { address, port, name };
}

/** A connection to a port nobody listens on, unless the overrides say otherwise. */
export function refused(overrides: DiagnosisOverrides = {}): Diagnosis {
  const connection: Connection = {
    stream: 0,
    client: endpoint('192.0.2.2', 51_720),
    server: endpoint('198.51.100.2', 7004),
    openedBy: 'syn',
    startNs: 402.487_123 * MILLISECOND,
    lastNs: 402.597_123 * MILLISECOND,
    watchedUntilNs: 402.597_123 * MILLISECOND,
    state: 'REJ',
    history: 'Sr',
    completeness: 33,
    clientSide: sideOf({ syns: 1, isn: 1000, nextSeq: 1001 }),
    serverSide: sideOf({ resets: 1, nextSeq: 0, lastAck: 1001 }),
    handshake: { synNs: 402.487_123 * MILLISECOND, synNumber: 1 },
    turns: 0,
    activeNs: 402.487_123 * MILLISECOND,
    packets: [
      keptPacket(1, 402.487_123, 'client', 'S', { seq: 1000 }),
      keptPacket(2, 402.597_123, 'server', 'R.', { seq: 0, ack: 1001, window: 0 }),
    ],
    keptAll: true,
    icmp: [],
    evicted: false,
    replaced: false,
    truncatedPayload: false,
    isForwarded: false,
    longestPauseNs: 0,
    ...overrides.connection,
  };
  return {
    connection,
    ending: {
      by: 'server',
      how: 'refused',
      phase: 'handshake',
      packet: 2,
      timeNs: connection.lastNs,
      ...overrides.ending,
    },
    severity: overrides.severity ?? 'failure',
    verdict: { ...refusal, ...overrides.verdict },
  };
}

const refusal: Verdict = {
  cause: 'closed-port',
  closer: 'server kernel',
  confidence: 'likely',
  summary: 'Nothing listens on 198.51.100.2:7004: the server’s kernel refused the connection',
  evidence: [
    { weight: 'hints', text: 'The reset came 110 µs after the SYN', packets: [1, 2], source: 'capture' },
    {
      weight: 'supports',
      text: 'RST|ACK with seq 0 answers the SYN, as RFC 9293 §3.10.7.1 has a kernel answer for a port that is closed',
      packets: [2],
      source: 'capture',
    },
    {
      weight: 'speaks-against',
      text: 'Other ports of the server answered from another distance',
      packets: [],
      source: 'capture',
    },
  ],
  alternatives: [
    {
      cause: 'firewall-reset-at-connect',
      confidence: 'possible',
      text: 'its resets look the same when sent with the server’s TTL',
    },
  ],
  ruledOut: [{ cause: 'unanswered-syn', text: 'the SYN was answered' }],
  unexplained: [],
  advice: [
    'Start the service, or correct the port the client uses',
    'Check which address the service listens on: ss -ltn',
  ],
  next: ['The same attempt captured on the server: the reset leaves it there, or it does not'],
};

/** A connection that a device on the path reset after a minute of silence: packets before the silence were kept. */
export function resetWhileIdle(overrides: DiagnosisOverrides = {}): Diagnosis {
  const start = 1000;
  return refused({
    severity: overrides.severity ?? 'failure',
    connection: {
      stream: 3,
      client: endpoint('192.0.2.2', 51_722),
      server: endpoint('198.51.100.2', 443, 'db.example.com'),
      startNs: start * MILLISECOND,
      lastNs: start * MILLISECOND + 60.1 * SECOND,
      watchedUntilNs: start * MILLISECOND + 60.1 * SECOND,
      state: 'RSTR',
      history: 'ShADar',
      completeness: 47,
      clientSide: sideOf({ packets: 4, streamBytes: 200, syns: 1, isn: 1000, nextSeq: 1201 }),
      serverSide: sideOf({ packets: 3, syns: 1, resets: 1, isn: 5000, nextSeq: 5001, lastAck: 1101 }),
      packets: [
        keptPacket(3, start, 'client', 'S', { seq: 1000 }),
        keptPacket(4, start + 10, 'server', 'S.', { seq: 5000, ack: 1001 }),
        keptPacket(5, start + 10.1, 'client', '.', { seq: 1001, ack: 5001 }),
        keptPacket(6, start + 10.2, 'client', 'P.', { seq: 1001, ack: 5001, payloadLength: 100 }),
        keptPacket(7, start + 20, 'server', '.', { seq: 5001, ack: 1101 }),
        keptPacket(8, start + 60_090, 'client', 'P.', { seq: 1101, ack: 5001, payloadLength: 100 }),
        keptPacket(9, start + 60_100, 'server', 'R', { seq: 5001, ttl: 61 }),
      ],
      ...overrides.connection,
    },
    ending: {
      by: 'middlebox',
      how: 'reset',
      phase: 'idle',
      packet: 9,
      timeNs: start * MILLISECOND + 60.1 * SECOND,
      ...overrides.ending,
    },
    verdict: {
      cause: 'stale-pooled-connection',
      closer: 'middlebox',
      confidence: 'likely',
      summary: 'A device on the path had forgotten the connection after 60.0 s of silence and reset its next segment',
      ruledOut: [],
      alternatives: [],
      ...overrides.verdict,
    },
  });
}

/** A connection that closed as it should. */
export function closedWell(overrides: DiagnosisOverrides = {}): Diagnosis {
  return resetWhileIdle({
    severity: 'benign',
    ...overrides,
    connection: {
      stream: 5,
      client: endpoint('192.0.2.2', 51_730),
      state: 'SF',
      history: 'ShADadFf',
      ...overrides.connection,
    },
    ending: { by: 'client', how: 'fin', phase: 'closing', ...overrides.ending },
    verdict: {
      cause: 'normal-close',
      closer: 'client application',
      confidence: 'certain',
      summary: 'Both ends closed in order',
      advice: [],
      next: [],
      ...overrides.verdict,
    },
  });
}

/** What a capture of these diagnoses holds, and nothing else. */
export function summaryOf(diagnoses: readonly Diagnosis[], fields: Partial<CaptureSummary> = {}): CaptureSummary {
  const count = (severity: Severity): number => diagnoses.filter((diagnosis) => diagnosis.severity === severity).length;
  const causes = new Map<string, number>();
  for (const { severity, verdict } of diagnoses) {
    if (severity !== 'benign') causes.set(verdict.cause, (causes.get(verdict.cause) ?? 0) + 1);
  }
  return {
    packets: diagnoses.reduce((sum, { connection }) => sum + connection.packets.length, 0),
    connections: diagnoses.length,
    failures: count('failure'),
    suspicious: count('suspicious'),
    benign: count('benign'),
    causes: [...causes].map(([cause, count]) => ({ cause, count })),
    problems: [],
    ...fields,
  };
}
