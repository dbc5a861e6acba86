import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/core/explain/explain.ts';
import type { ConnectionState, OpenedBy } from '../../src/core/model/connection.ts';
import type {
  Closer,
  Confidence,
  EndedBy,
  EndedHow,
  Phase,
  Severity,
  Source,
  Weight,
} from '../../src/core/model/diagnosis.ts';
import type { Operation, Stage } from '../../src/core/model/explanation.ts';
import type { ProblemCode } from '../../src/core/model/problem.ts';
import { toConnectionRecord, toExplanationRecord, toNdjson, toSummaryRecord } from '../../src/core/report/record.ts';
import { base, closedWell, endpoint, refused, resetWhileIdle, summaryOf } from '../builders/diagnoses.ts';
import { texts } from '../explain/texts.ts';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(readFileSync(new URL('../../schema/record.schema.json', import.meta.url), 'utf8')) as Schema;
const validate = new Ajv2020({ allErrors: true }).compile(forbidUnknown(schema) as Schema);

/** The schema with nothing allowed that it does not name: what we print, it describes. */
function forbidUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forbidUnknown);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, forbidUnknown(inner)]));
  return copy.type === 'object' && 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}

function complaintsOf(line: string): unknown {
  return validate(JSON.parse(line)) ? [] : validate.errors;
}

describe('the JSON Schema', () => {
  const diagnoses = [refused(), resetWhileIdle(), closedWell()];
  const full = refused({ verdict: { unexplained: ['the reset carried 12 bytes'] } });
  const problem = {
    code: 'truncated-input',
    message: 'The last packet is cut off',
    count: 1,
    file: 'a',
    packet: 3,
    offset: 9,
  };

  test.each([...diagnoses, full])('describes a connection', (diagnosis) => {
    expect(complaintsOf(toNdjson(toConnectionRecord(diagnosis, base)))).toEqual([]);
  });

  test('describes explanations', () => {
    const explained = [...texts.map(({ text }) => text), 'banana', 'x'.repeat(70_000)].map(explain);
    const complaints = explained.map((explanation) => complaintsOf(toNdjson(toExplanationRecord(explanation))));
    expect(complaints.filter((complaint) => JSON.stringify(complaint) !== '[]')).toEqual([]);
  });

  test('describes a summary', () => {
    const summary = summaryOf(diagnoses, { problems: [problem as never] });
    expect(complaintsOf(toNdjson(toSummaryRecord(summary)))).toEqual([]);
  });

  test('refuses what is none', () => {
    const record = toConnectionRecord(refused(), base);
    const wrong: unknown[] = [
      {},
      { ...record, severity: 'fatal' },
      { ...record, client: { address: '192.0.2.1' } },
      { ...record, start: 0 },
      { ...record, color: 'red' },
      { ...record, verdict: { ...record.verdict, confidence: 0.9 } },
    ];
    expect(wrong.map((value) => validate(value))).toEqual(wrong.map(() => false));
  });

  test('names the words of the types', () => {
    // Keyed by the type, so that a word added there does not compile here.
    const words: Readonly<Record<string, Readonly<Record<string, 0>>>> = {
      'connection.state': {
        S0: 0,
        S1: 0,
        SF: 0,
        REJ: 0,
        S2: 0,
        S3: 0,
        RSTO: 0,
        RSTR: 0,
        RSTOS0: 0,
        RSTRH: 0,
        SH: 0,
        SHR: 0,
        OTH: 0,
      } satisfies Record<ConnectionState, 0>,
      'connection.openedBy': { syn: 0, 'syn-ack': 0, guess: 0 } satisfies Record<OpenedBy, 0>,
      'connection.severity': { failure: 0, suspicious: 0, benign: 0 } satisfies Record<Severity, 0>,
      'ending.by': { client: 0, server: 0, middlebox: 0, nobody: 0, unknown: 0 } satisfies Record<EndedBy, 0>,
      'ending.how': { fin: 0, reset: 0, refused: 0, icmp: 0, timeout: 0, open: 0 } satisfies Record<EndedHow, 0>,
      'ending.phase': { handshake: 0, tls: 0, request: 0, response: 0, idle: 0, closing: 0 } satisfies Record<Phase, 0>,
      'verdict.closer': {
        'server application': 0,
        'server kernel': 0,
        'client application': 0,
        'client kernel': 0,
        middlebox: 0,
        nobody: 0,
        unknown: 0,
      } satisfies Record<Closer, 0>,
      'explanation.stage': { local: 0, resolve: 0, connect: 0, tls: 0, open: 0, unknown: 0 } satisfies Record<Stage, 0>,
      'explanation.operation': {
        resolve: 0,
        connect: 0,
        listen: 0,
        accept: 0,
        handshake: 0,
        read: 0,
        write: 0,
      } satisfies Record<Operation, 0>,
      'evidence.weight': { proves: 0, supports: 0, hints: 0, 'speaks-against': 0, excludes: 0 } satisfies Record<
        Weight,
        0
      >,
      'evidence.source': { capture: 0, kernel: 0, log: 0, process: 0, probe: 0 } satisfies Record<Source, 0>,
      'problem.code': {
        'truncated-input': 0,
        'bad-length': 0,
        'bad-header': 0,
        'not-a-capture': 0,
        'bad-compression': 0,
        'unreadable-input': 0,
        'unknown-link-type': 0,
        'undecodable-packet': 0,
        'limit-reached': 0,
        'capture-quality': 0,
        'log-quality': 0,
      } satisfies Record<ProblemCode, 0>,
    };
    const named = Object.keys(words).map((path) => {
      const [definition = '', property = ''] = path.split('.');
      return [path, schema.$defs?.[definition]?.properties?.[property]?.enum];
    });
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(Object.entries(words).map(([path, record]) => [path, Object.keys(record)])),
    );
    const confidences: Record<Confidence, 0> = { certain: 0, likely: 0, possible: 0 };
    expect(schema.$defs?.confidence?.enum).toEqual(Object.keys(confidences));
  });

  test('describes every field in words', () => {
    const silent: string[] = [];
    const visit = (node: Schema, path: string): void => {
      for (const [name, property] of Object.entries(node.properties ?? {})) {
        const definition =
          property.$ref === undefined ? undefined : schema.$defs?.[property.$ref.replace('#/$defs/', '')];
        if ((property.description ?? definition?.description ?? '') === '') silent.push(`${path}.${name}`);
        visit(property, `${path}.${name}`);
        if (property.items !== undefined) visit(property.items, `${path}.${name}[]`);
      }
    };
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) visit(definition, name);
    expect(silent).toEqual([]);
  });
});

