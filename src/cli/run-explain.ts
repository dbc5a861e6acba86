/** What `whyclosed explain` does: explains a text, or lists what it knows. */
import { readSync } from 'node:fs';
import { dialects } from '../core/explain/dialects/index.ts';
import { explain } from '../core/explain/explain.ts';
import { symptoms } from '../core/explain/symptoms/index.ts';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { renderExplanation } from '../core/report/explanation-text.ts';
import { hangText, type Line, type PageStyle, padText, paintPage } from '../core/report/page.ts';
import { countOf } from '../core/report/phrases.ts';
import { toExplanationRecord, toNdjson } from '../core/report/record.ts';
import type { Arguments } from './arguments.ts';
import type { ExitStatus } from './commands/_command.ts';
import { type ColorChoice, pageStyleOf, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Bytes of standard input that are read; of a longer text the rest is left. */
const MAX_INPUT = 4 * 1024 * 1024;

const WAIT_MS = 10;

/** Runs the command; `readInput` gives the text of standard input. */
export function runExplain(
  { values, operands }: Arguments,
  terminal: Terminal,
  readInput: () => string = readStandardInput,
): ExitStatus {
  const style = pageStyleOf(
    terminal.stdout,
    terminal,
    (values.get('color') ?? 'auto') as ColorChoice,
    values.has('ascii'),
  );
  if (values.has('list')) {
    if (operands.length > 0) throw new UsageError('--list takes no text');
    if (values.has('format')) throw new UsageError('--list goes without --format');
    terminal.stdout.write(paintPage(list(style), style));
    return 0;
  }
  const explanation = explain(textOf(operands, readInput));
  terminal.stdout.write(
    values.get('format') === 'ndjson'
      ? toNdjson(toExplanationRecord(explanation))
      : paintPage(renderExplanation(explanation, { style, titleOfSystem, titleOfSymptom }), style),
  );
  return explanation.known ? 0 : 1;
}

function textOf(operands: readonly string[], readInput: () => string): string {
  const isInput = operands.length === 1 && operands[0] === '-';
  const text = isInput ? readInput() : operands.join(' ');
  if (text.trim() !== '') return text;
  throw new UsageError(isInput ? 'Standard input holds no text' : 'Which error text should be explained?', {
    hint: 'whyclosed explain "TEXT", "-" is standard input',
  });
}

function titleOfSystem(id: string): string {
  return dialects.find((dialect) => dialect.id === id)?.title ?? id;
}

function titleOfSymptom(id: string): string {
  return symptoms.find((symptom) => symptom.id === id)?.title ?? id;
}

function list(style: PageStyle): Line[] {
  const width = Math.max(...[...dialects, ...symptoms].map(({ id }) => id.length));
  const entry = (id: string, text: string): Line[] =>
    hangText([{ text: padText(id, width), tone: 'strong' }, { text: '  ' }], text, style);
  const texts = (count: number): string => countOf(count, 'text');
  return [
    ...hangText([], 'Systems whose texts are known', style, 'label'),
    ...dialects.flatMap(({ id, title, phrases }) => entry(id, `${title}: ${texts(countLiterals(phrases))}`)),
    [],
    ...hangText([], 'What may have happened', style, 'label'),
    ...symptoms.flatMap(({ id, title }) => entry(id, title)),
  ];
}

function countLiterals(phrases: readonly { readonly says: string | readonly string[] }[]): number {
  return new Set(phrases.flatMap(({ says }) => says)).size;
}

/** Waits for a pipe that has nothing yet, as a pipe from a program that still runs has. */
function readStandardInput(): string {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < MAX_INPUT) {
    const chunk = Buffer.alloc(64 * 1024);
    const count = readSome(chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readSome(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw new WhyclosedError('read-failed', `Cannot read standard input: ${message}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}
