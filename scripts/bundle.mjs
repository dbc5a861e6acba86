/**
 * Puts the command into few files: dist/bundle, from what the compiler made of it in dist/cli. Hundreds of modules take Node
 * longer to find and link than a small capture takes to read. The library stays as it is, module by module, for those who
 * bundle themselves; the lab stays apart, as it starts programs of its own.
 */
import { rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');

/** @param {string} id as it is imported, or where it was found */
function staysApart(id) {
  if (id.startsWith('.')) return false;
  const path = relative(dist, id);
  return path.startsWith('..') || path.split(sep)[0] === 'lab';
}

const bundle = await rolldown({
  input: join(dist, 'cli/main.js'),
  platform: 'node',
  external: staysApart,
});
rmSync(join(dist, 'bundle'), { recursive: true, force: true });
await bundle.write({ dir: join(dist, 'bundle'), format: 'esm' });
await bundle.close();
