/**
 * Ordinary traffic of public captures is ordinary: nothing in it is taken for injected, and hardly anything for a failure.
 * Which connections are ordinary is not for the program to say: those that tshark saw closed by a FIN of each end, or not
 * closed at all (begun before the capture or open after it), without a reset and without an ICMP error.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/index.ts';
import { diagnoseAll } from '../properties/captures.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const hasCorpus = existsSync(`${corpus}tshark.jsonl`);
if (!hasCorpus) process.stderr.write('ordinary traffic: ../shared/corpus is not here, so its captures are not tried\n');

/** Captures that somebody made of injected packets. */
const OF_INJECTION = /^(?:fox-it__quantuminsert|zond__qisniff)\//;

const ORDINARY: ReadonlySet<string> = new Set([
  'fin-client-then-fin',
  'fin-server-then-fin',
  'no-close-seen',
  'no-close-seen-midstream',
]);

interface Row {
  readonly file: string;
  readonly stream: number;
  readonly category: string;
  readonly icmp: string | null;
}

interface Answered extends Row {
  readonly diagnosis: Diagnosis;
}

const NO_CERTIFICATE = 'fatal TLS alert in the capture: the certificate was refused';
const NO_VERSION = 'fatal TLS alert in the capture: protocol_version';
const NO_ANSWER = 'the ClientHello was acknowledged and never answered; the client closed after 10 s or more';

const REPEATED =
  'the same data four times in six seconds: had an acknowledgement reached its sender, it would have stopped';

/** Called a failure, read by hand: a FIN ends them, but something had failed. By file and stream. */
const FAILED: Readonly<Record<string, string>> = {
  'zeek__zeek/testing/btest/Traces/tls/certificate-request-failed.pcap 0':
    'fatal TLS alert in the capture: handshake_failure, with an empty certificate before it',
  'zeek__zeek/testing/btest/Traces/tls/tls13draft16-ff52.a01-aborted.pcap 0': NO_VERSION,
  'zeek__zeek/testing/btest/Traces/tls/tls13draft16-ff52.a01-aborted.pcap 1': NO_VERSION,
  'ntop__nDPI/tests/cfgs/default/pcap/tls_alert.pcap 0': NO_VERSION,
  'nfstream__nfstream/tests/pcaps/tls_alert.pcap 0': NO_VERSION,
  'arkime__arkime/tests/pcap/badcurveball.pcap 0': NO_CERTIFICATE,
  'FoxIO-LLC__ja4/pcap/badcurveball.pcap 0': NO_CERTIFICATE,
  'cisco__mercury/unit_tests/pcaps/quic_reordered_frames.pcap 3': NO_CERTIFICATE,
  'cisco__mercury/unit_tests/pcaps/quic_reordered_frames.pcap 7': NO_CERTIFICATE,
  'deepflowio__deepflow/agent/resources/test/flow_generator/nats/nats-err.pcap 0':
    'the server of NATS says -ERR ‘Unknown Protocol Operation’ in the capture, and closes',
  'nfstream__nfstream/tests/pcaps/zoom.pcap 0': REPEATED,
  'ntop__nDPI/tests/cfgs/default/pcap/zoom.pcap 0': REPEATED,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 28': NO_ANSWER,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 29': NO_ANSWER,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 30': NO_ANSWER,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 32': NO_ANSWER,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 38': NO_ANSWER,
  'ntop__nDPI/tests/cfgs/default/pcap/webex.pcap 41': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 28': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 29': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 30': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 32': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 38': NO_ANSWER,
  'nfstream__nfstream/tests/pcaps/webex.pcap 41': NO_ANSWER,
  'OISF__suricata-verify/tests/bug-28/input.pcap 0': 'a GET sent six times in 93 s and never acknowledged',
  'ntop__nDPI/tests/cfgs/default/pcap/ssh_unidirectional.pcap 0':
    'sshd says “Protocol mismatch.” to two bytes that are no SSH banner',
  'OISF__suricata-verify/tests/smtp-errors/smtperr.pcap 3': 'a ClientHello is answered with plain SMTP errors',
};

/** Called a failure, and it is none. */
const WRONGLY_FAILED: Readonly<Record<string, string>> = {};

/** Fewer than this share of ordinary connections may be called failures wrongly. */
const WRONG_MAX = 0.01;

const answered: Answered[] = [];

function isOrdinary({ file, category, icmp }: Row): boolean {
  return ORDINARY.has(category) && icmp === null && !OF_INJECTION.test(file);
}

describe.runIf(hasCorpus)('ordinary traffic', () => {
  beforeAll(() => {
    const lines = readFileSync(`${corpus}tshark.jsonl`, 'utf8').trimEnd().split('\n');
    const byFile = new Map<string, Row[]>();
    for (const row of lines.map((line) => JSON.parse(line) as Row).filter(isOrdinary)) {
      const rows = byFile.get(row.file) ?? [];
      byFile.set(row.file, [...rows, row]);
    }
    for (const [file, rows] of byFile) {
      const { diagnoses } = diagnoseAll([readFileSync(`${corpus}captures/${file}`)]);
      const byStream = new Map(diagnoses.map((diagnosis) => [diagnosis.connection.stream, diagnosis]));
      for (const row of rows) {
        const diagnosis = byStream.get(row.stream);
        if (diagnosis !== undefined) answered.push({ ...row, diagnosis });
      }
    }
  }, 120_000);

  it('is there', () => {
    expect(answered.length).toBeGreaterThan(1400);
  });

  it('is never called injected', () => {
    const injected = answered.filter(({ diagnosis }) => diagnosis.verdict.cause.startsWith('injected-'));
    expect(injected.map(nameOf)).toEqual([]);
  });

  it('is called a failure only where it is one, or for a reason that is known', () => {
    const failed = answered.filter(({ diagnosis }) => diagnosis.severity === 'failure').map(nameOf);
    expect(failed.sort()).toEqual([...Object.keys(FAILED), ...Object.keys(WRONGLY_FAILED)].sort());
    expect(Object.keys(WRONGLY_FAILED).length / answered.length).toBeLessThan(WRONG_MAX);
  });
});

function nameOf({ file, stream }: Row): string {
  return `${file} ${stream}`;
}

it('leaves out what is about injection', () => {
  const row = { file: 'zond__qisniff/eureka.tcpdump', stream: 0, category: 'no-close-seen', icmp: null };
  expect(isOrdinary(row)).toBe(false);
  expect(isOrdinary({ ...row, file: 'arkime__arkime/a.pcap' })).toBe(true);
});
