/** The ICMP errors that quote a connection's packets; few connections have any, so they are objects, limited in number. */
import { formatAddress } from '../bytes/address.ts';
import type { IcmpError } from '../model/connection.ts';
import type { IcmpQuote } from '../packet/icmp-quote.ts';
import { type ConnectionRecord, HAS_ICMP } from './record.ts';

/** Errors kept of a connection, the first ones; connections with errors at once. */
const ERRORS_MAX = 16;
const CONNECTIONS_MAX = 100_000;

/** The errors of all connections. */
export class IcmpErrors {
  readonly #errors = new Map<number, IcmpError[]>();

  /** Notes an error about a segment of the client or (`aboutServer` 1) the server. */
  add(record: ConnectionRecord, quote: IcmpQuote, aboutServer: number): void {
    const errors = this.#errors.get(record.stream) ?? [];
    if (errors.length === ERRORS_MAX || this.#errors.size === CONNECTIONS_MAX) return;
    errors.push({
      number: quote.number,
      timeNs: quote.timeNs,
      version: quote.ipVersion,
      type: quote.type,
      code: quote.code,
      from: formatAddress(quote.view, quote.fromOffset, quote.ipVersion),
      ttl: quote.ttl,
      about: aboutServer === 1 ? 'server' : 'client',
      quotedSeq: quote.seq >>> 0,
      mtu: quote.mtu || undefined,
    });
    this.#errors.set(record.stream, errors);
    record.mark(HAS_ICMP);
  }

  read(record: ConnectionRecord): readonly IcmpError[] {
    return record.has(HAS_ICMP) ? (this.#errors.get(record.stream) ?? []) : [];
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    if (!record.has(HAS_ICMP)) return;
    const errors = this.#errors.get(record.stream) ?? [];
    const swapped = errors.map(
      (error): IcmpError => ({ ...error, about: error.about === 'server' ? 'client' : 'server' }),
    );
    this.#errors.set(record.stream, swapped);
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(HAS_ICMP)) this.#errors.delete(record.stream);
  }
}
