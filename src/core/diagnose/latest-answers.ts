/**
 * When services last said something, and when the latest connection began on which they did. Asked of few connections and noted
 * of all: services and pairs of hosts share places by their hash, and what cannot be told then is not. A service whose place another
 * shares may have said something later than it did; a pair whose place was taken over has none.
 */
import type { HostKey } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import type { TimeNs } from '../model/time.ts';

const PLACES = 16_384;

/** What an ended connection tells of it. */
export interface Answered {
  readonly clientKey: HostKey;
  readonly serverKey: HostKey;
  readonly serverPort: number;
  readonly startNs: TimeNs;
  /** When the server last said something; −Infinity where it has said nothing. */
  readonly servedNs: TimeNs;
}

/** Remembers them. */
export class LatestAnswers {
  readonly #saidNs = new Float64Array(PLACES).fill(Number.NEGATIVE_INFINITY);
  readonly #clients = new Float64Array(PLACES);
  readonly #servers = new Float64Array(PLACES);
  readonly #beganNs = new Float64Array(PLACES).fill(Number.NEGATIVE_INFINITY);

  /** Takes in an ended connection. */
  note(ended: Answered): void {
    const { servedNs } = ended;
    if (servedNs === Number.NEGATIVE_INFINITY) return;
    const { serverKey, clientKey, startNs } = ended;
    const service = placeOf(serverKey, ended.serverPort);
    if (servedNs > (this.#saidNs[service] as number)) this.#saidNs[service] = servedNs;
    const pair = placeOf(serverKey, clientKey);
    if (startNs <= (this.#beganNs[pair] as number)) return;
    this.#beganNs[pair] = startNs;
    this.#clients[pair] = clientKey;
    this.#servers[pair] = serverKey;
  }

  /** Whether the service may have said something to anybody after this. */
  saidAfter(serverKey: HostKey, serverPort: number, ns: TimeNs): boolean {
    return (this.#saidNs[placeOf(serverKey, serverPort)] as number) > ns;
  }

  /** Whether a connection between the two that was answered is known to have begun after this. */
  beganAfter(clientKey: HostKey, serverKey: HostKey, ns: TimeNs): boolean {
    const pair = placeOf(serverKey, clientKey);
    if (this.#clients[pair] !== clientKey || this.#servers[pair] !== serverKey) return false;
    return (this.#beganNs[pair] as number) > ns;
  }
}

function placeOf(host: HostKey, other: number): number {
  const mixed = Math.imul(host | 0, 0x9e37_79b1) ^ Math.imul(other | 0, 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 15)) & (PLACES - 1);
}

/** When the server of a connection that is known as plain data last said something; −Infinity where it has said nothing. */
export function servedNs({ serverSide }: Connection): TimeNs {
  return serverSide.lastDataNs ?? Number.NEGATIVE_INFINITY;
}
