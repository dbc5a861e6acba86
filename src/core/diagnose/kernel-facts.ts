/** What a kernel’s account says of one connection: who closed its sockets, how those programs ended, what listened, what went on. */
import type { Testimony } from '../facts/_extractor.ts';
import type { Endpoint, Side } from '../model/endpoint.ts';
import type { ExitEvent, LineReference, SignalEvent, SocketState, StateEvent } from '../model/witness.ts';
import type {
  KernelCloseFact,
  KernelListenerFact,
  KernelOnwardFact,
  KernelResetFact,
  ProcessEnd,
} from '../model/witness-fact.ts';
import { type KernelAccount, type SocketEvent, type SocketLife, takes } from './kernel-account.ts';

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
export function kernelFactsOf(account: KernelAccount, ends: EndsAt, beganSeconds: number): Testimony[] {
  const lives = {
    client: ends.client && account.lifeOf(ends.client.client, ends.client.server, beganSeconds),
    server: ends.server && account.lifeOf(ends.server.server, ends.server.client, beganSeconds),
  };
  const closes = {
    client: lives.client && closeOf(account, 'client', lives.client),
    server: lives.server && closeOf(account, 'server', lives.server),
  };
  return [
    ...(lives.client === undefined ? [] : resetsOf('client', lives.client)),
    ...(lives.server === undefined ? [] : resetsOf('server', lives.server)),
    ...[closes.client, closes.server].filter((close) => close !== undefined),
    ...listenersOf(account, ends.server?.server ?? ends.client?.server, lives, closes.server, beganSeconds),
    ...(lives.server === undefined ? [] : onwardOf(account, lives.server, closes.server)),
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

/** The first thing that its own program, or the end of it, did to the socket. */
function closeOf(
  account: KernelAccount,
  at: Side,
  { events }: SocketLife,
): Omit<KernelCloseFact, 'packets'> | undefined {
  const index = events.findIndex((event, position) => isOwnClose(events, event, position));
  const event = events[index];
  if (event?.kind !== 'state') return undefined;
  const end = endOf(account, event);
  return {
    kind: 'kernel-close',
    at,
    to: event.to,
    comm: event.comm,
    end,
    stopSignal: end?.signal === undefined ? stopSignalOf(account, event) : undefined,
    said: place(event),
  };
}

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
function endOf(account: KernelAccount, close: StateEvent): ProcessEnd | undefined {
  const { comm, pid, seconds } = close;
  if (comm === undefined) return undefined;
  const before = pid === undefined ? TEARDOWN_BY_NAME_MAX : TEARDOWN_MAX;
  const around = [...account.endsBetween(seconds - before - KILL_BEFORE_MAX, seconds + ENDS_AFTER_MAX)];
  const exit = around
    .filter((event): event is ExitEvent => event.kind === 'exit' && event.comm === comm)
    .filter((event) => (pid === undefined || event.pid === pid) && event.seconds >= seconds - before)
    .at(-1);
  if (exit === undefined) return undefined;
  const signal = around
    .filter((event): event is SignalEvent => event.kind === 'signal' && event.byDefault && isOf(event, exit))
    .filter((event) => event.seconds <= exit.seconds && event.seconds >= exit.seconds - SIGNAL_BEFORE_MAX)
    .at(-1);
  const victim = around.some(
    (event) => event.kind === 'victim' && event.pid === exit.pid && event.seconds <= exit.seconds,
  );
  const isFault = signal?.sentBy === 'fault';
  return { said: place(signal ?? exit), comm, signal: signal?.signal, isFault, outOfMemory: victim };
}

function isOf(signal: SignalEvent, exit: ExitEvent): boolean {
  return signal.comm === exit.comm && (signal.pid === undefined || exit.pid === undefined || signal.pid === exit.pid);
}

function stopSignalOf(account: KernelAccount, close: StateEvent): KernelCloseFact['stopSignal'] {
  for (const event of account.endsBetween(close.seconds - STOP_BEFORE_MAX, close.seconds)) {
    if (event.kind !== 'signal' || !STOP_SIGNALS.has(event.signal)) continue;
    if (event.comm !== undefined && event.comm === close.comm) return { signal: event.signal, said: place(event) };
  }
  return undefined;
}

/** What listened on the port when the client came. */
function listenersOf(
  account: KernelAccount,
  server: Endpoint | undefined,
  lives: Readonly<Partial<Record<Side, SocketLife | undefined>>>,
  close: Omit<KernelCloseFact, 'packets'> | undefined,
  beganSeconds: number,
): Omit<KernelListenerFact, 'packets'>[] {
  if (server === undefined || !account.isOf(server.address)) return [];
  const came = (lives.server ?? lives.client)?.events[0]?.seconds ?? beganSeconds;
  const listening = account.listeningOn(server.port, came);
  const closed = closeSeconds(lives.server, close);
  const gone = closed === undefined ? [] : account.closedListeners(server.port, came, closed - TOGETHER, closed);
  const event = gone[0]?.until ?? listening[0]?.from ?? lives.server?.events[0];
  if (event === undefined || listening.length === 0) return [];
  return [
    {
      kind: 'kernel-listener',
      listening: listening.map(({ local }) => local),
      isSix: server.address.includes(':'),
      fits: listening.some(({ local }) => takes(local, server.address)),
      took: lives.server !== undefined,
      closedWith: gone.some(({ local }) => takes(local, server.address)),
      said: place(event),
    },
  ];
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
  { events, remote }: SocketLife,
  close: Omit<KernelCloseFact, 'packets'> | undefined,
): Omit<KernelOnwardFact, 'packets'>[] {
  const [first] = events;
  const last =
    events.find((event) => event.kind === 'state' && event.to !== 'ESTABLISHED' && event !== first) ?? events.at(-1);
  const comm = close?.comm;
  if (first === undefined || last === undefined || comm === undefined) return [];
  const found: Omit<KernelOnwardFact, 'packets'>[] = [];
  for (const life of account.opened()) {
    const [opening] = life.events;
    // In the account of several hosts the client’s programs may have the same name.
    if (opening === undefined || opening.comm !== comm || life.local.address === remote.address) continue;
    if (opening.seconds < first.seconds || opening.seconds > last.seconds + TOGETHER) continue;
    found.push({ kind: 'kernel-onward', to: life.remote, outcome: outcomeOf(life), comm, said: place(opening) });
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
