/**
 * States and histories against those Zeek published for the captures of its own tests. Zeek's timers sometimes make
 * several connections of what Wireshark and this tracker take for one: their histories are joined before they are
 * compared, and the state is that of the part that closed the connection. Rows without a stream of tshark's have no
 * segment that Wireshark sees, and are left out.
 */
import { describe, expect, test } from 'vitest';
import { type Tracked, trackFile } from '../connection/track.ts';
import { corpusPath, hasCorpus, readCorpusList } from './corpus.ts';
import { zeekDifferences } from './zeek-differences.ts';

/** A row of Zeek's conn.log, as the corpus has it. */
interface ZeekRow {
  readonly file: string;
  readonly stream: number | null;
  readonly conn_state: string | null;
  readonly history: string;
  /** `2/3`: the second of three connections that Zeek made of the stream. */
  readonly zeek_part?: string;
}

/** What Zeek says of one stream. */
interface Expected {
  readonly file: string;
  readonly stream: number;
  readonly state: string | undefined;
  readonly history: string;
}

const LARGEST_SHARE_OF_STATES = 0.03;
const LARGEST_SHARE_OF_HISTORIES = 0.05;

/** Letters that come once an end, however often the thing happens. */
const ONCE = /[AaDd]/;

/** The history of a stream from those of its parts: a flip once, a letter that comes once not again. */
function joinHistories(parts: readonly string[]): string {
  let joined = '';
  for (const [index, part] of parts.entries()) {
    for (const letter of part) {
      const isKnown = (ONCE.test(letter) && joined.includes(letter)) || (letter === '^' && index > 0);
      if (!isKnown) joined += letter;
    }
  }
  return joined;
}

/** The state of the first part that ended with both ends closed or with a reset, or else of the last. */
function joinStates(parts: readonly string[]): string | undefined {
  return parts.find((state) => state === 'SF' || /^(?:RST[OR]|REJ)$/.test(state)) ?? parts.at(-1);
}

function joinRows(rows: readonly ZeekRow[]): Expected[] {
  const streams = new Map<string, ZeekRow[]>();
  for (const row of rows) {
    if (row.stream === null) continue;
    const key = `${row.file} ${row.stream}`;
    streams.set(key, [...(streams.get(key) ?? []), row]);
  }
  return [...streams.values()].map((parts) => {
    const ordered = parts.toSorted((a, b) => (a.zeek_part ?? '').localeCompare(b.zeek_part ?? ''));
    const [{ file = '', stream = 0 } = {}] = ordered;
    const states = ordered.map(({ conn_state }) => conn_state).filter((state) => state !== null);
    return {
      file,
      stream: stream ?? 0,
      state: joinStates(states),
      history: joinHistories(ordered.map(({ history }) => history)),
    };
  });
}

const expected = joinRows(readCorpusList<ZeekRow>('zeek'));
const tracked = new Map<string, readonly Tracked[]>();

function connectionOf({ file, stream }: Expected): Tracked | undefined {
  if (!tracked.has(file)) tracked.set(file, trackFile(corpusPath(file)));
  return tracked.get(file)?.find((connection) => connection.stream === stream);
}

/** Streams whose answer differs from Zeek's, of those that are not listed. */
function differences(answer: 'state' | 'history'): string[] {
  return expected.flatMap((zeek) => {
    const ours = connectionOf(zeek)?.[answer];
    if (zeek[answer] === undefined || zeek[answer] === ours || isListed(zeek, answer)) return [];
    return [`${zeek.file} ${zeek.stream}: ${ours}, Zeek: ${zeek[answer]}`];
  });
}

function isListed({ file, stream }: Expected, answer: 'state' | 'history'): boolean {
  return zeekDifferences.some(
    (known) => known.file === file && known.stream === stream && known.differs.includes(answer),
  );
}

test('joins what Zeek took apart', () => {
  expect(joinHistories(['SAD', 'DAF'])).toBe('SADF');
  expect(joinHistories(['^fA', 'Fa', '^r'])).toBe('^fAFar');
  expect(joinStates(['RSTO', 'RSTRH'])).toBe('RSTO');
  expect(joinStates(['S0', 'SH'])).toBe('SH');
});

describe.runIf(hasCorpus)('tracker and Zeek', () => {
  test.each(['state', 'history'] as const)('agree on every %s but those listed', (answer) => {
    expect(expected.length).toBeGreaterThan(100);
    expect(differences(answer)).toEqual([]);
  });

  test('differ in few', () => {
    const listed = (answer: 'state' | 'history'): number =>
      zeekDifferences.filter(({ differs }) => differs.includes(answer)).length;
    const states = expected.filter(({ state }) => state !== undefined).length;
    expect(listed('state') / states).toBeLessThanOrEqual(LARGEST_SHARE_OF_STATES);
    expect(listed('history') / expected.length).toBeLessThanOrEqual(LARGEST_SHARE_OF_HISTORIES);
  });

  test('differ where the list says so', () => {
    const wrong = zeekDifferences.flatMap(({ file, stream, differs }) => {
      const zeek = expected.find((one) => one.file === file && one.stream === stream);
      const ours = zeek && connectionOf(zeek);
      return differs.filter((answer) => zeek === undefined || ours?.[answer] === zeek[answer]);
    });
    expect(wrong).toEqual([]);
  });
});
