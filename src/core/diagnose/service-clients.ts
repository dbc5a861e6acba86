/**
 * Which clients a service let in, refused, or did not answer: one client that is shut out while others are let in is another
 * matter than a service that is down. Bounded like everything that grows with a capture.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Ttls } from '../connection/ended-connection.ts';
import type { Connection } from '../model/connection.ts';
import type { ShutOut } from '../model/service.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** Services remembered at least, and twice as many at most. */
const SERVICES_MIN = 8192;
/** Clients remembered of each service. */
const CLIENTS_MAX = 32;

/** Latest visits remembered of services that are not watched. */
const VISITS_MAX = 4096;
/** Places for the services that are watched, so that most visits need no look into the map. */
const PLACES = 8192;

/** Times remembered of each client. */
const ACCEPTED_MAX = 16;
const ACCEPTED_APART: TimeNs = 100 * MILLISECOND;

/** What an ended connection shows of a client and a service. */
export interface Visit {
  readonly clientKey: HostKey;
  readonly serverKey: HostKey;
  readonly serverPort: number;
  readonly serverTtls: Ttls;
  /** The client has sent no SYN. */
  readonly isStray: boolean;
  /** The server sent a SYN-ACK. */
  readonly isAnswered: boolean;
  readonly startNs: TimeNs;
}

/** A service where attempts failed. */
interface Service {
  readonly key: number;
  /** Whose attempts failed. */
  readonly clientKey: HostKey;
  /** Attempts that failed. From the second on the service is watched: one failure has no time between. */
  failed: number;
  firstFailedNs: TimeNs;
  lastFailedNs: TimeNs;
  /** No other client failed there, and this one never got in: what is wanted of a service, for most are of no interest. */
  isOneShutOut: boolean;
  /** Who got in. */
  others: readonly Client[];
}

interface Client {
  readonly key: HostKey;
  /** When it got in, the latest times, in no order. */
  acceptedNs: TimeNs[];
  lastAcceptedNs: TimeNs;
  /** Where the next of these times goes, over the oldest, once there are as many as are kept. */
  next: number;
}

/**
 * Gathers which clients a service let in. Most services let everybody in, or nobody: of those only the latest visits are
 * kept, until one client alone fails there.
 */
export class ServiceClients {
  readonly #services = new BoundedMap<number, Service>(SERVICES_MIN);
  /** The watched service met last in each place. */
  readonly #watched = new Array<Service | undefined>(PLACES).fill(undefined);
  readonly #visits = new Visits();

  /** Takes in an ended connection. */
  note(visit: Visit): void {
    if (visit.isStray) return;
    if (visit.isAnswered) {
      this.#noteAnswered(visit);
      return;
    }
    const { packets, resets } = visit.serverTtls;
    if (packets <= resets) this.#noteFailed(visit);
  }

  /**
   * How this client alone is shut out of a service: it never got in, others did between its attempts, and none of those
   * ever failed. Between: what was down for a while shuts out whoever comes meanwhile.
   */
  shutOut({ client, server }: Connection): ShutOut | undefined {
    const service = this.#services.get(serviceKeyOf(hostKeyOf(server.address), server.port));
    if (service === undefined || !service.isOneShutOut || service.clientKey !== hostKeyOf(client.address))
      return undefined;
    const { firstFailedNs, lastFailedNs } = service;
    let otherClients = 0;
    for (const { acceptedNs } of service.others)
      if (acceptedNs.some((ns) => ns > firstFailedNs && ns < lastFailedNs)) otherClients += 1;
    return otherClients > 0 ? { attempts: service.failed, otherClients } : undefined;
  }

  #noteAnswered({ serverKey, serverPort, clientKey, startNs }: Visit): void {
    const key = serviceKeyOf(serverKey, serverPort);
    const service = this.#watchedAt(placeOf(serverKey, serverPort), key);
    if (service === undefined) this.#visits.note(key, clientKey, startNs);
    else noteAccepted(service, clientKey, startNs);
  }

  #noteFailed({ serverKey, serverPort, clientKey, startNs }: Visit): void {
    const key = serviceKeyOf(serverKey, serverPort);
    const service = this.#services.entry(key, () => makeService(key, clientKey, startNs));
    if (service.clientKey !== clientKey) giveUp(service);
    if (!service.isOneShutOut) return;
    service.failed += 1;
    service.firstFailedNs = Math.min(service.firstFailedNs, startNs);
    service.lastFailedNs = Math.max(service.lastFailedNs, startNs);
    if (service.failed < 2) return;
    this.#watched[placeOf(serverKey, serverPort)] = service;
    if (service.failed === 2) this.#visits.recall(service);
  }

  #watchedAt(place: number, key: number): Service | undefined {
    const latest = this.#watched[place];
    if (latest === undefined) return undefined;
    const service = latest.key === key ? latest : this.#services.get(key);
    return service !== undefined && service.failed >= 2 && service.isOneShutOut ? service : undefined;
  }
}

/** The latest visits. */
class Visits {
  readonly #services = new Float64Array(VISITS_MAX);
  readonly #clients = new Float64Array(VISITS_MAX);
  readonly #startNs = new Float64Array(VISITS_MAX);
  #count = 0;

  note(service: number, client: HostKey, startNs: TimeNs): void {
    const at = this.#count % VISITS_MAX;
    this.#services[at] = service;
    this.#clients[at] = client;
    this.#startNs[at] = startNs;
    this.#count += 1;
  }

  /** Tells a service who was let in there. */
  recall(service: Service): void {
    for (let visit = Math.max(0, this.#count - VISITS_MAX); visit < this.#count; visit += 1) {
      const at = visit % VISITS_MAX;
      if (this.#services[at] === service.key) noteAccepted(service, this.#clients[at]!, this.#startNs[at]!);
    }
  }
}

function placeOf(host: HostKey, port: number): number {
  return ((Math.imul(host | 0, 0x9e37_79b1) >>> 16) ^ port) & (PLACES - 1);
}

const NOBODY: readonly Client[] = [];

function makeService(key: number, clientKey: HostKey, startNs: TimeNs): Service {
  const failedNs = { firstFailedNs: startNs, lastFailedNs: startNs };
  return { key, clientKey, failed: 0, ...failedNs, isOneShutOut: true, others: NOBODY };
}

function giveUp(service: Service): void {
  service.isOneShutOut = false;
  service.others = NOBODY;
}

function noteAccepted(service: Service, clientKey: HostKey, startNs: TimeNs): void {
  const { others } = service;
  if (clientKey === service.clientKey) {
    giveUp(service);
    return;
  }
  for (const client of others) {
    if (client.key !== clientKey) continue;
    accept(client, startNs);
    return;
  }
  if (others.length === CLIENTS_MAX) return;
  service.others = [...others, { key: clientKey, acceptedNs: [startNs], lastAcceptedNs: startNs, next: 0 }];
}

/** Soon after another it tells nothing more. */
function accept(client: Client, startNs: TimeNs): void {
  if (Math.abs(startNs - client.lastAcceptedNs) < ACCEPTED_APART) return;
  client.lastAcceptedNs = startNs;
  if (client.acceptedNs.length < ACCEPTED_MAX) {
    // There are many, and most hold one: a list that grows by `push` has room for seventeen at once.
    client.acceptedNs = [...client.acceptedNs, startNs];
    return;
  }
  client.acceptedNs[client.next] = startNs;
  client.next = (client.next + 1) % ACCEPTED_MAX;
}
