/**
 * Recordings with the accounts of their kernels and their logs: what is about others changes nothing, whoever has fewer lines
 * knows no more for certain, and the order of lines does not matter.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnoseBothEnds, type EndCapture } from '../../src/core/diagnose/both-ends.ts';
import type { Witnesses } from '../../src/core/diagnose/witnesses.ts';
import { readKernelLine } from '../../src/core/kernel/_read-kernel-line.ts';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { diagnoseAll, witnessesOf } from '../../src/lab/check.ts';
import { listRecordings, type Recording, readRecording } from '../../src/lab/recording.ts';
import { projectRoot } from '../architecture/source-file.ts';
import { aShare, coins, configureProperties, timeoutMs } from './settings.ts';

const runs = configureProperties();
const folder = `${projectRoot}/examples`;
const names = listRecordings(folder);
const anExample = fc.constantFrom(...names);
const DAY = 86_400;

interface Read {
  readonly recording: Recording;
  readonly client: EndCapture;
  readonly server: EndCapture;
  readonly base: number;
}

const known = new Map<string, Read>();

function read(name: string): Read {
  const found = known.get(name) ?? readNew(readRecording(folder, name));
  known.set(name, found);
  return found;
}

function readNew(recording: Recording): Read {
  const client = diagnoseAll(recording.captures.client);
  const base = client.diagnoses.length > 0 ? client.baseSeconds : undefined;
  const server = diagnoseAll(recording.captures.server, base);
  const toEnd = ({ diagnoses, resolutions }: typeof client): EndCapture => ({
    connections: diagnoses.map(({ connection }) => connection),
    resolutions,
  });
  return { recording, client: toEnd(client), server: toEnd(server), base: base ?? server.baseSeconds };
}

function diagnose({ client, server, base }: Read, witnesses: Witnesses): Diagnosis[] {
  return diagnoseBothEnds(client, server, [], { witnesses, base }).connections.map(({ diagnosis }) => diagnosis);
}

/** What is said of each connection, whatever line says it. */
function answersOf(given: Read, witnesses: Witnesses): unknown {
  return diagnose(given, witnesses).map(({ ending, verdict, severity }) => ({
    by: ending.by,
    severity,
    cause: verdict.cause,
    closer: verdict.closer,
    confidence: verdict.confidence,
    evidence: verdict.evidence.map(({ weight, text }) => ({ weight, text })),
    alternatives: verdict.alternatives.map(({ cause, confidence }) => ({ cause, confidence })),
  }));
}

function certainties(given: Read, witnesses: Witnesses): Set<string> {
  const certain = diagnose(given, witnesses).filter(({ verdict }) => verdict.confidence === 'certain');
  return new Set(certain.map(({ connection, verdict }) => `${connection.client.port} ${verdict.cause}`));
}

/** A recording with other lines of its kernels and logs. */
function withLines(recording: Recording, keep: (line: string) => boolean): Recording {
  const logs = [...recording.logs].map(([name, text]) => [name, text.split('\n').filter(keep).join('\n')] as const);
  return { ...recording, kernel: recording.kernel.filter(keep), logs: new Map(logs) };
}

/** The line says when it was written: it can be of another time. */
function isTimed(line: string): boolean {
  const kernel = readKernelLine(line);
  if (kernel !== undefined) return kernel.kind === 'event';
  const log = readLogLine(line);
  return (log?.time ?? log?.began) !== undefined;
}

function secondsOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}

/** The lines of a kernel at another time, of hosts with other addresses. */
function asOthers(lines: readonly string[], bySeconds: number): string[] {
  return lines
    .filter((line) => /^\d+\.\d+ /.test(line))
    .map((line) =>
      line
        .replace(/^\d+/, (seconds) => String(Number(seconds) + bySeconds))
        .replaceAll('192.0.2.', '192.0.3.')
        .replaceAll('198.51.100.', '198.51.101.')
        .replaceAll('203.0.113.', '203.0.114.')
        .replaceAll('2001:db8:', '2001:db9:'),
    );
}

