/** Connections that are reset upon their ClientHello: that it is the name that decides, and when that cannot be said. */
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { diagnoseAll } from '../../src/lab/check.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

function hex(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, '0');
}

function extension(type: number, body: string): string {
  return hex(type, 2) + hex(body.length / 2, 2) + body;
}

/** What makes a ClientHello another program's, or the same program's with other bytes. */
interface Manner {
  /** An extension of this type and no content. */
  readonly extra?: number;
  /** Filled up to 400 bytes (RFC 7685). */
  readonly padded?: boolean;
}

/** A ClientHello that calls the server by this name. */
function hello(name: string, { extra, padded = false }: Manner): string {
  const text = Buffer.from(name).toString('hex');
  const names = extension(0, `${hex(name.length + 3, 2)}00${hex(name.length, 2)}${text}`);
  const others =
    extension(16, '0003026832') + extension(43, '0403040303') + (extra === undefined ? '' : extension(extra, ''));
  let extensions = names + others;
  if (padded) extensions += extension(21, '00'.repeat(400 - extensions.length / 2));
  const body = `0303${'ab'.repeat(32)}0000041301c02b0100${hex(extensions.length / 2, 2)}${extensions}`;
  const message = `01${hex(body.length / 2, 3)}${body}`;
  return `160301${hex(message.length / 2, 2)}${message}`;
}

const SERVER_HELLO =
  `160303003d020000390303${'cd'.repeat(32)}001301000011002b00020304003300090000000000000000000`.slice(0, 130);

/** How a connection goes on after its ClientHello, which has this many bytes. */
const ENDINGS = {
  answered: () => [
    '0.050 S P. hex HELLO',
    '0.051 C P. len 90',
    '0.090 S P. len 200',
    '0.900 C F.',
    '0.924 S F.',
    '0.925 C .',
  ],
  /** A device resets both, and the server, which was quicker, goes on. */
  forged: (bytes: number) => [
    '0.031 S R. ttl 113 win 0 id 4711',
    '0.330 S P. hex HELLO',
    `0.330 C R seq ${bytes + 1} id 0`,
  ],
  /** The server’s own. */
  reset: () => ['0.050 S R. win 0'],
  late: () => ['2.400 S R. ttl 113 win 0 id 4711', '2.700 S P. hex HELLO'],
} as const;

interface Call extends Manner {
  readonly name: string;
  readonly ending: keyof typeof ENDINGS;
  readonly client?: string;
  readonly server?: string;
}

function diagnose(calls: readonly Call[]): readonly Diagnosis[] {
  const rows = calls.flatMap(({ name, ending, client = '192.0.2.1', server = '198.51.100.2:443', ...manner }, i) => {
    const said = hello(name, manner);
    return [
      `client ${client}:${40_000 + i} server ${server}`,
      ...[
        '0.000 C S mss 1460 sackok wscale 7',
        '0.024 S S. mss 1460 sackok wscale 7 id 0',
        '0.024 C .',
        `0.026 C P. hex ${said}`,
        ...ENDINGS[ending](said.length / 2),
      ].map((row) => {
        const ttl = / S /.test(row) && !row.includes(' ttl ') ? ' ttl 57' : '';
        return `${(10 * i + Number(row.slice(0, 5))).toFixed(3)}${row.slice(5).replace('HELLO', SERVER_HELLO)}${ttl}`;
      }),
    ];
  });
  return diagnoseAll(toPcap(parseRows(rows.join('\n')))).diagnoses;
}

function blocked(name = 'a.example'): Call {
  return { name, ending: 'forged' };
}

function passed(name = 'other.example'): Call {
  return { name, ending: 'answered' };
}

/** Six that are blocked and four that are not, in turns. */
function inTurns(one: (i: number) => Call, other: (i: number) => Call): Call[] {
  return [0, 1, 2, 3, 4, 5].flatMap((i) => (i < 4 ? [one(i), other(i)] : [one(i)]));
}

const SIX = inTurns(
  () => blocked(),
  (i) => passed(`${'bc'[i % 2]}.example`),
);

