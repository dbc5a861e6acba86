/** examples/README.md says what each recording is; its table is written from the scenarios (`npx vitest run test/lab -u`). */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordingName } from '../../src/lab/recording-name.ts';
import type { Scenario, Truth } from '../../src/lab/scenarios/_scenario.ts';
import { scenarios } from '../../src/lab/scenarios/index.ts';
import { projectRoot } from '../architecture/source-file.ts';
import { readPage } from '../docs/markdown.ts';

const MARKED = /(<!-- recordings -->\n)[\s\S]*?(<!-- end of recordings -->)/;
const PAGE = 'examples/README.md';

function describeTruths(truths: readonly Truth[]): string {
  const texts = truths.map(({ cause, by, how }) => `${cause}: ${by}, ${how}`);
  return [...new Set(texts)].join('<br>');
}

function describeFolders(scenario: Scenario): string {
  const versions = scenario.versions ?? [4];
  return versions.map((version) => `[IPv${version}](${recordingName(scenario, version)})`).join(' ');
}

function renderTable(): string {
  const rows = scenarios.map(
    (scenario) =>
      `| **[${scenario.id}](../src/lab/scenarios/${scenario.id}.ts)** ${scenario.summary.replaceAll('|', '\\|')} | ${describeTruths(scenario.truths)} | ${describeFolders(scenario)} |`,
  );
  return ['| what happens | what it is: who ended it, and how | recorded |', '|---|---|---|', ...rows, ''].join('\n');
}

test('examples/README.md lists every recording', async () => {
  const page = readPage(PAGE);
  expect(page).toMatch(MARKED);
  const written = page.replace(MARKED, (_, start: string, end: string) => `${start}${renderTable()}${end}`);
  await expect(written).toMatchFileSnapshot(join(projectRoot, PAGE));
});