describe('toConnectionRecord()', () => {
  test('is the record of the design', () => {
    expect(toConnectionRecord(resetWhileIdle(), base)).toMatchObject({
      type: 'connection',
      schema: 1,
      client: { address: '192.0.2.2', port: 51_722 },
      server: { address: '198.51.100.2', port: 443, name: 'db.example.com' },
      openedBy: 'syn',
      start: '2026-11-20T09:38:42.000000000Z',
      duration: 60.1,
      state: 'RSTR',
      history: 'ShADar',
      completeness: 47,
      packets: { client: 4, server: 3 },
      bytes: { client: 200, server: 0 },
      ending: { by: 'middlebox', how: 'reset', phase: 'idle', packet: 9, time: '2026-11-20T09:39:42.100000000Z' },
      severity: 'failure',
      wireshark: 'tcp.stream eq 3',
    });
  });

  test('leaves out what is not known', () => {
    const { packet, timeNs, ...ending } = refused().ending;
    const record = toConnectionRecord({ ...refused(), ending }, base);
    expect([packet, timeNs]).not.toContain(undefined);
    expect(Object.keys(record.ending)).toEqual(['by', 'how', 'phase']);
    expect(Object.keys(record.verdict)).not.toContain('unexplained');
  });
});

describe('the id of a record', () => {
  const idOf = (...args: Parameters<typeof refused>): string => toConnectionRecord(refused(...args), base).id;

  test('is the same whatever the capture has beside the connection', () => {
    expect(idOf({ connection: { stream: 7, history: 'x', server: endpoint('198.51.100.2', 7004, 'a.example') } })).toBe(
      idOf(),
    );
  });

  test('is the same where the capture’s first second is another', () => {
    const { connection } = refused();
    const later = { connection: { startNs: connection.startNs + 5e9 } };
    expect(toConnectionRecord(refused(later), base - 5).id).toBe(idOf());
  });

  test('differs with each end and with the time', () => {
    const ids = [
      idOf(),
      idOf({ connection: { client: endpoint('192.0.2.3', 51_720) } }),
      idOf({ connection: { client: endpoint('192.0.2.2', 51_721) } }),
      idOf({ connection: { server: endpoint('198.51.100.3', 7004) } }),
      idOf({ connection: { server: endpoint('198.51.100.2', 7005) } }),
      idOf({ connection: { startNs: 402_487_124 } }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('does not repeat among a hundred thousand', () => {
    const ids = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      ids.add(idOf({ connection: { client: endpoint(`192.0.2.${i % 250}`, 1024 + Math.floor(i / 250)) } }));
    }
    expect(ids.size).toBe(100_000);
  });
});

describe('toNdjson()', () => {
  test('is one line, the same value, without a character that disturbs a terminal', () => {
    const name = 'evil\u001b[2J\u0085\u202e\u2028\n\ud800 é \u{e0001}';
    const record = toConnectionRecord(refused({ connection: { server: endpoint('198.51.100.2', 7004, name) } }), base);
    const line = toNdjson(record);
    expect(line.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(line).toContain('é');
    expect(JSON.parse(line)).toEqual(record);
  });
});
