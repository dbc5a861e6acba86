/** The Markdown pages of the project, and what the tests look at in them: fenced blocks, links, headings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../architecture/source-file.ts';

/** A fenced block: the word after its opening fence, and what stands between the fences. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

const FENCED = /^```([^\n]*)\n([\s\S]*?)^```$/gm;

/** Paths of all pages, from the project's root. */
export const pagePaths: readonly string[] = ['.', 'docs', 'docs/causes', 'docs/decisions', 'examples'].flatMap(
  (folder) =>
    readdirSync(join(projectRoot, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => (folder === '.' ? name : `${folder}/${name}`)),
);

/** Pages for users: what they quote has to be what the program prints. */
export const userPages: readonly string[] = pagePaths.filter((path) => /^(?:README|docs\/[^/]+)\.md$/.test(path));

/** The text of a page. */
export function readPage(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(FENCED)].map(([, language, text]) => ({ language: language ?? '', text: text ?? '' }));
}

/** The page with every fenced block of a language written anew. */
export function replaceBlocks(page: string, language: string, write: (text: string, index: number) => string): string {
  let index = 0;
  return page.replace(FENCED, (block: string, word: string, text: string) => {
    if (word !== language) return block;
    index += 1;
    return `\`\`\`${word}\n${write(text, index - 1)}\`\`\``;
  });
}

/** Targets of the links and pictures of a page. */
export function linksOf(page: string): string[] {
  const prose = page.replace(FENCED, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(page: string): string[] {
  const headings = page.replace(FENCED, '').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

/** The rows of the table below a heading, each as its cells. */
export function tableBelow(page: string, heading: string): string[][] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const lines = section.split(/^## /m)[0]?.split('\n') ?? [];
  return lines
    .filter((line) => line.startsWith('|') && !/^\|[-|]+\|$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}
