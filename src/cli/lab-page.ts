/** What `whyclosed lab` prints: the list of scenarios, and a scenario's packets, events, logs and verdicts beside the truth. */
import { causes } from '../core/causes/index.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import { MILLISECOND } from '../core/model/time.ts';
import { VerdictGroups } from '../core/report/groups.ts';
import { hangText, type Line, type PageStyle, padText, prepareText, shortenText } from '../core/report/page.ts';
import { renderVerdict } from '../core/report/verdict-text.ts';
import {
  type Answer,
  alignPackets,
  passes,
  type Recording,
  type Result,
  type Scenario,
  type SharedPacket,
} from '../lab/index.ts';

/** Of the longest name of a view. */
const VIEW_WIDTH = 16;
const NAME_WIDTH = 34;
const COLUMN = 9;
const TIME_WIDTH = 11;
/** Lines of a log, and events of the kernel, shown at most. */
const LOG_LINES_MAX = 12;
const EVENTS_MAX = 40;

/** A line a scenario: its id and what happens. */
export function renderScenarios(scenarios: readonly Scenario[], style: PageStyle): Line[] {
  return scenarios.flatMap(({ id, summary }) =>
    hangText([{ text: padText(prepareText(id, style), NAME_WIDTH), tone: 'strong' }, { text: '  ' }], summary, style),
  );
}

/** One line on a result, and below it what is wrong. */
export function renderOutcome(result: Result, seconds: number | undefined, style: PageStyle): Line[] {
  const { recording, answers, missing } = result;
  const views = answers.map(({ view, outcome }) => `${view} ${outcome === 'allowed' ? 'looks the same' : outcome}`);
  const mark = passes(result)
    ? ({ text: style.ascii ? 'ok  ' : '✓ ', tone: 'benign' } as const)
    : ({ text: style.ascii ? 'BAD ' : '✗ ', tone: 'failure' } as const);
  const name = padText(prepareText(recording.name, style), NAME_WIDTH);
  return [
    ...hangText(
      [mark, { text: name }, { text: seconds === undefined ? '  ' : ` ${seconds.toFixed(1).padStart(5)} s  ` }],
      summarizeViews(views),
      style,
      'faint',
    ),
    ...renderFaults(result, missing, style),
  ];
}

/** `client right, router right`; what several connections have in common is said once. */
function summarizeViews(views: readonly string[]): string {
  return [...new Set(views)].join(', ');
}

function renderFaults({ answers }: Result, missing: readonly string[], style: PageStyle): Line[] {
  const wrong = answers.flatMap(({ view, faults }) => faults.map((fault) => `from the ${view}: ${fault}`));
  return [...missing, ...wrong].flatMap((text) => hangText([{ text: '    ' }], text, style, 'failure'));
}

/** Everything there is to see of a recording. */
export function renderRecording(scenario: Scenario, result: Result, style: PageStyle): Line[] {
  const { recording } = result;
  return [
    ...hangText([], recording.name, style, 'strong'),
    ...hangText([], scenario.summary, style),
    [],
    ...renderSideBySide(recording, style),
    [],
    ...renderEvents(recording, style),
    ...renderLogs(recording, style),
    ...renderAnswers(result, style),
    ...renderFaults(result, result.missing, style),
    [],
    ...renderBestVerdict(result, style),
    [],
  ];
}

/** The packets as the three points saw them: arrows with frame numbers, and dots where a packet was not seen. */
function renderSideBySide(recording: Recording, style: PageStyle): Line[] {
  const rows = alignPackets(recording);
  const starts = startsOf(rows);
  const head = ['client', 'router', 'server'].map((name) => padText(name, COLUMN)).join('');
  return [
    [{ text: `${padText('ms', TIME_WIDTH, 'right')}  ${head}`, tone: 'label' }],
    ...rows.map((row): Line => {
      const time = (row.timeNs / MILLISECOND).toFixed(3);
      const cells = (['client', 'router', 'server'] as const).map((vantage) => cell(row, row.numbers[vantage], style));
      const text = shortenText(describe(row, starts), style.width - TIME_WIDTH - 2 - 3 * COLUMN, style);
      return [{ text: padText(time, TIME_WIDTH, 'right'), tone: 'faint' }, { text: `  ${cells.join('')}` }, { text }];
    }),
  ];
}

function cell({ fromClient }: SharedPacket, number: number | undefined, style: PageStyle): string {
  if (number === undefined) return padText(style.ascii ? '.' : '·', COLUMN);
  const [right, left] = style.ascii ? ['->', '<-'] : ['─▶', '◀─'];
  return padText(`${fromClient ? right : left} #${number}`, COLUMN);
}

