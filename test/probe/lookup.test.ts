import { expect, test } from 'vitest';
import { lookUpApart } from '../../src/probe/lookup.ts';

const never = new AbortController().signal;

test('gives what the system’s resolver gives', async () => {
  const { addresses, seconds } = await lookUpApart('localhost', 4, never);
  expect(addresses).toContain('127.0.0.1');
  expect(seconds).toBeGreaterThan(0);
});

test.each(['no such name', '-e', '--', '$(id)'])('rejects with the resolver’s error for %j', async (name) => {
  await expect(lookUpApart(name, 4, never)).rejects.toMatchObject({
    code: expect.stringMatching(/^E/),
    syscall: 'getaddrinfo',
  });
});

test('ends when it is told to', async () => {
  await expect(lookUpApart('localhost', 4, AbortSignal.abort())).rejects.toThrow('interrupted');
});
