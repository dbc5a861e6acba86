/** What a kernel’s account says of one connection: who closed its sockets, how those programs ended, what listened, what went on. */
import type { Testimony } from '../facts/_extractor.ts';
import { type Endpoint, isLoopback, type Side } from '../model/endpoint.ts';
import type {
  ExitEvent,
  Lifetime,
  LineReference,
  ProcessEvent,
  SignalEvent,
  SignalSentEvent,
  SocketState,
  StateEvent,
} from '../model/witness.ts';
import type {
  KernelCloseFact,
  KernelListenerFact,
  KernelOnwardFact,
  KernelResetFact,
  ProcessEnd,
  SignalSender,
  StopSignal,
} from '../model/witness-fact.ts';
import { acceptFailureOf } from './accept-failure-facts.ts';
import { type KernelAccount, type Listening, type SocketEvent, type SocketLife, takes } from './kernel-account.ts';
import { isSameProcess, type Task } from './same-process.ts';

/** The two ends of a connection, as the host at that side knows them. */
export type EndsAt = Readonly<Record<Side, { readonly client: Endpoint; readonly server: Endpoint } | undefined>>;

/** Resets of one side that are told. */
const RESETS_MAX = 3;
/** In the time of the same call: a state and the reset that belongs to it. */
const SAME_CALL = 0.01;
/** From the end of a process to the closing of its sockets, in seconds: memory is given back first. */
const TEARDOWN_MAX = 10;
/** The same where only the name of the process is known, which others may bear too. */
const TEARDOWN_BY_NAME_MAX = 0.25;
/** A program that closes its sockets as it ends. */
const ENDS_AFTER_MAX = 0.05;
const SIGNAL_BEFORE_MAX = 0.5;
const STOP_BEFORE_MAX = 1;
const KILL_BEFORE_MAX = 10;
const TOGETHER = 0.05;
const ONWARD_MAX = 8;

/** SIGHUP, SIGINT, SIGQUIT, SIGTERM: what stops a program that knows how to. */
const STOP_SIGNALS: ReadonlySet<number> = new Set([1, 2, 3, 15]);

/** Everything about a connection that began and closed then, in seconds since 1970. */
export function kernelFactsOf(account: KernelAccount, ends: EndsAt, span: Lifetime): Testimony[] {
  const lives = {
    client: ends.client && account.lifeOf(ends.client.client, ends.client.server, span),
    server: ends.server && account.lifeOf(ends.server.server, ends.server.client, span),
  };
  const closes = {
    client: lives.client && closeOf(account, 'client', lives.client),
    server: lives.server && closeOf(account, 'server', lives.server),
  };
  return [
    ...(lives.client === undefined ? [] : resetsOf('client', lives.client)),
    ...(lives.server === undefined ? [] : resetsOf('server', lives.server)),
    ...[closes.client, closes.server].filter((close) => close !== undefined),
    ...listenersOf(account, ends.server?.server ?? ends.client?.server, lives, closes.server, span),
    ...(lives.server === undefined ? [] : onwardOf(account, lives.server, closes.server)),
    ...(lives.server === undefined ? [] : acceptFailureOf(account, lives.server, closeEventOf(lives.server))),
  ];
}

function resetsOf(from: Side, { events }: SocketLife): Omit<KernelResetFact, 'packets'>[] {
  const sent = events.filter((event) => event.kind === 'reset-sent');
  return sent.slice(0, RESETS_MAX).map((event) => ({
    kind: 'kernel-reset',
    from,
    active: event.active,
    reason: event.reason,
    state: event.state,
    comm: event.comm,
    said: place(event),
  }));
}

function closeEventOf({ events }: Pick<SocketLife, 'events'>): StateEvent | undefined {
  return events.find((event, position): event is StateEvent => isOwnClose(events, event, position));
}

