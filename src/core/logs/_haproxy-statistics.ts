/**
 * HAProxy’s counters as `show stat` prints them: lines of values separated by commas, below one that names the columns
 * (management.txt §9.1). No log has a line of what a frontend rejected or left in the queue; here it is counted.
 */

/** What a row says of a frontend, or where one of its listeners takes connections. */
export type StatisticsRow =
  | {
      readonly kind: 'frontend';
      readonly proxy: string;
      /** Connections denied by `tcp-request connection` and `tcp-request session` rules, since the start: `dcon`, `dses`. */
      readonly denied: number;
      /** `scur`, `smax`: connections now, and the most there were at once. */
      readonly current: number;
      readonly most: number;
      /** `slim`: its maxconn. */
      readonly limit: number;
      /** `stot`: all it had. */
      readonly total: number;
    }
  | { readonly kind: 'listener'; readonly proxy: string; readonly port: number };

/** The columns by name; `undefined` for a line that does not name them. */
export type Columns = ReadonlyMap<string, number>;

const COLUMNS_MAX = 512;
/** Column `type`. */
const FRONTEND = '0';
const LISTENER = '3';

/** Whether a line may name the columns: a cheap question, for every line of every log. */
export function isStatisticsHead(text: string): boolean {
  return text.startsWith('# pxname,svname,');
}

export function readColumns(head: string): Columns | undefined {
  const names = head.slice('# '.length).split(',', COLUMNS_MAX);
  const columns = new Map(names.map((name, index) => [name, index]));
  return ['type', 'scur', 'smax', 'slim', 'stot'].every((name) => columns.has(name)) ? columns : undefined;
}

/** A row below the head; `undefined` where it is none, or tells nothing. */
export function readStatisticsRow(columns: Columns, text: string): StatisticsRow | undefined {
  const values = text.split(',', COLUMNS_MAX);
  const at = (name: string): string | undefined => values[columns.get(name) ?? COLUMNS_MAX];
  const proxy = at('pxname') ?? '';
  if (values.length < columns.size - 1 || !/^[\w.:-]{1,200}$/.test(proxy)) return undefined;
  if (at('type') === LISTENER) {
    const [, port] = /:(\d{1,5})$/.exec(at('addr') ?? '') ?? [];
    return port === undefined ? undefined : { kind: 'listener', proxy, port: Number(port) };
  }
  if (at('type') !== FRONTEND) return undefined;
  const numbers = ['dcon', 'dses', 'scur', 'smax', 'slim', 'stot'].map((name) => toCount(at(name)));
  const [dcon, dses, current, most, limit, total] = numbers;
  if (current === undefined || most === undefined || limit === undefined || total === undefined) return undefined;
  return { kind: 'frontend', proxy, denied: (dcon ?? 0) + (dses ?? 0), current, most, limit, total };
}

function toCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