function verdictsOf(diagnoses: readonly Diagnosis[]): string[] {
  const failed = diagnoses.filter(({ severity }) => severity !== 'benign');
  return [...new Set(failed.map(({ verdict }) => `${verdict.confidence} ${verdict.cause}`))];
}

describe('a name upon which connections are reset', () => {
  it('is certain to decide where a device resets all with it and none with others, in turns', () => {
    const diagnoses = diagnose(SIX);
    expect(verdictsOf(diagnoses)).toEqual(['certain server-name-blocking']);
    const { evidence } = diagnoses.find(({ verdict }) => verdict.cause === 'server-name-blocking')!.verdict;
    expect(evidence[0]).toMatchObject({
      weight: 'proves',
      text: '6 of 6 connections of this client to this service with this name were reset upon the ClientHello, 4 of 4 with 2 other names and otherwise the same ClientHello were not; these came between those 4 times',
    });
  });

  it('is one of several in a domain', () => {
    const diagnoses = diagnose(
      inTurns(
        (i) => blocked(`${'xyz'[i % 3]}.a.example`),
        () => passed(),
      ),
    );
    expect(verdictsOf(diagnoses)).toEqual(['certain server-name-blocking']);
    expect(diagnoses[0]?.verdict.evidence[0]?.text).toMatch(
      /^6 of 6 connections .* with 3 names of this domain were reset/,
    );
  });

  it('is told from padding, and from extensions that are there to be ignored', () => {
    const calls = SIX.map((call, i) => ({ ...call, padded: true, extra: 0x0a0a + 0x1010 * i }));
    expect(verdictsOf(diagnose(calls))).toEqual(['certain server-name-blocking']);
  });

  it.each<[string, readonly Call[]]>([
    ['six and three, which chance parts so once in 84', SIX.filter(({ ending }, i) => ending === 'forged' || i < 6)],
    [
      'others came after all that were reset',
      [...SIX].sort((a, b) => Number(a.ending === 'answered') - Number(b.ending === 'answered')),
    ],
  ])('is likely to decide, beside the forged reset that is certain, where %s', (_, calls) => {
    for (const { verdict } of diagnose(calls).filter(({ severity }) => severity !== 'benign')) {
      expect(verdict).toMatchObject({ cause: 'injected-reset', confidence: 'certain' });
      expect(verdict.alternatives[0]).toMatchObject({ cause: 'server-name-blocking', confidence: 'likely' });
    }
  });

  it.each<[string, readonly Call[]]>([
    ['every name is reset', SIX.map((call): Call => ({ ...call, ending: 'forged' }))],
    ['there is one of each', [blocked(), passed()]],
    ['another program called the others', SIX.map((call) => ({ ...call, extra: call.ending === 'forged' ? 17 : 18 }))],
    [
      'others are at another address',
      SIX.map((call) => ({ ...call, server: `198.51.100.${call.ending === 'forged' ? 2 : 3}:443` })),
    ],
    [
      'others are at another port',
      SIX.map((call) => ({ ...call, server: `198.51.100.2:${call.ending === 'forged' ? 443 : 8443}` })),
    ],
    [
      'others are another client’s',
      SIX.map((call) => ({ ...call, client: `192.0.2.${call.ending === 'forged' ? 1 : 3}` })),
    ],
    ['it was answered once', [...SIX, passed('a.example')]],
    ['another is reset now and then', [...SIX, blocked('b.example')]],
    [
      'the resets come much later',
      SIX.map((call): Call => (call.ending === 'forged' ? { ...call, ending: 'late' } : call)),
    ],
    [
      'the server itself resets',
      SIX.map((call): Call => (call.ending === 'forged' ? { ...call, ending: 'reset' } : call)),
    ],
  ])('is not certain to decide where %s', (_, calls) => {
    const diagnoses = diagnose(calls);
    expect(verdictsOf(diagnoses).filter((verdict) => verdict === 'certain server-name-blocking')).toEqual([]);
    const proofs = diagnoses.flatMap(({ verdict }) => verdict.evidence.filter(({ weight }) => weight === 'proves'));
    expect(proofs.filter(({ text }) => text.includes('with this name'))).toEqual([]);
  });
});
