/**
 * The verdicts of a capture, gathered in bounded memory: verdicts alike (same cause, same closer, same confidence, same
 * server) are one group, of which only the count and the first few are kept, however many there are.
 */
import type { Closer, Confidence, Diagnosis, Severity } from '../model/diagnosis.ts';
import type { Endpoint } from '../model/endpoint.ts';

/** Verdicts alike. */
export interface VerdictGroup {
  readonly cause: string;
  readonly closer: Closer;
  readonly confidence: Confidence;
  readonly severity: Severity;
  /** The server they share; absent in a group that gathers those of further servers. */
  readonly server?: Endpoint;
  readonly count: number;
  /** The first of them in order of ending, no more than may be shown. */
  readonly first: readonly Diagnosis[];
}

/** A verdict chosen to be shown in full. */
export interface ShownVerdict {
  readonly diagnosis: Diagnosis;
  /** The group it stands for. */
  readonly group: VerdictGroup;
  /** 1 for the first of its group. */
  readonly ordinal: number;
}

/** Servers with a group of their own; what comes after is gathered in one group a cause. */
export const maxGroups = 1000;

const SEVERITIES: readonly Severity[] = ['failure', 'suspicious', 'benign'];
const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

interface GrowingGroup extends VerdictGroup {
  count: number;
  readonly first: Diagnosis[];
}

/** Gathers verdicts as they come. */
export class VerdictGroups {
  readonly #limit: number;
  /** In order of their first verdicts. */
  readonly #groups: GrowingGroup[] = [];
  /** Those of one server, by its address. To find a group so is quicker than by a text of all that it shares. */
  readonly #byAddress = new Map<string, GrowingGroup[]>();
  readonly #ofFurtherServers: GrowingGroup[] = [];
  #count = 0;

  /** `limit`: how many verdicts will be shown in full; 0 or more, Infinity allowed. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Verdicts added. */
  get count(): number {
    return this.#count;
  }

  add(diagnosis: Diagnosis): void {
    this.#count++;
    const group = this.#groupOf(diagnosis);
    group.count++;
    // Every group shows its first before any shows its second, so a group never shows more than the others leave.
    if (group.first.length >= Math.max(1, this.#limit - this.#groups.length + 1)) return;
    group.first.push(this.#limit === Number.POSITIVE_INFINITY ? diagnosis : copyOf(diagnosis));
  }

  /** The groups, the worst and then the most frequent first. */
  sorted(): readonly VerdictGroup[] {
    return [...this.#groups].sort(compareGroups);
  }

  /** The verdicts to show in full: the first of each group, then the seconds, and so on up to the limit. */
  shown(): readonly ShownVerdict[] {
    const groups = this.sorted();
    const shown: ShownVerdict[] = [];
    for (let round = 0; ; round++) {
      const before = shown.length;
      for (const group of groups) {
        const diagnosis = group.first[round];
        if (diagnosis === undefined) continue;
        if (shown.length >= this.#limit) return shown;
        shown.push({ diagnosis, group, ordinal: round + 1 });
      }
      if (shown.length === before) return shown;
    }
  }

  #groupOf(diagnosis: Diagnosis): GrowingGroup {
    const { server } = diagnosis.connection;
    const ofAddress = this.#byAddress.get(server.address);
    const own = ofAddress?.find((group) => group.server?.port === server.port && isAlike(group, diagnosis));
    if (own !== undefined) return own;
    if (this.#groups.length < maxGroups) {
      const group = this.#begin({ ...groupFor(diagnosis), server });
      if (ofAddress === undefined) this.#byAddress.set(server.address, [group]);
      else ofAddress.push(group);
      return group;
    }
    const known = this.#ofFurtherServers.find((group) => isAlike(group, diagnosis));
    if (known !== undefined) return known;
    const group = this.#begin(groupFor(diagnosis));
    this.#ofFurtherServers.push(group);
    return group;
  }

  #begin(group: GrowingGroup): GrowingGroup {
    this.#groups.push(group);
    return group;
  }
}

function groupFor({ verdict, severity }: Diagnosis): GrowingGroup {
  const { cause, closer, confidence } = verdict;
  return { cause, closer, confidence, severity, count: 0, first: [] };
}

function isAlike(group: VerdictGroup, { verdict, severity }: Diagnosis): boolean {
  const { cause, closer, confidence } = verdict;
  return (
    group.cause === cause && group.closer === closer && group.confidence === confidence && group.severity === severity
  );
}

/**
 * A copy of plain data, for the few that are kept of many. V8 notes of each place in the code whether what is made
 * there lives long, and makes everything from there in its old generation then: where the first thousand verdicts are
 * kept as they are, the forty thousand that follow become garbage that stays. With copies the peak at 50,000
 * connections open is 222 MB instead of 291; a copy takes 20 µs.
 */
function copyOf<Plain>(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as Plain;
  const copy = { ...value };
  for (const name in copy) copy[name] = copyOf(copy[name]);
  return copy;
}

function compareGroups(a: VerdictGroup, b: VerdictGroup): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.count - a.count ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence)
  );
}
