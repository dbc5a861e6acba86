/**
 * What failures of accept(2) mean for a connection. Linux looks for a free descriptor before it looks for a connection
 * (net/socket.c, __sys_accept4), so a failure shows that the process had none then, not which connection it asked for.
 */
import type { AcceptFailureEvent, StateEvent } from '../model/witness.ts';
import type { KernelAcceptFailureFact } from '../model/witness-fact.ts';
import type { KernelAccount, SocketLife } from './kernel-account.ts';
import { isSameProcess } from './same-process.ts';

/** Between the failure and the close that a descriptor in reserve is taken for, in seconds: they are calls of one loop. */
const CLOSED_AFTER_MAX = 0.05;
/** A program that may accept again tries within this, in seconds: nginx after 0.5 (ngx_event_accept), Go after 1. */
const TRIED_WITHIN_MAX = 1;

/** The failure that tells of this connection, if any. `close`: what the server’s own program did to its socket. */
export function acceptFailureOf(
  account: KernelAccount,
  life: SocketLife,
  close: StateEvent | undefined,
): Omit<KernelAcceptFailureFact, 'packets'>[] {
  const there = life.events.find((event) => event.kind === 'state' && event.to === 'ESTABLISHED');
  if (there === undefined) return [];
  const by = close === undefined ? 'waiting' : 'closed';
  const failure = close === undefined ? whileWaiting(account, life, there.seconds) : before(account, close, there);
  if (failure?.comm === undefined) return [];
  const { comm, error, file, line } = failure;
  const mayBeOthers = by === 'waiting' && account.mayBeOfSeveral(life.local.address);
  return [{ kind: 'kernel-accept-failure', error, comm, by, mayBeOthers, said: { file, line } }];
}

/** The last failure of the process that closed the connection, right before it did. */
function before(
  account: KernelAccount,
  close: StateEvent,
  there: { readonly seconds: number },
): AcceptFailureEvent | undefined {
  const from = Math.max(there.seconds, close.seconds - CLOSED_AFTER_MAX);
  return account
    .acceptFailures(close.comm ?? '', from, close.seconds)
    .findLast((failure) => isSameProcess(failure, close));
}

/** A failure of the program that serves the port, soon after the connection could be accepted, and before its peer left. */
function whileWaiting(
  account: KernelAccount,
  { local, events }: SocketLife,
  thereSeconds: number,
): AcceptFailureEvent | undefined {
  const left = events.find((event) => event.kind === 'state' && event.seconds > thereSeconds)?.seconds;
  const until = Math.min(thereSeconds + TRIED_WITHIN_MAX, left ?? Number.POSITIVE_INFINITY);
  for (const comm of account.serversOn(local, thereSeconds)) {
    const [failure] = account.acceptFailures(comm, thereSeconds, until);
    if (failure !== undefined) return failure;
  }
  return undefined;
}
