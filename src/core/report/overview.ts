/**
 * The overview of the text report: a line for each group of verdicts alike, the worst and most frequent first. Where a
 * cause met many servers its groups become one line, so that the overview stays on one screen.
 */
import type { VerdictGroup } from './groups.ts';
import { type Line, type PageStyle, padText, prepareText, textWidth, wrapText } from './page.ts';
import { countOf, describeCloser, formatAddress, formatCount } from './phrases.ts';
import { severityMark } from './severity.ts';

/** Lines of the overview at most. */
export const maxOverviewRows = 20;

/** Servers a cause may have before its groups become one line, where not all groups fit. */
const SERVERS_APART = 3;

/** The narrowest page that still holds a table. */
const TABLE_WIDTH = 72;

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
  const lines = style.width < TABLE_WIDTH ? renderList(shown, titleOf, style) : renderTable(shown, titleOf, style);
  const left = rows.slice(maxOverviewRows);
  if (left.length === 0) return lines;
  const verdicts = left.reduce((sum, row) => sum + row.count, 0);
  return [
    ...lines,
    [{ text: `  … and ${countOf(left.length, 'kind')} more (${countOf(verdicts, 'connection')})`, tone: 'faint' }],
  ];
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

function renderTable(rows: readonly Row[], titleOf: (cause: string) => string, style: PageStyle): Line[] {
  const cells = rows.map((row) => ({
    count: formatCount(row.count),
    server: prepareText(row.server, style),
    closer: describeCloser(row.group.closer),
    sure: row.group.confidence,
  }));
  const widest = (heading: string, texts: readonly string[]): number =>
    Math.max(heading.length, ...texts.map(textWidth));
  const countWidth = widest(
    'count',
    cells.map(({ count }) => count),
  );
  const serverWidth = Math.min(
    47,
    widest(
      'server',
      cells.map(({ server }) => server),
    ),
  );
  const closerWidth = widest(
    'closed by',
    cells.map(({ closer }) => closer),
  );
  const sureWidth = widest(
    'sure',
    cells.map(({ sure }) => sure),
  );
  const room = style.width - (2 + countWidth + 2 + 2 + serverWidth + 2 + closerWidth + 2 + sureWidth);
  const titleWidth = Math.max(
    20,
    Math.min(
      room,
      widest(
        'why',
        rows.map(({ group }) => prepareText(titleOf(group.cause), style)),
      ),
    ),
  );
  const heading =
    `  ${padText('count', countWidth, 'right')}  ${padText('why', titleWidth)}  ${padText('server', serverWidth)}` +
    `  ${padText('closed by', closerWidth)}  sure`;
  const lines: Line[] = [[{ text: heading, tone: 'faint' }]];
  for (const [i, { group }] of rows.entries()) {
    const { count, server, closer, sure } = cells[i]!;
    const [title = '', ...rest] = wrapText(titleOf(group.cause), titleWidth, style);
    lines.push([
      severityMark(group.severity, style),
      { text: ` ${padText(count, countWidth, 'right')}  ` },
      { text: padText(title, titleWidth), tone: 'strong' },
      { text: `  ${padText(server, serverWidth)}  ${padText(closer, closerWidth)}  ` },
      { text: sure },
    ]);
    for (const more of rest) lines.push([{ text: ' '.repeat(2 + countWidth + 2) }, { text: more, tone: 'strong' }]);
  }
  return lines;
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