/** The first thing that its own program, or the end of it, did to the socket. */
function closeOf(
  account: KernelAccount,
  at: Side,
  { events }: SocketLife,
): Omit<KernelCloseFact, 'packets'> | undefined {
  const event = closeEventOf({ events });
  if (event === undefined) return undefined;
  const end = endOf(account, event, events[0]?.seconds ?? event.seconds);
  return {
    kind: 'kernel-close',
    at,
    to: event.to,
    comm: event.comm,
    pid: event.tgid ?? event.pid,
    end,
    stopSignal: stopSignalOf(account, event, end),
    said: place(event),
  };
}

/**
 * What Linux delivers where a process is to end at once, whatever asked for that: SIGKILL, or SIGTERM, SIGHUP, SIGPIPE without
 * a handler (kernel/signal.c: complete_signal, get_signal).
 */
const SIGKILL = 9;

const OPEN: ReadonlySet<SocketState> = new Set(['ESTABLISHED', 'SYN_RECV']);

/** A FIN of its own; or the end of the socket with a reset of its own, which no packet of the peer brought about. */
function isOwnClose(events: readonly SocketEvent[], event: SocketEvent, position: number): boolean {
  if (event.kind !== 'state' || !OPEN.has(event.from)) return false;
  if (event.to === 'FIN_WAIT1') return true;
  if (event.to !== 'CLOSE') return false;
  if (events[position - 1]?.kind === 'reset-received') return false;
  return events.some(
    (other) =>
      other.kind === 'reset-sent' &&
      other.active &&
      other.reason !== 'TCP_KEEPALIVE_TIMEOUT' &&
      Math.abs(other.seconds - event.seconds) <= SAME_CALL,
  );
}

/** The end of the process in whose time the socket was closed, where it was its end that did. */
function endOf(account: KernelAccount, close: StateEvent, beganSeconds: number): ProcessEnd | undefined {
  const { comm, seconds } = close;
  if (comm === undefined) return undefined;
  const isByNumber = close.pid !== undefined;
  const before = isByNumber ? TEARDOWN_MAX : TEARDOWN_BY_NAME_MAX;
  const around = [...account.endsBetween(seconds - before - KILL_BEFORE_MAX, seconds + ENDS_AFTER_MAX)];
  const exit = around
    .filter((event): event is ExitEvent => event.kind === 'exit' && event.isWhole !== false && !isThread(event))
    .filter((event) => isSameProcess(event, close) && event.seconds >= seconds - before)
    .at(-1);
  if (exit === undefined) return undefined;
  // What a signal ends is closed by the kernel, after it: what was closed before was closed by the program.
  const signal = exit.seconds <= seconds ? endingSignal(around, exit) : undefined;
  const victim = around.some(
    (event) => event.kind === 'victim' && event.pid === exit.pid && event.seconds <= exit.seconds,
  );
  const sent = signal === undefined || signal.sentBy === 'fault' ? undefined : sentBefore(around, exit, signal);
  return {
    said: place(sent ?? signal ?? exit),
    comm,
    signal: sent?.signal ?? signal?.signal,
    sentBy: sent && senderOf(sent),
    isFault: signal?.sentBy === 'fault',
    outOfMemory: victim,
    withListener:
      account.closedListeners(close.local.port, beganSeconds, seconds - TOGETHER, exit.seconds + TOGETHER).length > 0,
    isByNumber,
  };
}

/** The signal that a process ended of. */
function endingSignal(around: readonly ProcessEvent[], exit: ExitEvent): SignalEvent | undefined {
  const isBefore = ({ seconds }: { readonly seconds: number }): boolean =>
    seconds <= exit.seconds && seconds >= exit.seconds - SIGNAL_BEFORE_MAX;
  const delivered = around.filter((event) => event.kind === 'signal' && event.byDefault && isBefore(event));
  const own = delivered.filter((event): event is SignalEvent => event.kind === 'signal' && isSameProcess(event, exit));
  const telling = own.findLast(({ signal }) => signal !== SIGKILL);
  if (telling !== undefined) return telling;
  // Also where a program ends by itself, its other threads are killed: then one of them ends without a signal, just before.
  const isOwnEnd = around.some(
    (event) =>
      event.kind === 'exit' &&
      isBefore(event) &&
      exit.seconds - event.seconds <= TOGETHER &&
      mayBeThreadOf(event, exit) &&
      !delivered.some((signal) => signal.pid === event.pid),
  );
  return isOwnEnd ? undefined : own.at(-1);
}

