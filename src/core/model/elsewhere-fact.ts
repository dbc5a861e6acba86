/** Facts from elsewhere than the connection: what others of the same capture show, and what a capture made at the other end says. */
import type { Side } from './endpoint.ts';
import type { FactBase } from './fact-base.ts';
import type { AnnouncedLimit, DeviceTimer, ForgottenTogether, NameAlone, NameReset, ShutOut } from './service.ts';
import type { TimeNs } from './time.ts';

/** What other connections of the same capture show. */
export interface SurroundingsFact extends FactBase {
  readonly kind: 'surroundings';
  readonly serverPort: number;
  /** Ports of this server that this client tried without exchanging a byte. */
  readonly portsTried: number;
  /** Those of them that sent no SYN-ACK. */
  readonly portsFailed: number;
  /** From the first of these attempts to the last. */
  readonly portsTriedNs: TimeNs;
  /** Ports on which the server told this client something, where some failed; up to 64. */
  readonly portsServed: number;
  /** Connections to the same server and port that ended the same way within 50 ms. */
  readonly sameInstant: number;
  /** This client never got in, and others always did. */
  readonly shutOut?: ShutOut | undefined;
  /** The name in the ClientHello alone breaks off. */
  readonly nameAlone?: NameAlone | undefined;
  /** That name, or its domain, is always reset upon the ClientHello, and others never are. */
  readonly nameReset?: NameReset | undefined;
  /** The idle timer of a device on the path that ended this connection and others between the two hosts. */
  readonly deviceTimer?: DeviceTimer | undefined;
  /** Connections of this client that nobody knew any more from one moment on, this one among them. */
  readonly forgottenTogether?: ForgottenTogether | undefined;
  /** Open connections to the same service that have got no answer, of a SYN without one, while nobody got any. */
  readonly unserved: number;
  /** A limit that this service keeps to, by the ends that it announced. */
  readonly announcedLimit?: AnnouncedLimit | undefined;
  /** The server exchanged packets in other connections: it is alive, and seen from here. */
  readonly serverHeard: boolean;
  /** The quickest SYN-ACK of the server's address in the capture: no answer of that host comes much sooner. */
  readonly serverAnswerNs?: TimeNs | undefined;
}

/** What a capture made at the other end says. */
export interface VantageFact extends FactBase {
  readonly kind: 'vantage';
  /** The end, on its own host or at its network interface. */
  readonly at: Side;
}

export interface OtherEndFact extends FactBase {
  readonly kind: 'other-end';
  /** The end that capture was made at. */
  readonly at: Side;
  /** It holds packets of the connection. */
  readonly has: boolean;
  /** It ran while the connection was closed, or refused: it has packets from before and after. */
  readonly covers: boolean;
  /** It lacks bytes in the middle of other connections: what it does not have may be what it dropped. */
  readonly lossy: boolean;
  /** Who sent the packet that closed the connection, by its address. */
  readonly closingFrom?: Side | undefined;
  /**
   * What became of that packet between the ends. `sent`: its sender's own capture has it. `arrived`: the other end's has
   * it. `lost`: it left and did not arrive. `born-between`: it arrived, and its sender's own capture has none.
   */
  readonly fate?: 'sent' | 'arrived' | 'lost' | 'born-between' | undefined;
  /** By its own capture, the end in whose name the closing reset came sent more after that had arrived: it did not reset. */
  readonly wentOn: boolean;
  /** By the other capture, this end sent data or a FIN a round trip after the closing reset had come to it: it took no notice. */
  readonly unheeded: boolean;
  /** Bytes of its stream that each side sent and that did not come to the other. */
  readonly undelivered: Readonly<Record<Side, number>>;
  /** Bytes of its stream that came to the other although that side had not sent so many. */
  readonly unsent: Readonly<Record<Side, number>>;
  /** The other end got a reset in this end's name, which this end did not send. */
  readonly resetToo: boolean;
  /** What came to the server by its own capture, again and again, and what it left unanswered. */
  readonly ignored?: 'syn' | 'data' | undefined;
  /** Whose last data came to the other end again and again by that one's own capture, after which nothing left there. */
  readonly heardInVain?: Side | undefined;
  /**
   * What became of the packet that the closing reset answers on its way to the end in whose name it answers. A bare
   * acknowledgement counts as arrived nowhere: another one may have said the same.
   */
  readonly answered?: 'arrived' | 'lost' | undefined;
  /** By the server's own capture it answered the SYN, and nothing of that came here. */
  readonly replied: boolean;
  /** Something answered this end in the server's name; the server's own capture ran, and has nothing of it. */
  readonly elsewhere: boolean;
  /** The client's address and port by which the other capture knows it, and those from which its latest packets came there. */
  readonly moved?: { readonly from: string; readonly to: string } | undefined;
  /** While data of this end was lost: other connections between the same hosts, and the largest payload of theirs that arrived. */
  readonly meanwhile?:
    | { readonly passed: number; readonly began: number; readonly lost: number; readonly largest: number }
    | undefined;
}
