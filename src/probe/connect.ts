/**
 * TCP connects to every address: started one after the other as RFC 8305 §5 has it (250 ms apart, or at once where one has
 * failed); the first that is open is used. Unlike a browser the others are let come to their own ends, as each address is
 * worth knowing of.
 */
import type { Socket } from 'node:net';
import { waitFor } from './deadline.ts';
import type { Machine } from './machine.ts';
import type { ConnectAttempt, ConnectOutcome, Family, SystemError } from './model.ts';
import { toSystemError } from './system-error.ts';

/** RFC 8305 §5: "Connection Attempt Delay", recommended value. */
const ATTEMPT_DELAY_SECONDS = 0.25;

/** Addresses tried of a name; more are left out. */
export const addressesMax = 8;

/** Where to connect, and how long to wait. */
export interface ConnectPlan {
  readonly addresses: readonly { readonly address: string; readonly family: Family }[];
  readonly port: number;
  /** Time limit of one connect. */
  readonly seconds: number;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  /** Seconds since the probe began. */
  readonly clock: () => number;
  readonly onStart: (address: string) => void;
  readonly onAttempt: (attempt: ConnectAttempt) => void;
}

/** The race. */
export interface Race {
  /** The first open socket, or `undefined` where all failed. */
  readonly winner: Promise<{ readonly socket: Socket; readonly attempt: ConnectAttempt } | undefined>;
  /** Every attempt in the order of the addresses, when the last has ended. Never rejects. */
  readonly attempts: Promise<readonly ConnectAttempt[]>;
}

/** Connects to all addresses. */
export function raceConnects(plan: ConnectPlan): Race {
  let win: (won: Awaited<Race['winner']>) => void = () => {};
  const winner = new Promise<Awaited<Race['winner']>>((resolve) => {
    win = resolve;
  });
  let isTaken = false;
  const take = (): boolean => {
    const first = !isTaken;
    isTaken = true;
    return first;
  };
  const running: Promise<ConnectAttempt>[] = [];
  for (const { address, family } of plan.addresses.slice(0, addressesMax)) {
    running.push(tryInTurn(address, family, plan, running.at(-1), take, win, running.length));
  }
  const attempts = Promise.all(running).then((all) => {
    win(undefined);
    return all;
  });
  return { winner, attempts };
}

/** Connects to the first address that opens, and gives the others up; `socket` is there where one did. Never rejects. */
export async function connectToOne(
  plan: Omit<ConnectPlan, 'onStart' | 'onAttempt'>,
): Promise<{ readonly socket?: Socket; readonly attempts: readonly ConnectAttempt[] }> {
  const enough = new AbortController();
  const ignore = (): void => {};
  const signal = AbortSignal.any([plan.signal, enough.signal]);
  const race = raceConnects({ ...plan, signal, onStart: ignore, onAttempt: ignore });
  const won = await race.winner;
  enough.abort();
  const attempts = await race.attempts;
  return { attempts, ...(won === undefined ? {} : { socket: won.socket }) };
}

async function tryInTurn(
  address: string,
  family: Family,
  plan: ConnectPlan,
  previous: Promise<ConnectAttempt> | undefined,
  take: () => boolean,
  win: (won: Awaited<Race['winner']>) => void,
  turn: number,
): Promise<ConnectAttempt> {
  // The one before has so many delays of its own; where it fails at once, this one starts at once.
  if (previous !== undefined) await waitFor(previous, ATTEMPT_DELAY_SECONDS * turn, plan.signal);
  plan.onStart(address);
  const { socket, ...rest } = await tryConnect(address, family, plan);
  const used = socket !== undefined && take();
  const attempt: ConnectAttempt = { ...rest, used };
  plan.onAttempt(attempt);
  if (used) win({ socket, attempt });
  else socket?.destroy();
  return attempt;
}

type Tried = Omit<ConnectAttempt, 'used'> & { readonly socket?: Socket };

async function tryConnect(address: string, family: Family, plan: ConnectPlan): Promise<Tried> {
  const { port, machine, clock } = plan;
  const at = clock();
  const known = { address, family, port, at };
  if (plan.signal.aborted) return { ...known, outcome: 'aborted', seconds: 0 };
  let socket: Socket | undefined;
  try {
    socket = machine.openSocket(address, port);
    const waited = await waitFor(opened(socket), plan.seconds, plan.signal);
    const seconds = clock() - at;
    if (waited.why === 'done') {
      const { localAddress, localPort } = socket;
      const local =
        localAddress === undefined || localPort === undefined ? undefined : { address: localAddress, port: localPort };
      return { ...known, outcome: 'connected', seconds, socket, ...(local === undefined ? {} : { local }) };
    }
    socket.destroy();
    return { ...known, outcome: waited.why, seconds };
  } catch (error) {
    socket?.destroy();
    const failure = toSystemError(error);
    return { ...known, outcome: outcomeOf(failure), error: failure, seconds: clock() - at };
  }
}

/** Resolves when the socket is connected, rejects where it fails. */
export function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    // Stays: an error of a socket that nobody listens to any more ends the program.
    socket.on('error', reject);
  });
}

const OUTCOMES: Readonly<Record<string, ConnectOutcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  ENONET: 'unreachable',
  EACCES: 'denied',
  EPERM: 'denied',
  ETIMEDOUT: 'timeout',
  EADDRNOTAVAIL: 'unusable',
  EADDRINUSE: 'unusable',
  EAFNOSUPPORT: 'unusable',
  EMFILE: 'unusable',
  ENFILE: 'unusable',
};

function outcomeOf({ code }: SystemError): ConnectOutcome {
  return OUTCOMES[code] ?? 'failed';
}
