// What the bench runs: which captures it makes, which program reads which, what came out, and the targets that the
// figures are held to.

import { findMedian } from './measure.mjs';

/**
 * @typedef {import('./generate.mjs').CaptureOptions} CaptureOptions
 * @typedef {import('./measure.mjs').Measurement} Measurement
 * @typedef {import('./programs.mjs').ProgramName} ProgramName
 */

/** @typedef {'small' | 'main' | 'open50k' | 'open500k' | 'open1m' | 'full' | 'file'} CaptureName */

/**
 * @typedef {object} Job a program reading a capture
 * @property {ProgramName} program
 * @property {CaptureName} capture
 */

/**
 * @typedef {object} Capture
 * @property {string} path
 * @property {number | undefined} connections how many are open at once, where known
 * @property {number} bytes
 * @property {number | undefined} packets where known
 */

/**
 * @typedef {object} Section a table of the report
 * @property {string} title
 * @property {'program' | 'capture'} rows what tells its rows apart
 * @property {readonly Job[]} jobs
 */

/**
 * The sections, in the order of the report. tcpdump and tshark read the small capture: tshark keeps something of every
 * packet and tcpdump walks a list of the connections so far, so that minutes would go by and gigabytes be used.
 *
 * @type {Readonly<Record<string, Section>>}
 */
export const sections = {
  peers: {
    title: 'Side by side',
    rows: 'program',
    jobs: [
      { program: 'read', capture: 'main' },
      { program: 'count', capture: 'main' },
      { program: 'whyclosed', capture: 'main' },
      { program: 'tcptrace', capture: 'main' },
      { program: 'tcpdump', capture: 'small' },
      { program: 'tshark', capture: 'small' },
    ],
  },
  stages: {
    title: 'Where the time of whyclosed goes',
    rows: 'program',
    jobs: [
      { program: 'count', capture: 'main' },
      { program: 'records', capture: 'main' },
      { program: 'segments', capture: 'main' },
      { program: 'connections', capture: 'main' },
      { program: 'whyclosed', capture: 'main' },
    ],
  },
  growth: {
    title: 'Growth of whyclosed',
    rows: 'capture',
    jobs: [
      { program: 'whyclosed', capture: 'small' },
      { program: 'whyclosed', capture: 'main' },
      { program: 'whyclosed', capture: 'open50k' },
      { program: 'whyclosed', capture: 'open500k' },
      { program: 'whyclosed', capture: 'open1m' },
    ],
  },
  full: {
    title: 'Full packets',
    rows: 'program',
    jobs: [
      { program: 'read', capture: 'full' },
      { program: 'count', capture: 'full' },
      { program: 'whyclosed', capture: 'full' },
    ],
  },
};

/**
 * The captures, by name.
 *
 * @param {number} share of their full size
 * @returns {Record<Exclude<CaptureName, 'file'>, CaptureOptions>}
 */
export function planCaptures(share) {
  /** @type {(packets: number, open: number) => CaptureOptions} */
  const headers = (packets, open) => ({
    packets: packets * share,
    bytes: undefined,
    connections: open * share,
    payload: 'headers',
    format: 'pcap',
    seed: 1,
  });
  return {
    small: headers(1e6, 5_000),
    main: headers(1e7, 5_000),
    open50k: headers(1e7, 50_000),
    open500k: headers(1e7, 500_000),
    open1m: headers(1e7, 1_000_000),
    full: { ...headers(0, 5_000), packets: undefined, bytes: 2e9 * share, payload: 'full' },
  };
}

/** What every round measured, by job. */
export class Results {
  /** @type {Map<string, Measurement[]>} */
  #measurements = new Map();
  /** @type {Map<CaptureName, Capture>} */
  #captures;

  /** @param {Map<CaptureName, Capture>} captures */
  constructor(captures) {
    this.#captures = captures;
  }

  /**
   * @param {Job} job
   * @param {Measurement} measurement
   */
  add(job, measurement) {
    const key = nameJob(job);
    this.#measurements.set(key, [...(this.#measurements.get(key) ?? []), measurement]);
  }

  /**
   * @param {Job} job
   * @returns {readonly Measurement[]} in the order of the rounds
   */
  of(job) {
    return this.#measurements.get(nameJob(job)) ?? [];
  }

