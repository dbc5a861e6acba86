/** At which size answers stop, and whether it is the size of the segments or of the request that matters. */
import { countOf } from '../../core/report/phrases.ts';
import { formatSeconds } from '../words.ts';
import type { Judged, MeasuredSample } from './measurement.ts';

/** A size, what it is made of, and what came of it. */
export interface PayloadSample extends MeasuredSample {
  readonly bytes: number;
}

/** What is judged. */
export interface PayloadSeen {
  readonly samples: readonly PayloadSample[];
  /** MTU of the way out of this machine, where it is known. */
  readonly mtu: number | undefined;
  /** Not every size was tried. */
  readonly interrupted?: boolean;
  /** The answer to a request for more than a head, where one was tried: bytes that came, and whether it came whole. */
  readonly largeAnswer?: { readonly bytes: number; readonly whole: boolean; readonly tries: number };
}

/** Sizes between what passes and what does not. */
export interface PayloadBounds {
  /** The largest size below all that failed; 0 where the smallest failed. */
  readonly passes: number;
  /** The smallest that got no answer, or `undefined` where all were answered. */
  readonly fails: number | undefined;
  /** Every size below `fails` was answered each time, and no size from there on ever. */
  readonly bySize: boolean;
}

/** Times that a size must have failed, and a smaller one passed, for a verdict. */
export const repeatsNeeded = 3;

/** An answer later than this, beside others that are prompt, came after something was sent again. */
const LATE_SECONDS = 0.9;

/** Bytes of headers, at least: IPv4 and TCP without options; at most, what Linux sends by default: IPv6 and timestamps. */
const HEADERS = { min: 40, max: 72 } as const;

/** The bounds, from the requests that were sent in one go. */
export function payloadBounds(samples: readonly PayloadSample[]): PayloadBounds {
  const whole = samples.filter(({ pieces }) => pieces !== true);
  const failed = whole.filter(({ good }) => !good).map(({ bytes }) => bytes);
  const passed = whole.filter(({ good }) => good).map(({ bytes }) => bytes);
  if (failed.length === 0) return { passes: Math.max(0, ...passed), fails: undefined, bySize: false };
  const fails = Math.min(...failed);
  const below = passed.filter((bytes) => bytes < fails);
  return { passes: Math.max(0, ...below), fails, bySize: passed.every((bytes) => bytes < fails) && below.length > 0 };
}

/** Judges. */
export function judgePayloads(seen: PayloadSeen): Judged {
  const { samples } = seen;
  const { passes, fails, bySize } = payloadBounds(samples);
  if (samples.length === 0) return undecided('Nothing was tried', []);
  if (fails === undefined && seen.interrupted === true) {
    const summary = `Requests up to ${passes} bytes were answered; larger ones were not all tried`;
    return { finding: 'undecided', severity: 'benign', summary, reasons: ['it was interrupted'], advice: [] };
  }
  if (fails === undefined) return allPass(seen, passes);
  if (!bySize) {
    const failures = samples.filter(({ good }) => !good).length;
    return {
      finding: 'unsteady',
      confidence: 'possible',
      severity: 'suspicious',
      summary: `${failures} of ${samples.length} requests were not answered, but not from a certain size on`,
      reasons: ['a black hole lets no segment above a size through: this is something else'],
      advice: ['whyclosed probe --count 100 shows how often it fails at one size'],
    };
  }
  const silent = samples.filter(({ good, pieces }) => !good && pieces !== true);
  if (silent.some(({ outcome }) => outcome !== 'no answer')) return refused(silent, passes, fails);
  return judgeSilence(seen, passes, fails);
}

