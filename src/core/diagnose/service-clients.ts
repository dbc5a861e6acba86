/**
 * Which clients a service let in, refused, or did not answer: one client that is shut out while others are let in is another
 * matter than a service that is down. Bounded like everything that grows with a capture.
 */
import { type HostKey, hostKeyOf } from '../bytes/host-key.ts';
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
const HASHES = 0x1_0000;

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

interface Service {
  clients: readonly Client[];
  /** Attempts that failed. From the second on the service is watched: one failure has no time between. */
  failed: number;
}

interface Client {
  readonly key: HostKey;
  /** When it got in, the latest times. */
  acceptedNs: readonly TimeNs[];
  failed: number;
  firstFailedNs: TimeNs;
  lastFailedNs: TimeNs;
}

/**
 * Gathers which clients a service let in. Most services let everybody in: of those only the latest visits are kept, until
 * attempts fail there.
 */
export class ServiceClients {
  readonly #services = new BoundedMap<HostKey, Service>(SERVICES_MIN);
  /** Whether a service may be watched, by a hash: most visits need no look into the map. */
  readonly #isWatched = new Uint8Array(HASHES);
  readonly #visits = new Visits();

  /** Takes in an ended connection. */
  note(visit: Visit): void {
    if (visit.isStray) return;
    const { isAnswered, serverKey, serverPort } = visit;
    const hash = hashOf(serverKey, serverPort);
    if (isAnswered) {
      const service = this.#isWatched[hash] === 1 ? this.#services.get(keyOf(serverKey, serverPort)) : undefined;
      if (service === undefined || service.failed < 2)
        this.#visits.note(serverKey, serverPort, visit.clientKey, visit.startNs);
      else noteAccepted(service, visit.clientKey, visit.startNs);
      return;
    }
    const { packets, resets } = visit.serverTtls;
    if (packets > resets) return;
    const service = this.#services.entry(keyOf(serverKey, serverPort), makeService);
    noteFailed(service, visit.clientKey, visit.startNs);
    if (service.failed !== 2) return;
    this.#isWatched[hash] = 1;
    this.#visits.recall(serverKey, serverPort, service);
  }

  /**
   * How this client alone is shut out of a service: it never got in, others did between its attempts, and none of those
   * ever failed. Between: what was down for a while shuts out whoever comes meanwhile.
   */
  shutOut({ client, server }: Connection): ShutOut | undefined {
    const clients = this.#services.get(keyOf(hostKeyOf(server.address), server.port))?.clients;
    const ownKey = hostKeyOf(client.address);
    const own = clients?.find(({ key }) => key === ownKey);
    if (clients === undefined || own === undefined || own.acceptedNs.length > 0) return undefined;
    let otherClients = 0;
    for (const other of clients) {
      if (other === own) continue;
      if (other.failed > 0) return undefined;
      if (other.acceptedNs.some((ns) => ns > own.firstFailedNs && ns < own.lastFailedNs)) otherClients += 1;
    }
    return otherClients > 0 ? { attempts: own.failed, otherClients } : undefined;
  }
}

/** The latest visits, in arrays of numbers as far as addresses are numbers. */
class Visits {
  readonly #servers = new Int32Array(VISITS_MAX);
  readonly #clients = new Int32Array(VISITS_MAX);
  readonly #ports = new Uint16Array(VISITS_MAX);
  readonly #startNs = new Float64Array(VISITS_MAX);
  /** Keys of both ends where they are texts. */
  readonly #texts = new Map<number, readonly [server: HostKey, client: HostKey]>();
  #count = 0;

  note(server: HostKey, port: number, client: HostKey, startNs: TimeNs): void {
    const at = this.#count % VISITS_MAX;
    if (typeof server === 'number' && typeof client === 'number') {
      this.#servers[at] = server;
      this.#clients[at] = client;
      if (this.#texts.size > 0) this.#texts.delete(at);
    } else this.#texts.set(at, [server, client]);
    this.#ports[at] = port;
    this.#startNs[at] = startNs;
    this.#count += 1;
  }

  /** Tells a service who was let in there. */
  recall(server: HostKey, port: number, service: Service): void {
    if (typeof server === 'string') this.#recallTexts(server, port, service);
    else this.#recallNumbers(server, port, service);
  }

  #recallNumbers(server: number, port: number, service: Service): void {
    const kept = Math.min(this.#count, VISITS_MAX);
    const first = this.#count - kept;
    for (let visit = first; visit < this.#count; visit += 1) {
      const at = visit % VISITS_MAX;
      if (this.#servers[at] !== server || this.#ports[at] !== port || this.#texts.has(at)) continue;
      noteAccepted(service, this.#clients[at]!, this.#startNs[at]!);
    }
  }

  #recallTexts(server: string, port: number, service: Service): void {
    for (const [at, [text, client]] of this.#texts) {
      if (text === server && this.#ports[at] === port) noteAccepted(service, client, this.#startNs[at]!);
    }
  }
}

function hashOf(host: HostKey, port: number): number {
  return ((typeof host === 'number' ? Math.imul(host, 0x9e37_79b1) >>> 16 : 0) ^ port) & (HASHES - 1);
}

const NOTHING: readonly TimeNs[] = [];
const NOBODY: readonly Client[] = [];

/** The client; undefined where too many are known already. */
function clientOf(service: Service, key: HostKey): Client | undefined {
  const known = service.clients.find((client) => client.key === key);
  if (known !== undefined || service.clients.length === CLIENTS_MAX) return known;
  const client: Client = { key, acceptedNs: NOTHING, failed: 0, firstFailedNs: 0.5, lastFailedNs: 0.5 };
  service.clients = [...service.clients, client];
  return client;
}

function noteFailed(service: Service, clientKey: HostKey, startNs: TimeNs): void {
  service.failed += 1;
  const client = clientOf(service, clientKey);
  if (client === undefined) return;
  client.firstFailedNs = client.failed === 0 ? startNs : Math.min(client.firstFailedNs, startNs);
  client.lastFailedNs = client.failed === 0 ? startNs : Math.max(client.lastFailedNs, startNs);
  client.failed += 1;
}

function noteAccepted(service: Service, clientKey: HostKey, startNs: TimeNs): void {
  const client = clientOf(service, clientKey);
  if (client !== undefined) accept(client, startNs);
}

/** Soon after another it tells nothing more. */
function accept(client: Client, startNs: TimeNs): void {
  const { acceptedNs } = client;
  const last = acceptedNs.at(-1);
  if (last !== undefined && Math.abs(startNs - last) < ACCEPTED_APART) return;
  // There are many, and most hold one: a list that grows by `push` has room for seventeen at once.
  client.acceptedNs = [...acceptedNs.slice(1 - ACCEPTED_MAX), startNs];
}

function makeService(): Service {
  return { clients: NOBODY, failed: 0 };
}

/** A number where the host's key is one: no text has to be made for each connection. */
function keyOf(host: HostKey, port: number): HostKey {
  return typeof host === 'number' ? host * 0x1_0000 + port : `${host} ${port}`;
}
