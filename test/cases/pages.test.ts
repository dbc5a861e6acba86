/** Every page in docs/causes says what the program says; `vitest -u` writes today's answers into the pages. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderPage } from './render-page.ts';

const folder = fileURLToPath(new URL('../../docs/causes/', import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');

describe('docs/causes', () => {
  it.each(pages)('%s gives the answers that the program gives', async (name) => {
    const page = readFileSync(folder + name, 'utf8');
    await expect(renderPage(page)).toMatchFileSnapshot(folder + name);
  });
});
