/** What a measurement of `whyclosed probe` shows: the finding, what it rests on, what was tried, what to do. */
import { hangText, type Line, type PageStyle, type Tone } from '../core/report/page.ts';
import { formatAddress } from '../core/report/phrases.ts';
import { severityMark } from '../core/report/severity.ts';
import type { MeasuredSample, Measurement } from '../probe/measure/measurement.ts';
import { formatSeconds } from '../probe/words.ts';

/** Columns of the labels. */
const LABEL_WIDTH = 10;

/** Times that are listed of one outcome. */
const LISTED_MAX = 12;

/** The page. */
export function renderMeasurement(measurement: Measurement, style: PageStyle): Line[] {
  const { severity, server, summary, confidence, reasons, advice, seconds, cause, interrupted } = measurement;
  const took = `${formatSeconds(seconds)}${interrupted ? ', interrupted' : ''}`;
  return [
    ...hangText([severityMark(severity, style), { text: ' ' }], summary, style, 'strong'),
    ...(server === undefined ? [] : hangText([{ text: '  ' }], formatAddress(server), style)),
    [],
    ...labelled('sure', confidence === undefined ? [] : [confidence], style, 'strong'),
    ...labelled('seen', reasons, style),
    ...labelled('tried', describeSamples(measurement), style),
    ...labelled('fix', advice, style),
    ...labelled('took', [took], style, 'faint'),
    ...labelled('cause', cause === undefined ? [] : [cause], style, 'faint'),
  ];
}

/** Texts under one label, with bullets where they are several. */
function labelled(name: string, texts: readonly string[], style: PageStyle, tone: Tone = 'plain'): Line[] {
  const bullet = texts.length > 1 ? [{ text: '· ', tone: 'faint' as const }] : [];
  return texts.flatMap((text, i) => {
    const label = { text: `  ${i === 0 ? name : ''}`.padEnd(LABEL_WIDTH), tone: 'label' as const };
    return hangText([label, ...bullet], text, style, tone);
  });
}

const OUTCOMES: Readonly<Record<string, string>> = {
  answered: 'worked after',
  unanswered: 'no answer after',
  'reset-on-use': 'reset in answer to a use after',
  'closed-on-use': 'closed in answer to a use after',
  fin: 'closed (FIN) after',
  reset: 'reset after',
};

/** What was tried, a text for each outcome. */
function describeSamples({ measured, samples }: Measurement): string[] {
  return measured === 'idle-timeout' ? describeIdle(samples) : [];
}

function describeIdle(samples: readonly MeasuredSample[]): string[] {
  const byOutcome = new Map<string, number[]>();
  for (const { outcome, idleSeconds = 0 } of samples) {
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), idleSeconds]);
  }
  return [...byOutcome].map(([outcome, times]) => {
    const distinct = [...new Set(times.sort((a, b) => a - b).map(formatSeconds))];
    const more = distinct.length > LISTED_MAX ? ` and ${distinct.length - LISTED_MAX} more` : '';
    return `${OUTCOMES[outcome] ?? outcome} ${distinct.slice(0, LISTED_MAX).join(', ')}${more}`;
  });
}
