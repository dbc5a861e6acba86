/**
 * Evidence of other witnesses than packets: kernels and logs. What they say is weighed beside what the packets show, and a
 * cause that they speak for says more precisely what the packets alone leave open.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Closer, Evidence, Severity, Weight } from '../model/diagnosis.ts';
import { type Endpoint, formatHostPort, isLoopback, type Side } from '../model/endpoint.ts';
import type {
  Facts,
  KernelCloseFact,
  KernelCounterFact,
  KernelListenerFact,
  KernelOnwardFact,
  KernelResetFact,
  LogFact,
  ProxyStatisticsFact,
  WitnessFact,
} from '../model/fact.ts';
import type { LogMeaning } from '../model/witness.ts';
import type { SignalSender } from '../model/witness-fact.ts';
import { closingFin, closingReset, count } from './_evidence.ts';
import { closerBy } from './_sender.ts';
import { SILENT_CLOSES, WAITED_IN_VAIN } from './_unexplained.ts';
import { madeAt } from './_vantage.ts';
import { unansweredTurn } from './_words.ts';

/** Causes that say how a connection ended, which a witness of the reason says more precisely. */
export const SAID_LESS: readonly string[] = [
  // Not those where the client sent its next request to a closed connection: that one failed because of it.
  'normal-close',
  'half-close',
  'reset-after-close',
  'server-idle-timeout',
  ...SILENT_CLOSES,
  ...WAITED_IN_VAIN,
  'unread-request-body',
  'reset-after-close-notify',
  'truncated-response',
];

/** Whether a kernel or a log says anything of the connection: mostly there is none. */
export function isWitnessed(facts: Facts): boolean {
  return facts['kernel-close'] !== undefined || facts.log !== undefined || facts['kernel-reset'] !== undefined;
}

/** A piece of evidence from another witness, with its line. */
export function testify(weight: Weight, fact: WitnessFact, text: string): Evidence {
  return { weight, text, packets: fact.packets, source: fact.kind === 'log' ? 'log' : 'kernel', said: fact.said };
}

/** Who closed a connection, by its first FIN or its reset. */
export function closingSide(facts: Facts): Side | undefined {
  return (closingReset(facts) ?? closingFin(facts))?.from;
}

/** What the kernel says of the program that closed at that side. */
export function kernelClose(facts: Facts, at: Side): KernelCloseFact | undefined {
  return facts['kernel-close']?.find((fact) => fact.at === at);
}

/** A reset that the kernel of that side says it sent, on its own account or in answer to a packet. */
export function kernelReset(facts: Facts, from: Side, active: boolean): KernelResetFact | undefined {
  return facts['kernel-reset']?.find((fact) => fact.from === from && fact.active === active);
}

/** A line of a log that means one of these, the surest first. */
export function logOf(facts: Facts, ...meanings: readonly LogMeaning[]): LogFact | undefined {
  // A request that got its status was made on another connection than one whose server never said a word.
  const isMute = (facts.words?.[0]?.serverFirst.kind ?? 'none') === 'none';
  return facts.log?.find(({ meaning, isAnswered }) => meanings.includes(meaning) && !(isMute && isAnswered === true));
}

/** `nginx wrote “…”`; a line that names neither the client nor the moment is a hint. */
export function logEvidence(log: LogFact, weight: 'supports' | 'hints' = 'supports'): Evidence {
  return testify(isSure(log) ? weight : 'hints', log, `${log.program} wrote${WHOM[log.by]} “${log.quote}”`);
}

/**
 * The line names this connection, its client or its moment, and the connection did not go on after it. A process or unit of
 * some host that it names may be another than the server.
 */
function isSure({ by, isEarlier, isUntied }: LogFact): boolean {
  return by !== 'file' && isEarlier !== true && isUntied !== true;
}

const WHOM: Readonly<Record<LogFact['by'], string>> = {
  connection: ' of this connection',
  client: ' of this client',
  moment: ' at that moment',
  file: '',
};

/** What a witness adds to the answer of a cause. */
export interface Witnessed {
  readonly evidence: readonly (Evidence | undefined)[];
  readonly summary: string;
  /** Default: the program at the side that closed, or the server’s. */
  readonly closer?: Closer;
  readonly severity?: Severity;
  /** Causes that this then says more precisely. Default: `SAID_LESS`. */
  readonly refines?: readonly string[];
}

/** The assessment of a cause that another witness speaks for, with what the packets say for or against it. */
export function witnessed(facts: Facts, packets: Assessment | undefined, said: Witnessed): Assessment {
  const close = closingReset(facts) ?? closingFin(facts);
  const own = close === undefined ? 'server application' : closerBy(facts, close.from, close.packets[0]);
  const {
    evidence,
    summary,
    closer = packets?.closer ?? own,
    severity = packets?.severity,
    refines = SAID_LESS,
  } = said;
  return {
    evidence: [...evidence.filter((piece) => piece !== undefined), ...(packets?.evidence ?? [])],
    summary,
    closer,
    ...(severity === undefined ? {} : { severity }),
    refines,
  };
}

