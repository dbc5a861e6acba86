/** Facts from other witnesses than packets: the kernels of the hosts, and the logs of their programs. */
import type { DropReason } from './drop-reason.ts';
import type { Endpoint, Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { TimeNs } from './time.ts';
import type { AcceptFailureEvent, LineReference, LogEntry, SocketState } from './witness.ts';

/** It names the line that says so, besides the packets that it is about. */
export interface WitnessFactBase extends FactBase {
  readonly said: LineReference;
}

/** The kernel of a host sent a reset on this connection. */
export interface KernelResetFact extends WitnessFactBase {
  readonly kind: 'kernel-reset';
  readonly from: Side;
  /** It answers no packet: this host ended the connection. */
  readonly active: boolean;
  /** `enum sk_rst_reason`, without its prefix. */
  readonly reason?: string | undefined;
  /** Of the socket at that moment. */
  readonly state?: SocketState | undefined;
  /** In whose time; of an active reset that is who ended it, except of timers. */
  readonly comm?: string | undefined;
}

/** Who sent a signal: a process, or the kernel of itself (a terminal, want of memory). */
export interface SignalSender {
  readonly by: 'process' | 'kernel';
  /** Of the process, where the account has it. */
  readonly comm?: string | undefined;
  readonly pid?: number | undefined;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly said: LineReference;
  readonly comm: string;
  /**
   * The signal that ended it, where one was delivered to it that it does not handle itself. SIGKILL may stand for any that
   * ends a process at once, unless `sentBy` is known.
   */
  readonly signal?: number | undefined;
  /** Who sent that signal. */
  readonly sentBy?: SignalSender | undefined;
  /** The program’s own fault: not another process sent it. */
  readonly isFault: boolean;
  /** The kernel had chosen it to be killed for want of memory. */
  readonly outOfMemory: boolean;
  /** The port was no longer listened on then: no process of several ended, but the server. */
  readonly withListener: boolean;
  /** It was found by its number; else by its name, which others may bear. */
  readonly isByNumber: boolean;
}

/** A signal that means to stop (SIGTERM and its like). */
export interface StopSignal {
  readonly signal: number;
  readonly sentBy?: SignalSender | undefined;
  readonly said: LineReference;
}

/** A program of a host closed its socket of this connection, before anything of the peer had closed it. */
export interface KernelCloseFact extends WitnessFactBase {
  readonly kind: 'kernel-close';
  readonly at: Side;
  readonly to: SocketState;
  readonly comm?: string | undefined;
  /** Number of the process. */
  readonly pid?: number | undefined;
  /** The program ended, and its kernel closed the socket. */
  readonly end?: ProcessEnd | undefined;
  /** A signal that means to stop came to it just before, and it ends by it or in its own way, or goes on. */
  readonly stopSignal?: StopSignal | undefined;
}

/** Sockets that listened on the server’s port. */
export interface KernelListenerFact extends WitnessFactBase {
  readonly kind: 'kernel-listener';
  /** Those that listened when the client came, and of which the account says on which address. */
  readonly listening: readonly Endpoint[];
  /** Addresses that others were used at; they may listen on more than that. */
  readonly inUse: readonly Endpoint[];
  /** The server’s address is of IPv6. */
  readonly isSix: boolean;
  /** The server’s address is one of the loopback. */
  readonly toLoopback: boolean;
  /** One of them takes what comes to the server’s address. */
  readonly fits: boolean;
  /** That host had a socket of this connection. */
  readonly took: boolean;
  /** It was closed right before the connection was: not more than 50 ms. */
  readonly closedWith: boolean;
  /** There may be several hosts in the account, as of containers, and the sockets be of another one. */
  readonly mayBeOthers: boolean;
  /** The account tells also of resets that no socket sent. */
  readonly tellsOfRefusals: boolean;
}

/** The program that had the server’s end of this connection opened one onward meanwhile. */
export interface KernelOnwardFact extends WitnessFactBase {
  readonly kind: 'kernel-onward';
  readonly to: Endpoint;
  readonly outcome: 'refused' | 'given-up' | 'lost' | 'open';
  readonly comm: string;
  /** The same program had no other connection of this service then, for which it may have been opened. */
  readonly isAlone: boolean;
}

/** A process of the server could have no descriptor for a further connection. */
export interface KernelAcceptFailureFact extends WitnessFactBase {
  readonly kind: 'kernel-accept-failure';
  readonly error: AcceptFailureEvent['error'];
  readonly comm: string;
  /**
   * `closed`: that process closed this connection right after it. `waiting`: one of the name of the server’s failed soon after
   * the connection was there to be accepted, and no process had closed it.
   */
  readonly by: 'closed' | 'waiting';
  /** There may be several hosts in the account, as of containers, and the process be of another one. */
  readonly mayBeOthers: boolean;
}

/**
 * A kernel dropped a packet at each moment at which one of this connection was sent in vain: at the same distances from each
 * other, whatever the clock.
 */
export interface KernelDropFact extends WitnessFactBase {
  readonly kind: 'kernel-drop';
  readonly reason: DropReason;
  /** Whose packets: those of this side that got no answer. */
  readonly from: Side;
  /** So many of them. */
  readonly tries: number;
  /** The end whose kernel it is, as its sockets show; absent where they do not. */
  readonly at?: Side | undefined;
  /** Three moments or more, and nothing else in that account at the same distances. */
  readonly isSure: boolean;
}

/** A counter of a host’s kernel grew meanwhile; not necessarily for this connection. */
export interface KernelCounterFact extends WitnessFactBase {
  readonly kind: 'kernel-counter';
  /** As nstat names it. */
  readonly name: string;
  readonly delta: number;
  /** It grew by that meanwhile at the server; else some kernel counted so many, whenever that was. */
  readonly isGrowth: boolean;
}

/** A frontend of a proxy counted connections; which ones is not known. */
export interface ProxyStatisticsFact extends WitnessFactBase {
  readonly kind: 'proxy-statistics';
  /** HAProxy. */
  readonly program: string;
  /** Name of the frontend. */
  readonly proxy: string;
  /** `denied`: it turned connections away by a rule; `full`: it had as many as it may have, and accepted no more. */
  readonly matter: 'denied' | 'full';
  /** How many it turned away; how many it may have. */
  readonly count: number;
  /** It did so between two readings; else since its start, whenever that was. */
  readonly isGrowth: boolean;
  /** There are several frontends, and none is known to be on the server’s port. */
  readonly areSeveral: boolean;
}

/** The connection tracking of a device could not take up connections, because each looked like one it had; not known which. */
export interface ConntrackStatisticsFact extends WitnessFactBase {
  readonly kind: 'conntrack-statistics';
  /** So many first packets, which it dropped. */
  readonly clashed: number;
  /** It did so between two readings; else since its start, whenever that was. */
  readonly isGrowth: boolean;
}

/**
 * A line of a log about this connection. `connection`: it names its client’s address and port. `client`: the address, and the
 * moment of the close fits. `moment`: no client, but the moment. `file`: neither; it only stands in the file.
 */
export interface LogFact extends WitnessFactBase, Pick<LogEntry, 'meaning' | 'program' | 'quote'> {
  readonly kind: 'log';
  readonly by: 'connection' | 'client' | 'moment' | 'file';
  /** How long after the close it was written, by a clock that may differ; less than 0 before. */
  readonly afterCloseNs?: TimeNs | undefined;
  /** It was written in the middle of the connection, which went on after it. */
  readonly isEarlier?: true;
  /** Of a packet that a device saw: which end sent it. */
  readonly from?: Side | undefined;
  /** It is about a process or unit of a host, and no socket of the server’s is known to be that one’s. */
  readonly isUntied?: true;
  /** It is about a request that the program answered all the same, with a status of HTTP. */
  readonly isAnswered?: true;
  /** What the device, whose log this is, does to addresses. */
  readonly translates?: 'client' | 'server' | 'both' | undefined;
}

/** Anything that other witnesses say. */
export type WitnessFact =
  | KernelResetFact
  | KernelCloseFact
  | KernelListenerFact
  | KernelOnwardFact
  | KernelAcceptFailureFact
  | KernelDropFact
  | KernelCounterFact
  | ProxyStatisticsFact
  | ConntrackStatisticsFact
  | LogFact;
