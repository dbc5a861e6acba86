import { expect, test } from 'vitest';
import { programPath, thisMachine } from '../../src/probe/machine.ts';

test.each([
  ['netstat', 'win32', { SystemRoot: 'D:\\Windows' }, 'D:\\Windows\\System32\\netstat.exe'],
  ['route', 'win32', {}, 'C:\\Windows\\System32\\route.exe'],
  ['lsof', 'win32', {}, 'lsof'],
  ['netstat', 'darwin', { SystemRoot: 'D:\\Windows' }, 'netstat'],
])('%s on %s with %j is %s', (command, platform, env, path) => {
  expect(programPath(command, platform, env)).toBe(path);
});

test('a program that is not there, or fails, rejects', async () => {
  const { signal } = new AbortController();
  await expect(thisMachine.run('no-such-program-at-all', [], signal)).rejects.toThrow('ENOENT');
  await expect(thisMachine.run(process.execPath, ['-e', 'process.exit(3)'], signal)).rejects.toThrow('failed');
  expect(await thisMachine.run(process.execPath, ['-p', '1 + 1'], signal)).toBe('2\n');
});
