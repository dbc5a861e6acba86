/** What `whyclosed probe` shows: the checklist, line by line, and below it the verdict as `read` shows one. */
import {
  hangText,
  type Line,
  type PageStyle,
  padText,
  prepareText,
  type Span,
  textWidth,
} from '../core/report/page.ts';
import { describeProbedEnding, formatAddress } from '../core/report/phrases.ts';
import { severityMark } from '../core/report/severity.ts';
import { renderReasons } from '../core/report/verdict-text.ts';
import type { ProbeResult, Stage, StageName } from '../probe/model.ts';
import { formatSeconds } from '../probe/words.ts';

const NAMES: Readonly<Record<StageName, string>> = {
  resolve: 'name',
  route: 'route',
  connect: 'connect',
  tls: 'tls',
  talk: 'talk',
  close: 'end',
  quic: 'quic',
  proxy: 'proxy',
  internet: 'internet',
  local: 'here',
  control: 'control',
  packets: 'packets',
};

/** Columns of the names. */
const NAME_WIDTH = 9;

/** Times shorter than this say nothing. */
const SHOWN_SECONDS = 0.00005;

/** The lines of a stage. */
export function renderStage({ name, status, text, seconds }: Stage, style: PageStyle): Line[] {
  const head = [
    { text: '  ' },
    markOf(status, style),
    { text: ' ' },
    { text: padText(NAMES[name], NAME_WIDTH), tone: 'label' as const },
  ];
  const lines = hangText(head, text, style, status === 'failed' ? 'strong' : 'plain');
  const showsTime = status !== 'note' && status !== 'running' && seconds >= SHOWN_SECONDS && name !== 'close';
  if (!showsTime) return lines;
  const last = lines.at(-1)!;
  const time = `  ${formatSeconds(seconds)}`;
  const columns = last.reduce((sum, span) => sum + textWidth(prepareText(span.text, style)), 0);
  // A line that is too long would be two on the terminal, and be drawn over wrongly.
  if (columns + time.length > style.width) return lines;
  return [...lines.slice(0, -1), [...last, { text: time, tone: 'faint' }]];
}

function markOf(status: Stage['status'], style: PageStyle): Span {
  switch (status) {
    case 'ok':
      return severityMark('benign', style);
    case 'failed':
      return severityMark('failure', style);
    case 'note':
      return { text: '~', tone: 'faint' };
    case 'skipped':
      return { text: '-', tone: 'faint' };
    case 'running':
      return { text: style.ascii ? '*' : '·', tone: 'faint' };
  }
}

/** The line above a checklist. */
export function renderProbeHead(target: string, style: PageStyle): Line[] {
  return hangText([], target, style, 'strong');
}

/** The lines of a verdict. */
export function renderProbeVerdict(result: ProbeResult, titleOf: (cause: string) => string, style: PageStyle): Line[] {
  const { verdict, severity, ending, client, server, observation } = result;
  const isUnexplained = verdict.cause === 'insufficient-evidence';
  if (isUnexplained && observation.interrupted)
    return hangText([], 'interrupted: nothing had failed until then', style);
  const proxy = result.about === 'proxy' ? observation.proxy : undefined;
  const known = `${proxy === undefined ? '' : 'at the proxy: '}${titleOf(verdict.cause)}`;
  const title = isUnexplained ? 'what was seen does not say why' : known;
  const ends = proxy === undefined ? [client, server].flatMap((end) => (end ? formatAddress(end) : [])) : [proxy.place];
  const how = ending === undefined || proxy !== undefined ? undefined : describeProbedEnding(ending);
  return [
    ...hangText(
      [severityMark(severity, style), { text: ' ' }],
      title.charAt(0).toUpperCase() + title.slice(1),
      style,
      'strong',
    ),
    ...(ends.length === 0 ? [] : hangText([{ text: '  ' }], ends.join(' → '), style)),
    [],
    ...renderReasons(verdict, how, '0', {
      titleOf,
      style,
      said: new Map(),
    }),
  ];
}
