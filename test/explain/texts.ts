/** The table of real error texts, and what each must be read as. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text as it was seen. */
export interface TextRow {
  readonly text: string;
  /** Where it was seen: a URL, a file of the program's source, a man page, or how it was provoked. */
  readonly source: string;
  readonly system: string;
  readonly symptom: string;
  readonly code?: string;
  readonly operation?: string;
  readonly address?: string;
  readonly port?: number;
  /** It was collected after the phrases had been written. */
  readonly unseen?: boolean;
}

/** Every row of the table. */
export const texts: readonly TextRow[] = readLines('texts.jsonl').map((line) => JSON.parse(line) as TextRow);

/** Lines of logs and sentences that are no error of a connection. */
export const nearMisses: readonly string[] = readLines('near-misses.txt');

function readLines(name: string): string[] {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
