/**
 * Connections of public captures that people have read by hand (../shared/corpus/stories.jsonl): who ended each first and
 * how. The program has to say the same, or honestly that it does not know; and it must not be certain of anything else.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/core/index.ts';
import { diagnoseAll } from '../properties/captures.ts';

interface Story {
  readonly file: string;
  readonly stream: number;
  readonly who_closed: string;
  readonly how: string;
  readonly accept_also: readonly string[];
  readonly cause: string;
}

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const hasCorpus = existsSync(`${corpus}stories.jsonl`);
const stories: Story[] = hasCorpus
  ? readFileSync(`${corpus}stories.jsonl`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
if (!hasCorpus) process.stderr.write('stories: ../shared/corpus is not here, so its captures are not tried\n');

/** The public record's words for those of the stories. */
const WHO: Readonly<Record<string, string>> = { none: 'nobody' };
const HOW: Readonly<Record<string, string>> = { rst: 'reset', 'still-open': 'open' };

function diagnose({ file, stream }: Story): Diagnosis | undefined {
  const { diagnoses } = diagnoseAll([readFileSync(`${corpus}captures/${file}`)]);
  return diagnoses.find(({ connection }) => connection.stream === stream);
}

describe.runIf(hasCorpus)('stories', () => {
  it.each(stories)('$file $stream: $who_closed $how', (story) => {
    const diagnosis = diagnose(story);
    const fair = [story.who_closed, ...story.accept_also].map((who) => WHO[who] ?? who);
    expect([...fair, 'unknown']).toContain(diagnosis?.ending.by);
    expect(diagnosis?.ending.how).toBe(HOW[story.how] ?? story.how);
    if (diagnosis?.verdict.confidence === 'certain') expect(fair).toContain(diagnosis.ending.by);
  });
});
