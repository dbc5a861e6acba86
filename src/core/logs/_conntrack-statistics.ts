/**
 * What the connection tracking of Linux counts, as `conntrack -S` prints it, a line for each processor (conntrack-tools
 * src/conntrack.c). It counts since the machine has been up, or its network namespace has been there.
 *
 * An entry is put into the table when its first packet leaves. Where address translation found no free port, the entry is like
 * one that is there already, and neither it nor the packet goes further: `insert_failed`, `drop` (net/netfilter/nf_nat_core.c
 * get_unique_tuple, nf_conntrack_core.c __nf_conntrack_confirm).
 */

/** What one processor counted. */
export interface ConntrackReading {
  readonly cpu: number;
  /** Entries like one that was there: `insert_failed`, less those where a chain of the table was too long. */
  readonly clashed: number;
}

const LINE = /^cpu=(\d{1,5})\s+(?:[a-z_]{1,30}=\d{1,15} ?){3,30}\s*$/;

/** A line of it; `undefined` for any other. */
export function readConntrackReading(text: string): ConntrackReading | undefined {
  if (!text.startsWith('cpu=')) return undefined;
  const [, cpu] = LINE.exec(text) ?? [];
  const failed = countOf(text, 'insert_failed');
  if (cpu === undefined || failed === undefined) return undefined;
  return { cpu: Number(cpu), clashed: Math.max(0, failed - (countOf(text, 'chaintoolong') ?? 0)) };
}

function countOf(text: string, name: string): number | undefined {
  const [, digits] = new RegExp(`\\s${name}=(\\d+)`).exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
