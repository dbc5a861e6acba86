/** What must not matter: dates, addresses, ports, initial sequence numbers, the link layer, and what strangers do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CaptureOptions, mergeRows, parseRows, type Row, toPcap } from '../builders/packets.ts';
import { diagnoseAll, essenceOf, joinRecords, pageCases, recordedCaptures, recordsOf } from './captures.ts';
import { configureProperties, timeoutMs } from './settings.ts';

const runs = configureProperties();
const cases = pageCases();
const anyCase = fc.constantFrom(...cases);
/** Cases of one connection, whose ends the options name. */
const singles = cases.filter(({ rows }) => rows.every((row) => row.ends === undefined));
const singleCase = fc.constantFrom(...singles);

/** Few runs look at what the clients saw, many at the other points, too. */
const recordings = recordedCaptures().filter(({ name }) => runs >= 1000 || name.endsWith('/client.pcap'));

function answer(rows: readonly Row[], options: CaptureOptions): unknown[] {
  return diagnoseAll([toPcap(rows, options)]).diagnoses.map(essenceOf);
}

describe('an answer does not depend on', () => {
  it(
    'the date',
    () => {
      fc.assert(
        fc.property(anyCase, fc.nat({ max: 4_000_000_000 }), ({ rows, options }, baseSeconds) => {
          expect(answer(rows, { ...options, baseSeconds })).toEqual(answer(rows, options));
        }),
      );
    },
    timeoutMs,
  );

  it(
    'initial sequence numbers, also where they wrap around',
    () => {
      // Not the last number: the first that is acknowledged is 0 then, which is also what stands where nothing is.
      const isn = fc.oneof(fc.nat({ max: 0xfffffffe }), fc.integer({ min: 0xfffff000, max: 0xfffffffe }));
      fc.assert(
        fc.property(anyCase, isn, isn, ({ rows, options }, clientIsn, serverIsn) => {
          const raw = rows.some((row) => row.kind === 'segment' && (row.rawSeq ?? row.rawAck) !== undefined);
          fc.pre(!raw);
          expect(answer(rows, { ...options, clientIsn, serverIsn })).toEqual(answer(rows, options));
        }),
      );
    },
    timeoutMs,
  );

  it(
    'addresses and the client’s port',
    () => {
      const octet = fc.integer({ min: 1, max: 254 });
      fc.assert(
        fc.property(singleCase, octet, octet, fc.integer({ min: 32_768, max: 65_535 }), (page, a, b, port) => {
          const { rows, options } = page;
          fc.pre(options.ipv6 !== true && rows.every((row) => row.kind === 'segment'));
          // Of a machine that speaks to itself nothing but its address tells.
          fc.pre(options.client?.startsWith('127.') !== true);
          const serverPort = options.server?.split(':').at(-1) ?? '80';
          const moved = { ...options, client: `10.${a}.0.${b}:${port}`, server: `203.0.113.${b}:${serverPort}` };
          expect(answer(rows, moved)).toEqual(answer(rows, options));
        }),
      );
    },
    timeoutMs,
  );

  it(
    'the link layer',
    () => {
      for (const { rows, options } of cases) {
        // Who has an address is the link layer's alone.
        if (rows.some((row) => row.kind === 'arp')) continue;
        expect(answer(rows, { ...options, linkType: 101 })).toEqual(answer(rows, { ...options, linkType: 1 }));
      }
    },
    timeoutMs,
  );

  /** Causes and closers of a recording, in no order; whose beginning is not in it is judged by how many packets there are. */
  const answersTo = (capture: Uint8Array): unknown[] =>
    diagnoseAll([capture])
      .diagnoses.filter(({ connection }) => /^s/i.test(connection.history))
      .map(({ connection: { client }, verdict: { cause, closer } }) => `${client.port} ${cause} ${closer}`)
      .toSorted();

  it(
    'how often the capture has each packet',
    () => {
      for (const { name, bytes } of recordings) {
        const once = recordsOf(bytes);
        const twice = once.records.flatMap((record) => [record, retimed(record, (µs) => µs + 3)]);
        const inOrder = twice.sort((a, b) => timeOf(a) - timeOf(b));
        expect([name, ...answersTo(joinRecords(once, inOrder))]).toEqual([name, ...answersTo(bytes)]);
      }
    },
    timeoutMs,
  );

  it(
    'whether the clock counts microseconds or milliseconds',
    () => {
      for (const { name, bytes } of recordings) {
        const exact = recordsOf(bytes);
        const coarse = exact.records.map((record) => retimed(record, (µs) => Math.floor(µs / 1000) * 1000));
        expect([name, ...answersTo(joinRecords(exact, coarse))]).toEqual([name, ...answersTo(bytes)]);
      }
    },
    timeoutMs,
  );

  it(
    'connections of other hosts',
    () => {
      const stranger = parseRows(
        [
          'client 10.99.0.1:41000 server 10.99.0.2:8080',
          '0.000 C S mss 1460 ts 5:0',
          '0.003 S S. mss 1460 ts 9:5',
          '0.004 C .',
          '0.005 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"',
          '0.009 S R.',
        ].join('\n'),
      );
      fc.assert(
        fc.property(anyCase, fc.nat({ max: 1000 }), ({ rows, options }, permille) => {
          // How long was watched does count: a stranger's packet in a pause of the capture shows that it ran.
          fc.pre(!isPaused(rows));
          // Somebody else's last packet ends both captures, for the same reason.
          const lastNs = Math.max(...rows.map(({ timeNs }) => timeNs)) + 10e6;
          const end = parseRows('client 10.99.0.3:41000 server 10.99.0.4:8080\n0 C .').map((row) => ({
            ...row,
            timeNs: lastNs,
          }));
          const later = stranger.map((row) => ({
            ...row,
            timeNs: row.timeNs + Math.round((permille / 1000) * (lastNs - 10e6)),
          }));
          const alone = mergeRows(rows, end);
          const { diagnoses } = diagnoseAll([toPcap(mergeRows(alone, later), options)]);
          const others = diagnoses.filter(({ connection }) => connection.client.address !== '10.99.0.1');
          expect(others.map(withoutNumbers)).toEqual(
            diagnoseAll([toPcap(alone, options)]).diagnoses.map(withoutNumbers),
          );
        }),
      );
    },
    timeoutMs,
  );
});

/** A record of a pcap of microseconds with others, which may be more than a second has. */
function retimed(record: Uint8Array, change: (µs: number) => number): Uint8Array {
  const later = record.slice();
  const view = new DataView(later.buffer);
  const µs = change(view.getUint32(4, true));
  view.setUint32(0, view.getUint32(0, true) + Math.floor(µs / 1e6), true);
  view.setUint32(4, µs % 1e6, true);
  return later;
}

/** In microseconds. */
function timeOf(record: Uint8Array): number {
  const view = new DataView(record.buffer, record.byteOffset);
  return view.getUint32(0, true) * 1e6 + view.getUint32(4, true);
}

/** Nothing was captured for an hour or more. */
function isPaused(rows: readonly Row[]): boolean {
  const times = rows.map(({ timeNs }) => timeNs).sort((a, b) => a - b);
  return times.some((timeNs, at) => timeNs - (times[at - 1] ?? timeNs) >= 3600e9);
}

/** Packet numbers do change when others join the capture. */
function withoutNumbers(diagnosis: Parameters<typeof essenceOf>[0]): unknown {
  const { ending, severity, verdict } = diagnosis;
  return { by: ending.by, phase: ending.phase, severity, cause: verdict.cause, confidence: verdict.confidence };
}