/** First sequence number of each end, so that numbers can be small. */
function startsOf(rows: readonly SharedPacket[]): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const { packet } of rows) {
    const key = `${packet.sourcePort} ${packet.destinationPort}`;
    if (!starts.has(key) && !packet.flags.startsWith('icmp')) starts.set(key, packet.seq);
  }
  return starts;
}

const NAMES: Readonly<Record<string, string>> = { F: 'FIN', S: 'SYN', R: 'RST', '.': 'ACK' };

function describe({ packet }: SharedPacket, starts: ReadonlyMap<string, number>): string {
  const { flags, seq, ack, payload, sourcePort, destinationPort, ttl } = packet;
  const ports = `${sourcePort} → ${destinationPort}`;
  if (flags.startsWith('icmp')) return `${flags} about ${ports}`;
  const names = [...flags].map((letter) => NAMES[letter] ?? letter).join(' ');
  const own = starts.get(`${sourcePort} ${destinationPort}`) ?? seq;
  const other = starts.get(`${destinationPort} ${sourcePort}`);
  const acks = flags.includes('.') && other !== undefined ? ` ack ${(ack - other) >>> 0}` : '';
  const said = payload === '' ? '' : `, ${payload.length} bytes ${JSON.stringify(payload.slice(0, 40))}`;
  return `${ports}  ${names} seq ${(seq - own) >>> 0}${acks}${flags.includes('R') ? ` ttl ${ttl}` : ''}${said}`;
}

function renderEvents({ kernel }: Recording, style: PageStyle): Line[] {
  const shown = kernel.slice(0, EVENTS_MAX);
  const left = kernel.length - shown.length;
  return [
    [{ text: 'the kernel says', tone: 'label' }],
    ...shown.flatMap((line) => hangText([{ text: '  ' }], line, style, 'faint')),
    ...(left > 0 ? [[{ text: `  … and ${left} more`, tone: 'faint' } as const]] : []),
    [],
  ];
}

function renderLogs({ logs }: Recording, style: PageStyle): Line[] {
  return [...logs].flatMap(([name, text]) => {
    const lines = text.trimEnd().split('\n').slice(-LOG_LINES_MAX);
    if (lines.every((line) => line === '')) return [];
    const title: Line = [{ text: `${name}.log`, tone: 'label' }];
    return [title, ...lines.flatMap((line) => hangText([{ text: '  ' }], line, style, 'faint')), []];
  });
}

/** The truth of each connection, and the answer from each view. */
function renderAnswers({ answers }: Result, style: PageStyle): Line[] {
  const truths = [...new Set(answers.map(({ truth }) => truth))];
  return truths.flatMap((truth) => {
    const own = answers.filter((answer) => answer.truth === truth);
    const text = `${truth.cause}, by the ${truth.by}, ${truth.how} (port ${truth.serverPort})`;
    return [
      ...hangText([{ text: '  truth      ', tone: 'label' }], text, style, 'strong'),
      ...own.flatMap((answer) =>
        hangText([{ text: `  ${padText(answer.view, VIEW_WIDTH)}  `, tone: 'label' }], sayAnswer(answer), style),
      ),
    ];
  });
}

function sayAnswer({ diagnosis, outcome, truth }: Answer): string {
  if (diagnosis === undefined) return outcome === 'unseen' ? 'nothing of it is to be seen here' : 'not found';
  const { cause, confidence } = diagnosis.verdict;
  const names = {
    right: 'right',
    allowed: 'looks the same from here',
    missed: `not ${truth.cause}`,
    unseen: '',
    pending: 'not yet diagnosed: the catalogue does not have this cause',
  };
  return `${cause}, ${confidence}, by the ${diagnosis.ending.by}: ${names[outcome]}`;
}

/** The verdict from both ends in full, or from the client where there is no other. */
function renderBestVerdict({ answers }: Result, style: PageStyle): Line[] {
  const best = answers.find(({ view, diagnosis }) => view === 'both' && diagnosis !== undefined);
  if (best?.diagnosis === undefined) return [];
  return renderVerdict(toShown(best.diagnosis), { base: best.baseSeconds, titleOf, style, said: new Map() });
}

function titleOf(id: string): string {
  return causes.find((cause) => cause.id === id)?.title ?? id;
}

function toShown(diagnosis: Diagnosis): Parameters<typeof renderVerdict>[0] {
  const groups = new VerdictGroups(1);
  groups.add(diagnosis);
  return groups.shown()[0]!;
}
