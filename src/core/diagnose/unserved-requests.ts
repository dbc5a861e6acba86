/**
 * Services that take nothing any more: what clients asked on open connections is acknowledged by the kernel and never answered. A
 * SYN that gets no answer there meanwhile has met a full queue rather than a filter, which lets the others be. Bounded: the services
 * not met for longest are forgotten, and of each only the latest connections are kept.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import type { LatestAnswers } from './latest-answers.ts';
import { LatestList } from './latest-list.ts';

/** Services remembered at least, and twice as many at most. */
const SERVICES_MIN = 4096;
/** Connections remembered of each service. */
const CONNECTIONS_MAX = 64;

/** What an ended connection tells of it. */
export interface Unserved {
  readonly serverKey: HostKey;
  readonly serverPort: number;
  readonly startNs: TimeNs;
  /** All that the client said is acknowledged, the server has said nothing, and nobody has closed. */
  readonly isUnserved: boolean;
}

/** Gathers them, by server address and port. */
export class UnservedRequests {
  /** When connections began on which nothing was ever answered. */
  readonly #unserved = new BoundedMap<number, LatestList<TimeNs>>(SERVICES_MIN);
  readonly #answers: LatestAnswers;

  constructor(answers: LatestAnswers) {
    this.#answers = answers;
  }

  /** Takes in an ended connection. */
  note(ended: Unserved): void {
    if (!ended.isUnserved) return;
    const starts = this.#unserved.entry(serviceKeyOf(ended.serverKey, ended.serverPort), makeStarts);
    starts.note(ended.startNs);
  }

  /** Connections to the same service that were open when this one began, and never answered; 0 where anybody was answered since. */
  besides({ server, startNs }: Connection): number {
    const serverKey = hostKeyOf(server.address);
    const starts = this.#unserved.get(serviceKeyOf(serverKey, server.port))?.list ?? [];
    if (starts.length === 0 || this.#answers.saidAfter(serverKey, server.port, startNs)) return 0;
    return starts.filter((ns) => ns < startNs).length;
  }
}

function makeStarts(): LatestList<TimeNs> {
  return new LatestList(CONNECTIONS_MAX);
}

/** What a connection that is known as plain data tells of it. */
export function unservedOf(connection: Connection): Pick<Unserved, 'isUnserved'> {
  const { clientSide, serverSide, handshake } = connection;
  const isClosed = clientSide.fins + clientSide.resets + serverSide.fins + serverSide.resets > 0;
  const isSilent = clientSide.payloadBytes > 0 && serverSide.payloadBytes === 0;
  return {
    isUnserved: handshake.ackNs !== undefined && !isClosed && isSilent && serverSide.lastAck === clientSide.nextSeq,
  };
}
