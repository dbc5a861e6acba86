/**
 * Readings of a proxy’s counters, and what they tell of connections to the server’s port. One reading counts since the start of
 * the proxy, whenever that was; two of one process say by how much a counter grew between them. Which connections it counted
 * no reading says.
 */
import {
  type Columns,
  isStatisticsHead,
  readColumns,
  readStatisticsRow,
  type StatisticsRow,
} from '../logs/_haproxy-statistics.ts';
import type { LineReference } from '../model/witness.ts';
import type { ProxyStatisticsFact } from '../model/witness-fact.ts';

type Frontend = Extract<StatisticsRow, { kind: 'frontend' }> & LineReference;
type Said = Omit<ProxyStatisticsFact, 'packets'>;

/** The first reading of a frontend, and the last, where it has not started anew between the two. */
interface Readings {
  readonly first: Frontend;
  readonly last: Frontend;
}

/** Gathers readings, which stand in a file in the order in which they were made. */
export class ProxyStatistics {
  /** Of the file that is read. */
  #columns: Columns | undefined;
  #file = '';
  readonly #frontends = new Map<string, Readings>();
  readonly #ports = new Map<string, Set<number>>();
  #told: readonly Said[] | undefined;

  /** Whether the line is one of such a reading. */
  take(text: string, place: LineReference): boolean {
    if (isStatisticsHead(text)) {
      this.#columns = readColumns(text);
      this.#file = place.file;
      return this.#columns !== undefined;
    }
    if (this.#columns === undefined) return false;
    const row = this.#file === place.file ? readStatisticsRow(this.#columns, text) : undefined;
    // A reading ends with an empty line.
    if (text === '' || this.#file !== place.file) this.#columns = undefined;
    if (row === undefined) return false;
    this.#told = undefined;
    if (row.kind === 'frontend') this.#note({ ...row, ...place });
    else {
      const key = keyOf(place.file, row.proxy);
      this.#ports.set(key, (this.#ports.get(key) ?? new Set()).add(row.port));
    }
    return true;
  }

  /** What is told of connections to a port: of each matter by the frontend that is known to be there, else by any. */
  factsOf(port: number): Said[] {
    if (this.#frontends.size === 0) return [];
    this.#told ??= [...this.#frontends.values()].flatMap(toFacts);
    const fitting = this.#told.filter((fact) => this.#portsOf(fact)?.has(port) !== false);
    return (['denied', 'full'] as const).flatMap((matter) => {
      const about = fitting.filter((fact) => fact.matter === matter).map((fact) => ({ ...fact, areSeveral: false }));
      const known = about.filter((fact) => this.#portsOf(fact) !== undefined);
      const [best] = (known.length > 0 ? known : about).sort((a, b) => Number(b.isGrowth) - Number(a.isGrowth));
      // Of several frontends without an address any may be the one of this port, and most are not.
      const areSeveral = known.length === 0 && this.#frontends.size > 1;
      return best === undefined ? [] : [{ ...best, areSeveral }];
    });
  }

  #portsOf({ proxy, said }: Said): ReadonlySet<number> | undefined {
    return this.#ports.get(keyOf(said.file, proxy));
  }

  #note(row: Frontend): void {
    const key = keyOf(row.file, row.proxy);
    const known = this.#frontends.get(key);
    const isAnew =
      known === undefined ||
      row.total < known.last.total ||
      row.denied < known.last.denied ||
      row.most < known.last.most ||
      row.limit !== known.last.limit;
    this.#frontends.set(key, { first: isAnew ? row : known.first, last: row });
  }
}

/** Frontends of two machines may have one name: readings that are compared stand in one file. */
function keyOf(file: string, proxy: string): string {
  return `${file} ${proxy}`;
}

function toFacts({ first, last }: Readings): Said[] {
  const { proxy, file, line, limit } = last;
  const said = {
    kind: 'proxy-statistics',
    proxy,
    program: 'HAProxy',
    areSeveral: false,
    said: { file, line },
  } as const;
  const isTwice = first !== last;
  const grown = last.denied - first.denied;
  const isFull = limit > 0 && last.most >= limit;
  // It came to its limit between the two, or was there at both.
  const isFullMeanwhile =
    isTwice && isFull && (first.most < limit || (first.current >= limit && last.current >= limit));
  const denied = isTwice ? grown : last.denied;
  return [
    ...(denied > 0 ? [{ ...said, matter: 'denied', count: denied, isGrowth: isTwice } as const] : []),
    ...(isFull ? [{ ...said, matter: 'full', count: limit, isGrowth: isFullMeanwhile } as const] : []),
  ];
}
