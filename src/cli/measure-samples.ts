/** What a measurement tried, for people: times by outcome, shares, a histogram. */
import type { PageStyle } from '../core/report/page.ts';
import type { MeasuredSample, Measurement } from '../probe/measure/measurement.ts';
import { spreadOf, tallyAddresses, tallyFailures } from '../probe/measure/repeat-judge.ts';
import { formatSeconds } from '../probe/words.ts';

/** Times that are listed of one outcome. */
const LISTED_MAX = 12;

/** Columns of the longest bar. */
const BAR_MAX = 30;

const OUTCOMES: Readonly<Record<string, string>> = {
  answered: 'worked after',
  unanswered: 'no answer after',
  'reset-on-use': 'reset in answer to a use after',
  'closed-on-use': 'closed in answer to a use after',
  fin: 'closed (FIN) after',
  reset: 'reset after',
};

/** The texts. */
export function describeSamples({ measured, samples }: Measurement, style: PageStyle): string[] {
  switch (measured) {
    case 'idle-timeout':
      return describeIdle(samples);
    case 'repetition':
      return describeTries(samples, style);
    case 'payload-sizes':
      return describeSizes(samples);
    case 'path':
      return describeHops(samples);
  }
}

function describeIdle(samples: readonly MeasuredSample[]): string[] {
  const byOutcome = new Map<string, number[]>();
  for (const { outcome, idleSeconds = 0 } of samples) {
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), idleSeconds]);
  }
  return [...byOutcome].map(([outcome, times]) => {
    const distinct = [...new Set(times.sort((a, b) => a - b).map(formatSeconds))];
    const more = distinct.length > LISTED_MAX ? ` and ${distinct.length - LISTED_MAX} more` : '';
    return `${OUTCOMES[outcome] ?? outcome} ${distinct.slice(0, LISTED_MAX).join(', ')}${more}`;
  });
}

function describeSizes(samples: readonly MeasuredSample[]): string[] {
  const byOutcome = new Map<string, number[]>();
  for (const { outcome, bytes = 0, pieces } of samples) {
    const what = `${outcome}${pieces === true ? ', sent in small segments' : ''}`;
    byOutcome.set(what, [...(byOutcome.get(what) ?? []), bytes]);
  }
  return [...byOutcome].map(([what, sizes]) => {
    const times = new Map<number, number>();
    for (const size of sizes.sort((a, b) => a - b)) times.set(size, (times.get(size) ?? 0) + 1);
    const list = [...times].map(([size, count]) => (count === 1 ? `${size}` : `${size} (${count} times)`));
    return `${what}: ${list.join(', ')}`;
  });
}

/** A line for each hop; hops at the end that were all silent are one. */
function describeHops(samples: readonly MeasuredSample[]): string[] {
  const last = Math.max(0, ...samples.filter(({ outcome }) => outcome !== 'silent').map(({ hop = 0 }) => hop));
  const end = Math.max(0, ...samples.map(({ hop = 0 }) => hop));
  const lines = Array.from({ length: last }, (_, i) => {
    const answers = samples.filter(({ hop, outcome }) => hop === i + 1 && outcome !== 'silent');
    const addresses = [...new Set(answers.map(({ address = '' }) => address))];
    const from = addresses.map((address) => {
      const own = answers.filter((answer) => answer.address === address);
      const times = own.flatMap(({ answerSeconds }) => answerSeconds ?? []);
      const words = [...new Set(own.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'answered'))];
      const time = times.length === 0 ? '' : `  ${formatSeconds(Math.min(...times))}`;
      return `${address}${time}${words.length === 0 ? '' : `  ${words.join(' ')}`}`;
    });
    return `${String(i + 1).padStart(2)}  ${from.length === 0 ? 'silent' : from.join(', ')}`;
  });
  return end > last ? [...lines, `${last + 1 === end ? end : `${last + 1} to ${end}`}  silent`] : lines;
}

const STAGES = [
  ['connect', 'connectSeconds'],
  ['tls', 'tlsSeconds'],
  ['answer', 'answerSeconds'],
] as const;

function describeTries(samples: readonly MeasuredSample[], style: PageStyle): string[] {
  const addresses = tallyAddresses(samples);
  const failures = tallyFailures(samples);
  return [
    ...(addresses.length > 1
      ? addresses.map(({ address, tried, failed }) => `${address}: ${failed} of ${tried} failed`)
      : []),
    ...failures.map(({ what, count, addresses: at, firstAt, lastAt }) => {
      const when =
        count === 1 ? `at ${formatSeconds(firstAt)}` : `from ${formatSeconds(firstAt)} to ${formatSeconds(lastAt)}`;
      return `${what}: ${count}, ${when}${at.length === 1 && addresses.length > 1 ? `, all of ${at[0]}` : ''}`;
    }),
    ...STAGES.flatMap(([name, field]) => describeStage(name, field, samples, style)),
  ];
}

/** Median, 95th percentile and longest, and a bar for each power of two of the times. */
function describeStage(
  name: string,
  field: (typeof STAGES)[number][1],
  samples: readonly MeasuredSample[],
  style: PageStyle,
): string[] {
  const times = samples.filter(({ stage }) => stage !== name).flatMap((sample) => sample[field] ?? []);
  const spread = spreadOf(times);
  if (spread === undefined) return [];
  const [median, p95, max] = [spread.median, spread.p95, spread.max].map(formatSeconds);
  return [`${name}: median ${median}, 95 % within ${p95}, longest ${max}`, ...bars(times, style)];
}

function bars(times: readonly number[], style: PageStyle): string[] {
  if (times.length < 5) return [];
  const buckets = new Map<number, number>();
  for (const seconds of times) {
    // From 1 ms on; what is shorter is in the first.
    const bucket = Math.max(0, Math.ceil(Math.log2(seconds * 1000)));
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...buckets.keys()), Math.max(...buckets.keys())];
  const most = Math.max(...buckets.values());
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const count = buckets.get(first + i) ?? 0;
    const bar = (style.ascii ? '#' : '█').repeat(Math.ceil((count / most) * BAR_MAX));
    const limit = formatSeconds(2 ** (first + i) / 1000);
    return `up to ${limit.padStart(7)} ${String(count).padStart(5)} ${bar}`;
  });
}
