/**
 * The list of all causes, docs/causes/README.md. Title and usual severity are the cause's own; who closes under it is read off
 * the answers on its page, where the cases show it.
 */
import { causes } from '../../src/core/causes/index.ts';
import type { Cause } from '../../src/core/model/cause.ts';
import { SEVERITIES } from './severities.ts';

const BEGIN = '<!-- causes: written by the tests, `npx vitest run test/cases -u` -->\n';
const END = '<!-- end of causes -->';

const HEADINGS = {
  failure: 'Failures',
  suspicious: 'Worth a look',
  benign: 'Nothing wrong',
} as const;

/** The index with today's causes; `readPage` gives the page of a cause. */
export function renderIndex(index: string, readPage: (id: string) => string): string {
  const start = index.indexOf(BEGIN);
  const end = index.indexOf(END);
  if (start < 0 || end < start) throw new Error('Cannot render index of causes: its markers are missing');
  const tables = SEVERITIES.map((severity) => {
    const rows = causes.filter((cause) => cause.severity === severity).map((cause) => renderRow(cause, readPage));
    return `\n## ${HEADINGS[severity]}\n\n| cause | what happened | closed by |\n|---|---|---|\n${rows.join('')}`;
  });
  return `${index.slice(0, start)}${BEGIN}${tables.join('')}\n${index.slice(end)}`;
}

function renderRow({ id, title }: Cause, readPage: (id: string) => string): string {
  return `| [${id}](${id}.md) | ${title} | ${closersOn(readPage(id), id).join(', ')} |\n`;
}

/** Who closes in those cases of a page whose answer is its cause, each once. */
function closersOn(page: string, id: string): string[] {
  const answers = page.matchAll(/^(?:certain|likely|possible) (\S+) {3}closed by: (.+?) {3}\w+$/gm);
  const closers = [...answers].filter(([, cause]) => cause === id).map(([, , closer]) => closer ?? '');
  return [...new Set(closers)].sort();
}
