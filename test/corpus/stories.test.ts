/**
 * Connections of public captures that people have read by hand (../shared/corpus/stories.jsonl): who ended each first and
 * how. The program has to say the same, or honestly that it does not know; and it must not be certain of anything else.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { causes } from '../../src/core/causes/index.ts';
import { closersOf, diagnoseStory, howOf, readingOf, readStories, renderStories } from '../../src/lab/stories.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const stories = readStories(corpus);
if (stories === undefined)
  process.stderr.write('stories: ../shared/corpus is not here, so its captures are not tried\n');

describe.runIf(stories !== undefined)('stories', () => {
  it.each(stories ?? [])('$file $stream: $who_closed $how', (story) => {
    const diagnosis = diagnoseStory(corpus, story);
    const fair = closersOf(story);
    expect([...fair, 'unknown']).toContain(diagnosis?.ending.by);
    expect(diagnosis?.ending.how).toBe(howOf(story));
    if (diagnosis?.verdict.confidence === 'certain') expect(fair).toContain(diagnosis.ending.by);
  });

  it('each has a cause of the catalogue', () => {
    const known = new Set(causes.map(({ id }) => id));
    for (const story of stories ?? []) {
      const { cause = '', alike = [] } = readingOf(story) ?? {};
      expect([cause, ...alike].filter((id) => !known.has(id))).toEqual([]);
    }
  });

  it('are counted on the page that README quotes', async () => {
    await expect(`${renderStories(corpus).join('\n')}\n`).toMatchFileSnapshot('accuracy.md');
  });
});

it('says where there is no corpus', () => {
  expect(renderStories('/nonexistent/').join('\n')).toMatch(/the corpus is not here/);
});
