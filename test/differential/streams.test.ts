/**
 * The connection table against tshark, on every capture of the corpus: the stream of each segment, and the completeness of
 * each stream. tshark shows a frame the completeness from before it is counted, and so of a stream of a single frame,
 * none; the others are asked for after two passes, when all frames have been counted.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { EndedConnection } from '../../src/core/connection/tracker.ts';
import { ConnectionTracker } from '../../src/core/connection/tracker.ts';
import { pushCapture } from '../connection/track.ts';
import { type CorpusCapture, hasCorpus, readCorpus } from './corpus.ts';
import { streamDifferences } from './stream-differences.ts';
import { askTsharkAboutAll, hasTshark, type TsharkAnswer } from './tshark.ts';

const captures = readCorpus();
const repositories = [...new Set(captures.map(repositoryOf))];
let answers: Map<string, TsharkAnswer>;

function repositoryOf({ file }: CorpusCapture): string {
  return file.slice(0, file.indexOf('/'));
}

/** What the tracker makes of a capture: each segment's stream, each stream's completeness. */
function track(path: string): { streams: Map<number, number>; completeness: Map<number, number> } {
  const streams = new Map<number, number>();
  const completeness = new Map<number, number>();
  const onEnded = (ended: EndedConnection): void => {
    const connection = ended.toConnection();
    completeness.set(connection.stream, connection.completeness);
  };
  const tracker = new ConnectionTracker({ onEnded });
  pushCapture(tracker, readFileSync(path), ({ number }) => streams.set(number, tracker.latestStream));
  tracker.finish();
  return { streams, completeness };
}

function compare(capture: CorpusCapture): string[] {
  const { streams, completeness } = track(capture.path);
  const segments = answers.get(capture.path)?.segments ?? [];
  const known = streamDifferences.filter(({ file }) => file === capture.file);
  const differences: string[] = [];
  const framesOf = new Map<number, number>();
  const theirCompleteness = new Map<number, number>();
  for (const { number, stream, completeness: seen } of segments) {
    if (stream === undefined) continue;
    framesOf.set(stream, (framesOf.get(stream) ?? 0) + 1);
    if (seen !== undefined) theirCompleteness.set(stream, seen);
    const ours = streams.get(number);
    if (ours !== undefined && ours !== stream && !known.some(({ differs }) => differs === 'stream')) {
      differences.push(`${capture.file} #${number}: stream ${ours}, tshark: ${stream}`);
    }
  }
  for (const [stream, theirs] of theirCompleteness) {
    const ours = completeness.get(stream);
    const isAlone = framesOf.get(stream) === 1 && theirs === 0;
    if (ours === undefined || ours === theirs || isAlone || known.length > 0) continue;
    differences.push(`${capture.file} stream ${stream}: completeness ${ours}, tshark: ${theirs}`);
  }
  return differences;
}

if (!hasCorpus) test('without the corpus there is nothing to compare', () => expect(captures).toEqual([]));

describe.runIf(hasCorpus && hasTshark)('tracker and tshark', () => {
  beforeAll(async () => {
    answers = await askTsharkAboutAll(captures.map(({ path }) => path));
  }, 1_200_000);

  test.each(repositories)('agree on the captures of %s', (repository) => {
    const own = captures.filter((capture) => repositoryOf(capture) === repository);
    expect(own.length).toBeGreaterThan(0);
    expect(own.flatMap(compare)).toEqual([]);
  });

  test('differ where the list says so', () => {
    const files = streamDifferences.map(({ file }) => file);
    expect(captures.map(({ file }) => file)).toEqual(expect.arrayContaining(files));
  });
});
