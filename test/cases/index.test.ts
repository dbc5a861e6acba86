/** The list of causes names every cause as it is today; `vitest -u` writes it anew, with the pages. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderIndex } from './render-index.ts';
import { renderPage } from './render-page.ts';

const folder = fileURLToPath(new URL('../../docs/causes/', import.meta.url));

it('docs/causes/README.md lists every cause with its title, severity and closers', async () => {
  const rendered = renderIndex(readFileSync(`${folder}README.md`, 'utf8'), (id) =>
    renderPage(readFileSync(`${folder}${id}.md`, 'utf8')),
  );
  await expect(rendered).toMatchFileSnapshot(`${folder}README.md`);
});

it('a list without its markers is refused', () => {
  expect(() => renderIndex('# Causes\n', () => '')).toThrow('Cannot render index of causes');
});
