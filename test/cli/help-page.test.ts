import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { renderCommandHelp, renderCommandPage } from '../../src/cli/help.ts';
import { paintPage, textWidth } from '../../src/core/report/page.ts';

describe.each([...commands])('the help of $id', (command) => {
  test('is its page in docs', async () => {
    const page = join(import.meta.dirname, `../../docs/${command.id}.md`);
    await expect(renderCommandPage(command)).toMatchFileSnapshot(page);
  });

  test.each([40, 60, 80, 110])('keeps to %i columns', (width) => {
    const style = { width, color: false, ascii: false };
    const lines = paintPage(renderCommandHelp(command, style), style).split('\n');
    expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
  });

  test('has each heading once', () => {
    const headings = renderCommandPage(command).match(/^## .*$/gm) ?? [];
    expect(headings).toEqual([...new Set(headings)]);
  });

  test('has an example and says every option in words', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    expect(command.options.filter(({ help }) => help.length < 10)).toEqual([]);
  });
});