/** Names of signals that end a program (signal(7), x86 and Arm). */
function signalName(signal: number): string {
  const name = SIGNALS[signal];
  return name === undefined ? `signal ${signal}` : `signal ${signal} (${name})`;
}

/** "signal 15 (SIGTERM) from systemd (process 1)". */
export function signalText(signal: number, sentBy: SignalSender | undefined): string {
  return `${signalName(signal)}${sentBy === undefined ? '' : ` from ${senderName(sentBy)}`}`;
}

function senderName({ by, comm, pid }: SignalSender): string {
  if (by === 'kernel') return 'the kernel';
  const process = pid === undefined ? 'another process' : `process ${pid}`;
  return comm === undefined ? process : pid === undefined ? comm : `${comm} (${process})`;
}

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  31: 'SIGSYS',
};

/** What a line of a log says for a cause. */
export interface LogClaim {
  readonly meanings: readonly LogMeaning[];
  readonly summary: string;
  /**
   * Which endings it may be about where the line does not name the connection itself. Default: those that the cause finds
   * possible by the packets alone. At one moment others end too.
   */
  readonly fits?: (facts: Facts, log: LogFact) => boolean;
  /** Which endings it may be about at all, whatever the line names. Default: all. */
  readonly ends?: (facts: Facts) => boolean;
  /** What else tells that a line without a time is about this connection: then it is no mere hint. */
  readonly isTold?: (facts: Facts) => boolean;
  readonly closer?: Closer;
  readonly severity?: Severity;
  readonly refines?: readonly string[];
}

/** Weighs as `weigh` does, and with what logs say for the cause. */
export function withLog(claim: LogClaim, weigh: Cause['weigh']): Cause['weigh'] {
  return (facts) => {
    const packets = weigh(facts);
    if (facts.log === undefined) return packets;
    const log = logOf(facts, ...claim.meanings);
    if (log === undefined || claim.ends?.(facts) === false) return packets;
    const isNamed = log.by === 'connection' && isSure(log);
    const isAbout = isNamed || packets !== undefined || claim.fits?.(facts, log) === true;
    if (!isAbout) return packets;
    const { summary, closer, severity } = claim;
    // Of this very connection the log says more than an error that is nothing but a number.
    const refines = claim.refines ?? (isNamed ? [...SAID_LESS, 'stated-error'] : undefined);
    const isStrong = isSure(log) || (log.by === 'file' && claim.isTold?.(facts) === true);
    return witnessed(facts, packets, {
      evidence: [{ ...logEvidence(log), weight: isStrong ? 'supports' : 'hints' }],
      summary: !isStrong && packets !== undefined ? packets.summary : summary,
      ...(closer === undefined ? {} : { closer }),
      ...(severity === undefined ? {} : { severity }),
      ...(refines === undefined ? {} : { refines }),
    });
  };
}

/**
 * The kernel closed the listening socket at that moment, and reset what the server had never spoken on: connections that
 * waited to be accepted (Linux inet_csk_listen_stop).
 */
export function wasNeverAccepted(facts: Facts): boolean {
  const reset = closingReset(facts);
  const isSilent = facts.words?.[0]?.serverFirst.kind === undefined || facts.words[0].serverFirst.kind === 'none';
  return reset?.form === 'active' && reset.from === 'server' && isSilent && listenerClosedWith(facts) !== undefined;
}

/** The listening socket of the server was closed at the moment at which the connection was. */
export function listenerClosedWith(facts: Facts): KernelListenerFact | undefined {
  return facts['kernel-listener']?.find(({ closedWith }) => closedWith);
}

/** A listener on the server’s port that does not take what came, and what is different about it. */
export function listenerElsewhere(
  facts: Facts,
): { readonly fact: KernelListenerFact; readonly otherFamily?: string; readonly otherAddress?: string } | undefined {
  const fact = facts['kernel-listener']?.[0];
  // A kernel that says that it had no socket for it leaves no doubt that none of them took it.
  if (fact === undefined || fact.fits || kernelReset(facts, 'server', false) === undefined) return undefined;
  const isOfFamily = ({ address }: Endpoint): boolean => address.includes(':') === fact.isSix;
  // Nothing but the host itself reaches its loopback, by whichever family.
  const own =
    fact.listening.find(isOfFamily) ??
    (fact.toLoopback ? undefined : fact.listening.find(({ address }) => isLoopback(address)));
  if (own !== undefined) return { fact, otherAddress: own.address };
  // What was used at another address of the same family may be another host’s.
  if (fact.inUse.some(isOfFamily) || fact.listening.length + fact.inUse.length === 0) return undefined;
  return { fact, otherFamily: fact.isSix ? 'IPv4' : 'IPv6' };
}

/** How much what it says of listeners weighs: in the account of several hosts they may be another’s. */
export function weightOfListener({ mayBeOthers }: KernelListenerFact): 'supports' | 'hints' {
  return mayBeOthers ? 'hints' : 'supports';
}

