/** Which ports of a host a client tried without exchanging a byte. Bounded: pairs not met for longest are forgotten. */
import type { Attempts } from '../facts/_extractor.ts';
import type { TimeNs } from '../model/time.ts';
import { BoundedRows } from './bounded-rows.ts';

/** As many pairs of client and host are remembered at least, and twice as many at most. */
const PAIRS_MIN = 16_384;
const PORTS_MAX = 1024;

/** Ports of a pair that tried more than one. */
interface Ports {
  readonly tried: Set<number>;
  /** Those of them that answered. */
  readonly open: Set<number>;
}

/** Gathers attempts by pair of client and host. */
export class AttemptsMade {
  readonly #rows = new BoundedRows(PAIRS_MIN);
  readonly #firstNs = new Float64Array(this.#rows.rows);
  readonly #lastNs = new Float64Array(this.#rows.rows);
  /** Of most pairs there is one port, and it needs no lists. */
  readonly #port = new Uint16Array(this.#rows.rows);
  readonly #isOpen = new Uint8Array(this.#rows.rows);
  readonly #several = new Map<number, Ports>();

  /** Takes in an attempt. */
  note(pair: number, port: number, isAnswered: boolean, startNs: TimeNs): void {
    const row = this.#rows.entry(pair);
    if (this.#rows.isNew) {
      this.#firstNs[row] = startNs;
      this.#lastNs[row] = startNs;
      this.#port[row] = port;
      this.#isOpen[row] = isAnswered ? 1 : 0;
      this.#several.delete(row);
      return;
    }
    this.#lastNs[row] = Math.max(this.#lastNs[row] as number, startNs);
    const several = this.#several.get(row);
    if (several !== undefined) notePort(several, port, isAnswered);
    else if (port !== this.#port[row]) this.#several.set(row, this.#withSecond(row, port, isAnswered));
    else if (isAnswered) this.#isOpen[row] = 1;
  }

  of(pair: number): Attempts {
    const row = this.#rows.get(pair);
    if (row < 0) return { count: 0, failed: 0, spanNs: 0 };
    const several = this.#several.get(row);
    const count = several?.tried.size ?? 1;
    const open = several?.open.size ?? (this.#isOpen[row] as number);
    return { count, failed: count - open, spanNs: (this.#lastNs[row] as number) - (this.#firstNs[row] as number) };
  }

  #withSecond(row: number, port: number, isAnswered: boolean): Ports {
    const first = this.#port[row] as number;
    const ports: Ports = { tried: new Set(), open: new Set() };
    notePort(ports, first, this.#isOpen[row] === 1);
    notePort(ports, port, isAnswered);
    return ports;
  }
}

function notePort({ tried, open }: Ports, port: number, isAnswered: boolean): void {
  if (tried.size >= PORTS_MAX) return;
  tried.add(port);
  if (isAnswered) open.add(port);
}
