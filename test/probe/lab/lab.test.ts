/**
 * What `whyclosed probe` says in real networks: as root, which records its own packets, as root without packets, and without
 * rights. With packets it must name a cause that is right, or one that packets at this end cannot tell from it; without them
 * that or, `possible` at most, one that looks the same and the right one beside it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProbeRecord } from '../../../src/core/model/record.ts';
import { failing } from './failing.ts';
import { World } from './world.ts';

interface Case {
  readonly what: string;
  readonly target: string;
  readonly cause: string;
  /** What is right, too: it depends on what comes first. */
  readonly asRight?: readonly string[];
  /** What an error code cannot tell from it: may come first, `possible`, where packets were not recorded. */
  readonly alike?: readonly string[];
  /** Packets at this end cannot tell it from that either, which may then come first. */
  readonly alikeInPackets?: readonly string[];
}

const SERVER = '198.51.100.2';

const CASES: readonly Case[] = [
  { what: 'nothing is wrong', target: `http://${SERVER}:8001/`, cause: 'normal-close' },
  { what: 'nothing listens', target: `${SERVER}:8080`, cause: 'closed-port' },
  {
    what: 'a router rejects with a reset',
    target: `${SERVER}:8010`,
    cause: 'firewall-reset-at-connect',
    alike: ['closed-port'],
  },
  {
    what: 'a router rejects with ICMP',
    target: `${SERVER}:8011`,
    cause: 'firewall-admin-prohibited',
    alike: ['host-unreachable'],
  },
  { what: 'a router drops the SYN', target: `${SERVER}:8012`, cause: 'unanswered-syn' },
  {
    what: 'the firewall of the server rejects with a reset',
    target: `${SERVER}:8013`,
    cause: 'firewall-reset-at-connect',
    alike: ['closed-port'],
  },
  {
    what: 'the firewall of the server drops SYNs alone',
    target: `${SERVER}:8014`,
    cause: 'unanswered-syn',
    alike: ['accept-queue-overflow'],
    alikeInPackets: ['accept-queue-overflow'],
  },
  // The router says so by ICMP when its ARP requests have failed, which may be sooner or later than the probe gives up.
  {
    what: 'the host is not there',
    target: '198.51.100.99:80',
    cause: 'unanswered-syn',
    asRight: ['host-unreachable'],
  },
  {
    what: 'the server closes at once',
    target: `http://${SERVER}:8003/`,
    cause: 'closed-without-response',
    // It turns whoever comes away, as that does.
    alike: ['forwarder-without-backend'],
    alikeInPackets: ['forwarder-without-backend'],
  },
  { what: 'the server closes at the request', target: `http://${SERVER}:8004/`, cause: 'closed-without-response' },
  {
    what: 'the server resets at the request',
    target: `http://${SERVER}:8005/`,
    cause: 'abortive-close',
  },
  {
    what: 'the server reads a part of the request and closes',
    target: `http://${SERVER}:8007/`,
    cause: 'unread-data-at-close',
  },
  {
    what: 'a forwarder has nothing behind it',
    target: `http://${SERVER}:8006/`,
    cause: 'forwarder-without-backend',
  },
  {
    what: 'a forwarder here has nothing behind it',
    target: 'http://192.0.2.1:9030/',
    cause: 'forwarder-without-backend',
  },
  { what: 'TLS meets plain text', target: `https://${SERVER}:8001/`, cause: 'tls-on-plain-port' },
  { what: 'plain text meets TLS', target: `http://${SERVER}:8002/`, cause: 'plain-on-tls-port' },
  { what: 'the listener has another address', target: '192.0.2.1:9001', cause: 'listener-on-another-address' },
  { what: 'the listener has another family', target: '[::1]:9003', cause: 'address-family-mismatch' },
  { what: 'nothing listens here', target: '9002', cause: 'closed-port' },
  {
    what: 'the firewall here rejects with a reset',
    target: '192.0.2.1:9010',
    cause: 'firewall-reset-at-connect',
    alike: ['firewall-port-unreachable', 'closed-port'],
  },
  {
    what: 'the listener is full',
    target: `${SERVER}:8020`,
    cause: 'accept-queue-overflow',
    alike: ['unanswered-syn'],
  },
  { what: 'the listener here is full', target: '192.0.2.1:9020', cause: 'accept-queue-overflow' },
  { what: 'the firewall here drops the SYN', target: '192.0.2.1:9011', cause: 'unanswered-syn' },
];

