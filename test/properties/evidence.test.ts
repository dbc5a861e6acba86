/** Less evidence may weaken an answer, but never makes a new `certain`; swapping the ends swaps the closer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/index.ts';
import { parseRows, type Row, toPcap } from '../builders/packets.ts';
import {
  cutRecord,
  diagnoseAll,
  joinRecords,
  labelledCaptures,
  pageCases,
  type Records,
  recordsOf,
} from './captures.ts';
import { aShare, coins, configureProperties, timeoutMs } from './settings.ts';

configureProperties();
const cases = pageCases();

/** Causes that are certain, a connection each. */
function certainties(capture: Uint8Array): Set<string> {
  const certain = diagnoseAll([capture]).diagnoses.filter(({ verdict }) => verdict.confidence === 'certain');
  return new Set(certain.map(({ connection, verdict }) => `${connection.client.port} ${verdict.cause}`));
}

/**
 * The same, and where a device on the path did it, that alone: which kind of device is told by packets that others may lack.
 */
function certainClosers(capture: Uint8Array): Set<string> {
  const certain = diagnoseAll([capture]).diagnoses.filter(({ verdict }) => verdict.confidence === 'certain');
  return new Set(
    certain.map(({ connection: { client }, verdict: { cause, closer } }) => {
      return `${client.port} ${closer === 'middlebox' ? closer : cause}`;
    }),
  );
}

/** What a capture loses. */
type Lessen = (whole: Records) => readonly Uint8Array[];

const lostHereAndThere = fc.tuple(aShare, coins).map(([share, coin]): Lessen => {
  return ({ records }) => records.filter(() => coin.next().value < share);
});
const lostInARow = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 3 })).map(([at, count]): Lessen => {
  return ({ records }) => records.toSpliced(at % Math.max(1, records.length), count);
});
const startedLate = aShare.map(
  (share): Lessen =>
    ({ records }) =>
      records.slice(Math.floor(records.length * share)),
);
const endedEarly = aShare.map(
  (share): Lessen =>
    ({ records }) =>
      records.slice(0, Math.floor(records.length * share)),
);
const cutShort = fc.integer({ min: 54, max: 200 }).map((snaplen): Lessen => {
  return ({ records }) => records.map((record) => cutRecord(record, snaplen));
});

describe('less evidence', () => {
  it(
    'never makes a new certainty: lost packets',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...cases), fc.infiniteStream(fc.boolean()), ({ rows, options }, coin) => {
          const whole = toPcap(rows, options);
          const cut = recordsOf(whole);
          const kept = cut.records.filter(() => coin.next().value === true);
          const known = certainties(whole);
          const found = [...certainties(joinRecords(cut, kept))];
          expect(found.filter((cause) => !known.has(cause))).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: short snaplen',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...cases), fc.integer({ min: 54, max: 200 }), ({ rows, options }, snaplen) => {
          const known = certainties(toPcap(rows, options));
          const found = [...certainties(toPcap(rows, { ...options, snaplen }))];
          expect(found.filter((cause) => !known.has(cause))).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: one direction only',
    () => {
      for (const { rows, options } of cases) {
        const known = certainties(toPcap(rows, options));
        for (const from of ['C', 'S'] as const) {
          // Rows fill their numbers in from what both ends sent, so the packets are left out after they were made.
          const cut = recordsOf(toPcap(rows, options));
          const kept = cut.records.filter((_, index) => isFrom(rows[index], from));
          const found = [...certainties(joinRecords(cut, kept))];
          expect(found.filter((cause) => !known.has(cause))).toEqual([]);
        }
      }
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: labelled captures with less in them',
    () => {
      const labelled = fc.constantFrom(...labelledCaptures());
      const lessened = fc.oneof(lostHereAndThere, lostInARow, startedLate, endedEarly, cutShort);
      fc.assert(
        fc.property(labelled, lessened, ({ bytes }, lessen) => {
          const whole = recordsOf(bytes);
          const known = certainClosers(bytes);
          const found = [...certainClosers(joinRecords(whole, lessen(whole)))];
          expect(found.filter((cause) => !known.has(cause))).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );
});

function isFrom(row: Row | undefined, from: 'C' | 'S'): boolean {
  return row?.kind === 'segment' && row.from === from;
}

/**
 * Endings that either end can bring about after the same question and answer, as rows of the end that does (A) and the
 * other (B).
 */
const endings: Readonly<Record<string, string>> = {
  'half-close': '0.5 A F.\n0.51 B .',
  'normal-close': '0.13 A F.\n0.14 B F.\n0.15 A .',
  'abortive-close': '9.0 A R.',
  'half-open-connection': '9.0 B P. len 20\n9.01 A R win 0 id 0',
  'keepalive-unanswered': '9.0 A . 30:30(0)\n10.0 A . 30:30(0)\n11.0 A . 30:30(0)\n12.0 A R. seq 31',
};

function diagnoseAs(a: 'C' | 'S', text: string): Diagnosis {
  const ends = text.replaceAll(/ A /g, ` ${a} `).replaceAll(/ B /g, ` ${a === 'C' ? 'S' : 'C'} `);
  const dialogue = '0.1 C P. len 30\n0.11 S P. len 30\n0.12 C .';
  const rows = parseRows(`0 C S mss 1460 ttl 64\n0.01 S S. mss 1460 ttl 64\n0.02 C .\n${dialogue}\n${ends}`);
  const [diagnosis] = diagnoseAll([toPcap(rows, { clientTtl: 60, serverTtl: 60 })]).diagnoses;
  if (diagnosis === undefined) throw new Error('no connection was found');
  return diagnosis;
}

describe('swapping the ends swaps the closer', () => {
  it.each(Object.entries(endings))('%s', (cause, rows) => {
    const byClient = diagnoseAs('C', rows);
    const byServer = diagnoseAs('S', rows);
    expect([byClient.verdict.cause, byServer.verdict.cause]).toEqual([cause, cause]);
    expect([byClient.ending.by, byServer.ending.by]).toEqual(['client', 'server']);
    expect(byClient.verdict.closer.replace('client', 'server')).toBe(byServer.verdict.closer);
  });
});
