/**
 * The overview of the text report: a line for each group of verdicts alike, the worst and most frequent first. Where a
 * cause met many servers its groups become one line, so that the overview stays on one screen.
 */
import type { Severity } from '../model/diagnosis.ts';
import type { VerdictGroup } from './groups.ts';
import {
  hangText,
  type Line,
  type PageStyle,
  padText,
  prepareText,
  type Span,
  type Tone,
  textWidth,
  wrapText,
} from './page.ts';
import { countOf, countSeverities, describeCloser, formatAddress, formatCount } from './phrases.ts';
import { severityMark } from './severity.ts';

/** Lines of the overview at most. */
export const maxOverviewRows = 20;

/** Servers a cause may have before its groups become one line, where not all groups fit. */
const SERVERS_APART = 3;

/** Columns a cause's words need beside the rest of the table. */
const MIN_TITLE_WIDTH = 24;

interface Row {
  readonly group: VerdictGroup;
  readonly count: number;
  readonly server: string;
}

/** The overview's lines; `titleOf` gives a cause's few words. */
export function renderOverview(
  groups: readonly VerdictGroup[],
  titleOf: (cause: string) => string,
  style: PageStyle,
): Line[] {
  const rows = toRows(groups);
  const shown = rows.slice(0, maxOverviewRows);
  const lines = renderTable(shown, titleOf, style) ?? renderList(shown, titleOf, style);
  return [...lines, ...renderRest(rows.slice(maxOverviewRows), style)];
}

/** What did not fit, counted: `… and 11 kinds more: 5 failed, 21 suspicious`. */
function renderRest(rows: readonly Row[], style: PageStyle): Line[] {
  if (rows.length === 0) return [];
  const count = (severity: Severity): number =>
    rows.filter(({ group }) => group.severity === severity).reduce((sum, row) => sum + row.count, 0);
  const counts = countSeverities(count('failure'), count('suspicious'), count('benign'));
  return hangText([{ text: '  ' }], `… and ${countOf(rows.length, 'kind')} more: ${counts}`, style, 'faint');
}

function toRows(groups: readonly VerdictGroup[]): Row[] {
  if (groups.length <= maxOverviewRows && groups.every(({ server }) => server !== undefined)) return groups.map(toRow);
  const alike = new Map<string, VerdictGroup[]>();
  for (const group of groups) {
    const kind = `${group.severity} ${group.cause} ${group.closer} ${group.confidence}`;
    const members = alike.get(kind);
    if (members === undefined) alike.set(kind, [group]);
    else members.push(group);
  }
  const rows = [...alike.values()].flatMap((members) =>
    members.length > SERVERS_APART ? [joinRows(members)] : members.map(toRow),
  );
  // The groups came sorted; joining may have put a frequent cause behind a rare one of the same severity.
  const rank = new Map(groups.map((group, i) => [group.severity, i] as const).reverse());
  return rows.sort((a, b) => rank.get(a.group.severity)! - rank.get(b.group.severity)! || b.count - a.count);
}

function toRow(group: VerdictGroup): Row {
  return {
    group,
    count: group.count,
    server: group.server === undefined ? 'other servers' : formatAddress(group.server),
  };
}

function joinRows(members: readonly VerdictGroup[]): Row {
  const count = members.reduce((sum, { count }) => sum + count, 0);
  const named = members.flatMap(({ server }) => (server === undefined ? [] : [server]));
  const more = named.length < members.length ? 'over ' : '';
  const addresses = new Set(named.map(({ address }) => address));
  const [only] = addresses;
  const server =
    addresses.size === 1 && only !== undefined && more === ''
      ? `${only}, ${countOf(named.length, 'port')}`
      : `${more}${countOf(addresses.size, 'server')}`;
  return { group: members[0]!, count, server };
}

/** The rows as a table, or `undefined` where the page is too narrow for one. */
function renderTable(rows: readonly Row[], titleOf: (cause: string) => string, style: PageStyle): Line[] | undefined {
  const count = column(
    'count',
    rows.map((row) => formatCount(row.count)),
  );
  const server = column(
    'server',
    rows.map((row) => prepareText(row.server, style)),
  );
  const closer = column(
    'closed by',
    rows.map(({ group }) => describeCloser(group.closer)),
  );
  const sure = column(
    'sure',
    rows.map(({ group }) => group.confidence),
  );
  const why = column(
    'why',
    rows.map(({ group }) => prepareText(titleOf(group.cause), style)),
  );
  const room = style.width - (count.width + server.width + closer.width + sure.width + 10);
  if (room < MIN_TITLE_WIDTH) return undefined;
  const titleWidth = Math.min(room, why.width);
  const indent = ' '.repeat(count.width + 4);
  const draw = (mark: Span, i: number, title: string, tone: Tone): Line => [
    mark,
    { text: ` ${padText(count.cells[i]!, count.width, 'right')}  ` },
    { text: padText(title, titleWidth), tone },
    {
      text: `  ${padText(server.cells[i]!, server.width)}  ${padText(closer.cells[i]!, closer.width)}  ${sure.cells[i]}`,
    },
  ];
  const heading = draw({ text: ' ' }, 0, 'why', 'plain').map(({ text }) => ({ text, tone: 'faint' as const }));
  const body = rows.flatMap(({ group }, i): Line[] => {
    const [first = '', ...rest] = wrapText(why.cells[i + 1]!, titleWidth, style);
    const more = rest.map((text): Line => [{ text: indent }, { text, tone: 'strong' }]);
    return [draw(severityMark(group.severity, style), i + 1, first, 'strong'), ...more];
  });
  return [heading, ...body];
}

/** A column: its heading and cells, and the columns of the page it takes. */
function column(
  heading: string,
  texts: readonly string[],
): { readonly cells: readonly string[]; readonly width: number } {
  const cells = [heading, ...texts];
  return { cells, width: cells.reduce((widest, text) => Math.max(widest, textWidth(text)), 0) };
}

function renderList(rows: readonly Row[], titleOf: (cause: string) => string, style: PageStyle): Line[] {
  return rows.flatMap(({ group, count, server }): Line[] => {
    const title = wrapText(`${formatCount(count)}× ${titleOf(group.cause)}`, Math.max(16, style.width - 2), style);
    const detail = wrapText(
      `${server} · ${describeCloser(group.closer)}, ${group.confidence}`,
      Math.max(16, style.width - 4),
      style,
    );
    return [
      ...title.map(
        (text, i): Line => [
          i === 0 ? severityMark(group.severity, style) : { text: ' ' },
          { text: ' ' },
          { text, tone: 'strong' },
        ],
      ),
      ...detail.map((text): Line => [{ text: `    ${text}` }]),
    ];
  });
}