  /** @param {CaptureName} name */
  capture(name) {
    return this.#captures.get(name);
  }

  /**
   * How many times as long `job` takes a byte or packet as `base`: the median over rounds, each round for itself, so
   * that what slows the machine for a while slows both.
   *
   * @param {Job} job
   * @param {Job} base
   * @param {Clock} clock
   * @returns {number | undefined}
   */
  ratio(job, base, clock) {
    const work = this.#work(job.capture) / this.#work(base.capture);
    const other = this.of(base);
    const ratios = this.of(job).flatMap((measurement, round) => {
      const against = other[round];
      return against === undefined ? [] : [measurement[clock] / work / against[clock]];
    });
    return ratios.length === 0 ? undefined : findMedian(ratios);
  }

  /**
   * @param {Job} job
   * @param {(measurement: Measurement) => number} quantity
   * @returns {number | undefined} the median over rounds
   */
  median(job, quantity) {
    const measurements = this.of(job);
    return measurements.length === 0 ? undefined : findMedian(measurements.map(quantity));
  }

  /** @param {CaptureName} name */
  #work(name) {
    const capture = this.#captures.get(name);
    return capture?.packets ?? capture?.bytes ?? 1;
  }
}

/** @param {Job} job */
export function nameJob({ program, capture }) {
  return `${program} ${capture}`;
}

/** @typedef {'wallSeconds' | 'cpuSeconds'} Clock */

/**
 * @typedef {object} Target
 * @property {string} title
 * @property {'at least' | 'at most'} bound
 * @property {number} limit
 * @property {string} unit
 * @property {boolean} timed whether it is about time, so that it depends on the clock
 * @property {(results: Results, clock: Clock) => number | undefined} measure
 */

/** @type {(capture: CaptureName) => Job} */
const whyclosedOn = (capture) => ({ program: 'whyclosed', capture });

/** @type {(capture: CaptureName) => (results: Results) => number | undefined} */
const peakMegabytesOn = (capture) => (results) =>
  results.median(whyclosedOn(capture), ({ peakBytes }) => peakBytes / 1e6);

/** @type {readonly Target[]} */
export const targets = [
  {
    title: "Throughput against tcptrace's",
    bound: 'at least',
    limit: 6,
    unit: '×',
    timed: true,
    measure: (results, clock) => results.ratio({ program: 'tcptrace', capture: 'main' }, whyclosedOn('main'), clock),
  },
  {
    title: "Throughput against tshark's, packet by packet",
    bound: 'at least',
    limit: 40,
    unit: '×',
    timed: true,
    measure: (results, clock) => results.ratio({ program: 'tshark', capture: 'small' }, whyclosedOn('main'), clock),
  },
  {
    title: 'Time against the counting loop',
    bound: 'at most',
    limit: 4,
    unit: '×',
    timed: true,
    measure: (results, clock) => results.ratio(whyclosedOn('main'), { program: 'count', capture: 'main' }, clock),
  },
  {
    title: 'Full packets read a second',
    bound: 'at least',
    limit: 1,
    unit: ' GB',
    timed: true,
    measure: (results, clock) => {
      const bytes = results.capture('full')?.bytes ?? 0;
      return results.median(whyclosedOn('full'), (measurement) => bytes / 1e9 / measurement[clock]);
    },
  },
  {
    title: 'Peak memory, 50,000 connections open',
    bound: 'at most',
    limit: 200,
    unit: ' MB',
    timed: false,
    measure: peakMegabytesOn('open50k'),
  },
  {
    title: 'Peak memory, 1,000,000 connections open',
    bound: 'at most',
    limit: 500,
    unit: ' MB',
    timed: false,
    measure: peakMegabytesOn('open1m'),
  },
  {
    title: 'Peak memory of a capture 10 times longer',
    bound: 'at most',
    limit: 1.25,
    unit: '×',
    timed: false,
    measure: (results) => {
      const short = peakMegabytesOn('small')(results);
      const long = peakMegabytesOn('main')(results);
      return short === undefined || long === undefined ? undefined : long / short;
    },
  },
];

/**
 * @param {Target} target
 * @param {number | undefined} value
 * @returns {boolean} whether it was measured and met
 */
export function isMet({ bound, limit }, value) {
  if (value === undefined) return false;
  return bound === 'at least' ? value >= limit : value <= limit;
}
