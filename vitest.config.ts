import { defineConfig } from 'vitest/config';

/** A proxy of whoever runs the tests is not asked for anything. */
const noProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: noProxies,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
  },
});
