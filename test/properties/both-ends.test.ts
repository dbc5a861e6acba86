/**
 * Recordings looked at from both ends: whoever has less of one capture knows no more for certain. Losing one of them
 * altogether, some of its packets, its end, or its payload makes no new `certain`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndCapture } from '../../src/core/index.ts';
import { diagnoseBothEnds } from '../../src/core/index.ts';
import { cutRecord, diagnoseAll, exampleCaptures, joinRecords, recordsOf } from './captures.ts';
import { aShare, coins, configureProperties, timeoutMs } from './settings.ts';

const runs = configureProperties();

/** Bytes before the IP header: the header of Ethernet. */
const LINK_HEADER = 14;

const ENDS = ['client', 'server'] as const;
type Captures = Readonly<Record<(typeof ENDS)[number], Uint8Array>>;

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const names = exampleCaptures().map(({ name }) => name.slice(0, -'/client.pcap'.length));

function read(name: string): Captures {
  const capture = (end: string): Uint8Array => new Uint8Array(readFileSync(`${folder}${name}/${end}.pcap`));
  return { client: capture('client'), server: capture('server') };
}

function toEnd(capture: Uint8Array): EndCapture {
  const { diagnoses, resolutions } = diagnoseAll([capture]);
  return { connections: diagnoses.map(({ connection }) => connection), resolutions };
}

/**
 * Causes that are certain, a connection each; where a device on the path did it, that: which kind of device is told by packets
 * that others may lack.
 */
function certainties({ client, server }: Captures): Set<string> {
  const { connections } = diagnoseBothEnds(toEnd(client), toEnd(server));
  const certain = connections
    .map(({ diagnosis }) => diagnosis)
    .filter(({ verdict }) => verdict.confidence === 'certain');
  return new Set(
    certain.map(({ connection, verdict: { closer, cause } }) => {
      return `${connection.client.port} ${closer === 'middlebox' ? closer : cause}`;
    }),
  );
}

/** Whether a packet of the lab (Ethernet; IPv4 without options, or IPv6) has a port. */
function hasPort(record: Uint8Array, port: number): boolean {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const ip = LINK_HEADER + 16;
  const tcp = ip + (view.getUint8(ip) >> 4 === 6 ? 40 : 20);
  if (record.length < tcp + 4) return false;
  return view.getUint16(tcp) === port || view.getUint16(tcp + 2) === port;
}

/** What is certain with less of it and was not with all of it. */
function newlyCertain(name: string, lessen: (captures: Captures) => Captures): string[] {
  const captures = read(name);
  const known = certainties(captures);
  return [...certainties(lessen(captures))].filter((cause) => !known.has(cause));
}

const anExample = fc.constantFrom(...names);
const anEnd = fc.constantFrom(...ENDS);

describe('less evidence from both ends', () => {
  it(
    'never makes a new certainty: lost packets of one end',
    () => {
      fc.assert(
        fc.property(anExample, anEnd, aShare, coins, (name, end, share, coin) => {
          const found = newlyCertain(name, (captures) => {
            const whole = recordsOf(captures[end]);
            const kept = whole.records.filter(() => coin.next().value < share);
            return { ...captures, [end]: joinRecords(whole, kept) };
          });
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: a few packets in a row',
    () => {
      fc.assert(
        fc.property(anExample, anEnd, fc.nat(), fc.integer({ min: 1, max: 3 }), (name, end, index, count) => {
          const found = newlyCertain(name, (captures) => {
            const whole = recordsOf(captures[end]);
            const at = index % Math.max(1, whole.records.length);
            return { ...captures, [end]: joinRecords(whole, whole.records.toSpliced(at, count)) };
          });
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: a capture that starts late, or ends early',
    () => {
      fc.assert(
        fc.property(anExample, anEnd, aShare, fc.boolean(), (name, end, share, isLate) => {
          const found = newlyCertain(name, (captures) => {
            const whole = recordsOf(captures[end]);
            const at = Math.floor(whole.records.length * share);
            return {
              ...captures,
              [end]: joinRecords(whole, isLate ? whole.records.slice(at) : whole.records.slice(0, at)),
            };
          });
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: a capture filter that leaves a port out',
    () => {
      fc.assert(
        fc.property(anExample, anEnd, fc.nat(), (name, end, index) => {
          const captures = read(name);
          const ports = toEnd(captures[end]).connections.map(({ server }) => server.port);
          if (ports.length === 0) return;
          const left = ports[index % ports.length] as number;
          const found = newlyCertain(name, (whole) => {
            const cutUp = recordsOf(whole[end]);
            return {
              ...whole,
              [end]: joinRecords(
                cutUp,
                cutUp.records.filter((record) => !hasPort(record, left)),
              ),
            };
          });
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: short snaplen at one end',
    () => {
      fc.assert(
        fc.property(anExample, anEnd, fc.integer({ min: 54, max: 120 }), (name, end, snaplen) => {
          const found = newlyCertain(name, (captures) => {
            const whole = recordsOf(captures[end]);
            return {
              ...captures,
              [end]: joinRecords(
                whole,
                whole.records.map((record) => cutRecord(record, snaplen)),
              ),
            };
          });
          expect(found).toEqual([]);
        }),
      );
    },
    timeoutMs,
  );

  it(
    'never makes a new certainty: one end only',
    () => {
      // All of them where the run is long, else a part that differs from run to run.
      const chosen = runs >= 1000 ? names : fc.sample(anExample, Math.min(runs, 100));
      for (const name of chosen) {
        for (const end of ENDS) {
          const nothing = (captures: Captures): Captures => ({ ...captures, [end]: captures[end].subarray(0, 24) });
          expect([name, end, ...newlyCertain(name, nothing)]).toEqual([name, end]);
        }
      }
    },
    timeoutMs,
  );
});
