/**
 * Data in one end's name that came from another distance than what that end sent before and after it: of an answer that a
 * device on the path gave. It may come long before the close, when the latest packets no longer show it. What only went away
 * (a load balancer took the handshake over) waits in a table of fixed size, over what waited there before; what came back is
 * kept, limited in number, unless it numbers on behind that data: then the end sent them itself, through another machine.
 */
import type { Visit } from '../model/connection.ts';
import { otherSide } from '../model/endpoint.ts';
import { ROUTES_APART_MAX } from '../model/packet.ts';
import type { Segment } from '../packet/segment.ts';
import { type ConnectionRecord, VISITED } from './record.ts';
import type { SideRecord } from './side-record.ts';

/** Places for what has not come back yet; a power of two. */
const WAITING = 4096;
/** Connections whose visit is kept, at once. */
const CONNECTIONS_MAX = 65_536;

/** The visits of all connections; of each the first. */
export class Visits {
  readonly #visits = new Map<number, Visit>();
  /** By place: stream and end it is of, counted from 1; and that packet. */
  readonly #owners = new Float64Array(WAITING);
  readonly #times = new Float64Array(WAITING);
  readonly #numbers = new Uint32Array(WAITING);
  readonly #ttls = new Uint8Array(WAITING);
  /** The sequence number after its payload. */
  readonly #ends = new Uint32Array(WAITING);

  /** Notes a segment, neither SYN nor RST, whose TTL is not that of the latest of its end. */
  note(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number): void {
    const own = sender.handshakeTtl;
    if (own === 0 || record.has(VISITED)) return;
    const owner = 2 * record.stream + byServer + 1;
    const place = owner & (WAITING - 1);
    const waits = this.#owners[place] === owner;
    if (Math.abs(segment.ttl - own) > ROUTES_APART_MAX) {
      if (waits || segment.payloadLength === 0) return;
      this.#owners[place] = owner;
      this.#times[place] = segment.timeNs;
      this.#numbers[place] = segment.number;
      this.#ttls[place] = segment.ttl;
      this.#ends[place] = segment.seq + segment.payloadLength;
    } else if (waits && this.#visits.size < CONNECTIONS_MAX) {
      this.#owners[place] = 0;
      if (((segment.seq - (this.#ends[place] as number)) | 0) >= 0) return;
      record.mark(VISITED);
      this.#visits.set(record.stream, {
        from: byServer === 1 ? 'server' : 'client',
        number: this.#numbers[place] as number,
        timeNs: this.#times[place] as number,
        ttl: this.#ttls[place] as number,
        before: own,
        back: { number: segment.number, ttl: segment.ttl },
      });
    }
  }

  read(record: ConnectionRecord): Visit | undefined {
    return record.has(VISITED) ? this.#visits.get(record.stream) : undefined;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    const visit = this.read(record);
    if (visit !== undefined) this.#visits.set(record.stream, { ...visit, from: otherSide(visit.from) });
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(VISITED)) this.#visits.delete(record.stream);
  }
}
