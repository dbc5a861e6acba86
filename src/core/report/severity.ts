/** How the reports mark the three severities: a sign that reads without colour. */
import type { Severity } from '../model/diagnosis.ts';
import type { PageStyle, Span } from './page.ts';

const SIGNS: Readonly<Record<Severity, string>> = { failure: '✗', suspicious: '!', benign: '✓' };
const ASCII_SIGNS: Readonly<Record<Severity, string>> = { failure: 'x', suspicious: '!', benign: '.' };

/** The one-column sign of a severity, in its tone. */
export function severityMark(severity: Severity, style: PageStyle): Span {
  return { text: (style.ascii ? ASCII_SIGNS : SIGNS)[severity], tone: severity };
}
