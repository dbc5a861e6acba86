/** What the uses and closes of idle connections say of the time-out, who closes, and what to set. */
import { countOf } from '../../core/report/phrases.ts';
import { formatSeconds } from '../words.ts';
import { boundsOf, type IdleSample, isClosed, isLost, settleSeconds } from './idle-plan.ts';
import type { Judged } from './measurement.ts';

/** A connection that was open at the end; times in seconds. */
export interface OpenConnection {
  readonly id: number;
  readonly idleSeconds: number;
  readonly ageSeconds: number;
}

/** What is judged. */
export interface IdleSeen {
  readonly samples: readonly IdleSample[];
  /** Those that were still open at the end. */
  readonly open: readonly OpenConnection[];
  readonly limitSeconds: number;
  /** How a connection was used: `GET /`; absent where it could only be watched. */
  readonly use: string | undefined;
  /** Nothing was asked and nobody has logged in: the time is that for a first request or a login. */
  readonly beforeLogin: boolean;
  /** It was ended before it was through. */
  readonly interrupted: boolean;
}

/** Devices that sweep their tables from time to time lose connections after times that differ so much. */
const SWEEP_FACTOR = 1.25;

/** Servers that look once a second who has been idle too long close after times that differ so much. */
const SWEEP_SECONDS = 1.1;

/** One such look may take so long: Redis sees to a few clients every tenth of a second. */
const LOOK_SECONDS = 0.5;

/** Judges. */
export function judgeIdle(seen: IdleSeen): Judged {
  const { alive, lost, closed } = boundsOf(seen.samples);
  if (lost !== undefined && alive !== undefined && alive > lost * SWEEP_FACTOR) return unsteady(seen, alive, lost);
  if (closed !== undefined && (lost === undefined || closed <= lost)) return judgeClosed(seen, closed, alive);
  if (lost !== undefined) return judgeLost(seen, lost, alive);
  return judgeKept(seen, alive);
}

function judgeClosed(seen: IdleSeen, closed: number, alive: number | undefined): Judged {
  const ends = seen.samples.filter(({ outcome }) => isClosed(outcome));
  if (isByAge(seen, ends)) return byAge(seen, ends);
  const settle = settleSeconds(closed);
  if (hasOutlived(seen, ends, alive)) {
    return unsteadyCloses(
      `${ends.length} ${ends.length === 1 ? 'connection was' : 'connections were'} closed, the first after ${formatSeconds(closed)} without use, and others were open longer`,
    );
  }
  if (!isOneTime(seen, ends)) {
    return unsteadyCloses(
      `${ends.length} connections were ${howOf(ends)} ${spreadOf(ends)} after the last word, one by one: no time-out shows`,
    );
  }
  return byIdleTime(seen, ends, settle);
}

/** One lay idle for longer than another that was closed, and that by more than timers and sweeps explain. */
function hasOutlived(seen: IdleSeen, ends: readonly IdleSample[], alive = 0): boolean {
  const used = usedOf(seen);
  const closed = Math.min(...ends.map(({ idleSeconds }) => idleSeconds));
  const settle = settleSeconds(closed);
  const isLate = ({ id, idleSeconds }: OpenConnection): boolean =>
    idleSeconds > closed + (used.has(id) ? sweepSeconds(closed) : settle / 2);
  return (
    seen.open.some(isLate) ||
    alive > Math.min(...untouchedTimes(ends, used)) + Math.max(LOOK_SECONDS, settle) ||
    alive > closed + sweepSeconds(closed)
  );
}

/**
 * Those that were never used have lain idle side by side: one time-out ends them together. Those that were used meanwhile
 * may meet another sweep.
 */
function isOneTime(seen: IdleSeen, ends: readonly IdleSample[]): boolean {
  const times = ends.map(({ idleSeconds }) => idleSeconds);
  const untouched = untouchedTimes(ends, usedOf(seen));
  const closed = Math.min(...times);
  const together = Math.max(LOOK_SECONDS, settleSeconds(closed));
  return widthOf(untouched) <= together && widthOf(times) <= sweepSeconds(closed);
}

/** How much longer than its time-out a connection may live where a server or a device looks only now and then. */
function sweepSeconds(closed: number): number {
  return Math.max(SWEEP_SECONDS, closed * (SWEEP_FACTOR - 1));
}

/** Ids of the connections that were used on the way. */
function usedOf({ samples }: IdleSeen): ReadonlySet<number> {
  return new Set(samples.filter(({ outcome }) => outcome === 'answered').map(({ id }) => id));
}

/** Idle times of those that were never used. */
function untouchedTimes(ends: readonly IdleSample[], used: ReadonlySet<number>): number[] {
  return ends.filter(({ id }) => !used.has(id)).map(({ idleSeconds }) => idleSeconds);
}

