/**
 * What `whyclosed probe --idle` finds in real networks, without rights: the time-outs of nginx, of HAProxy and of a NAT,
 * which are the truth here; and that it invents none where there is none to find.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeasurementRecord } from '../../../src/core/model/record.ts';
import { idling, PORTS, TIMEOUTS, TWO_REQUESTS_PORT, UNSTEADY_PORTS } from './idling.ts';
import { World } from './world.ts';

/** The longest idle time that is asked for where there is something to find, in seconds. */
const LIMIT = 25;

/** How long it may take beyond that: an answer is waited for two seconds, and in the second round once more. */
const MORE = 5;

const SERVERS = TIMEOUTS.flatMap((timeout) => [
  { name: 'nginx', timeout, port: PORTS.nginx + timeout },
  { name: 'HAProxy', timeout, port: PORTS.haproxy + timeout },
]);

const NATS = TIMEOUTS.map((timeout) => ({ timeout, port: PORTS.nat + timeout }));

/** What is asked for less than it lasts. */
const LASTING = [
  { name: 'nginx', port: PORTS.nginx + 7 },
  { name: 'HAProxy', port: PORTS.haproxy + 7 },
  { name: 'the NAT', port: PORTS.nat + 7 },
  { name: 'nginx that closes after two requests', port: TWO_REQUESTS_PORT },
];

/** A port, and the longest idle time to ask for, in seconds. */
type Asked = readonly [number, number];

const ALL: readonly Asked[] = [
  ...[...SERVERS, ...NATS].map(({ port }): Asked => [port, LIMIT]),
  ...LASTING.map(({ port }): Asked => [port, 6]),
  ...UNSTEADY_PORTS.map(({ port }): Asked => [port, 8]),
];

const isAble = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(isAble)('idle time-outs in real networks', () => {
  let world: World;
  /** All are measured side by side: the test takes as long as the longest. */
  const found = new Map<string, Promise<MeasurementRecord>>();

  beforeAll(async () => {
    world = await World.open(idling);
    for (const asked of ALL) found.set(String(asked), measure(asked));
  }, 60_000);
  afterAll(async () => {
    await Promise.allSettled(found.values());
    await world?.close();
  }, 60_000);

  async function measure([port, limit]: Asked): Promise<MeasurementRecord> {
    const { stdout, stderr } = await world.run([...wordsOf(port, limit), '--format', 'ndjson'], false);
    expect(stderr).toBe('');
    return JSON.parse(stdout.split('\n')[0]!) as MeasurementRecord;
  }

  test.each(SERVERS)(
    '$name closes after $timeout s',
    async ({ timeout, port }) => {
      const record = await found.get(String([port, LIMIT]))!;
      expect(record).toMatchObject({
        finding: 'closes-idle',
        confidence: 'likely',
        severity: 'benign',
        cause: 'server-idle-timeout',
      });
      const [, time] = /^The server closes connections after ([\d.]+) s without use$/.exec(record.summary) ?? [];
      expectNear(Number(time), timeout);
      expect(record.duration).toBeLessThan(timeout * 1.1 + MORE);
    },
    60_000,
  );

  test.each(NATS)(
    'a NAT forgets after $timeout s, and the server is not blamed',
    async ({ timeout, port }) => {
      const record = await found.get(String([port, LIMIT]))!;
      expect(record).toMatchObject({
        finding: 'loses-idle',
        confidence: 'likely',
        severity: 'failure',
        cause: 'middlebox-idle-timeout',
      });
      const [, time, low, high] =
        /^Connections are lost without a word after about ([\d.]+) s \(between ([\d.]+) s and ([\d.]+) s\) without use$/.exec(
          record.summary,
        ) ?? [];
      expectNear(Number(time), timeout);
      // The NAT counts from the last ACK, which may come a little after the last word.
      expect(Number(low)).toBeLessThan(timeout + 0.2);
      expect(Number(high)).toBeGreaterThan(timeout - 0.2);
      const lost = record.samples.filter(({ good }) => !good).map(({ outcome }) => outcome);
      expect(new Set(lost)).toEqual(new Set(['unanswered']));
      expect(record.duration).toBeLessThan(LIMIT + MORE);
    },
    60_000,
  );

  test.each(LASTING)(
    'a near miss: $name within less than its time-out',
    async ({ port }) => {
      const record = await found.get(String([port, 6]))!;
      expect(record).toMatchObject({
        finding: 'keeps-idle',
        severity: 'benign',
        // Timers end a little late where the machine is busy.
        summary: expect.stringMatching(/^No idle time-out within 6(?:\.[0-2]\d?)? s$/),
      });
      expect(record.cause).toBeUndefined();
      expect(record.samples.map(({ good }) => good)).not.toContain(false);
      expect(record.duration).toBeLessThan(6 + MORE);
    },
    60_000,
  );

  test.each(UNSTEADY_PORTS)(
    'a near miss: a server that closes after times up to $most s has no time-out',
    async ({ port }) => {
      const record = await found.get(String([port, 8]))!;
      expect(record).toMatchObject({ finding: 'unsteady', confidence: 'possible', severity: 'suspicious' });
      expect(record.cause).toBeUndefined();
      expect(record.summary).not.toMatch(/\d/);
    },
    60_000,
  );

  test('an interrupt prints which idle times were survived until then', async () => {
    const port = PORTS.nginx + 20;
    // The log shows the second request of a connection: the first is that of the first connection, used at once.
    const log = join(world.serversFolder, 'access.log');
    const used = (): number =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line === `${port} 2`).length;
    // What the other measurement of this port does must be over.
    await found.get(String([port, LIMIT]));
    const before = used();
    const [program, ...args] = world.commandLine(wordsOf(port, 60), false);
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    await expect.poll(used, { timeout: 20_000, interval: 20 }).toBeGreaterThanOrEqual(before + 4);
    // nsenter has become the program: they are one process.
    child.kill('SIGINT');
    const [status] = await ended;
    expect(status).toBe(130);
    expect(output.stderr).toBe('');
    expect(output.stdout).toMatch(/A connection idle for \S+ m?s still works; beyond that nothing is known/);
    expect(output.stdout).toContain('it was interrupted');
    // 30 s divided by two again and again: 234, 469 and 938 ms; the answer to the third may be on its way.
    const [, first, second] = /worked after (\d+) ms, (\d+) ms/.exec(output.stdout) ?? [];
    expect(Number(first)).toBeGreaterThanOrEqual(234);
    expect(Number(second)).toBeGreaterThanOrEqual(468);
    expect(output.stdout).toMatch(/, interrupted\n/);
  }, 60_000);
});

/** A time is within 10 % of the truth. */
function expectNear(seconds: number, truth: number): void {
  expect(seconds / truth).toBeGreaterThan(0.9);
  expect(seconds / truth).toBeLessThan(1.1);
}

function wordsOf(port: number, limit: number): string[] {
  return ['probe', '--idle', `${limit}s`, `http://198.51.100.2:${port}/`];
}
