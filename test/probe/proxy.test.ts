/** The proxy that the environment names: asked once, told of, and blamed for nothing that it did not do. */
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Machine, thisMachine } from '../../src/probe/machine.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { type ProbeOptions, probe } from '../../src/probe/probe.ts';
import { toProbeRecord } from '../../src/probe/record.ts';
import { brief, OK, onFirstData, QUICK } from './brief.ts';
import { closedPort, serve, unrealMachine } from './servers.ts';

/** A proxy on loopback; its port, and the requests it got. */
async function serveProxy(answer: (socket: Socket) => void): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const port = await serve((socket) =>
    socket.once('data', (bytes: Buffer) => {
      heard.push(bytes.toString('latin1'));
      answer(socket);
    }),
  );
  return { port, heard };
}

const saying =
  (text: string) =>
  (socket: Socket): void => {
    socket.end(text);
  };

const GRANTED = saying('HTTP/1.1 200 Connection established\r\n\r\n');

/** Probes with a proxy in the environment, and with no other. */
async function probeBeside(
  target: string,
  env: Machine['env'],
  more: ProbeOptions = {},
): Promise<ProbeResult & { readonly line: string | undefined }> {
  const result = await probe(target, { ...QUICK, timeoutSeconds: 0.4, machine: { ...thisMachine, env }, ...more });
  return { ...result, line: result.stages.find(({ name }) => name === 'proxy')?.text };
}

/** Nobody answers at the target’s address; the proxy is real. */
function withoutWay(env: Machine['env'], fate = 'silence'): ProbeOptions {
  const unreal = unrealMachine({ '192.0.2.1': fate });
  const openSocket: Machine['openSocket'] = (address, port) =>
    address === '127.0.0.1' ? thisMachine.openSocket(address, port) : unreal.openSocket(address, port);
  return { machine: { ...unreal, openSocket, env } };
}

const greets = (): Promise<number> => serve((socket) => socket.end('hello\r\n'));

