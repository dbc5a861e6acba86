import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { type RecordedTerminal, recordTerminal } from '../builders/terminal.ts';
import { closedPort, serve } from '../probe/servers.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/record.schema.json', import.meta.url), 'utf8')) as object;

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

function pipe(): RecordedTerminal {
  return recordTerminal({ env: { NO_COLOR: '1' } });
}

async function run(args: readonly string[], terminal: RecordedTerminal): Promise<number> {
  return await runCli(['probe', '--timeout', '1s', ...args], terminal);
}

/** A server that answers whatever is asked, and keeps the connection. */
async function keeping(): Promise<string> {
  const port = await serve((socket) => socket.on('data', () => socket.write(ANSWER)).on('end', () => socket.end()));
  return `http://127.0.0.1:${port}/`;
}

describe('whyclosed probe that measures', () => {
  test('an idle time-out says what it found, what it rests on, and ends with 0 where nothing is lost', async () => {
    const terminal = pipe();
    expect(await run(['--idle', '500ms', await keeping()], terminal)).toBe(0);
    expect(terminal.written.stdout).toMatch(/^✓ No idle time-out within \d+ ms$/m);
    expect(terminal.written.stdout).toMatch(/^ {2}tried {3}.*worked after \d+ ms/m);
    expect(terminal.written.stderr).toBe('');
  });

  test('many tries shows times and failures, and ends with 1 where some failed', async () => {
    let turn = 0;
    const port = await serve((socket) =>
      socket.once('data', () => (turn++ % 2 === 0 ? socket.end(ANSWER) : socket.resetAndDestroy())),
    );
    const terminal = pipe();
    expect(await run(['--count', '12', '--interval', '0', `http://127.0.0.1:${port}/`], terminal)).toBe(1);
    expect(terminal.written.stdout).toContain('✗ 6 of 12 tries failed');
    expect(terminal.written.stdout).toMatch(/talk: reset: 6, from .* to /);
    expect(terminal.written.stdout).toMatch(/connect: median .*, 95 % within .*, longest /);
    expect(terminal.written.stdout).toMatch(/up to {4}1 ms .*█/);
  });

  test('payload sizes lists those that were answered', async () => {
    const terminal = pipe();
    expect(await run(['--payload-sizes', await keeping()], terminal)).toBe(0);
    expect(terminal.written.stdout).toContain('✓ No size is lost: requests up to 7900 bytes were answered');
    expect(terminal.written.stdout).toContain('answered: 250, 300, 600,');
  });

  test.each([
    ['an idle time-out', ['--idle', '500ms'], 'idle-timeout'],
    ['many tries', ['--count', '3', '--interval', '1ms', '--concurrency', '2'], 'repetition'],
    ['payload sizes', ['--payload-sizes'], 'payload-sizes'],
  ])('%s gives a record that is what the schema says', async (_, args, measured) => {
    const terminal = pipe();
    const target = await keeping();
    expect(await run([...args, '--format', 'ndjson', target], terminal)).toBe(0);
    const [line = '', ...more] = terminal.written.stdout.trimEnd().split('\n');
    expect(more).toEqual([]);
    const record = JSON.parse(line) as object;
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    expect(validate(record) ? [] : validate.errors).toEqual([]);
    expect(record).toMatchObject({ type: 'measurement', measured, target, interrupted: false, severity: 'benign' });
  });

  test('several targets, one after the other', async () => {
    const terminal = pipe();
    const targets = [`127.0.0.1:${await closedPort()}`, await keeping()];
    expect(await run(['--count', '1', ...targets], terminal)).toBe(1);
    expect(terminal.written.stdout).toMatch(/✗ The one try failed[\s\S]*\n\nhttp:[\s\S]*✓ The one try worked/);
  });

  test('shows how far it is on a terminal, and wipes it away', async () => {
    const terminal = recordTerminal({ columns: 80, env: { NO_COLOR: '1' } });
    await run(['--count', '2', '--interval', '1ms', await keeping()], terminal);
    expect(terminal.written.stderr).toContain('2 of 2 tried, 0 failed');
    expect(terminal.written.stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  test('prints nothing where it shall be quiet', async () => {
    const terminal = pipe();
    expect(await run(['--quiet', '--count', '1', `127.0.0.1:${await closedPort()}`], terminal)).toBe(1);
    expect(terminal.written).toEqual({ stdout: '', stderr: '' });
  });

  test('escapes what a server says', async () => {
    const port = await serve((socket) => {
      socket.on('data', () => {
        socket.write('+PONG\r\n');
        setTimeout(() => socket.end('\u001b]0;owned\u0007\r\n'), 300);
      });
    });
    const terminal = pipe();
    await run(['--idle', '2s', `redis://127.0.0.1:${port}`], terminal);
    expect(terminal.written.stdout).toContain('\\x1b]0;owned\\x07');
    expect(terminal.written.stdout).not.toMatch(/[\u001b\u0007]/);
  });

  test('ends at an interrupt with 130 and what is known', async () => {
    const terminal = pipe();
    const running = run(['--idle', '1h', await keeping()], terminal);
    setTimeout(() => terminal.interrupt(), 600);
    expect(await running).toBe(130);
    expect(terminal.written.stdout).toContain(', interrupted');
  });

  test.each([
    [['--idle', '5s', '--count', '3'], '--idle and --count exclude each other'],
    [['--interval', '5s'], '--interval goes with --count alone'],
    [['--concurrency', '2', '--idle', '5s'], '--concurrency goes with --count alone'],
    [['--idle', 'soon'], '--idle cannot be "soon"'],
    [['--idle', '48h'], '--idle cannot be "48h"'],
    [['--count', '0'], '--count cannot be "0": it is a number from 1 to 10000'],
    [['--count', '1e3'], '--count cannot be "1e3"'],
    [['--payload-sizes', '--send', 'x'], '--payload-sizes and --send exclude each other'],
    [['--count', '3', '--packets'], '--count and --packets exclude each other'],
    [['--count', '3', '--resolver', '192.0.2.53'], '--count and --resolver exclude each other'],
    [['--count', '3', '--quic'], '--count and --quic exclude each other'],
    [['--count', '3', '--internet'], '--count and --internet exclude each other'],
    [['--internet-at', 'page.example'], '--internet-at takes an address and a port, or the URL of a page'],
    [Array(10).fill('--internet-at=192.0.2.1:443'), '--internet-at takes at most 4 addresses'],
    [['--quic'], '--quic is for https and port 443: no target is one'],
    [['--idle', '5s', '--save', 'x.pcap'], '--idle and --save exclude each other'],
    [['--packets', '--no-packets'], '--packets and --no-packets exclude each other'],
    [['--save', '/nonexistent/x', '--no-packets'], '--save and --no-packets exclude each other'],
    [['--resolver', 'dns.example'], '--resolver takes an address, perhaps with a port, tls://… or https://…'],
  ])('says what is wrong with %j', async (args, message) => {
    const terminal = pipe();
    expect(await run([...args, '127.0.0.1:9'], terminal)).toBe(2);
    expect(terminal.written.stderr).toContain(message);
    expect(terminal.written.stdout).toBe('');
  });
});