/** What was sent to the process that ended of this signal; in place of any other that ends it at once SIGKILL is delivered. */
function sentBefore(
  around: readonly ProcessEvent[],
  exit: ExitEvent,
  { signal, seconds }: SignalEvent,
): SignalSentEvent | undefined {
  const isHandled = (sent: SignalSentEvent): boolean =>
    around.some(
      (event) =>
        event.kind === 'signal' &&
        event.signal === sent.signal &&
        !event.byDefault &&
        isWithin(event, sent.seconds, seconds) &&
        isSameProcess(event, exit),
    );
  return around.findLast(
    (event): event is SignalSentEvent =>
      event.kind === 'signal-sent' &&
      (event.signal === signal || signal === SIGKILL) &&
      isWithin(event, seconds - SIGNAL_BEFORE_MAX, seconds) &&
      isTo(event, exit) &&
      !isHandled(event),
  );
}

function isWithin(event: { readonly seconds: number }, from: number, until: number): boolean {
  return event.seconds >= from && event.seconds <= until;
}

/** By the number of the process or, where the trace has none, by its name. */
function isTo({ toComm, toPid }: SignalSentEvent, { comm, pid, tgid }: Task): boolean {
  if (tgid !== undefined) return toPid === tgid || toPid === pid;
  return toComm === comm && (pid === undefined || toPid === pid);
}

function senderOf({ sentBy, comm, pid }: SignalSentEvent): SignalSender {
  return sentBy === 'kernel' ? { by: 'kernel' } : { by: 'process', comm, pid };
}

/** A task of the same process, as far as the trace can tell. */
function mayBeThreadOf(task: ExitEvent, exit: ExitEvent): boolean {
  if (task.pid === undefined || task.pid === exit.pid) return false;
  if (task.tgid !== undefined && exit.tgid !== undefined) return task.tgid === exit.tgid;
  return task.isWhole !== true;
}

function isThread({ pid, tgid, isWhole }: ExitEvent): boolean {
  return isWhole === undefined && tgid !== undefined && tgid !== pid;
}

function stopSignalOf(account: KernelAccount, close: StateEvent, end: ProcessEnd | undefined): StopSignal | undefined {
  if (end?.signal !== undefined && end.signal !== SIGKILL) {
    const { signal, sentBy, said } = end;
    return sentBy !== undefined && STOP_SIGNALS.has(signal) ? { signal, sentBy, said } : undefined;
  }
  const around = [...account.endsBetween(close.seconds - STOP_BEFORE_MAX, close.seconds)];
  // Another process of that name may serve another connection, and be told to end that alone.
  const stop = around.find(
    (event): event is SignalEvent =>
      event.kind === 'signal' && STOP_SIGNALS.has(event.signal) && isSameProcess(event, close),
  );
  if (stop === undefined) return undefined;
  const sent = around.findLast(
    (event): event is SignalSentEvent =>
      event.kind === 'signal-sent' &&
      event.signal === stop.signal &&
      event.seconds <= stop.seconds &&
      isTo(event, close),
  );
  return { signal: stop.signal, sentBy: sent && senderOf(sent), said: place(stop) };
}

