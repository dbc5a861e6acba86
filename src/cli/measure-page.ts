/** What a measurement of `whyclosed probe` shows: the finding, what it rests on, what was tried, what to do. */
import { hangText, type Line, type PageStyle, type Tone } from '../core/report/page.ts';
import { formatAddress } from '../core/report/phrases.ts';
import { severityMark } from '../core/report/severity.ts';
import type { Measurement } from '../probe/measure/measurement.ts';
import { formatSeconds } from '../probe/words.ts';
import { describeSamples } from './measure-samples.ts';

/** Columns of the labels. */
const LABEL_WIDTH = 10;

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
    ...labelled('tried', describeSamples(measurement, style), style),
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
