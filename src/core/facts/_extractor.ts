/** What an extractor of facts is: it looks at one connection and its surroundings and says what they show, not why. */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { Fact } from '../model/fact.ts';
import type { AddressView } from '../model/resolution.ts';
import type {
  AnnouncedLimit,
  ClosedTogether,
  DeviceTimer,
  ForgottenTogether,
  IdleTimer,
  NameAlone,
  NameReset,
  ShutOut,
} from '../model/service.ts';
import type { TimeNs } from '../model/time.ts';
import type { WitnessFact } from '../model/witness-fact.ts';

/** How many different ones a client tried, how many of them did not answer yes, and from the first attempt to the last. */
export interface Attempts {
  readonly count: number;
  readonly failed: number;
  readonly spanNs: TimeNs;
}

/** What other connections between the same two hosts went through while one of a side's own did not. */
export interface Meanwhile {
  /** Of which packets of that side arrived at the other end. */
  readonly passed: number;
  /** Of those that passed, the ones that began meanwhile. */
  readonly began: number;
  /** Of which data of that side was sent meanwhile, and nothing arrived. */
  readonly lost: number;
  /** The largest payload that arrived. */
  readonly largest: number;
}

/** The same connection as a capture made at its other end has it. */
export interface OtherEnd {
  /** The end that capture was made at; the connection's own was made at the other. */
  readonly at: Side;
  /** Undefined where not one packet of it is there. */
  readonly connection: Connection | undefined;
  /**
   * Added to a time of the connection's own capture it gives that of the other: clocks, and what times count from, differ.
   * Undefined where no handshake is in both.
   */
  readonly offsetNs: TimeNs | undefined;
  /** That capture has packets of this end from before and from after: it ran there while the connection closed. */
  readonly covers: boolean;
  /** That capture lacks bytes in the middle of other connections. */
  readonly lossy: boolean;
  /** It was answered here, and that capture, which covers it, has nothing of it and nothing that may be it. */
  readonly elsewhere: boolean;
  /** A piece of it that came there from another address or port than the rest. */
  readonly moved?: Connection | undefined;
  /** The connections around it between two times of its own capture, by packets of this end; absent where nobody has looked. */
  readonly meanwhile?: (fromNs: TimeNs, untilNs: TimeNs) => Meanwhile;
}

/** A segment that came to an endpoint from somewhere that it had not spoken to. */
export interface Stranger {
  readonly address: string;
  readonly number: number;
  readonly timeNs: TimeNs;
  readonly isSynAck: boolean;
  readonly ack: number;
  /** The frame number of the reset that answered it, where one did. */
  readonly reset: number | undefined;
}

/** A SYN that got no answer from the address it had asked. */
export interface Asked {
  readonly address: string;
  readonly number: number;
}

/** What another witness says, before it is known which packets it is about. */
export type Testimony = WitnessFact extends infer Fact
  ? Fact extends WitnessFact
    ? Omit<Fact, 'packets'>
    : never
  : never;

/** What is known from other connections of the same capture when a connection is looked at. */
export interface Surroundings {
  /** TTLs of packets other than resets that other connections hold from this address, each once. */
  readonly ttlsOf: (address: string) => readonly number[];
  /** Whether packets other than resets from this address bear an IPv6 flow label. */
  readonly labels: (address: string) => boolean;
  /** Whether this address has refused a SYN with the SYN's own type of service (IPv4); absent where nobody has looked. */
  readonly returnsServiceType?: (address: string) => boolean;
  /** The shortest time from a SYN to this address to its SYN-ACK. */
  readonly answerNsOf: (address: string) => TimeNs | undefined;
  /** Ports of that server address that this client address tried without exchanging a byte. */
  readonly portsTried: (client: string, server: string) => Attempts;
  /** Connections to this server that it ended the same way within 50 ms of this time, this one included. */
  readonly endedTogether: (connection: Connection, timeNs: TimeNs) => number;
  /** What came to the client's port from other addresses than its server's; absent where nobody has looked. */
  readonly strangersTo?: (connection: Connection) => readonly Stranger[];
  /** The SYN that this connection's SYN-ACK answers, which had asked another address; absent where nobody has looked. */
  readonly askedBefore?: (connection: Connection) => Asked | undefined;
  /** Whether the machine that captured was seen to forward packets from or to this address; absent where nobody has looked. */
  readonly forwards?: (address: string) => boolean;
  /**
   * The idle timer of the service, measured from other connections that this end closed, which a silence of this length
   * agrees with; absent where nobody has looked.
   */
  readonly idleTimerOf?: (connection: Connection, closer: Side, idleNs: TimeNs) => IdleTimer | undefined;
  /** What the same end closed of this service within 50 ms of that time, after silences of different lengths. */
  readonly closedTogether?: (connection: Connection, closer: Side, timeNs: TimeNs) => ClosedTogether | undefined;
  /** How this connection's client alone is shut out of its service, where it is. */
  readonly shutOut?: (connection: Connection) => ShutOut | undefined;
  /** The idle timer of a device that reset this connection in silence, where several between the two hosts tell. */
  readonly deviceTimer?: (connection: Connection) => DeviceTimer | undefined;
  /** With which others of its client this connection was forgotten at one moment, where it was. */
  readonly forgottenTogether?: (connection: Connection) => ForgottenTogether | undefined;
  /** Open connections to its service that were not answered, as long as nobody was from its begin; absent where nobody has looked. */
  readonly unservedBesides?: (connection: Connection) => number;
  /** Ports of that server address on which it told this client address something; absent where nobody has looked. */
  readonly portsServed?: (client: string, server: string) => number;
  /** Whether the capture holds no packet of this server address, although clients acknowledge some; absent where nobody has looked. */
  readonly serverLeftOut?: (server: string) => boolean;
  /**
   * Whether the capture holds no bare acknowledgement of a connection to this server address, although there must have been
   * some; absent where nobody has looked.
   */
  readonly acksLeftOut?: (server: string) => boolean;
  /** The limit on requests or age that its service keeps to, by the ends it announced; absent where nobody has looked. */
  readonly announcedLimit?: (connection: Connection) => AnnouncedLimit | undefined;
  /** How the name in its ClientHello alone breaks off, where it does. */
  readonly nameAlone?: (connection: Connection) => NameAlone | undefined;
  /** What captures show of the address of an end, its own first; absent where nobody has looked. */
  readonly addressViews?: (connection: Connection, side: Side) => readonly AddressView[];
  /** How connections with its name are always reset upon the ClientHello, where they are, and others never. */
  readonly nameReset?: (connection: Connection) => NameReset | undefined;
  /** What kernels and logs say of a connection that closed at that time; absent where there are none. */
  readonly testimonyOf?: ((connection: Connection, closedNs: TimeNs) => readonly Testimony[]) | undefined;
  /** The end that the capture was made at; absent where nobody has said. */
  readonly madeAt?: Side | undefined;
  /** What a capture made at the other end says of this connection, where there is one. */
  readonly otherEnd: (connection: Connection) => OtherEnd | undefined;
}

/** Reads facts of some kinds off a connection. */
export interface Extractor {
  /** kebab-case; the file's name. */
  readonly id: string;
  readonly extract: (connection: Connection, surroundings: Surroundings) => readonly Fact[];
}

/** No other connection is known. */
export const ALONE: Surroundings = {
  ttlsOf: () => [],
  labels: () => false,
  answerNsOf: () => undefined,
  portsTried: () => ({ count: 0, failed: 0, spanNs: 0 }),
  endedTogether: () => 1,
  otherEnd: () => undefined,
};
