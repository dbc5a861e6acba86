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
const SERVICES_MIN = 2048;
/** Clients remembered of each service. */
const CLIENTS_MAX = 32;

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
}

interface Client {
  readonly key: HostKey;
  /** When it got in, the latest times. */
  acceptedNs: readonly TimeNs[];
  failed: number;
  firstFailedNs: TimeNs;
  lastFailedNs: TimeNs;
}

/** Gathers which clients a service let in. */
export class ServiceClients {
  readonly #services = new BoundedMap<HostKey, Service>(SERVICES_MIN);

  /** Takes in an ended connection. */
  note({ clientKey, serverKey, serverPort, serverTtls, isStray, isAnswered, startNs }: Visit): void {
    if (isStray || (!isAnswered && serverTtls.packets > serverTtls.resets)) return;
    const service = this.#services.entry(keyOf(serverKey, serverPort), makeService);
    let client = service.clients.find(({ key }) => key === clientKey);
    if (client === undefined) {
      if (service.clients.length === CLIENTS_MAX) return;
      client = { key: clientKey, acceptedNs: NOTHING, failed: 0, firstFailedNs: startNs, lastFailedNs: startNs };
      service.clients = [...service.clients, client];
    }
    if (isAnswered) {
      accept(client, startNs);
      return;
    }
    client.firstFailedNs = client.failed === 0 ? startNs : Math.min(client.firstFailedNs, startNs);
    client.lastFailedNs = client.failed === 0 ? startNs : Math.max(client.lastFailedNs, startNs);
    client.failed += 1;
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

const NOTHING: readonly TimeNs[] = [];
const NOBODY: readonly Client[] = [];

/** Soon after another it tells nothing more. */
function accept(client: Client, startNs: TimeNs): void {
  const { acceptedNs } = client;
  const last = acceptedNs.at(-1);
  if (last !== undefined && Math.abs(startNs - last) < ACCEPTED_APART) return;
  // There are many, and most hold one: a list that grows by `push` has room for seventeen at once.
  client.acceptedNs = [...acceptedNs.slice(1 - ACCEPTED_MAX), startNs];
}

function makeService(): Service {
  return { clients: NOBODY };
}

/** A number where the host's key is one: no text has to be made for each connection. */
function keyOf(host: HostKey, port: number): HostKey {
  return typeof host === 'number' ? host * 0x1_0000 + port : `${host} ${port}`;
}
