/** What the connections of one service say together. */
import type { TimeNs } from './time.ts';

/** An idle timer, measured from connections of one service that the same end closed. */
export interface IdleTimer {
  /** The median of the silences that agree. */
  readonly idleNs: TimeNs;
  /** Half the difference between the longest and the shortest of them. */
  readonly spreadNs: TimeNs;
  /** Connections that were closed after such a silence, this one included. */
  readonly connections: number;
  /** Different moments at which that happened. */
  readonly moments: number;
}

/** An idle timer of a device on the path between two hosts, measured from the resets by which it ended connections in silence. */
export interface DeviceTimer {
  /** The median of the silences, which all agree; and half the difference between the longest and the shortest of them. */
  readonly idleNs: TimeNs;
  readonly spreadNs: TimeNs;
  /** Connections that it reset in silence, this one included, and different moments at which it did. */
  readonly connections: number;
  readonly moments: number;
  /** How old the youngest and the oldest of them was. */
  readonly youngestNs: TimeNs;
  readonly oldestNs: TimeNs;
  /** Connections between these hosts that lived through a silence of a second or more, these included, and the longest such. */
  readonly lived: number;
  readonly livedNs: TimeNs;
}

/** Connections of one client, of several services, that were in use and that nobody knew any more from one moment on. */
export interface ForgottenTogether {
  /** What the next packet of each met: a bare reset; or nothing, while connections that began after it were served. */
  readonly by: 'reset' | 'silence';
  /** This one included. */
  readonly connections: number;
  /** Addresses and ports of servers. */
  readonly services: number;
  /** From the latest answer on one of them to the first packet of another that met that: the moment is between. */
  readonly withinNs: TimeNs;
}

/** Connections of one service, unused for different times, that the same end closed at one moment. */
export interface ClosedTogether {
  /** This one included. */
  readonly connections: number;
  /** How long the one used last, and the one used first, had not been used. */
  readonly shortestNs: TimeNs;
  readonly longestNs: TimeNs;
}

/** One name that a client calls a server by alone breaks off. */
export interface NameAlone {
  /** Connections of this client to this host with this name, none of which the server answered. */
  readonly attempts: number;
  /** Other names by which the same client called the same host, and which were always answered. */
  readonly otherNames: number;
}

/** A name that a client calls a service by is always reset upon the ClientHello, and others never are. */
export interface NameReset {
  /** This name, and others in the widest domain of it of which none was answered. */
  readonly names: number;
  /** Connections with such a name, all of which were reset. */
  readonly resets: number;
  /** Connections of the client to the service with other names and otherwise the same ClientHello, all of which were answered. */
  readonly others: number;
  readonly otherNames: number;
  /** How often such a one came between two that were reset. */
  readonly turnsTaken: number;
}

/** One client alone is shut out of a service. */
export interface ShutOut {
  /** Its attempts, none of which was answered with a SYN-ACK. */
  readonly attempts: number;
  /** Other clients that got in between these attempts; none of the service’s other clients ever failed. */
  readonly otherClients: number;
}

/** What the ends agree in that a service announced of its own accord, at different moments. */
export type AnnouncedLimit =
  | (EndsAnnounced & {
      readonly kind: 'requests';
      readonly requests: number;
      /** Ends announced in all: of so many one may be another’s. */
      readonly ends: number;
    })
  | (EndsAnnounced & { readonly kind: 'age'; readonly fewest: number; readonly most: number });

/** The connections that agree. */
interface EndsAnnounced {
  readonly connections: number;
  /** How old the youngest and the oldest of them was. */
  readonly youngestNs: TimeNs;
  readonly oldestNs: TimeNs;
}
