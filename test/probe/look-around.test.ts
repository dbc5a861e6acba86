import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AroundPorts } from '../../src/probe/controls/run-controls.ts';
import type { System } from '../../src/probe/local/system.ts';
import { lookAround } from '../../src/probe/look-around.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { probe } from '../../src/probe/probe.ts';
import { brief, QUICK } from './brief.ts';
import { closedPort, serve, unrealMachine } from './servers.ts';

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;

async function look(target: string, more: Parameters<typeof probe>[1] = {}): Promise<ProbeResult> {
  return await probe(target, { ...QUICK, investigate: lookAround({ seconds: 0.3 }), ...more });
}

/** A server in a process of its own that listens and accepts nothing; its port. */
async function serveStopped(backlog: number): Promise<{ port: number; child: ChildProcess }> {
  const script = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: ${backlog} }, function () { console.log(this.address().port); })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  child.kill('SIGSTOP');
  return { port: Number(line.toString()), child };
}

describe.runIf(process.platform === 'linux')('a port of this machine', () => {
  test('on which nothing listens', async () => {
    const port = await closedPort();
    const { verdict, stages, severity } = await look(`127.0.0.1:${port}`);
    expect(`${severity}: ${verdict.cause}, ${verdict.confidence}, ${verdict.closer}`).toBe(
      'failure: closed-port, likely, server kernel',
    );
    expect(verdict.evidence.map(({ text }) => text)).toContain(
      `nothing listens on port ${port} of this machine, on any address`,
    );
    expect(stages.some(({ name }) => name === 'local')).toBe(true);
  });

  test('that listens on another address alone', async () => {
    const port = await serve(() => {});
    const result = await look(`127.0.0.2:${port}`);
    expect(brief(result)).toMatch(/^failure: listener-on-another-address, likely, .*, refused$/);
    expect(result.verdict.evidence.map(({ text }) => text)).toEqual([
      `node (pid ${process.pid}) listens on 127.0.0.1:${port}, not on 127.0.0.2:${port}`,
    ]);
  });

  test('whose process is stopped', async () => {
    const { port, child } = await serveStopped(8);
    const { verdict } = await look(`http://127.0.0.1:${port}/`, { timeoutSeconds: 0.5 });
    expect(`${verdict.cause}, ${verdict.confidence}`).toBe('client-timeout, likely');
    expect(verdict.evidence.map(({ text }) => text)).toContain(
      `node (pid ${child.pid}) is stopped: it does nothing at all`,
    );
  });
});

test.runIf(isRootOnLinux)('everything is read of this machine: nothing stays unseen', async () => {
  const { stages } = await look(`127.0.0.1:${await closedPort()}`);
  expect(stages.filter(({ text }) => /could not be read/.test(text))).toEqual([]);
});

/** Of a machine that nothing else can be read of, which is not the target. */
const nothingKnown: System = {
  platform: 'linux',
  endianness: 'LE',
  userId: 1000,
  ownAddresses: () => ['198.51.100.2'],
  nameServers: () => [],
  run: () => Promise.reject(new Error('no such program')),
  readFile: () => Promise.reject(new Error('ENOENT')),
  readFolder: () => Promise.reject(new Error('ENOENT')),
  readLink: () => Promise.reject(new Error('ENOENT')),
};

test('a host that is silent, while another port of it refuses', async () => {
  const machine = unrealMachine({ '192.0.2.1': 'silence' });
  const openSocket: typeof machine.openSocket = (address, port) =>
    machine.openSocket(port === 8080 ? address : 'refused', port);
  const unreal = { ...machine, openSocket };
  const result = await probe('192.0.2.1:8080', {
    machine: unreal,
    timeoutSeconds: 0.1,
    investigate: lookAround({ machine: unreal, system: nothingKnown, seconds: 0.1 }),
  });
  expect(brief(result)).toBe('failure: unanswered-syn, likely, unknown, timeout');
  expect(result.stages.at(-1)?.text).toMatch(/^not on this machine or its link: connect to 192\.0\.2\.1:443/);
});

describe('other ports of a host that refuses', () => {
  const machine = unrealMachine({ '192.0.2.1': 'ECONNREFUSED' });
  const quick = { machine, system: nothingKnown, seconds: 0.1 };

  test('are not tried where nobody looks at what comes from them', async () => {
    const { stages } = await probe('192.0.2.1:80', { machine, timeoutSeconds: 0.1, investigate: lookAround(quick) });
    expect(stages.filter(({ text }) => text.includes('another port'))).toEqual([]);
  });

  test('are tried inside what goes around them: two, and not the target’s own', async () => {
    const around: string[] = [];
    const aroundPorts: AroundPorts = async (address, ports, tryThem) => {
      around.push(`${address} ${ports.join(' ')}`);
      return (await tryThem()).controls;
    };
    const investigate = lookAround({ ...quick, aroundPorts });
    const { stages } = await probe('192.0.2.1:80', { machine, timeoutSeconds: 0.1, investigate });
    expect(around).toEqual(['192.0.2.1 443 22']);
    expect(stages.filter(({ text }) => text.startsWith('connect to 192')).map(({ status }) => status)).toEqual([
      'ok',
      'ok',
    ]);
  });
});

describe('an ACK without a connection to a silent port', () => {
  const machine = unrealMachine({ '192.0.2.1': 'silence' });
  const withAck = (printed: string): System => ({
    ...nothingKnown,
    userId: 0,
    run: (command) => (command === 'perl' ? Promise.resolve(printed) : Promise.reject(new Error('no such program'))),
  });
  /** What a probe says where this is printed, and other ports of the host refuse, or are as silent. */
  async function ask(printed: string, others: 'refused' | '192.0.2.1'): Promise<ProbeResult> {
    const openSocket: typeof machine.openSocket = (address, port) =>
      machine.openSocket(port === 8080 ? address : others, port);
    const unreal = { ...machine, openSocket };
    const investigate = lookAround({ machine: unreal, system: withAck(printed), seconds: 0.1 });
    return await probe('192.0.2.1:8080', { machine: unreal, timeoutSeconds: 0.1, investigate });
  }

  test('that is answered shows that SYNs alone get no answer', async () => {
    const result = await ask('reset\n', 'refused');
    const { cause, confidence, alternatives } = result.verdict;
    const named = [`${cause}, ${confidence}`, ...alternatives.map((other) => `${other.cause}, ${other.confidence}`)];
    expect(named.sort()).toEqual(['accept-queue-overflow, likely', 'unanswered-syn, likely']);
    expect(result.stages.filter(({ text }) => text.includes('no connection: answered with a reset'))).toHaveLength(1);
    expect(result.stages.filter(({ name }) => name === 'local').map(({ text }) => text)).not.toContainEqual(
      expect.stringContaining('an ACK'),
    );
  });

  test('that is not answered shows nothing, nor one to a host of which no port answers', async () => {
    expect(brief(await ask('', 'refused'))).toBe('failure: unanswered-syn, likely, unknown, timeout');
    expect(brief(await ask('reset\n', '192.0.2.1'))).toMatch(/^failure: unanswered-syn, possible/);
  });
});
