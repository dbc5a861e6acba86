/** ARP beside connections: in their own capture, in the other end's, and in more of it than is remembered. */
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds, type EndCapture } from '../../src/core/diagnose/both-ends.ts';
import { Diagnoser } from '../../src/core/diagnose/diagnoser.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

const ROUTER = '198.51.100.1';
const SERVER = '198.51.100.2';
const A = '02:00:00:00:00:0a';
const B = '02:00:00:00:00:0b';

interface Read extends EndCapture {
  readonly diagnoses: readonly Diagnosis[];
}

/** Reads rows, or a capture, whose times count from one second; `portion` bytes at a time. */
function read(given: string | Uint8Array, portion = Number.POSITIVE_INFINITY): Read {
  const capture = typeof given === 'string' ? toPcap(parseRows(given), { baseSeconds: 1000 }) : given;
  const diagnoses: Diagnosis[] = [];
  const diagnoser = new Diagnoser({ all: true, onDiagnosis: (diagnosis) => diagnoses.push(diagnosis) });
  diagnoser.context.base.seconds = 1000;
  for (let at = 0; at < capture.length; at += portion) diagnoser.push(capture.subarray(at, at + portion));
  diagnoser.finish();
  return { diagnoses, connections: diagnoses.map(({ connection }) => connection), resolutions: diagnoser.resolutions };
}

/** The cause, how sure it is, and what was said first for it. */
function verdictOf(diagnosis: Diagnosis | undefined): string {
  const { cause, confidence, evidence } = diagnosis?.verdict ?? { evidence: [] };
  return `${confidence} ${cause}: ${evidence[0]?.text} [${evidence[0]?.packets}]`;
}

const bothEnds = (client: Read, server: Read): string =>
  verdictOf(diagnoseBothEnds(client, server).connections[0]?.diagnosis);

const SYNS = '10 C S mss 1460\n11 C S seq 0 mss 1460\n13 C S seq 0 mss 1460';
const questions = (...seconds: readonly number[]): string =>
  seconds.map((at) => `${at} A who-has ${SERVER} tell ${ROUTER}`).join('\n');

describe('a question in the capture of the server', () => {
  it('has no answer where the server itself gives none', () => {
    expect(bothEnds(read(SYNS), read(questions(10.001, 11.02, 12.04)))).toBe(
      'likely unanswered-arp: 198.51.100.1 asked 3 times in 2.04 s who has 198.51.100.2 (packets 1 to 3 of the server’s capture), and nobody answered, not even the machine that captured [1]',
    );
  });

  it.each([
    ['it was asked at another time', questions(110, 111, 112)],
    ['it was asked once', questions(10.001)],
    ['it answered', `${questions(10.001, 11.02)}\n11.03 A ${SERVER} is-at ${A} to ${ROUTER}`],
    ['it was asked before, and answered', `${questions(7, 8)}\n8.1 A ${SERVER} is-at ${A} to ${ROUTER}`],
  ])('says nothing where %s', (_, rows) => {
    expect(bothEnds(read(SYNS), read(rows))).toMatch(/^likely unanswered-syn: 3 SYNs/);
  });
});

