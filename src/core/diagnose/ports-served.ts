/** On which ports of a host a client was told something. Bounded: pairs not met for longest are forgotten. */
import { BoundedRows } from './bounded-rows.ts';

/** As many pairs of client and host are remembered at least, and twice as many at most. */
const PAIRS_MIN = 16_384;
/** More are as good as many. */
const PORTS_MAX = 64;

/** Gathers ports by pair of client and host. */
export class PortsServed {
  readonly #rows = new BoundedRows(PAIRS_MIN);
  /** Of most pairs there is one port, and it needs no list. */
  readonly #port = new Uint16Array(this.#rows.rows);
  readonly #several = new Map<number, Set<number>>();

  /** Takes in a port on which the server said something. */
  note(pair: number, port: number): void {
    const row = this.#rows.entry(pair);
    if (this.#rows.isNew) {
      this.#port[row] = port;
      this.#several.delete(row);
      return;
    }
    const several = this.#several.get(row);
    if (several !== undefined) {
      if (several.size < PORTS_MAX) several.add(port);
    } else if (port !== this.#port[row]) this.#several.set(row, new Set([this.#port[row] as number, port]));
  }

  /** How many ports there are, up to 64. */
  of(pair: number): number {
    const row = this.#rows.get(pair);
    return row < 0 ? 0 : (this.#several.get(row)?.size ?? 1);
  }
}
