import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/core/report/markdown.ts';
import { type PageStyle, paintPage, textWidth } from '../../src/core/report/page.ts';

const style: PageStyle = { width: 40, color: false, ascii: false };
const folder = fileURLToPath(new URL('../../docs/causes/', import.meta.url));

function render(markdown: string, until?: string): string {
  return paintPage(renderMarkdown(markdown, style, until), style);
}

describe('a page on a terminal', () => {
  it('sets paragraphs, lists and headings to the width, and leaves examples as they are', () => {
    const page = `# Title\n\nOne line\nand another, which is [linked](x.md) and \`code\` and **strong**.\n\n## Then\n\n- an item\n  that goes on\n- two\n\n\`\`\`packets\n0.000  C  S   # not a heading\n\n# nor this\n\`\`\`\n`;
    expect(render(page)).toBe(
      [
        'Title',
        '',
        '  One line and another, which is linked',
        '  and code and strong.',
        '',
        'Then',
        '',
        '  · an item that goes on',
        '  · two',
        '',
        '    0.000  C  S   # not a heading',
        '',
        '    # nor this',
        '',
      ].join('\n'),
    );
  });

  it('ends before a heading', () => {
    expect(render('# A\n\nText.\n\n## Cases\n\nMore.\n', 'Cases')).toBe('A\n\n  Text.\n');
  });

  it('is nothing where there is nothing', () => {
    expect(render('')).toBe('');
  });

  it('leaves no mark of Markdown in the prose of any page, and no line too long', () => {
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(pages.length).toBeGreaterThan(90);
    for (const name of pages) {
      const lines = render(readFileSync(folder + name, 'utf8'), 'Cases').split('\n');
      const odd = lines.filter((line) => textWidth(line) > style.width || /`|\]\(|^\s*(?:#|\||- )/.test(line));
      expect([name, odd.filter((line) => !line.startsWith('    '))]).toEqual([name, []]);
    }
  });
});
