/**
 * A page of the documentation on a terminal: its headings, paragraphs, lists and examples, set to the terminal's width. Only
 * what the pages of docs/causes use of Markdown (https://spec.commonmark.org/0.31.2/) is known here.
 */
import { hangText, type Line, type PageStyle, type Tone } from './page.ts';

const FENCE = /^```/;
const HEADING = /^(#{1,6}) (.*)$/;
const ITEM = /^- (.*)$/;
const HEADING_TONES: readonly Tone[] = ['strong', 'label', 'strong'];

/** The lines of a page; what follows the heading `until`, and that itself, is left out. */
export function renderMarkdown(markdown: string, style: PageStyle, until?: string): Line[] {
  const lines: Line[] = [];
  let paragraph: string[] = [];
  let isItem = false;
  let isFenced = false;
  const flush = (): void => {
    if (paragraph.length === 0) return;
    const text = plain(paragraph.join(' '));
    lines.push(...(isItem ? hangText([{ text: '  · ' }], text, style) : hangText([{ text: '  ' }], text, style)));
    paragraph = [];
  };
  for (const row of markdown.split('\n')) {
    if (FENCE.test(row)) {
      flush();
      isFenced = !isFenced;
      continue;
    }
    if (isFenced) {
      lines.push([{ text: `    ${row}`, tone: 'faint' }]);
      continue;
    }
    const heading = HEADING.exec(row);
    const item = ITEM.exec(row);
    if (heading !== null) {
      flush();
      const [, marks = '', text = ''] = heading;
      if (text === until) break;
      if (lines.length > 0 && lines[lines.length - 1]?.length !== 0) lines.push([]);
      lines.push(...hangText([], plain(text), style, HEADING_TONES[marks.length - 1] ?? 'plain'));
    } else if (row.trim() === '') {
      flush();
      if (lines.length > 0 && lines[lines.length - 1]?.length !== 0) lines.push([]);
    } else if (item !== null) {
      flush();
      isItem = true;
      paragraph = [item[1] ?? ''];
    } else {
      if (paragraph.length === 0) isItem = false;
      paragraph.push(row.trim());
    }
  }
  flush();
  while (lines.length > 0 && lines[lines.length - 1]?.length === 0) lines.pop();
  return lines;
}

/** Text without its marks: links by their words, code and emphasis as they are read. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1');
}