describe('a proxy asked for a tunnel', () => {
  test('that grants it, where the direct way works, changes nothing', async () => {
    const proxy = await serveProxy(GRANTED);
    const target = await greets();
    const { line, ...result } = await probeBeside(`127.0.0.1:${target}`, { all_proxy: `127.0.0.1:${proxy.port}` });
    expect(brief(result)).toMatch(/^benign: normal-close/);
    expect(line).toBe(
      `127.0.0.1:${proxy.port} (all_proxy) grants a tunnel: CONNECT 127.0.0.1:${target} → HTTP/1.1 200 Connection established`,
    );
    expect(proxy.heard).toEqual([
      `CONNECT 127.0.0.1:${target} HTTP/1.1\r\nHost: 127.0.0.1:${target}\r\nUser-Agent: whyclosed\r\n\r\n`,
    ]);
    expect(toProbeRecord(result).stages.find(({ name }) => name === 'proxy')).toMatchObject({ status: 'ok' });
  });

  test('that grants it, where nobody answers directly: programs that use it get through', async () => {
    const { port } = await serveProxy(GRANTED);
    const env = { https_proxy: `http://127.0.0.1:${port}` };
    const result = await probeBeside('https://server.example/', env, withoutWay(env));
    expect(brief(result)).toMatch(/^failure: unanswered-syn, possible/);
    expect(result.verdict.advice[0]).toMatch(
      /^Programs that use the proxy of https_proxy get through: 127\.0\.0\.1:\d+ grants a tunnel: CONNECT server\.example:443 /,
    );
  });

  test('that grants it, where the name is not resolved here: it resolves for them', async () => {
    const { port } = await serveProxy(GRANTED);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const resolve = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const result = await probeBeside('https://server.example/', env, { machine: { ...thisMachine, env, resolve } });
    expect(result.verdict.cause).toBe('name-resolution-failure');
    expect(result.verdict.advice[0]).toMatch(/^Programs that use the proxy of HTTPS_PROXY get through/);
  });

  test('near miss: where the connection opened and TLS failed, a tunnel shows nothing', async () => {
    const { port } = await serveProxy(GRANTED);
    const cut = await serve((socket) => onFirstData(socket, () => socket.end()));
    const env = { https_proxy: `http://127.0.0.1:${port}` };
    const result = await probeBeside(`https://127.0.0.1:${cut}/`, env);
    expect(result.severity).toBe('failure');
    expect(result.line).toContain('grants a tunnel');
    expect(result.verdict.advice.join()).not.toContain('get through');
  });

  test.each([
    [
      '403',
      'HTTP/1.1 403 Forbidden\r\n\r\n',
      'access-list-after-accept',
      'middlebox',
      /^Ask who runs the proxy to allow/,
    ],
    ['407', 'HTTP/1.1 407 Who?\r\n\r\n', 'access-list-after-accept', 'middlebox', /all_proxy has none$/],
    ['502', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', 'upstream-refusal', 'middlebox', /why it does not reach/],
    ['503', 'HTTP/1.1 503 No\r\n\r\n', 'upstream-refusal', 'middlebox', /why it does not reach/],
    ['504', 'HTTP/1.1 504 Late\r\n\r\n', 'upstream-timeout', 'middlebox', /why it does not reach/],
    ['a head that is cut', 'HTTP/1.1 200 OK\r\nX', 'closed-without-response', 'unknown', /whether it runs$/],
    ['nothing', '', 'closed-without-response', 'unknown', /whether it runs$/],
    ['another protocol', 'SSH-2.0-x\r\n', 'protocol-error', 'unknown', /whether it runs$/],
  ])(
    'that answers %s, where the direct way works: the proxy fails, not the service',
    async (_, answer, cause, closer, advice) => {
      const { port } = await serveProxy(saying(answer));
      const result = await probeBeside(`127.0.0.1:${await greets()}`, { all_proxy: `http://127.0.0.1:${port}` });
      expect(`${result.severity}: ${result.verdict.cause}, ${result.verdict.closer}`).toBe(
        `suspicious: ${cause}, ${closer}`,
      );
      expect(result.verdict.summary).toBe(
        'The service works directly; programs that use the proxy of all_proxy fail at it, a failure of the proxy, not of the service',
      );
      expect(result.verdict.advice[0]).toMatch(advice);
      expect(toProbeRecord(result).about).toBe('proxy');
      expect(result.ending).toEqual({ by: 'client', how: 'fin', phase: 'closing' });
    },
  );

  test('that is silent, closed, or not to be found', async () => {
    const target = `127.0.0.1:${await greets()}`;
    const { port } = await serveProxy(() => {});
    const silent = await probeBeside(target, { all_proxy: `127.0.0.1:${port}` });
    expect(brief(silent)).toBe('suspicious: client-timeout, likely, client application, fin');
    expect(silent.line).toMatch(/did not answer CONNECT 127\.0\.0\.1:\d+ within/);

    const refused = await probeBeside(target, { all_proxy: `127.0.0.1:${await closedPort()}` });
    expect(brief(refused)).toBe('suspicious: closed-port, likely, unknown, fin');
    expect(refused.line).toMatch(/cannot be connected: refused \(ECONNREFUSED\)$/);

    const env = { all_proxy: 'proxy.example:3128' };
    const resolve = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const lost = await probeBeside(target, env, { machine: { ...thisMachine, env, resolve } });
    expect(brief(lost)).toBe('suspicious: name-resolution-failure, likely, unknown, fin');
    expect(lost.line).toBe('proxy.example:3128 (all_proxy) has a name that was not resolved (ENOTFOUND)');
  });

  test('near miss: where one address of the name fails, that is the verdict', async () => {
    const { port } = await serveProxy(saying('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const env = { all_proxy: `127.0.0.1:${port}` };
    const unreal = unrealMachine({ '127.0.0.1': 'real', '192.0.2.1': 'ECONNREFUSED' }, { env });
    const openSocket: Machine['openSocket'] = (address, to) =>
      address === '127.0.0.1' ? thisMachine.openSocket(address, to) : unreal.openSocket(address, to);
    const machine = { ...unreal, openSocket };
    const { verdict, about, line } = await probeBeside(`server.example:${await greets()}`, env, { machine });
    expect(line).toContain('refuses');
    expect(verdict.summary).toMatch(/^1 of 2 addresses of the name do not work/);
    expect(about).toBeUndefined();
  });

  test('has the first address of each family to be found at', async () => {
    const { port, heard } = await serveProxy(GRANTED);
    const tried: string[] = [];
    const env = { all_proxy: `proxy.example:${port}` };
    const unreal = unrealMachine(
      { '2001:db8::1': 'silence', '127.0.0.1': 'real', '192.0.2.1': 'ECONNREFUSED' },
      { env },
    );
    const openSocket: Machine['openSocket'] = (address, to) => {
      if (to === port) tried.push(address);
      return address === '127.0.0.1' ? thisMachine.openSocket(address, to) : unreal.openSocket(address, to);
    };
    const target = `127.0.0.1:${await greets()}`;
    const { line } = await probeBeside(target, env, { timeoutSeconds: 2, machine: { ...unreal, openSocket } });
    expect(line).toContain('grants a tunnel');
    expect(tried).toEqual(['2001:db8::1', '127.0.0.1']);
    expect(heard).toHaveLength(1);
  });

  test('near miss: where the direct way fails too, the proxy is not the verdict', async () => {
    const { port } = await serveProxy(saying('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const env = { https_proxy: `http://127.0.0.1:${port}` };
    const result = await probeBeside('https://server.example/', env, withoutWay(env, 'ECONNREFUSED'));
    expect(brief(result)).toBe('failure: closed-port, possible, unknown, refused');
    expect(result.line).toContain('refuses: CONNECT server.example:443 → HTTP/1.1 403 Forbidden');
    expect(JSON.stringify(result.verdict)).not.toContain('proxy');
  });
});

describe('a proxy asked for a page', () => {
  const answers = (text = OK): Promise<number> => serve((socket) => onFirstData(socket, () => socket.end(text)));

  test('gets the request with the whole address', async () => {
    const { port, heard } = await serveProxy(saying(OK));
    const target = await answers();
    const result = await probeBeside(`http://127.0.0.1:${target}/a?b`, { http_proxy: `http://127.0.0.1:${port}/` });
    expect(brief(result)).toMatch(/^benign: normal-close/);
    expect(heard[0]).toMatch(new RegExp(`^GET http://127\\.0\\.0\\.1:${target}/a\\?b HTTP/1\\.1\r\nHost: 127`));
    expect(result.line).toContain('→ HTTP/1.1 200 OK');
  });

  test.each([
    ['HTTP/1.1 407 Who?', '200 OK', 'suspicious: access-list-after-accept'],
    ['HTTP/1.1 403 Forbidden', '200 OK', 'suspicious: access-list-after-accept'],
    ['HTTP/1.1 502 Bad Gateway', '200 OK', 'suspicious: upstream-refusal'],
    // The server says so itself, or it is no refusal.
    ['HTTP/1.1 403 Forbidden', '403 Forbidden', 'benign: normal-close'],
    ['HTTP/1.1 404 Not Found', '200 OK', 'benign: normal-close'],
    ['HTTP/1.1 503 No', '503 No', 'benign: normal-close'],
  ])('that answers %s where the server answers %s', async (proxied, direct, expected) => {
    const { port } = await serveProxy(saying(`${proxied}\r\n\r\n`));
    const target = await answers(`HTTP/1.1 ${direct}\r\nContent-Length: 0\r\n\r\n`);
    const result = await probeBeside(`http://127.0.0.1:${target}/`, { http_proxy: `127.0.0.1:${port}` });
    expect(brief(result)).toMatch(new RegExp(`^${expected},`));
    expect(result.verdict.summary.includes('unless the server treats the proxy so')).toBe(
      proxied.includes('403') && direct === '200 OK',
    );
  });

  test.each([
    ['HTTP/1.1 200 OK', true],
    ['HTTP/1.1 404 Not Found', true],
    ['HTTP/1.1 502 Bad Gateway', false],
    ['HTTP/1.1 403 Forbidden', false],
  ])('that answers %s where nobody answers directly', async (answer, works) => {
    const { port } = await serveProxy(saying(`${answer}\r\n\r\n`));
    const env = { http_proxy: `127.0.0.1:${port}` };
    const result = await probeBeside('http://server.example/', env, withoutWay(env));
    expect(result.severity).toBe('failure');
    expect(result.verdict.advice.some((text) => text.includes('get through'))).toBe(works);
  });
});

describe('what is not asked', () => {
  test.each([
    ['socks5://127.0.0.1:1080', 'it is no HTTP proxy (socks5)'],
    ['https://127.0.0.1:3129', 'it wants TLS to itself, which is not spoken here'],
    ['http://127.0.0.1', 'the variable names no port, and programs take different ones (80, 1080)'],
    ['http://127.0.0.1:99999', 'what the variable says is no address of a proxy'],
    ['http://127.0.0.1:31 28', 'what the variable says is no address of a proxy'],
  ])('%s, and why', async (value, why) => {
    const target = await greets();
    const result = await probeBeside(`127.0.0.1:${target}`, { all_proxy: value });
    expect(result.line?.endsWith(`was not asked: ${why}`)).toBe(true);
    expect(brief(result)).toMatch(/^benign: normal-close/);
  });

  test.each(['*', '127.0.0.1', '127.0.0.0/8', 'other.example,127.0.0.1'])(
    'a target that no_proxy=%s has',
    async (list) => {
      const proxy = await serveProxy(saying('HTTP/1.1 403 Forbidden\r\n\r\n'));
      const env = { all_proxy: `127.0.0.1:${proxy.port}`, no_proxy: list };
      const result = await probeBeside(`127.0.0.1:${await greets()}`, env);
      expect(result.line).toBeUndefined();
      expect(proxy.heard).toEqual([]);
    },
  );

  test('is another variable’s proxy: it is named, where it differs', async () => {
    const { port, heard } = await serveProxy(GRANTED);
    const value = `127.0.0.1:${port}`;
    const env = { all_proxy: value, ALL_PROXY: value };
    const target = `127.0.0.1:${await greets()}`;
    const notes = ({ stages }: ProbeResult): readonly string[] =>
      stages.filter(({ name, status }) => name === 'route' && status === 'note').map(({ text }) => text);
    expect(notes(await probeBeside(target, env))).toEqual([]);
    expect(notes(await probeBeside(target, { ...env, ALL_PROXY: 'http://u:p@other.example:1' }))).toEqual([
      'ALL_PROXY=http://…@other.example:1 sends the requests of other programs through a proxy; this went directly',
    ]);
    expect(heard).toHaveLength(2);
  });

  test('an interrupt leaves it out', async () => {
    const stop = new AbortController();
    const { port } = await serveProxy(() => stop.abort());
    const env = { all_proxy: `127.0.0.1:${port}` };
    const result = await probeBeside(`127.0.0.1:${await greets()}`, env, { timeoutSeconds: 60, signal: stop.signal });
    expect(result.observation.proxy).toBeUndefined();
    expect(result.stages.find(({ name }) => name === 'proxy')?.status).toBe('skipped');
  });
});

describe('user and password', () => {
  const token = Buffer.from('us er:p@ss/w').toString('base64');

  test.each(['us%20er:p%40ss%2Fw', 'us%20er:p@ss%2Fw'])('of %s are sent, and shown nowhere', async (user) => {
    const { port, heard } = await serveProxy(saying('HTTP/1.1 407 Who?\r\n\r\n'));
    const result = await probeBeside(`127.0.0.1:${await greets()}`, { all_proxy: `http://${user}@127.0.0.1:${port}` });
    expect(heard[0]).toContain(`\r\nProxy-Authorization: Basic ${token}\r\n`);
    expect(result.verdict.advice[0]).toMatch(/^Look at user and password in all_proxy/);
    const shown = JSON.stringify([result, toProbeRecord(result)]);
    for (const secret of [token, 'p@ss', 'p%40ss', 'us er', 'us%20er', 'ss%2Fw']) expect(shown).not.toContain(secret);
  });

  test('that make no address of it are not shown either', async () => {
    const result = await probeBeside(`127.0.0.1:${await greets()}`, { all_proxy: 'http://us:se/cr@et@127.0.0.1:1' });
    expect(JSON.stringify(result)).not.toMatch(/cr@et|us:se/);
  });

  test.each([
    ['u:p@', /was not asked: its password might be among the packets that are saved$/, 0],
    ['', /grants a tunnel/, 1],
  ])('(%s) are not sent where packets are saved', async (user, line, asked) => {
    const { heard, port } = await serveProxy(GRANTED);
    const env = { all_proxy: `http://${user}127.0.0.1:${port}` };
    const result = await probeBeside(`127.0.0.1:${await greets()}`, env, { recorded: true });
    expect(result.line).toMatch(line);
    expect(heard).toHaveLength(asked);
  });
});
