/**
 * What is said when a command cannot do its work: the message, the place in what was typed, what to do about it; a stack
 * only where it was asked for. Every text is escaped, as messages hold names of files and parts of their contents.
 */

import { isWhyclosedError } from '../core/model/whyclosed-error.ts';
import { hangText, type Line, type PageStyle, paintPage, prepareText, textWidth } from '../core/report/page.ts';
import type { ExitStatus } from './commands/_command.ts';
import { BrokenPipe, WriteFailure } from './output.ts';
import { type Excerpt, UsageError } from './usage-error.ts';

/** An error as the user reads it, and the exit status it ends with. */
export function reportError(
  error: unknown,
  debug: boolean,
  style: PageStyle,
): { readonly text: string; readonly status: ExitStatus } {
  if (error instanceof BrokenPipe) return { text: '', status: 0 };
  const lines = [...describeError(error, style), ...(debug ? stackOf(error) : [])];
  return { text: paintPage(lines, style), status: error instanceof UsageError ? 2 : 3 };
}

/** `error: …`, the place, and `hint: …`. */
function describeError(error: unknown, style: PageStyle): Line[] {
  const label: Line = [{ text: 'error', tone: 'failure' }, { text: ': ' }];
  if (error instanceof UsageError) {
    return [
      ...hangText(label, error.message, style),
      ...(error.excerpt === undefined ? [] : pointAt(error.excerpt, style)),
      ...hint(error.hint, style),
    ];
  }
  if (isWhyclosedError(error)) return [...hangText(label, error.message, style), ...hint(error.hint, style)];
  if (error instanceof WriteFailure) return hangText(label, error.message, style);
  const message = error instanceof Error ? error.message : String(error);
  return [
    ...hangText(label, `This is a mistake in whyclosed itself: ${message}`, style),
    ...hint('--debug says where', style),
  ];
}

function hint(text: string | undefined, style: PageStyle): Line[] {
  return text === undefined ? [] : hangText([{ text: 'hint', tone: 'label' }, { text: ': ' }], text, style);
}

/** What was typed, and carets below the part that is meant. */
function pointAt({ text, position, length }: Excerpt, style: PageStyle): Line[] {
  const before = textWidth(prepareText(text.slice(0, position), style));
  const width = Math.max(1, textWidth(prepareText(text.slice(position, position + length), style)));
  const carets = '^'.repeat(width);
  return [[{ text: `    ${text}` }], [{ text: `    ${' '.repeat(before)}` }, { text: carets, tone: 'failure' }]];
}

function stackOf(error: unknown): Line[] {
  const lines: Line[] = [];
  for (let cause = error; cause instanceof Error && lines.length < 200; cause = cause.cause) {
    for (const line of (cause.stack ?? String(cause)).split('\n')) lines.push([{ text: line, tone: 'faint' }]);
  }
  return lines;
}