describe('what is about others changes no answer:', () => {
  it(
    'witnesses of another day say what they say without their lines that have a time',
    () => {
      const chosen = runs >= 1000 ? names : fc.sample(anExample, Math.min(runs, 120));
      for (const name of chosen) {
        const given = read(name);
        const untimed = witnessesOf(withLines(given.recording, (line) => !isTimed(line)));
        for (const days of [3, -3]) {
          const shifted = diagnoseBothEnds(given.client, given.server, [], {
            witnesses: witnessesOf(given.recording),
            base: given.base + days * DAY,
          }).connections;
          const causes = shifted.map(({ diagnosis: { verdict } }) => [verdict.cause, verdict.confidence]);
          const expected = diagnose(given, untimed).map(({ verdict }) => [verdict.cause, verdict.confidence]);
          expect([name, ...causes]).toEqual([name, ...expected]);
        }
      }
    },
    timeoutMs,
  );

  it(
    'the account of another kernel with other addresses, at the same time',
    () => {
      fc.assert(
        fc.property(anExample, anExample, (name, other) => {
          const given = read(name);
          const others = read(other);
          const lines = asOthers(others.recording.kernel, given.base - others.base);
          const witnesses = witnessesOf(given.recording);
          witnesses.read('another kernel', lines.join('\n'));
          expect(answersOf(given, witnesses)).toEqual(answersOf(given, witnessesOf(given.recording)));
        }),
      );
    },
    timeoutMs,
  );

  it(
    'the connected sockets of other hosts in the same account',
    () => {
      fc.assert(
        fc.property(anExample, anExample, (name, other) => {
          const given = read(name);
          const others = read(other);
          // A host that has an address of the other family, too, looks the same.
          fc.pre(given.recording.facts.version === others.recording.facts.version);
          const sockets = asOthers(others.recording.kernel, given.base - others.base).filter(
            (line) => / (?:inet_sock_set_state|tcp_receive_reset) /.test(line) && !line.includes(' dport=0 '),
          );
          const strangers = sockets.map((line) => line.replace(/ comm=.*$/, ' comm=stranger'));
          const mixed = { ...given.recording, kernel: [...given.recording.kernel, ...strangers] };
          const causes = (witnesses: Witnesses): unknown =>
            diagnose(given, witnesses).map(({ verdict }) => [verdict.cause, verdict.closer]);
          // With sockets of several addresses, what it says of listeners may be another host’s, and weighs less.
          const alone = causes(witnessesOf({ ...given.recording, kernel: [] }));
          expect([causes(witnessesOf(given.recording)), alone]).toContainEqual(causes(witnessesOf(mixed)));
        }),
      );
    },
    timeoutMs,
  );
});

describe('fewer lines', () => {
  it(
    'never make a new certainty',
    () => {
      fc.assert(
        fc.property(anExample, aShare, coins, (name, share, coin) => {
          const given = read(name);
          const all = certainties(given, witnessesOf(given.recording));
          const fewer = withLines(given.recording, () => coin.next().value < share);
          const found = [...certainties(given, witnessesOf(fewer))].filter((cause) => !all.has(cause));
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );
});

describe('the order of lines', () => {
  it(
    'does not matter in the account of a kernel, where their times differ',
    () => {
      fc.assert(
        fc.property(anExample, fc.infiniteStream(fc.nat()), (name, order) => {
          const given = read(name);
          const { kernel } = given.recording;
          const keys = new Map<string, number>();
          for (const line of kernel) {
            const seconds = secondsOf(line);
            if (!keys.has(seconds)) keys.set(seconds, order.next().value);
          }
          const shuffled = kernel.toSorted((a, b) => (keys.get(secondsOf(a)) ?? 0) - (keys.get(secondsOf(b)) ?? 0));
          const witnesses = witnessesOf({ ...given.recording, kernel: shuffled });
          expect(answersOf(given, witnesses)).toEqual(answersOf(given, witnessesOf(given.recording)));
        }),
      );
    },
    timeoutMs,
  );
});
