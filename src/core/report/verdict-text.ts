/**
 * One verdict in full, for a tired person: which connection, who ended it and how sure that is, why, what to do; then the
 * evidence, and what else it might be.
 */
import type { Diagnosis, Evidence, Verdict, Weight } from '../model/diagnosis.ts';
import type { BaseSeconds } from '../model/time.ts';
import type { ShownVerdict } from './groups.ts';
import { hangText, type Line, type PageStyle, type Tone } from './page.ts';
import {
  describeCapture,
  describeCloser,
  describeEnding,
  formatCount,
  formatEndpoint,
  formatMoment,
  wiresharkFilter,
} from './phrases.ts';
import { severityMark } from './severity.ts';

/** Evidence by how much it says: two signs where it decides, one where it counts, `~` where it merely fits. */
const WEIGHT_SIGNS: Readonly<Record<Weight, string>> = {
  proves: '++',
  supports: '+ ',
  hints: '~ ',
  'speaks-against': '- ',
  excludes: '--',
};

const WEIGHTS: readonly Weight[] = ['proves', 'supports', 'hints', 'speaks-against', 'excludes'];

/** Columns of the labels before each paragraph. */
const LABEL_WIDTH = 10;

/** What the verdicts of one page share. */
export interface VerdictSetting {
  readonly base: BaseSeconds;
  readonly titleOf: (cause: string) => string;
  readonly style: PageStyle;
  /** What the page has said already, and of which stream it said it: it is not said again. */
  readonly said: Map<string, string>;
}

/** The lines of a verdict. */
export function renderVerdict({ diagnosis, group, ordinal }: ShownVerdict, setting: VerdictSetting): Line[] {
  const { base, titleOf, style } = setting;
  const { connection, verdict } = diagnosis;
  const alike = group.count > 1 ? ` (${formatCount(ordinal)} of ${formatCount(group.count)} alike)` : '';
  const ends = `${formatEndpoint(connection.client)} → ${formatEndpoint(connection.server, connection.serverName)}`;
  const title = capitalize(titleOf(verdict.cause));
  return [
    ...hangText([severityMark(diagnosis.severity, style), { text: ' ' }], `${title}${alike}`, style, 'strong'),
    ...hangText([{ text: '  ' }], ends, style),
    ...hangText(
      [{ text: '  ' }],
      `${formatMoment(base, connection.startNs)} · ${wiresharkFilter(connection)}${describeCapture(diagnosis)}`,
      style,
      'faint',
    ),
    [],
    ...renderReasons(verdict, describeEnding(diagnosis.ending, connection), placeOf(diagnosis), setting),
  ];
}

/** The lines below a verdict's head. `how` says how the connection ended; `place` names the stream, for a later page to say "as above". */
export function renderReasons(
  verdict: Verdict,
  how: string | undefined,
  place: string,
  setting: Omit<VerdictSetting, 'base'>,
): Line[] {
  const { style } = setting;
  const once = (texts: readonly string[]): readonly string[] => sayOnce(texts, verdict, place, setting);
  return [
    ...labelled('who', [`${describeCloser(verdict.closer)}, ${verdict.confidence}`], style, 'strong'),
    ...labelled('why', [verdict.summary], style),
    ...labelled('fix', once(verdict.advice), style),
    ...labelled('how', how === undefined ? [] : [how], style),
    ...renderEvidence(verdict.evidence, style),
    ...renderRivals(verdict, once, setting),
    ...labelled('unclear', verdict.unexplained, style),
    ...labelled('next', once(verdict.next), style),
    ...labelled('cause', [verdict.cause], style, 'faint'),
  ];
}

/** Either capture counts its own streams. */
function placeOf({ connection, decidedAt }: Diagnosis): string {
  return `${connection.stream}${decidedAt === undefined ? '' : ` of the ${decidedAt}’s capture`}`;
}

/** The texts, or where on this page the same was said of the same cause. */
function sayOnce(
  texts: readonly string[],
  { cause }: Verdict,
  place: string,
  { said }: Pick<VerdictSetting, 'said'>,
): readonly string[] {
  if (texts.length === 0) return texts;
  const whole = [cause, ...texts].join('\n');
  const before = said.get(whole);
  if (before !== undefined) return [`as in stream ${before} above`];
  said.set(whole, place);
  return texts;
}

/** Texts under one label, the first beside it, with bullets where they are several; nothing where there are none. */
function labelled(name: string, texts: readonly string[], style: PageStyle, tone: Tone = 'plain'): Line[] {
  const bullet = texts.length > 1 ? [{ text: '· ', tone: 'faint' as const }] : [];
  return texts.flatMap((text, i) => hangText([label(i === 0 ? name : ''), ...bullet], text, style, tone));
}

function label(name: string): { text: string; tone: 'label' } {
  return { text: `  ${name}`.padEnd(LABEL_WIDTH), tone: 'label' };
}

function renderEvidence(evidence: readonly Evidence[], style: PageStyle): Line[] {
  const weightiest = [...evidence].sort((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
  return weightiest.flatMap(({ weight, text, packets, source, said }, i) => {
    const sign = { text: `${WEIGHT_SIGNS[weight]} `, tone: 'strong' as const };
    const from = source === 'capture' ? '' : ` (${source})`;
    // The packets that a line of a log is about, the rest of the verdict names.
    const reference = said === undefined ? `${from}${referTo(packets)}` : ` [${said.file}:${said.line}]`;
    return hangText([label(i === 0 ? 'seen' : ''), sign], `${text}${reference}`, style);
  });
}

/** At most six packets are named; those who want all have the record. */
function referTo(packets: readonly number[]): string {
  if (packets.length === 0) return '';
  const named = packets.slice(0, 6).map((number) => `#${number}`);
  return ` [${named.join(' ')}${packets.length > named.length ? ' …' : ''}]`;
}

function renderRivals(
  { alternatives, ruledOut }: Verdict,
  once: (texts: readonly string[]) => readonly string[],
  { titleOf, style }: Pick<VerdictSetting, 'titleOf' | 'style'>,
): Line[] {
  const maybe = alternatives.map(({ cause, confidence, text }) => `${titleOf(cause)} (${confidence}): ${text}`);
  const not = ruledOut.map(({ cause, text }) => `${titleOf(cause)}: ${text}`);
  return [...labelled('maybe', once(maybe), style), ...labelled('not', once(not), style)];
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