/** What listened on the port when the client came. */
function listenersOf(
  account: KernelAccount,
  server: Endpoint | undefined,
  lives: Readonly<Partial<Record<Side, SocketLife | undefined>>>,
  close: Omit<KernelCloseFact, 'packets'> | undefined,
  { beganSeconds }: Lifetime,
): Omit<KernelListenerFact, 'packets'>[] {
  if (server === undefined || !account.isOf(server.address)) return [];
  const life = lives.server ?? lives.client;
  // Without a socket of the connection, only a clock that counts from 1970 knows when that was.
  if (life === undefined && !account.hasWallClock) return [];
  const came = life?.events[0]?.seconds ?? beganSeconds;
  if (!account.covers(came)) return [];
  const listening = account.listeningOn(server.port, came);
  const closed = closeSeconds(lives.server, close);
  const gone = closed === undefined ? [] : account.closedListeners(server.port, came, closed - TOGETHER, closed);
  const event = gone[0]?.until ?? listening[0]?.from ?? lives.server?.events[0];
  if (event === undefined || listening.length === 0) return [];
  return [
    {
      kind: 'kernel-listener',
      listening: listening.filter(isSeen).map(({ local }) => local),
      inUse: listening.filter((known) => !isSeen(known)).map(({ local }) => local),
      isSix: server.address.includes(':'),
      toLoopback: isLoopback(server.address),
      fits: listening.some(({ local }) => takes(local, server.address)),
      took: lives.server !== undefined,
      closedWith: gone.some(({ local }) => takes(local, server.address)),
      mayBeOthers: account.mayBeOfSeveral(server.address) || areOfSeveral(listening, server.address),
      tellsOfRefusals: account.tellsOfRefusals,
      said: place(event),
    },
  ];
}

/** Two programs do not listen on one port of one host: these are containers with the same address. */
function areOfSeveral(listening: readonly Listening[], address: string): boolean {
  const taking = listening.filter(({ local }) => takes(local, address));
  return new Set(taking.map(({ from }) => from?.comm).filter((comm) => comm !== undefined)).size > 1;
}

/** The account has its beginning or its end; of what is known by its use alone the address it listens on is not. */
function isSeen({ from, until }: Listening): boolean {
  return (from ?? until) !== undefined;
}

function closeSeconds(
  life: SocketLife | undefined,
  close: Omit<KernelCloseFact, 'packets'> | undefined,
): number | undefined {
  return life?.events.find(({ line, file }) => close?.said.line === line && close.said.file === file)?.seconds;
}

/** Connections that the program which had this one opened meanwhile, each once. */
function onwardOf(
  account: KernelAccount,
  { events, local, remote }: SocketLife,
  close: Omit<KernelCloseFact, 'packets'> | undefined,
): Omit<KernelOnwardFact, 'packets'>[] {
  const [first] = events;
  const last =
    events.find((event) => event.kind === 'state' && event.to !== 'ESTABLISHED' && event !== first) ?? events.at(-1);
  const comm = close?.comm;
  if (first === undefined || last === undefined || comm === undefined) return [];
  const found: Omit<KernelOnwardFact, 'packets'>[] = [];
  for (const life of account.openedBetween(first.seconds, last.seconds + TOGETHER)) {
    const [opening] = life.events;
    // In the account of several hosts the client’s programs may have the same name.
    if (opening === undefined || opening.comm !== comm || life.local.address === remote.address) continue;
    // One that closes at that moment counts.
    const isAlone = account.openOn(local.port, Math.min(opening.seconds, last.seconds)) <= 1;
    const outcome = outcomeOf(life);
    found.push({ kind: 'kernel-onward', to: life.remote, outcome, comm, isAlone, said: place(opening) });
    if (found.length === ONWARD_MAX) break;
  }
  return found;
}

function outcomeOf({ events }: SocketLife): KernelOnwardFact['outcome'] {
  const isReset = events.some(({ kind }) => kind === 'reset-received');
  const reached = events.some((event) => event.kind === 'state' && event.to === 'ESTABLISHED');
  const closed = events.some((event) => event.kind === 'state' && event.to === 'CLOSE');
  if (!reached) return isReset ? 'refused' : closed ? 'given-up' : 'open';
  return isReset ? 'lost' : 'open';
}

function place({ file, line }: LineReference): LineReference {
  return { file, line };
}