/** A counter of the server’s kernel that grew meanwhile. */
export function counterOf(facts: Facts, name: string): KernelCounterFact | undefined {
  return facts['kernel-counter']?.find((fact) => fact.name === name && fact.delta > 0);
}

/** What a counter says; where it is not known to be of this time and of what came here, a hint. */
export function counterEvidence(counter: KernelCounterFact, isOfThis: boolean, what: string, which: string): Evidence {
  const { isGrowth, delta, name } = counter;
  const counted = `${count(delta, what)} ${which}`;
  const text = isGrowth
    ? `the server’s kernel counted ${counted} meanwhile (${name})`
    : `a kernel counted ${counted}, whenever that was (${name})`;
  return testify(isGrowth && isOfThis ? 'supports' : 'hints', counter, text);
}

/** What a proxy at the server counted of a matter; not where the kernel says that another program closed the connection. */
export function proxyStatistics(facts: Facts, matter: ProxyStatisticsFact['matter']): ProxyStatisticsFact | undefined {
  const comm = kernelClose(facts, 'server')?.comm;
  if (comm !== undefined && !/haproxy/i.test(comm)) return undefined;
  return facts['proxy-statistics']?.find((fact) => fact.matter === matter);
}

/** It supports where it was counted meanwhile, and by the frontend that the connection came to. */
export function proxyEvidence(fact: ProxyStatisticsFact, columns: string, text: string): Evidence {
  const { proxy, program, isGrowth, areSeveral } = fact;
  const when = isGrowth ? 'meanwhile' : 'since its start, whenever that was';
  const said = `${program}’s frontend ${proxy} ${text} ${when} (${columns})`;
  return testify(isGrowth && !areSeveral ? 'supports' : 'hints', fact, said);
}

/** A capture made at the server has packets of this connection: what came there its kernel may have dropped. */
export function cameToServer(facts: Facts): boolean {
  const other = facts['other-end']?.[0];
  if (madeAt(facts, 'server') !== undefined) return true;
  return other?.at === 'server' && other.has && !other.replied;
}

/** A TLS server closed on a handshake, or on what came after it, without an answer to that. */
export function isTlsUnanswered(facts: Facts): boolean {
  const tls = facts.tls?.[0];
  if (tls === undefined || closingSide(facts) !== 'server') return false;
  return tls.stage !== 'data' || tls.refusal !== undefined || unansweredTurn(facts) !== undefined;
}

/** A connection that the server’s program opened onward, and did not get. */
export function failedOnward(facts: Facts): KernelOnwardFact | undefined {
  return facts['kernel-onward']?.find(({ outcome }) => outcome === 'refused' || outcome === 'given-up');
}

/** Of a program with several connections it is not known for which of them it opened one. */
export function failedOnwardEvidence(onward: KernelOnwardFact | undefined): Evidence | undefined {
  return onward && testify(onward.isAlone ? 'supports' : 'hints', onward, failedOnwardText(onward));
}

/** "socat, which had this connection, tried to reach 127.0.0.1:9000 meanwhile, and was refused". */
function failedOnwardText({ comm, to, outcome }: KernelOnwardFact): string {
  const how = outcome === 'refused' ? 'was refused' : 'got no answer';
  return `${comm}, which had this connection, tried to reach ${formatHostPort(to.address, to.port)} meanwhile, and ${how}`;
}

/** Causes that a device which forgot a connection looks like in packets. */
const FORGOTTEN: readonly string[] = [
  'inline-firewall-reset',
  'injected-reset',
  'half-open-connection',
  'retransmission-timeout',
  'still-open',
];

/** What the log of a device says for a cause: that it forgot the connection while it was open. */
export interface ForgottenClaim {
  readonly meanings: readonly LogMeaning[];
  /** Whose address such a device translates, undefined where it translates none. */
  readonly translates: readonly LogFact['translates'][];
  readonly summary: string;
}

/** Weighs as `weigh` does, and with what the log of a device says for the cause. */
export function withForgotten(
  { meanings, translates, summary }: ForgottenClaim,
  weigh: Cause['weigh'],
): Cause['weigh'] {
  return (facts) => {
    const packets = weigh(facts);
    const log = facts.log === undefined ? undefined : logOf(facts, ...meanings);
    // An end that said nothing more does not know of it; what follows a reset is of no connection that a device need know.
    const isReset = closingReset(facts) !== undefined && log?.meaning !== 'no-mapping';
    const isHit = isReset || facts.stall !== undefined;
    if (log?.by !== 'connection' || !isHit || !translates.includes(log.translates)) return packets;
    return witnessed(facts, packets, {
      evidence: [logEvidence(log)],
      summary,
      closer: 'middlebox',
      refines: FORGOTTEN,
    });
  };
}

/** The kernel saw that another process ended the server’s, and closed its socket. */
export function wasKilled(facts: Facts): boolean {
  const end = kernelClose(facts, 'server')?.end;
  return end?.signal !== undefined && !end.isFault;
}
