import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { type RecordedTerminal, recordTerminal } from '../builders/terminal.ts';
import { closedPort, serve } from '../probe/servers.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/record.schema.json', import.meta.url), 'utf8')) as object;

const QUICK = ['--timeout', '2s', '--wait', '200ms'];
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

async function run(args: readonly string[], terminal: RecordedTerminal): Promise<number> {
  return await runCli(args, terminal);
}

function pipe(): RecordedTerminal {
  return recordTerminal({ env: { NO_COLOR: '1' } });
}

describe('whyclosed probe', () => {
  test('shows the stages and the verdict, and ends with 0 where all went well', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(ANSWER)));
    const terminal = pipe();
    expect(await run(['probe', ...QUICK, `http://127.0.0.1:${port}/`], terminal)).toBe(0);
    expect(terminal.written.stdout).toMatch(/✓ connect {2}127\.0\.0\.1:\d+ connected/);
    expect(terminal.written.stdout).toMatch(/✓ talk {5}GET \/ → HTTP\/1\.1 200 OK/);
    expect(terminal.written.stdout).toMatch(/cause {3}normal-close\n$/);
    expect(terminal.written.stdout).not.toContain('\u001b');
    expect(terminal.written.stderr).toBe('');
  });

  test.each([
    ['a port alone', (port: number) => [String(port)]],
    ['host:port', (port: number) => [`127.0.0.1:${port}`]],
    ['the command', (port: number) => ['probe', `127.0.0.1:${port}`]],
  ])('is meant by %s, and ends with 1 where it failed', async (_, args) => {
    const terminal = pipe();
    expect(await run(args(await closedPort()), terminal)).toBe(1);
    expect(terminal.written.stdout).toContain('closed-port');
  });

  test('tells a proxy of the environment that says no from the service, which is fine', async () => {
    const proxy = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 403 No\r\n\r\n')));
    const port = await serve((socket) => socket.once('data', () => socket.end(ANSWER)));
    vi.stubEnv('http_proxy', `http://127.0.0.1:${proxy}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const terminal = pipe();
    await run(['probe', ...QUICK, `http://127.0.0.1:${port}/`], terminal);
    expect(terminal.written.stdout).toMatch(/~ proxy {4}127\.0\.0\.1:\d+ \(http_proxy\) answers: GET/);
    expect(terminal.written.stdout).toContain(
      `! At the proxy: the server does not allow this client\n  127.0.0.1:${proxy}\n`,
    );
    const record = pipe();
    await run(['probe', ...QUICK, '--format', 'ndjson', `http://127.0.0.1:${port}/`], record);
    const line = JSON.parse(record.written.stdout.split('\n')[0]!) as object;
    expect(new Ajv2020().compile(schema)(line)).toBe(true);
    expect(line).toMatchObject({ about: 'proxy', severity: 'suspicious', ending: { by: 'server' } });
  });

  test('escapes what the server says', async () => {
    const port = await serve((socket) => socket.end('\u001b]0;owned\u0007 \u202ehello\n'));
    const terminal = pipe();
    await run(['probe', ...QUICK, `127.0.0.1:${port}`], terminal);
    expect(terminal.written.stdout).toContain('\\x1b]0;owned\\x07 \\u{202e}hello');
    expect(terminal.written.stdout).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  test('draws over what is under way on a terminal', async () => {
    const port = await serve((socket) => socket.once('data', () => setTimeout(() => socket.end(ANSWER), 50)));
    const terminal = recordTerminal({ columns: 80, env: { NO_COLOR: '1' } });
    expect(await run(['probe', ...QUICK, `http://127.0.0.1:${port}/`], terminal)).toBe(0);
    expect(terminal.written.stdout).toContain('\u001b[1A\u001b[J');
  });

  test('tries several targets in turn, with a record of each and a summary', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(ANSWER)));
    const terminal = pipe();
    const targets = [`http://127.0.0.1:${port}/`, `127.0.0.1:${await closedPort()}`];
    expect(await run(['probe', ...QUICK, '--format', 'ndjson', ...targets], terminal)).toBe(1);
    const records = terminal.written.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    expect(records.map((record) => (validate(record) ? [] : validate.errors))).toEqual(records.map(() => []));
    expect(records).toMatchObject([
      { type: 'probe', target: targets[0], severity: 'benign', ending: { by: 'server', how: 'fin' } },
      { type: 'probe', target: targets[1], severity: 'failure', verdict: { cause: 'closed-port' } },
      { type: 'summary', connections: 2, failures: 1, benign: 1, causes: [{ cause: 'closed-port', count: 1 }] },
    ]);
  });

  test('prints nothing where it shall be quiet', async () => {
    const terminal = pipe();
    expect(await run(['probe', '--quiet', `127.0.0.1:${await closedPort()}`], terminal)).toBe(1);
    expect(terminal.written).toEqual({ stdout: '', stderr: '' });
  });

  test('asks for QUIC where it is told to, and the record has it', async () => {
    const port = await serve((socket) => socket.end());
    const terminal = pipe();
    await run(['probe', '--quic', ...QUICK, '--format', 'ndjson', `https://127.0.0.1:${port}/`], terminal);
    const line = JSON.parse(terminal.written.stdout.split('\n')[0]!) as object;
    expect(new Ajv2020().compile(schema)(line)).toBe(true);
    expect(JSON.stringify(line)).toContain('"name":"quic","status":"note"');
  });

  test('asks those that it is told to whether the Internet is reached, and the record has it', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(ANSWER)));
    const terminal = pipe();
    const others = ['--internet-at', `127.0.0.1:${port}`, '--internet-at', `http://127.0.0.1:${port}/204`];
    await run(['probe', ...others, ...QUICK, '--format', 'ndjson', `http://127.0.0.1:${port}/`], terminal);
    const line = JSON.parse(terminal.written.stdout.split('\n')[0]!) as {
      stages: readonly { name: string; status: string }[];
    };
    expect(new Ajv2020().compile(schema)(line)).toBe(true);
    expect(line.stages.filter(({ name }) => name === 'internet').map(({ status }) => status)).toEqual([
      'ok',
      'note',
      'note',
    ]);
  });

  test('sends what it is told to', async () => {
    const heard: string[] = [];
    const port = await serve((socket) =>
      socket.once('data', (bytes) => {
        heard.push(String(bytes));
        socket.end('pong\n');
      }),
    );
    const terminal = pipe();
    expect(await run(['probe', ...QUICK, '--send', 'a\\r\\n\\x41\\0', `127.0.0.1:${port}`], terminal)).toBe(0);
    expect(heard).toEqual(['a\r\nA\0']);
    expect(terminal.written.stdout).toContain('pong');
  });

  test('ends at Ctrl-C with what it knows', async () => {
    const terminal = pipe();
    const port = await serve((socket) => socket.once('data', () => terminal.interrupt()));
    expect(await run(['probe', '--timeout', '60s', `http://127.0.0.1:${port}/`, '127.0.0.1:9'], terminal)).toBe(130);
    expect(terminal.written.stdout).toContain(`127.0.0.1:${port} connected`);
    expect(terminal.written.stdout).toContain('interrupted: nothing had failed until then');
    expect(terminal.written.stdout).not.toContain('127.0.0.1:9 ');
  });
});
