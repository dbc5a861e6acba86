/**
 * A page of text for a terminal: lines of spans, each with a tone, that are wrapped, escaped and coloured in one place, so
 * that no string of a capture can reach the terminal without passing it. Colours are ECMA-48 SGR codes.
 */
import { escapeText, escapeToAscii } from './escape.ts';

/** What a span is, not how it looks: the three severities, what stands out, and what steps back. */
export type Tone = 'plain' | 'strong' | 'faint' | 'label' | 'failure' | 'suspicious' | 'benign';

/** A stretch of text in one tone. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One line of a page. */
export type Line = readonly Span[];

/** How a page is set. */
export interface PageStyle {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
  /** Printable ASCII alone, for terminals that do not read UTF-8. */
  readonly ascii: boolean;
}

const SGR: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  faint: '2',
  label: '36',
  failure: '1;31',
  suspicious: '1;33',
  benign: '32',
};

const MARKS = /\p{M}/gu;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/g;
const WIDE_ASTRAL = /[\u{20000}-\u{3fffd}]|(?![\u0000-\uffff])\p{Emoji_Presentation}/gu;
const NARROW = /^[\u0020-\u02ff]*$/;

/** The text as the page will show it: escaped, and spelt in ASCII where the page is. */
export function prepareText(text: string, style: PageStyle): string {
  return style.ascii ? escapeToAscii(text) : escapeText(text);
}

/** Columns a prepared text takes. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  const plain = text.replace(MARKS, '').replace(WIDE, '..').replace(WIDE_ASTRAL, '..');
  return [...plain].length;
}

/** Breaks a text at its spaces into lines of at most `width` columns; a word longer than a line is cut. */
export function wrapText(text: string, width: number, style: PageStyle): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of prepareText(text, style).split(' ')) {
    if (line === '' || textWidth(line) + 1 + textWidth(word) <= width) {
      line = line === '' ? word : `${line} ${word}`;
    } else {
      lines.push(line);
      line = word;
    }
    while (textWidth(line) > width) {
      const head = cutText(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** As much of the start of a prepared text as fits in `width` columns, and always at least one character. */
function cutText(text: string, width: number): string {
  let head = '';
  for (const character of text) {
    if (head !== '' && textWidth(head + character) > width) break;
    head += character;
  }
  return head;
}

/** A text shortened to `width` columns, with an ellipsis where something was left out. */
export function shortenText(text: string, width: number, style: PageStyle): string {
  const prepared = prepareText(text, style);
  if (textWidth(prepared) <= width) return prepared;
  const ellipsis = style.ascii ? '...' : '…';
  return `${cutText(prepared, Math.max(1, width - ellipsis.length))}${ellipsis}`;
}

/** A text wrapped beside a prefix: the prefix stands before the first line, as many blanks before the others. */
export function hangText(prefix: Line, text: string, style: PageStyle, tone: Tone = 'plain'): Line[] {
  const indent = prefix.reduce((columns, span) => columns + textWidth(prepareText(span.text, style)), 0);
  const wrapped = wrapText(text, Math.max(16, style.width - indent), style);
  return wrapped.map((body, i) => [...(i === 0 ? prefix : [{ text: ' '.repeat(indent) }]), { text: body, tone }]);
}

/** The text padded with blanks to `width` columns; the text is a prepared one. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** The page as characters, every line ended by a newline. */
export function paintPage(lines: readonly Line[], style: PageStyle): string {
  let page = '';
  for (const line of lines) page += `${paintLine(line, style)}\n`;
  return page;
}

function paintLine(line: Line, style: PageStyle): string {
  let painted = '';
  for (const span of line) {
    const text = prepareText(span.text, style);
    const code = style.color ? SGR[span.tone ?? 'plain'] : '';
    painted += code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
  }
  return painted.trimEnd();
}
