/** What is known of hosts at either end of a connection. Bounded: the hosts not met for longest are forgotten. */
import type { HostKey } from '../bytes/host-key.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedRows } from './bounded-rows.ts';

/** As many hosts are remembered at least, and twice as many at most. */
const HOSTS_MIN = 32_768;
const TTLS_MAX = 8;

const LABELS = 1;
const FORWARDED = 2;
const RETURNS_SERVICE_TYPE = 4;

/** Rows of hosts. A row is valid until the next one is asked for. */
export class KnownHosts {
  readonly #rows = new BoundedRows(HOSTS_MIN);
  /** TTLs or hop limits of a host, in the order they were seen; 0 where there is no further one. */
  readonly #ttls = new Uint8Array(this.#rows.rows * TTLS_MAX);
  readonly #marks = new Uint8Array(this.#rows.rows);
  readonly #answerNs = new Float64Array(this.#rows.rows);

  /** The row of a host, which is known from now on. */
  entry(host: HostKey): number {
    const row = this.#rows.entry(host);
    if (this.#rows.isNew) {
      this.#ttls.fill(0, row * TTLS_MAX, (row + 1) * TTLS_MAX);
      this.#marks[row] = 0;
      this.#answerNs[row] = Number.POSITIVE_INFINITY;
    }
    return row;
  }

  /** Takes in a TTL or hop limit of the host's packets; 0 says nothing. */
  noteTtl(row: number, ttl: number): void {
    const ttls = this.#ttls;
    for (let at = row * TTLS_MAX; at < (row + 1) * TTLS_MAX; at += 1) {
      if (ttls[at] === ttl) return;
      if (ttls[at] !== 0) continue;
      ttls[at] = ttl;
      return;
    }
  }

  noteLabels(row: number): void {
    this.#marks[row] = (this.#marks[row] as number) | LABELS;
  }
  noteForwarded(row: number): void {
    this.#marks[row] = (this.#marks[row] as number) | FORWARDED;
  }
  noteServiceTypeReturned(row: number): void {
    this.#marks[row] = (this.#marks[row] as number) | RETURNS_SERVICE_TYPE;
  }
  /** Takes in how long the host took to answer a SYN. */
  noteAnswer(row: number, answerNs: TimeNs): void {
    if (answerNs < (this.#answerNs[row] as number)) this.#answerNs[row] = answerNs;
  }

  ttlsOf(host: HostKey): readonly number[] {
    const row = this.#rows.get(host);
    const known: number[] = [];
    if (row < 0) return known;
    for (let at = row * TTLS_MAX; at < (row + 1) * TTLS_MAX && this.#ttls[at] !== 0; at += 1) {
      known.push(this.#ttls[at] as number);
    }
    return known;
  }

  labels(host: HostKey): boolean {
    return this.#isMarked(host, LABELS);
  }
  forwards(host: HostKey): boolean {
    return this.#isMarked(host, FORWARDED);
  }
  returnsServiceType(host: HostKey): boolean {
    return this.#isMarked(host, RETURNS_SERVICE_TYPE);
  }

  /** The shortest time from a SYN to its answer; undefined where no answer was seen. */
  answerNsOf(host: HostKey): TimeNs | undefined {
    const row = this.#rows.get(host);
    const answerNs = row < 0 ? Number.POSITIVE_INFINITY : (this.#answerNs[row] as number);
    return answerNs === Number.POSITIVE_INFINITY ? undefined : answerNs;
  }

  #isMarked(host: HostKey, mark: number): boolean {
    const row = this.#rows.get(host);
    return row >= 0 && ((this.#marks[row] as number) & mark) !== 0;
  }
}
