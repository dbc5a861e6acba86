/** What many tries say: how many failed, how, when, and whether one address is to blame. Small numbers are called small. */
import { formatSeconds } from '../words.ts';
import { fisherExact } from './fisher.ts';
import type { Judged, MeasuredSample } from './measurement.ts';

/** By chance this happens less often than once in a hundred. */
const UNLIKELY = 0.01;

/** Tries from which "never" or "always" says something. */
const FEW = 10;

/** Tries of one address. */
export interface AddressTally {
  readonly address: string;
  readonly tried: number;
  readonly failed: number;
}

/** What failed alike. */
export interface FailureTally {
  /** `connect: refused`, `talk: no answer`. */
  readonly what: string;
  readonly count: number;
  readonly addresses: readonly string[];
  /** When it happened first and last, in seconds since the start. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Tries by address, in the order in which they were first tried. */
export function tallyAddresses(samples: readonly MeasuredSample[]): AddressTally[] {
  const tallies = new Map<string, { tried: number; failed: number }>();
  for (const { address = '', good } of samples) {
    const { tried, failed } = tallies.get(address) ?? { tried: 0, failed: 0 };
    tallies.set(address, { tried: tried + 1, failed: failed + (good ? 0 : 1) });
  }
  return [...tallies].map(([address, counts]) => ({ address, ...counts }));
}

/** Failures by stage and outcome, the most frequent first. */
export function tallyFailures(samples: readonly MeasuredSample[]): FailureTally[] {
  const tallies = new Map<string, FailureTally>();
  for (const { good, stage = '', outcome, address = '', at } of samples) {
    if (good) continue;
    const what = `${stage}: ${outcome}`;
    const known = tallies.get(what) ?? { what, count: 0, addresses: [], firstAt: at, lastAt: at };
    tallies.set(what, {
      what,
      count: known.count + 1,
      addresses: known.addresses.includes(address) ? known.addresses : [...known.addresses, address],
      firstAt: Math.min(known.firstAt, at),
      lastAt: Math.max(known.lastAt, at),
    });
  }
  return [...tallies.values()].sort((a, b) => b.count - a.count);
}

/** Median, 95th percentile and longest of some times (nearest rank); `undefined` where there are none. */
export function spreadOf(
  seconds: readonly number[],
): { readonly median: number; readonly p95: number; readonly max: number } | undefined {
  if (seconds.length === 0) return undefined;
  const sorted = [...seconds].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { median: rank(0.5), p95: rank(0.95), max: sorted.at(-1)! };
}

/** A connect that takes so long beside others that do not was most likely sent again: RFC 6298 §2.1 waits 1 s. */
const SENT_AGAIN_SECONDS = 0.95;

/** Judges. */
export function judgeRepetition(samples: readonly MeasuredSample[]): Judged {
  const judged = judgeFailures(samples);
  return { ...judged, reasons: [...judged.reasons, ...slowConnects(samples), ...ownLimits(samples)] };
}

function slowConnects(samples: readonly MeasuredSample[]): string[] {
  const times = samples.filter(({ stage }) => stage !== 'connect').map(({ connectSeconds = 0 }) => connectSeconds);
  const slow = times.filter((seconds) => seconds >= SENT_AGAIN_SECONDS);
  const { median = 1 } = spreadOf(times) ?? {};
  if (slow.length === 0 || median > SENT_AGAIN_SECONDS / 3) return [];
  const longest = formatSeconds(Math.max(...slow));
  return [
    `${slow.length} of ${times.length} connects took ${formatSeconds(Math.min(...slow))} to ${longest}, the median is ${formatSeconds(median)}: a SYN or its answer was most likely lost and sent again`,
  ];
}

function ownLimits(samples: readonly MeasuredSample[]): string[] {
  const own = samples.filter(({ outcome, stage }) => stage === 'connect' && outcome === 'unusable').length;
  return own === 0
    ? []
    : [`${own} could not be tried for want of a port or socket on this machine: that is no fault of the server`];
}

function judgeFailures(samples: readonly MeasuredSample[]): Judged {
  const failures = samples.filter(({ good }) => !good).length;
  const tried = samples.length;
  if (tried === 0) {
    return { finding: 'undecided', severity: 'benign', summary: 'Nothing was tried', reasons: [], advice: [] };
  }
  if (failures === 0) return neverFailed(tried);
  const addresses = tallyAddresses(samples);
  const bad = findBadAddress(addresses);
  if (bad !== undefined) return badAddress(bad, addresses, tried, failures);
  const few = tried < FEW ? ['few tries: the share says little'] : [];
  const kinds = tallyFailures(samples).length;
  if (failures === tried) {
    return {
      finding: 'never-works',
      confidence: tried < FEW ? 'possible' : 'likely',
      severity: 'failure',
      summary: tried === 1 ? 'The one try failed' : `All ${tried} tries failed`,
      reasons: [...(kinds > 1 ? [`in ${kinds} different ways`] : []), ...few],
      advice: ['whyclosed probe without --count says why one of them fails'],
    };
  }
  return {
    finding: 'sometimes-fails',
    confidence: tried < FEW ? 'possible' : 'likely',
    severity: 'failure',
    summary: `${failures} of ${tried} tries failed`,
    reasons: [...few, ...notByAddress(addresses), ...whenOf(samples)],
    advice: ['A recording of the failing moment tells more: tcpdump, then whyclosed read'],
  };
}

function neverFailed(tried: number): Judged {
  // "Rule of three": with n tries and no failure, the rate is below 3/n with 95 % confidence.
  const bound = `a failure rate below ${Number(((3 / tried) * 100).toPrecision(2))} % can hide behind so many tries`;
  return {
    finding: 'always-works',
    confidence: tried < FEW ? 'possible' : 'likely',
    severity: 'benign',
    summary: tried === 1 ? 'The one try worked' : `All ${tried} tries worked`,
    reasons: [tried < FEW ? 'few tries: rare failures would not show' : bound],
    advice: [],
  };
}

/** One address that fails, where the others do not, more than chance explains. */
function findBadAddress(addresses: readonly AddressTally[]): (AddressTally & { readonly chance: number }) | undefined {
  if (addresses.length < 2) return undefined;
  const total = addresses.reduce((sum, { tried, failed }) => [sum[0]! + tried, sum[1]! + failed], [0, 0]);
  const suspects = addresses.map((tally) => {
    const rest = { failedB: total[1]! - tally.failed, triedB: total[0]! - tally.tried };
    // One of several is always the worst: Bonferroni's correction.
    const chance = fisherExact({ failedA: tally.failed, triedA: tally.tried, ...rest }) * addresses.length;
    return { ...tally, chance, isWorst: tally.failed / tally.tried > (2 * rest.failedB) / rest.triedB };
  });
  return suspects.filter(({ chance, isWorst }) => isWorst && chance < UNLIKELY).sort((a, b) => a.chance - b.chance)[0];
}

function badAddress(
  { address, tried, failed, chance }: AddressTally & { readonly chance: number },
  addresses: readonly AddressTally[],
  all: number,
  failures: number,
): Judged {
  const others = addresses.filter((tally) => tally.address !== address);
  const rest = others.map((tally) => `${tally.address} ${tally.failed} of ${tally.tried}`).join(', ');
  const odds = chance < 1e-4 ? 'less than once in 10,000' : `about once in ${Math.round(1 / chance)}`;
  return {
    finding: 'bad-address',
    confidence: 'likely',
    severity: 'failure',
    summary: `${address} fails: ${failed} of ${tried}, the other ${others.length === 1 ? 'address' : 'addresses'} ${failures - failed} of ${all - tried}`,
    reasons: [
      `${address} failed ${failed} of ${tried} times, ${rest}`,
      `by chance alone that happens ${odds} (Fisher’s exact test)`,
    ],
    advice: [`Take ${address} out of the name, or repair what is there; whyclosed probe shows how it fails`],
  };
}

function notByAddress(addresses: readonly AddressTally[]): string[] {
  if (addresses.length < 2) return [];
  const list = addresses.map(({ address, tried, failed }) => `${address} ${failed} of ${tried}`).join(', ');
  return [`by address: ${list}; too little to blame one`];
}

/** Where all failures lie together in time. */
function whenOf(samples: readonly MeasuredSample[]): string[] {
  const bad = samples.filter(({ good }) => !good);
  if (bad.length < 3 || samples.length < FEW) return [];
  const inOrder = [...samples].sort((a, b) => a.at - b.at);
  const first = inOrder.findIndex(({ good }) => !good);
  const last = inOrder.findLastIndex(({ good }) => !good);
  if (last - first + 1 !== bad.length) return [];
  const [from, to] = [inOrder[first]!.at, inOrder[last]!.at];
  return [
    `the failures are one stretch, from ${formatSeconds(from)} to ${formatSeconds(to)}: before and after all worked`,
  ];
}
