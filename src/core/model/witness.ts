/**
 * What other witnesses than packets say, as it was read from a text: events and counters of a kernel, lines of logs. Plain
 * data with the line it stands on, so that every claim can be looked up. Whom it concerns is found out later.
 */
import type { DropReason } from './drop-reason.ts';
import type { Endpoint } from './endpoint.ts';

/** Where a line stands. */
export interface LineReference {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** States of a socket, as the kernel names them (include/net/tcp_states.h), without `TCP_`. */
export type SocketState =
  | 'ESTABLISHED'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'TIME_WAIT'
  | 'CLOSE'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'
  | 'LISTEN'
  | 'CLOSING'
  | 'NEW_SYN_RECV';

/** What every event of a kernel has. */
export interface KernelEventBase extends LineReference {
  /** By the clock of the trace; seconds, whatever they count from. */
  readonly seconds: number;
  /** Name of the task in whose time it happened, as far as the trace says so; 15 bytes at most. */
  readonly comm: string | undefined;
  /** Of that task: a thread. */
  readonly pid: number | undefined;
  /** Of its process, where the trace has that column (trace option `record-tgid`). */
  readonly tgid: number | undefined;
}

/** `sock:inet_sock_set_state`. */
export interface StateEvent extends KernelEventBase {
  readonly kind: 'state';
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly from: SocketState;
  readonly to: SocketState;
}

/** `tcp:tcp_send_reset`. */
export interface ResetSentEvent extends KernelEventBase {
  readonly kind: 'reset-sent';
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** It answers no packet: somebody on this host ended the connection. */
  readonly active: boolean;
  /** `enum sk_rst_reason` (include/net/rstreason.h) without its prefix; absent before Linux 6.10. */
  readonly reason: string | undefined;
  /** State of the socket then, where there was one. */
  readonly state: SocketState | undefined;
}

/** `tcp:tcp_receive_reset`. */
export interface ResetReceivedEvent extends KernelEventBase {
  readonly kind: 'reset-received';
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** `sched:sched_process_exit`: a task ends. */
export interface ExitEvent extends KernelEventBase {
  readonly kind: 'exit';
  /** It was the last task of its process; not known of older kernels. */
  readonly isWhole: boolean | undefined;
}

/** `signal:signal_deliver`. */
export interface SignalEvent extends KernelEventBase {
  readonly kind: 'signal';
  readonly signal: number;
  /** The program has no handler of its own for it, and then it ends a program. */
  readonly byDefault: boolean;
  /**
   * By `si_code` (asm-generic/siginfo.h): `fault`, the kernel because of what the program did, or the program itself (abort());
   * `process`, another one.
   */
  readonly sentBy: 'fault' | 'process';
}

/** `signal:signal_generate`. `comm` and `pid` are the sender’s, in whose time it happened. */
export interface SignalSentEvent extends KernelEventBase {
  readonly kind: 'signal-sent';
  readonly signal: number;
  /** To whom: a process by its number, or one of its threads. */
  readonly toComm: string;
  readonly toPid: number;
  /** By `si_code`: a call of the sender (kill(2)), or the kernel in whoever’s time it was. */
  readonly sentBy: 'process' | 'kernel';
}

/** `oom:mark_victim`: the kernel chose a process to kill. `pid` and `comm` are the victim’s. */
export interface VictimEvent extends KernelEventBase {
  readonly kind: 'victim';
}

/** `syscalls:sys_exit_accept4`, `sys_exit_accept`: a process asked for the next connection and could have no descriptor for it. */
export interface AcceptFailureEvent extends KernelEventBase {
  readonly kind: 'accept-failure';
  /** By accept(2): the process has as many files open as it may, or the machine has. */
  readonly error: 'EMFILE' | 'ENFILE';
}

/** `skb:kfree_skb`: a packet is dropped. Whose it was, it does not say. */
export interface DropEvent extends KernelEventBase {
  readonly kind: 'drop';
  readonly reason: DropReason;
}

/** An event of a kernel. */
export type KernelEvent =
  | StateEvent
  | ResetSentEvent
  | ResetReceivedEvent
  | ProcessEvent
  | AcceptFailureEvent
  | DropEvent;

/** What happens to a process, not to a socket. */
export type ProcessEvent = ExitEvent | SignalEvent | SignalSentEvent | VictimEvent;

/** How much a counter of a kernel grew (`nstat`; /proc/net/netstat, /proc/net/snmp). */
export interface KernelCounter extends LineReference {
  /** As nstat names it: TcpExtListenOverflows. */
  readonly name: string;
  readonly delta: number;
  /** Whose it is, where the line says so. */
  readonly host: 'client' | 'server' | undefined;
}

/** What a line of a log means for a connection. */
export type LogMeaning =
  /** A limit on connections or requests is reached. */
  | 'connection-limit'
  /** accept() or open() failed for want of descriptors: EMFILE, ENFILE. */
  | 'descriptor-limit'
  /** Turned away by a rule on the client’s address. */
  | 'not-allowed'
  /** An administrator or another session ended it. */
  | 'terminated'
  /** A process of the server died: a signal, an uncaught exception. */
  | 'crash'
  /** The kernel killed a process for want of memory. */
  | 'out-of-memory'
  /** The server stops or starts anew in good order. */
  | 'shutdown'
  /** Nothing was said for longer than a time-out of the server. */
  | 'idle'
  /** A request, or a handshake, did not come to its end in time. */
  | 'slow'
  | 'too-large'
  /** The server could not read what the client sent. */
  | 'malformed'
  /** The header of the PROXY protocol is missing, or not expected. */
  | 'proxy-protocol'
  /** Plain text where TLS was expected. */
  | 'plain-on-tls'
  /** TLS where plain text was expected. */
  | 'tls-on-plain'
  /** The client sent no certificate, or none that is accepted. */
  | 'client-certificate'
  /** The server behind the proxy refused the connection or cannot be reached. */
  | 'upstream-refused'
  /** The server behind the proxy did not answer, or accept, in time. */
  | 'upstream-timeout'
  /** The server behind the proxy was taken out, or is down. */
  | 'upstream-down'
  /** The server behind the proxy closed before its answer was whole. */
  | 'upstream-closed'
  /** A worker ends because it has served enough. */
  | 'worker-recycled'
  /** A worker was killed because it took too long. */
  | 'worker-timeout'
  /** The server behind the proxy failed it; whether it refused, closed or answered nonsense is not said. */
  | 'upstream-failed'
  /** The client closed before it had its answer. */
  | 'client-closed'
  /** The client did not take the answer in time. */
  | 'client-stalled'
  /** The server closed without an answer because it is told to: nginx’ 444. */
  | 'no-answer'
  /** A device forgot an open connection: its timer ran out. */
  | 'mapping-expired'
  /** A device forgot an open connection: somebody deleted it. */
  | 'mapping-deleted'
  /** A device got a packet of a connection that it does not know, and did not pass it on. */
  | 'no-mapping'
  /** A rule of a firewall did not let a packet, or the connection, through. */
  | 'blocked'
  /** A device ended an open connection because of what it saw in it. */
  | 'ended-by-device';

/** When a line was written. */
export interface LogTime {
  /** Seconds since 1970-01-01T00:00:00Z by the clock of the log; where it names no time zone, as if it were UTC. */
  readonly seconds: number;
  /** The line says which time zone, or counts from 1970. */
  readonly zoned: boolean;
  /** Seconds that one step of it lasts: 1, 0.001, … */
  readonly precision: number;
  /** It names no year: `seconds` is as if it were 1972, which has every day. */
  readonly yearless?: true;
}

/** Addresses and ports of a connection, as a device that forwards it knows them. */
export interface Translation {
  /** As the client sends it. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** As the server gets it. */
  readonly translatedClient: Endpoint;
  readonly translatedServer: Endpoint;
}

/** From where to where a packet, or a connection, went: which of them is the client a device need not know. */
export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** An address, and a port where the line has one. */
export interface LogEndpoint {
  readonly address: string;
  readonly port?: number;
}

/** When a connection began and closed, in seconds since 1970. */
export interface Lifetime {
  readonly beganSeconds: number;
  readonly closedSeconds: number;
}

/** A telling line of a log. */
export interface LogEntry extends LineReference {
  /** What wrote it: nginx, HAProxy, PostgreSQL. */
  readonly program: string;
  /** Absent where the line has none. */
  readonly time?: LogTime;
  readonly meaning: LogMeaning;
  /** Whom the program spoke with; absent where the line does not say. */
  readonly client?: LogEndpoint;
  /** Where that client came in. */
  readonly server?: LogEndpoint;
  /** When the connection, or the request, began, where the line has that instead of, or besides, when it ended. */
  readonly began?: LogTime;
  /** So long after it the program may keep the connection, having said all; seconds. */
  readonly holdsSeconds?: number;
  /** It is about a request that the program answered all the same, with a status of HTTP. */
  readonly isAnswered?: true;
  readonly translation?: Translation;
  /** What a device on the path saw, instead of a client and a server. */
  readonly flow?: Flow;
  /** The process that it is about. */
  readonly pid?: number;
  /** The host’s own word (its kernel’s, its service manager’s) about a process or unit, which names no port. */
  readonly isOfHost?: true;
  /** The telling part of the line, at most 160 characters, as it stands there. */
  readonly quote: string;
}
