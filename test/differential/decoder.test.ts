/**
 * The decoder against tshark, frame by frame, on every capture of the corpus: ports, addresses, flags, sequence and
 * acknowledgement number and payload length of the innermost TCP segment; type, code and quoted ports of ICMP errors.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { type CorpusCapture, hasCorpus, readCorpus } from './corpus.ts';
import { decodeCapture, type PlainSegment } from './decode-capture.ts';
import { type KnownDifference, knownDifferences } from './known-differences.ts';
import { askTsharkAboutAll, hasTshark, type TsharkAnswer } from './tshark.ts';

const captures = readCorpus();
const repositories = [...new Set(captures.map(repositoryOf))];

/** One frame, or one quote, on which the two do not agree. */
interface Difference {
  readonly file: string;
  readonly frame: number;
  readonly differs: 'length' | 'segment' | 'fields' | 'quote';
  readonly text: string;
}

function repositoryOf({ file }: CorpusCapture): string {
  return file.slice(0, file.indexOf('/'));
}

/** All fields but the length, as text that reads well in a failure. */
function describeSegment({ source, sourcePort, destination, destinationPort, flags, seq, ack }: PlainSegment): string {
  return `${source} ${sourcePort} > ${destination} ${destinationPort} flags ${flags} seq ${seq} ack ${ack}`;
}

function compareSegment(
  our: PlainSegment | undefined,
  their: PlainSegment | undefined,
): Omit<Difference, 'file' | 'frame'> | undefined {
  const ourText = our === undefined ? 'nothing' : describeSegment(our);
  const theirText = their === undefined ? 'nothing' : describeSegment(their);
  const text = `${ourText} len ${our?.payloadLength}, tshark: ${theirText} len ${their?.payloadLength}`;
  if (our === undefined || their === undefined) return { differs: 'segment', text };
  if (ourText !== theirText) return { differs: 'fields', text };
  return our.payloadLength === their.payloadLength ? undefined : { differs: 'length', text };
}

function compareCapture({ file, path }: CorpusCapture, answers: ReadonlyMap<string, TsharkAnswer>): Difference[] {
  const ours = decodeCapture(path);
  const theirs = answers.get(path) ?? { segments: [], quotes: [] };
  const theirSegments = new Map(theirs.segments.map((segment) => [segment.number, segment]));
  const differences: Difference[] = [];
  for (const frame of new Set([...ours.segments.keys(), ...theirSegments.keys()])) {
    const difference = compareSegment(ours.segments.get(frame), theirSegments.get(frame));
    if (difference !== undefined) differences.push({ file, frame, ...difference });
  }
  const ourQuotes = new Map(ours.quotes.map((quote) => [JSON.stringify(quote), quote.number]));
  const theirQuotes = new Map(theirs.quotes.map((quote) => [JSON.stringify(quote), quote.number]));
  for (const [text, frame] of ourQuotes)
    if (!theirQuotes.has(text)) differences.push(quoteDifference(file, frame, `ours only: ${text}`));
  for (const [text, frame] of theirQuotes)
    if (!ourQuotes.has(text)) differences.push(quoteDifference(file, frame, `tshark only: ${text}`));
  return differences;
}

function quoteDifference(file: string, frame: number, text: string): Difference {
  return { file, frame, differs: 'quote', text };
}

function isKnown(difference: Difference, known: KnownDifference): boolean {
  const isFrame = typeof known.frames === 'string' || known.frames.includes(difference.frame);
  return known.file === difference.file && known.differs === difference.differs && isFrame;
}

describe.skipIf(hasCorpus && !hasTshark)('decoder and tshark', () => {
  let differences: readonly Difference[] = [];

  beforeAll(async () => {
    const answers = await askTsharkAboutAll(captures.map(({ path }) => path));
    differences = captures.flatMap((capture) => compareCapture(capture, answers));
  }, 1_200_000);

  if (!hasCorpus) test('without the corpus there is nothing to compare', () => expect(captures).toEqual([]));

  test.each(repositories)('agree on every frame of %s', (repository) => {
    const unknown = differences
      .filter(({ file }) => file.startsWith(`${repository}/`))
      .filter((difference) => !knownDifferences.some((known) => isKnown(difference, known)));
    expect(unknown.map(({ file, frame, text }) => `${file} #${frame}: ${text}`)).toEqual([]);
  });

  test.runIf(hasCorpus)('every known difference is still there', () => {
    const gone = knownDifferences.filter((known) => {
      const frames = differences.filter((difference) => isKnown(difference, known)).map(({ frame }) => frame);
      return typeof known.frames === 'string' ? frames.length === 0 : frames.length !== known.frames.length;
    });
    expect(gone).toEqual([]);
  });
});
