/**
 * How often the program is right: the lab's recordings, then connections of public captures that people have read by hand,
 * where that corpus lies beside the project.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { renderStories } from '../dist/lab/stories.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ['dist/cli/main.js', 'lab', 'all', '--recorded', 'examples', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.stdout.write(`\n${renderStories(`${root}../shared/corpus`).join('\n')}\n`);
process.exitCode = status ?? 1;
