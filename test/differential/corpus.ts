/** The captures others made, where they lie beside the project: never copied into it, and absent in most clones. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../architecture/source-file.ts';

const corpus = join(projectRoot, '../shared/corpus');

/** Whether the corpus is there. */
export const hasCorpus: boolean = existsSync(join(corpus, 'index.jsonl'));

/** One capture of the corpus. */
export interface CorpusCapture {
  /** Path below the captures' folder: how lists name it. */
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** The lines of one of the corpus' lists, such as `index` or `zeek`; none where there is no corpus. */
export function readCorpusList<Row>(name: string): Row[] {
  if (!hasCorpus) return [];
  const lines = readFileSync(join(corpus, `${name}.jsonl`), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

/** Where a capture named in a list lies. */
export function corpusPath(file: string): string {
  return join(corpus, 'captures', file);
}

/** Every capture, in the order of the index. */
export function readCorpus(): CorpusCapture[] {
  const rows = readCorpusList<{ file: string; sha256: string; size: number }>('index');
  return rows.map(({ file, sha256, size }) => ({ file, sha256, size, path: corpusPath(file) }));
}
