// What the bench runs: which captures it makes, which program reads which, and the targets the figures are held to.

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
 * @property {string} title
 * @property {string} path
 * @property {number} bytes
 * @property {number | undefined} packets where known
 */

/** How slow programs are to be compared: tshark keeps every packet, tcpdump walks a list of all connections so far. */
export const SCALED_PROGRAMS = /** @type {readonly ProgramName[]} */ (['tcpdump', 'tshark']);

/**
 * The jobs of each section, in the order of the report.
 *
 * @type {Readonly<Record<string, readonly Job[]>>}
 */
export const sections = {
  peers: [
    { program: 'read', capture: 'main' },
    { program: 'count', capture: 'main' },
    { program: 'whyclosed', capture: 'main' },
    { program: 'tcptrace', capture: 'main' },
    { program: 'tcpdump', capture: 'small' },
    { program: 'tshark', capture: 'small' },
  ],
  growth: [
    { program: 'whyclosed', capture: 'small' },
    { program: 'whyclosed', capture: 'main' },
    { program: 'whyclosed', capture: 'open50k' },
    { program: 'whyclosed', capture: 'open500k' },
    { program: 'whyclosed', capture: 'open1m' },
  ],
  full: [
    { program: 'read', capture: 'full' },
    { program: 'count', capture: 'full' },
    { program: 'whyclosed', capture: 'full' },
  ],
};

/**
 * The captures, by name.
 *
 * @param {number} share of their full size
 * @returns {Record<Exclude<CaptureName, 'file'>, { title: string, options: CaptureOptions }>}
 */
export function planCaptures(share) {
  /** @type {(title: string, packets: number, open: number) => { title: string, options: CaptureOptions }} */
  const headers = (title, packets, open) => ({
    title,
    options: {
      packets: packets * share,
      bytes: undefined,
      connections: open * share,
      payload: 'headers',
      format: 'pcap',
      seed: 1,
    },
  });
  return {
    small: headers('a tenth as long', 1e6, 5_000),
    main: headers('headers only', 1e7, 5_000),
    open50k: headers('10× the connections open', 1e7, 50_000),
    open500k: headers('100× the connections open', 1e7, 500_000),
    open1m: headers('200× the connections open', 1e7, 1_000_000),
    full: {
      title: 'full packets',
      options: {
        packets: undefined,
        bytes: 2e9 * share,
        connections: 5_000 * share,
        payload: 'full',
        format: 'pcap',
        seed: 1,
      },
    },
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
   * @param {'wallSeconds' | 'cpuSeconds'} clock
   * @returns {number | undefined}
   */
  ratio(job, base, clock = 'wallSeconds') {
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

/**
 * @typedef {object} Target
 * @property {string} title
 * @property {'at least' | 'at most'} bound
 * @property {number} limit
 * @property {string} unit
 * @property {(results: Results) => number | undefined} measure
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
    measure: (results) => results.ratio({ program: 'tcptrace', capture: 'main' }, whyclosedOn('main')),
  },
  {
    title: "Throughput against tshark's, a packet",
    bound: 'at least',
    limit: 40,
    unit: '×',
    measure: (results) => results.ratio({ program: 'tshark', capture: 'small' }, whyclosedOn('main')),
  },
  {
    title: 'Time against the counting loop',
    bound: 'at most',
    limit: 4,
    unit: '×',
    measure: (results) => results.ratio(whyclosedOn('main'), { program: 'count', capture: 'main' }),
  },
  {
    title: 'Peak memory, 50,000 connections open',
    bound: 'at most',
    limit: 200,
    unit: ' MB',
    measure: peakMegabytesOn('open50k'),
  },
  {
    title: 'Peak memory, 1,000,000 connections open',
    bound: 'at most',
    limit: 500,
    unit: ' MB',
    measure: peakMegabytesOn('open1m'),
  },
  {
    title: 'Peak memory of a capture 10 times longer',
    bound: 'at most',
    limit: 1.25,
    unit: '×',
    measure: (results) => {
      const short = peakMegabytesOn('small')(results);
      const long = peakMegabytesOn('main')(results);
      return short === undefined || long === undefined ? undefined : long / short;
    },
  },
  {
    title: 'Full packets read a second',
    bound: 'at least',
    limit: 1,
    unit: ' GB',
    measure: (results) => {
      const bytes = results.capture('full')?.bytes ?? 0;
      return results.median(whyclosedOn('full'), ({ wallSeconds }) => bytes / 1e9 / wallSeconds);
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