function unsteadyCloses(text: string): Judged {
  return {
    finding: 'unsteady',
    confidence: 'possible',
    severity: 'suspicious',
    summary: 'Idle connections are closed, but not all after the same time',
    reasons: [
      text,
      'servers behind one address may have different settings, are restarted, or look only now and then who has been idle too long',
    ],
    advice: ['Measure each address of the name, and each server behind it, by itself'],
  };
}

/** How far the values are apart. */
function widthOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}

/** Some were used on the way and closed at the same age as the others all the same, and none has become older. */
function isByAge({ open }: IdleSeen, ends: readonly IdleSample[]): boolean {
  const ages = ends.map(({ ageSeconds }) => ageSeconds);
  const youngest = Math.min(...ages);
  const settle = settleSeconds(youngest);
  if (open.some(({ ageSeconds }) => ageSeconds > youngest + settle / 2)) return false;
  return ends.length > 1 && widthOf(ends.map(({ idleSeconds }) => idleSeconds)) > settle && widthOf(ages) <= settle;
}

function byAge(seen: IdleSeen, ends: readonly IdleSample[]): Judged {
  const age = median(ends.map(({ ageSeconds }) => ageSeconds));
  return {
    finding: 'closes-old',
    confidence: 'possible',
    severity: 'suspicious',
    cause: 'connection-age-limit',
    summary: `Connections are closed ${formatSeconds(age)} after they were opened, used or not`,
    reasons: [
      `${ends.length} connections were ${howOf(ends)} at the same age, though their idle times differ`,
      'A restart at that moment looks the same: measure once more',
      ...loginNote(seen),
    ],
    advice: ['A client should replace its connections before they are that old'],
  };
}

function byIdleTime(seen: IdleSeen, ends: readonly IdleSample[], settle: number): Judged {
  const times = ends.map(({ idleSeconds }) => idleSeconds);
  const time = median(times);
  const isSwept = widthOf(times) > settle;
  const when = isSwept ? spreadOf(ends) : formatSeconds(time);
  const ages = ends.map(({ ageSeconds }) => ageSeconds);
  // Used on the way, and still open at an age at which those that were not used had been closed.
  const used =
    seen.open.filter(({ ageSeconds, idleSeconds }) => ageSeconds > time + settle / 2 && idleSeconds < time).length +
    (Math.max(...ages) > time + settle / 2 ? 1 : 0);
  const fins = ends.filter(({ outcome }) => outcome === 'fin').length;
  const isAll = ends.length > 1 && used > 0;
  const said = ends.find((sample) => sample.said !== undefined)?.said;
  return {
    finding: 'closes-idle',
    confidence: isAll ? 'likely' : 'possible',
    severity: 'benign',
    cause: fins > 0 ? 'server-idle-timeout' : 'middlebox-idle-timeout',
    summary: `${fins > 0 ? 'The server closes' : 'Something resets'} connections after ${when} without use`,
    reasons: [
      `${ends.length} idle ${ends.length === 1 ? 'connection was' : 'connections were'} ${howOf(ends)} ${spreadOf(ends)} after the last word`,
      ...(said === undefined ? [] : [`before it closed it said: ${said}`]),
      ...(isSwept
        ? ['times that differ so much fit a server that looks only now and then who has been idle too long']
        : []),
      ...(used > 0
        ? ['connections of the same age that had been used meanwhile stayed open: it is the idle time that counts']
        : ['none was used meanwhile: a limit on the age of connections looks the same']),
      fins > 0
        ? 'a FIN comes from whatever ends the TCP connection: the server, or a proxy or load balancer in front of it'
        : 'a reset may come from the server or from a device on the way: only its packet (TTL, IP ID) may tell',
      ...loginNote(seen),
    ],
    advice: closingAdvice(Math.min(...times)),
  };
}

function closingAdvice(time: number): string[] {
  return [
    `Clients that keep connections should drop them after less than ${formatSeconds(below(time))} without use, or say something more often than that`,
    'TCP keep-alive does not help where the timer is the server’s own: it counts requests, not probes',
  ];
}