describe('an address that another machine takes', () => {
  const connection = (mac: string): string =>
    [
      '0.000 C S mss 1460 mac 02:00:00:00:00:0c',
      `0.024 S S. mss 1460 mac ${mac}`,
      '0.024 C . mac 02:00:00:00:00:0c',
      '0.025 C P. len 30 mac 02:00:00:00:00:0c',
      `0.050 S P. len 40 mac ${mac}`,
      '0.050 C .',
    ].join('\n');
  const REQUEST = '1.000 C P. len 30';
  const RESET = '1.024 S R seq 41 win 0 id 0';

  it('in the capture of the server, by the clock of the client', () => {
    const client = read(`${connection('02:00:00:00:00:0f')}\n${REQUEST}\n${RESET}`);
    const late = `${connection(A)}\n0.900 A ${SERVER} is-at ${B}\n1.500 A who-has ${ROUTER} tell ${SERVER} mac ${A}`;
    const shifted = toPcap(parseRows(late), { baseSeconds: 1300 });
    expect(bothEnds(client, read(shifted))).toBe(
      'likely duplicate-address: 02:00:00:00:00:0b took 198.51.100.2 (packet 7 of the server’s capture), which 02:00:00:00:00:0a had before and went on to use (packet 8 of the server’s capture): two machines have it [8]',
    );
  });

  it('after the close says nothing of it', () => {
    const rows = `${connection(A)}\n${REQUEST}\n${RESET} mac ${A}\n1.100 A ${SERVER} is-at ${B}\n2 A who-has ${ROUTER} tell ${SERVER} mac ${A}`;
    expect(verdictOf(read(rows).diagnoses[0])).not.toContain('duplicate-address');
  });

  it('on another network of the same cable is another address', () => {
    const rows = `0 A ${SERVER} is-at ${A}\n${connection(A)}\n0.9 A ${SERVER} is-at ${B}\n${REQUEST}\n${RESET} mac ${B}\n2 A who-has ${ROUTER} tell ${SERVER} mac ${A}`;
    const capture = toPcap(parseRows(rows), { baseSeconds: 1000 });
    expect(verdictOf(read(capture).diagnoses[0])).toContain('duplicate-address');
    expect(verdictOf(read(tagged(capture, B)).diagnoses[0])).not.toContain('duplicate-address');
  });
});

/** The pcap with a VLAN tag on each ARP frame of this sender. */
function tagged(capture: Uint8Array, mac: string): Uint8Array {
  const view = new DataView(capture.buffer);
  const parts = [capture.slice(0, 24)];
  for (let at = 24; at < capture.length; ) {
    const length = view.getUint32(at + 8, true);
    const record = capture.slice(at, at + 16 + length);
    const sender = [...record.subarray(22, 28)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    at += 16 + length;
    if (sender !== mac || record[28] !== 8 || record[29] !== 6) {
      parts.push(record);
      continue;
    }
    const lengths = new DataView(record.buffer);
    lengths.setUint32(8, length + 4, true);
    lengths.setUint32(12, length + 4, true);
    parts.push(record.subarray(0, 28), Uint8Array.of(0x81, 0, 0, 7), record.subarray(28));
  }
  return Buffer.concat(parts);
}

describe('whatever comes besides', () => {
  const rows = `0 A who-has 198.51.100.9 tell ${ROUTER}\n0.1 A 198.51.100.9 is-at ${B} to ${ROUTER}\n${SYNS}\n${questions(10.5, 11.5, 12.5)}`;
  const sorted = rows.split('\n').sort((one, other) => Number.parseFloat(one) - Number.parseFloat(other));
  const flood = (from: number): string[] =>
    Array.from({ length: 20_000 }, (_, i) => {
      const host = `10.9.${i >> 8}.${i & 255}`;
      return `${from + i / 100_000} A who-has ${host} tell 10.8.${i >> 8}.${i & 255} mac 02:00:01:00:${(i >> 8).toString(16)}:${(i & 255).toString(16)}`;
    });

  it('portions of any length give the same answer', () => {
    const capture = toPcap(parseRows(sorted.join('\n')), { baseSeconds: 1000 });
    expect(verdictOf(read(capture).diagnoses[0])).toContain('likely unanswered-arp');
    for (const portion of [1, 7, 100]) {
      expect(verdictOf(read(capture, portion).diagnoses[0])).toBe(verdictOf(read(capture).diagnoses[0]));
    }
  });

  it('a flood of questions makes it forget, not grow, and claim nothing', () => {
    const before = [...flood(0), ...sorted.map((row) => row.replace(/^\S+/, (at) => String(Number(at) + 1)))];
    expect(verdictOf(read(before.join('\n')).diagnoses[0])).toContain('likely unanswered-arp');
    const after = [...sorted, ...flood(20)];
    expect(verdictOf(read(after.join('\n')).diagnoses[0])).toContain('likely unanswered-syn');
  });
});