const isAble = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(isAble)('a probe in real networks', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(failing);
  }, 60_000);
  afterAll(async () => {
    await world?.close();
  });

  async function probe(target: string, asRoot: boolean, ...more: readonly string[]): Promise<ProbeRecord> {
    const words = ['probe', '--timeout', '1s', '--format', 'ndjson', ...more, target];
    const { stdout, stderr } = await world.run(words, asRoot);
    expect(stderr).toBe('');
    return JSON.parse(stdout.split('\n')[0]!) as ProbeRecord;
  }

  /** The cause of the verdict, checked to be right or honestly unsure. */
  function check({ verdict }: ProbeRecord, { cause, asRight = [], alike = [] }: Case): void {
    expect([cause, ...asRight, ...alike]).toContain(verdict.cause);
    if (verdict.cause === cause || asRight.includes(verdict.cause)) return;
    expect(verdict.confidence).not.toBe('certain');
    expect(named(verdict)).toContain(cause);
  }

  test.each(CASES)(
    '$what: as root',
    async (wanted) => {
      const { alikeInPackets = [] } = wanted;
      const found = await probe(wanted.target, true);
      check(found, { ...wanted, alike: alikeInPackets });
      // It is shown where it failed.
      expect(found.stages.map(({ name }) => name)).not.toContain('packets');
    },
    20_000,
  );

  test.each(CASES)(
    '$what: as root, without packets',
    async (wanted) => {
      check(await probe(wanted.target, true, '--no-packets'), wanted);
    },
    20_000,
  );

  test.each(CASES)(
    '$what: without rights',
    async (wanted) => {
      const found = await probe(wanted.target, false);
      check(found, wanted);
      const { verdict, severity } = found;
      if (verdict.cause !== wanted.cause && wanted.alike !== undefined) expect(verdict.confidence).not.toBe('certain');
      // What packets would tell is said, unless it is all told, or this machine itself is the other end.
      const isOpen = severity === 'failure' && verdict.confidence !== 'certain' && wanted.target.includes(SERVER);
      if (isOpen) expect(verdict.next.join()).toContain('as root');
    },
    20_000,
  );

  test.each([
    [true, /node \(pid \d+\) listens on [\d.]+:900[13]/],
    [false, /a process of user 0 listens on [\d.]+:900[13]/],
  ])(
    'a near miss is told: what listens on the next port (as root: %s)',
    async (asRoot, told) => {
      const { verdict, stages } = await probe('9002', asRoot);
      expect(JSON.stringify([verdict, stages])).toMatch(told);
    },
    20_000,
  );

  test('is ended at a silent stage, and prints what it knows', async () => {
    const [program, ...args] = world.commandLine(['probe', '--timeout', '30s', `${SERVER}:8012`], true);
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      // The SYN has no answer: whatever follows the route is the wait for it.
      if (stdout.includes('route') && !child.killed) child.kill('SIGINT');
    });
    const [status] = (await once(child, 'close')) as [number];
    expect(status).toBe(130);
    expect(stdout).toMatch(/route/);
    expect(stdout).toMatch(/interrupted: nothing had failed until then/);
  }, 40_000);

  test('thirty in a row of each leave nothing open', async () => {
    const { stdout, stderr } = await world.runModule(`
      import { readdirSync, readFileSync } from 'node:fs';
      const targets = ${JSON.stringify(CASES.map(({ target }) => target))};
      const options = { timeoutSeconds: 0.3, waitSeconds: 0.05, investigate: lookAround({ seconds: 0.3 }) };
      const left = () => {
        const open = readdirSync('/proc/self/fd').length;
        const children = readFileSync(\`/proc/self/task/\${process.pid}/children\`, 'utf8').split(' ').length - 1;
        return \`\${open} descriptors, \${children} children\`;
      };
      const count = async (target) => {
        let done = 0;
        for (; done < 30; done += 1) await probe(target, options);
        return done;
      };
      // What is loaded with the first stays open.
      await Promise.all(targets.map((target) => probe(target, options)));
      const before = left();
      const counts = await Promise.all(targets.map(count));
      // A socket that was closed a moment ago is open until its handle is.
      for (let turn = 0; turn < 100 && left() !== before; turn += 1) await new Promise(setImmediate);
      console.log(JSON.stringify({ before, after: left(), probes: counts.reduce((sum, one) => sum + one) }));
    `);
    expect(stderr).toBe('');
    const { before, after, probes } = JSON.parse(stdout) as { before: string; after: string; probes: number };
    expect(probes).toBe(30 * CASES.length);
    expect(after).toBe(before);
    expect(after).toMatch(/ 0 children$/);
    expect(readdirSync(world.temporaryFolder)).toEqual([]);
  }, 240_000);

  test('thirty in a row leave no process and no file', async () => {
    const before = await world.processes();
    const targets = [`${SERVER}:8080`, `http://${SERVER}:8005/`, `https://${SERVER}:8001/`];
    const words = Array.from({ length: 30 }, (_, i) => targets[i % targets.length]!);
    const { stdout, status } = await world.run(
      ['probe', '--timeout', '1s', '--format', 'ndjson', '--packets', ...words],
      true,
    );
    expect(status).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(31);
    expect(await world.processes()).toEqual(before);
    expect(readdirSync(world.temporaryFolder)).toEqual([]);
  }, 60_000);
});

function named({ alternatives }: ProbeRecord['verdict']): readonly string[] {
  return alternatives.map(({ cause }) => cause);
}