function judgeLost(seen: IdleSeen, lost: number, alive: number | undefined): Judged {
  const losses = seen.samples.filter(({ outcome }) => isLost(outcome));
  const resets = losses.filter(({ outcome }) => outcome === 'reset-on-use').length;
  const fins = losses.filter(({ outcome }) => outcome === 'closed-on-use').length;
  const silent = losses.length - resets - fins;
  const parts = [
    ...(silent > 0 ? [`${silent} got no answer at all`] : []),
    ...(resets > 0 ? [`${resets} got a reset`] : []),
    ...(fins > 0 ? [`${fins} got a close instead of an answer`] : []),
  ];
  const worked = seen.samples.filter(({ outcome }) => outcome === 'answered').length;
  const estimate = alive === undefined ? lost : Math.sqrt(alive * lost);
  const when =
    alive === undefined
      ? `less than ${formatSeconds(lost)}`
      : `about ${formatSeconds(estimate)} (between ${formatSeconds(Math.min(alive, lost))} and ${formatSeconds(Math.max(alive, lost))})`;
  const isFirm = losses.length > 1 && worked > 1 && fins === 0;
  return {
    finding: 'loses-idle',
    confidence: isFirm ? 'likely' : 'possible',
    severity: 'failure',
    cause: fins > silent + resets ? 'keepalive-race' : 'middlebox-idle-timeout',
    summary: `Connections are lost without a word after ${when} without use`,
    reasons: [
      `${countOf(losses.length, 'connection')} used after ${formatSeconds(lost)} or more (${seen.use ?? 'used'}): ${parts.join(', ')}; nobody had closed them before`,
      ...(worked > 0
        ? [`${countOf(worked, 'connection')} used after ${formatSeconds(alive ?? 0)} or less worked`]
        : ['none that was used sooner worked']),
      'a server that closes normally says so (FIN or reset); where nothing was said, most likely something on the way has forgotten them: NAT, a firewall, a load balancer',
      ...(losses.length === 1 ? ['it was seen once: chance loss is not ruled out'] : []),
      ...loginNote(seen),
    ],
    advice: lossAdvice(Math.min(alive ?? lost / 2, lost)),
  };
}

function lossAdvice(alive: number): string[] {
  return [
    `TCP keep-alive or a heartbeat of the protocol should come more often than every ${formatSeconds(below(alive / 2))}, so that one may be lost (Linux waits 2 h, net.ipv4.tcp_keepalive_time, unless the program sets TCP_KEEPIDLE)`,
    `Clients that keep connections should drop them after less than ${formatSeconds(below(alive))} without use`,
    'Whoever runs the device can raise its idle time-out above that of the two ends',
  ];
}

function judgeKept(seen: IdleSeen, alive: number | undefined): Judged {
  const idle = seen.open.map(({ idleSeconds }) => idleSeconds);
  const watched = idle.length === 0 ? 0 : Math.max(...idle);
  const longest = alive ?? 0;
  if (seen.use === undefined || longest < seen.limitSeconds * 0.95) return keptUndecided(seen, longest, watched);
  return {
    finding: 'keeps-idle',
    confidence: 'likely',
    severity: 'benign',
    summary: `No idle time-out within ${formatSeconds(longest)}`,
    reasons: [
      `a connection that had lain idle for ${formatSeconds(longest)} still worked (${seen.use})`,
      'what comes later was not looked at',
      ...loginNote(seen),
    ],
    advice: [],
  };
}

function keptUndecided(seen: IdleSeen, longest: number, watched: number): Judged {
  const why = seen.interrupted
    ? 'it was interrupted'
    : seen.use === undefined
      ? 'there is nothing harmless to say to it that is answered: whether it still works was not tried (--send can say something)'
      : 'too few connections could be used';
  return {
    finding: 'undecided',
    severity: 'benign',
    summary:
      longest > 0
        ? `A connection idle for ${formatSeconds(longest)} still works; beyond that nothing is known`
        : `Nobody closed a connection within ${formatSeconds(watched)}; whether it would have worked is not known`,
    reasons: [why, 'a connection that looks open may have been forgotten on the way', ...loginNote(seen)],
    advice: [],
  };
}

function unsteady(seen: IdleSeen, alive: number, lost: number): Judged {
  return {
    finding: 'unsteady',
    confidence: 'possible',
    severity: 'suspicious',
    summary: 'Some idle connections are lost, but not after a fixed time',
    reasons: [
      `one did not work after ${formatSeconds(lost)} without use, another did after ${formatSeconds(alive)}`,
      'loss by chance, several ways or several servers behind one address look like this',
      ...loginNote(seen),
    ],
    advice: ['Measure once more; try it with --count to see whether connections fail without lying idle, too'],
  };
}

function loginNote({ beforeLogin }: IdleSeen): string[] {
  return beforeLogin
    ? [
        'nothing was asked and nobody has logged in: the server’s time for a first request or a login is what counted here, where it has one, not that of a session',
      ]
    : [];
}

function howOf(ends: readonly IdleSample[]): string {
  const fins = ends.filter(({ outcome }) => outcome === 'fin').length;
  if (fins === ends.length) return 'closed (FIN)';
  return fins === 0 ? 'reset' : `closed (${fins} FIN, ${ends.length - fins} reset)`;
}

function spreadOf(ends: readonly IdleSample[]): string {
  const times = ends.map(({ idleSeconds }) => idleSeconds);
  const [low, high] = [formatSeconds(Math.min(...times)), formatSeconds(Math.max(...times))];
  return low === high ? low : `${low} to ${high}`;
}

/** Safely below a time: a tenth, at least. */
function below(seconds: number): number {
  return Number((seconds * 0.9).toPrecision(2));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}
