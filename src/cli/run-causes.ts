/** What `whyclosed causes` does: lists the catalogue, or shows the pages of causes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { causes } from '../core/causes/index.ts';
import { renderMarkdown } from '../core/report/markdown.ts';
import { hangText, type Line, type PageStyle, padText, paintPage } from '../core/report/page.ts';
import { countOf } from '../core/report/phrases.ts';
import type { Arguments } from './arguments.ts';
import { chooseIds } from './choose-ids.ts';
import type { ExitStatus } from './commands/_command.ts';
import { type ColorChoice, pageStyleOf, type Terminal } from './terminal.ts';

const CASES_HEADING = 'Cases';

/** Runs the command. */
export function runCauses({ values, operands }: Arguments, terminal: Terminal): ExitStatus {
  const color = (values.get('color') ?? 'auto') as ColorChoice;
  const style = pageStyleOf(terminal.stdout, terminal, color, values.has('ascii'));
  const ids = causes.map(({ id }) => id).sort();
  const chosen = new Set(operands.flatMap((operand) => chooseIds(operand, ids, 'cause', 'whyclosed causes')));
  const lines = operands.length === 0 ? list(style) : showPages([...chosen], values.has('cases'), style);
  terminal.stdout.write(paintPage(lines, style));
  terminal.stdout.flush();
  return 0;
}

function list(style: PageStyle): Line[] {
  const width = Math.max(...causes.map(({ id }) => id.length));
  const entries = [...causes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, title }) => hangText([{ text: padText(id, width), tone: 'strong' }, { text: '  ' }], title, style));
  const note = `${countOf(causes.length, 'cause')}; whyclosed causes ID shows the page of one`;
  return [...entries, [], ...hangText([], note, style, 'faint')];
}

function showPages(ids: readonly string[], withCases: boolean, style: PageStyle): Line[] {
  return ids.flatMap((id, i) => {
    const page = readFileSync(fileURLToPath(new URL(`../../docs/causes/${id}.md`, import.meta.url)), 'utf8');
    const lines = renderMarkdown(page, style, withCases ? undefined : CASES_HEADING);
    return [...(i === 0 ? [] : [[], []]), ...lines, [], ...hangText([], `cause   ${id}`, style, 'faint')];
  });
}