function judgeSilence({ samples, mtu }: PayloadSeen, passes: number, fails: number): Judged {
  const isWhole = ({ pieces }: PayloadSample): boolean => pieces !== true;
  const lost = samples.filter((sample) => isWhole(sample) && !sample.good);
  const lastLoss = Math.max(...lost.map(({ at }) => at));
  const passed = samples.filter((sample) => isWhole(sample) && sample.good);
  const after = passed.filter(({ at }) => at > lastLoss).length;
  const pieces = samples.filter((sample) => !isWhole(sample));
  const piecesPassed = pieces.filter(({ good }) => good).length;
  const seen = [
    `${countOf(passed.length, 'request')} of ${passes} bytes or less ${passed.length === 1 ? 'was' : 'were'} answered, ${after} of them after the last that was not`,
    `${countOf(lost.length, 'request')} of ${fails} bytes or more got no answer`,
  ];
  if (pieces.length > 0 && piecesPassed === 0) {
    return {
      finding: 'size-refused',
      confidence: 'possible',
      severity: 'suspicious',
      summary: `Requests of ${fails} bytes and more get no answer, whatever the size of the segments`,
      reasons: [
        ...seen,
        `sent in small segments, ${fails} bytes got no answer either: no black hole of the path’s MTU`,
      ],
      advice: ['Look at the limits of the server and of what stands before it (request size, inspection)'],
    };
  }
  const isFullSize = mtu !== undefined && passes >= mtu - HEADERS.min;
  const isConfirmed = lost.length >= repeatsNeeded && after > 0 && passed.length >= repeatsNeeded;
  if (isFullSize || !isConfirmed) {
    const why = isFullSize
      ? `segments as large as the link takes (MTU ${mtu}) pass: it is not their size`
      : 'it was not seen often enough to be told from chance';
    return undecided(`Requests of ${fails} bytes got no answer, and those of ${passes} bytes did`, [...seen, why]);
  }
  const isProved = piecesPassed >= 2 && piecesPassed === pieces.length;
  const packet = `between ${passes + HEADERS.min} and ${fails + HEADERS.max} bytes`;
  return {
    finding: 'black-hole',
    confidence: isProved ? 'likely' : 'possible',
    severity: 'failure',
    cause: 'path-mtu-black-hole',
    summary: `Segments of ${fails} bytes and more vanish on the way to the server, those of ${passes} bytes pass`,
    reasons: [
      ...seen,
      ...(isProved
        ? [
            `the same ${fails} bytes sent in small segments were answered ${piecesPassed} of ${pieces.length} times: the size of the segments is what matters`,
          ]
        : ['whether the request’s size or that of the segments matters was not seen clearly']),
      `IP packets pass up to a size ${packet}, headers included`,
      ...(mtu === undefined
        ? []
        : [`the MTU of the link out of this machine is ${mtu}: nobody told it of the smaller one`]),
    ],
    advice: [
      'Let ICMP "fragmentation needed" / "packet too big" through every firewall on the path',
      'Until then clamp the MSS on the router to what passes, or lower the MTU of this machine’s link',
    ],
  };
}

function refused(failed: readonly PayloadSample[], passes: number, fails: number): Judged {
  const outcomes = [...new Set(failed.map(({ outcome }) => outcome))].join(', ');
  return {
    finding: 'size-refused',
    confidence: 'possible',
    severity: 'suspicious',
    summary: `Requests of ${fails} bytes and more are not answered (${outcomes}), those of ${passes} bytes are`,
    reasons: ['somebody answers, if only by ending the connection: no black hole, but a limit on what is sent'],
    advice: ['Look at the limits of the server and of what stands before it'],
  };
}

function allPass({ samples, mtu, largeAnswer }: PayloadSeen, passes: number): Judged {
  const times = samples.map(({ answerSeconds = 0 }) => answerSeconds).sort((a, b) => a - b);
  const usual = times[Math.floor(times.length / 4)] ?? 0;
  const late = samples.filter(({ answerSeconds = 0 }) => answerSeconds > LATE_SECONDS && usual < LATE_SECONDS / 3);
  const isFull = mtu !== undefined && passes >= mtu - HEADERS.min;
  const reasons = [
    ...(mtu === undefined
      ? []
      : [
          `the MTU of the link out of this machine is ${mtu}${isFull ? ': its full segments pass, or this machine was told of a smaller MTU on the way and keeps to it' : ''}`,
        ]),
    ...late.map(
      ({ bytes, answerSeconds = 0 }) =>
        `${bytes} bytes were answered only after ${formatSeconds(answerSeconds)}: something was sent again, perhaps in smaller segments (net.ipv4.tcp_mtu_probing)`,
    ),
  ];
  if (largeAnswer !== undefined && !largeAnswer.whole) return largeAnswerLost(largeAnswer, reasons);
  const back =
    largeAnswer === undefined || largeAnswer.bytes < 1400
      ? 'of the way back nothing is known: no answer was large enough'
      : `an answer of ${largeAnswer.bytes} bytes came whole, so full segments pass on the way back, too`;
  return {
    finding: 'no-black-hole',
    confidence: late.length > 0 ? 'possible' : 'likely',
    severity: late.length > 0 ? 'suspicious' : 'benign',
    summary: `No size is lost: requests up to ${passes} bytes were answered`,
    reasons: [...reasons, back],
    advice: [],
  };
}

/** Heads come, and what is larger does not. */
function largeAnswerLost(
  { bytes, tries }: NonNullable<PayloadSeen['largeAnswer']>,
  reasons: readonly string[],
): Judged {
  return {
    finding: 'undecided',
    confidence: 'possible',
    severity: 'suspicious',
    cause: 'path-mtu-black-hole',
    summary: 'Small answers come, a large one does not: full-size segments may vanish on the way back',
    reasons: [
      ...reasons,
      `a request for the whole answer brought ${countOf(bytes, 'byte')} and then nothing, ${tries} times, while heads alone came`,
      'a server that is slow to make its answer looks the same',
    ],
    advice: ['Record it at the server (tcpdump) and see whether it sends its segments again'],
  };
}

function undecided(summary: string, reasons: readonly string[]): Judged {
  return {
    finding: 'undecided',
    severity: 'suspicious',
    summary,
    reasons,
    advice: ['Measure once more, with a longer --timeout'],
  };
}
