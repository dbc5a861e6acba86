import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { causes } from '../../src/core/causes/index.ts';
import { thisMachine } from '../../src/probe/machine.ts';
import type { Stage } from '../../src/probe/model.ts';
import { probe } from '../../src/probe/probe.ts';
import { brief, OK, onFirstData, QUICK } from './brief.ts';
import { certificate, privateKey } from './certificate.ts';
import { closedPort, listen, serve, unrealMachine } from './servers.ts';

describe('a web server', () => {
  test('that answers and closes in order is fine', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end(OK)));
    const result = await probe(`http://127.0.0.1:${port}/`, QUICK);
    expect(brief(result)).toBe('benign: normal-close, likely, server application, fin');
    expect(result.observation.exchanges).toMatchObject([
      { asked: 'GET /', answer: 'HTTP/1.1 200 OK', code: '200', complete: true },
    ]);
  });

  test('that is slow is fine', async () => {
    const port = await serve((socket) => onFirstData(socket, () => setTimeout(() => socket.end(OK), 700)));
    expect(brief(await probe(`http://127.0.0.1:${port}/`, QUICK))).toBe(
      'benign: normal-close, likely, server application, fin',
    );
  });

  test('that leaves the connection open is fine', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.write(OK)));
    expect(brief(await probe(`http://127.0.0.1:${port}/`, QUICK))).toBe(
      'benign: normal-close, likely, client application, fin',
    );
  });

  test.each([
    ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n', 'benign: normal-close'],
    ['chunked, cut', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhi', 'failure: truncated-response'],
    ['with a length, cut', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi', 'failure: truncated-response'],
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\nhi', 'benign: normal-close'],
    ['cut in its head', 'HTTP/1.1 200 OK\r\nContent-', 'failure: truncated-response'],
    ['interim, then the answer', `HTTP/1.1 103 Early Hints\r\n\r\n${OK}`, 'benign: normal-close'],
    ['not found', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', 'benign: normal-close'],
    [
      'of a proxy without backend',
      'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n',
      'suspicious: upstream-refusal',
    ],
    [
      'of a proxy that waited',
      'HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n',
      'suspicious: upstream-timeout',
    ],
    ['of another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'failure: protocol-error'],
  ])('with an answer %s', async (_, answer, expected) => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end(answer)));
    expect(brief(await probe(`http://127.0.0.1:${port}/`, QUICK))).toMatch(new RegExp(`^${expected},`));
  });

  test('that closes without an answer', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end()));
    const result = await probe(`http://127.0.0.1:${port}/`, QUICK);
    expect(brief(result)).toBe('failure: closed-without-response, likely, unknown, fin');
    expect(result.observation.otherWay?.outcome).toBe('not-understood');
  });

  test.each<[string, number]>([
    ['the first byte', 1],
    ['a few bytes', 4],
    ['the whole request', 90],
  ])('that aborts at %s: nobody is blamed, and what it may be is named', async (_, bytes) => {
    const port = await serve((socket) => {
      let taken = 0;
      socket.on('data', (piece: Buffer) => {
        taken += piece.length;
        if (taken >= bytes) socket.resetAndDestroy();
      });
    });
    const result = await probe(`http://127.0.0.1:${port}/`, QUICK);
    const { observation, verdict, against } = result;
    expect([observation.wordless?.outcome, observation.bytewise?.outcome]).toEqual(['open', 'reset']);
    expect(brief(result)).toBe('failure: abortive-close, possible, unknown, reset');
    expect(result.ending?.by).toBe('unknown');
    // A forwarder would have ended the connection on which nothing was said, too.
    expect(verdict.alternatives.map(({ cause }) => cause)).toEqual(['inline-firewall-reset']);
    expect(against?.map(({ cause }) => cause)).toEqual(['unread-data-at-close']);
  });

  test('that does not answer', async () => {
    const port = await serve(() => {});
    const result = await probe(`http://127.0.0.1:${port}/`, { ...QUICK, timeoutSeconds: 0.3 });
    expect(brief(result)).toBe('failure: client-timeout, likely, client application, timeout');
  });

  test('shows its first line as it is, in data that is escaped elsewhere', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end('HTTP/1.1 200 \u001b[2Jno\r\n\r\n')));
    const { observation } = await probe(`http://127.0.0.1:${port}/`, QUICK);
    expect(observation.exchanges[0]?.answer).toBe('HTTP/1.1 200 \u001b[2Jno');
  });

  test('that sends without end is not read without end', async () => {
    const port = await serve((socket) => {
      const chunk = Buffer.alloc(65536, 'x');
      const pour = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      onFirstData(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.on('drain', pour);
        pour();
      });
    });
    const result = await probe(`http://127.0.0.1:${port}/`, { ...QUICK, timeoutSeconds: 0.4 });
    expect(brief(result)).toMatch(/^failure: client-timeout/);
  });
});

describe('a port', () => {
  test('on which nothing listens', async () => {
    const port = await closedPort();
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    expect(brief(result)).toBe('failure: closed-port, likely, server kernel, refused');
    expect(result.verdict.alternatives.map(({ cause }) => cause).sort()).toEqual([
      'firewall-port-unreachable',
      'firewall-reset-at-connect',
    ]);
  });

  test('that accepts and says nothing is fine', async () => {
    const port = await serve(() => {});
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    expect(brief(result)).toBe('benign: normal-close, likely, client application, fin');
  });

  test('that accepts and closes at once: a forwarder, perhaps', async () => {
    const port = await serve((socket) => socket.end());
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    expect(brief(result)).toBe('failure: forwarder-without-backend, possible, unknown, fin');
  });

  test('that accepts and resets before this end knows that it is open', async () => {
    const port = await serve((socket) => socket.resetAndDestroy());
    const result = await probe(`127.0.0.1:${port}`, QUICK);
    expect(brief(result)).toBe('failure: forwarder-without-backend, possible, unknown, reset');
    expect(result.verdict.alternatives.map(({ cause }) => cause)).toContain('abortive-close');
  });

  test('that greets and closes is fine', async () => {
    const port = await serve((socket) => socket.end('bye\r\n'));
    expect(brief(await probe(`127.0.0.1:${port}`, QUICK))).toMatch(/^benign: normal-close/);
  });

  test('that answers what is sent', async () => {
    const port = await serve((socket) => onFirstData(socket, () => socket.end('pong\n')));
    const result = await probe(`127.0.0.1:${port}`, { ...QUICK, send: Buffer.from('ping') });
    expect(result.observation.exchanges).toMatchObject([{ sentBytes: 4, answer: 'pong' }]);
    expect(brief(result)).toMatch(/^benign: normal-close/);
  });
});

describe('TLS', () => {
  const accept = async (options = {}): Promise<number> => {
    const sockets = new Set<Socket>();
    const server = createTlsServer({ cert: certificate, key: privateKey, ...options }, (socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(OK));
    });
    server.on('tlsClientError', () => {});
    server.on('connection', (socket: Socket) => sockets.add(socket));
    return await listen(server, sockets);
  };

  test('with a certificate that is not trusted: nothing is sent', async () => {
    const result = await probe(`https://127.0.0.1:${await accept()}/`, QUICK);
    expect(brief(result)).toBe('failure: server-certificate-rejection, likely, client application, fin');
    expect(result.observation.tls).toMatchObject({
      version: 'TLSv1.3',
      trusted: false,
      untrusted: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      certificate: { subject: 'server.example', issuer: 'server.example', names: ['DNS:server.example'] },
    });
    expect(result.observation.exchanges).toEqual([]);
  });

  test('goes on where it is told to', async () => {
    const result = await probe(`https://127.0.0.1:${await accept()}/`, { ...QUICK, insecure: true });
    expect(result.observation.exchanges).toMatchObject([{ code: '200' }]);
  });

  test('that no version suits', async () => {
    const port = await accept({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
    const result = await probe(`https://127.0.0.1:${port}/`, QUICK);
    expect(result.observation.tls?.alert).toMatchObject({ name: 'protocol_version', code: 70 });
    expect(brief(result)).toMatch(/^failure: tls-version-mismatch, likely, server application/);
  });

  test('to a plain port', async () => {
    const port = await serve((socket) =>
      onFirstData(socket, () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
    );
    const result = await probe(`https://127.0.0.1:${port}/`, QUICK);
    expect(brief(result)).toMatch(/^failure: tls-on-plain-port, likely/);
    expect(result.observation.otherWay).toMatchObject({ spoke: 'plain', outcome: 'understood' });
  });

  test('is what a port speaks that is asked in plain text', async () => {
    const result = await probe(`http://127.0.0.1:${await accept()}/`, QUICK);
    expect(brief(result)).toMatch(/^failure: plain-on-tls-port, likely/);
  });

  test.each([
    ['closed', (socket: Socket) => socket.end(), 'fin'],
    ['reset', (socket: Socket) => socket.resetAndDestroy(), 'reset'],
  ])('%s in the handshake: nobody is blamed', async (_, end, how) => {
    const port = await serve((socket) => onFirstData(socket, () => end(socket)));
    const result = await probe(`https://127.0.0.1:${port}/`, QUICK);
    expect(brief(result)).toBe(`failure: closed-without-response, possible, unknown, ${how}`);
  });

  test('that nobody answers', async () => {
    const port = await serve(() => {});
    const result = await probe(`https://127.0.0.1:${port}/`, { ...QUICK, timeoutSeconds: 0.3 });
    expect(brief(result)).toBe('failure: client-timeout, likely, client application, timeout');
  });
});

describe('an interrupt', () => {
  test.each(['resolve', 'connect', 'tls', 'talk'])(
    'in the stage %s ends the probe with what is known',
    async (stage) => {
      const stop = new AbortController();
      const port = await serve(() => {});
      const slow = unrealMachine(
        { '127.0.0.1': 'silence' },
        stage === 'resolve' ? { resolve: () => new Promise(() => {}) } : {},
      );
      const machine = stage === 'resolve' || stage === 'connect' ? slow : { ...thisMachine, env: {} };
      const host = stage === 'resolve' ? 'server.example' : '127.0.0.1';
      const onStages = (stages: readonly Stage[]): void => {
        if (stages.some(({ name, status }) => name === stage && status === 'running')) stop.abort();
      };
      const scheme = stage === 'tls' ? 'https' : 'http';
      const result = await probe(`${scheme}://${host}:${port}/`, {
        timeoutSeconds: 60,
        machine,
        signal: stop.signal,
        onStages,
      });
      expect(result.observation.interrupted).toBe(true);
      expect(result.severity).not.toBe('failure');
      expect(result.stages.filter(({ status }) => status === 'running')).toEqual([]);
    },
  );

  test.each(['nothing is said', 'a byte at a time'])('while it tries again (%s) keeps the verdict', async (what) => {
    const stop = new AbortController();
    const port = await serve((socket) => {
      let taken = '';
      socket.on('data', (piece: Buffer) => {
        taken += piece.toString();
        if (taken.endsWith('\r\n\r\n')) socket.resetAndDestroy();
      });
    });
    const onStages = (stages: readonly Stage[]): void => {
      if (stages.some(({ text, status }) => text.includes(what) && status === 'running')) stop.abort();
    };
    const result = await probe(`http://127.0.0.1:${port}/`, {
      ...QUICK,
      waitSeconds: 1,
      signal: stop.signal,
      onStages,
    });
    expect(result.observation.interrupted).toBe(true);
    expect(brief(result)).toBe('failure: unread-data-at-close, possible, unknown, reset');
    expect(result.stages.filter(({ status }) => status === 'skipped').map(({ text }) => text)).toEqual([
      expect.stringContaining(`${what}${what === 'a byte at a time' ? ',' : ''}: interrupted`),
    ]);
  });

  test('before the start opens nothing', async () => {
    const result = await probe('http://127.0.0.1:1/', { ...QUICK, signal: AbortSignal.abort() });
    expect(result.observation.attempts).toEqual([]);
  });
});

test('nothing is left open', { timeout: 30_000 }, async ({ skip }) => {
  if (process.platform !== 'linux') skip();
  const port = await serve((socket) =>
    onFirstData(socket, () => socket.resetAndDestroy()).on('end', () => socket.destroy()),
  );
  const silent = await serve((socket) => socket.resume().on('end', () => socket.destroy()));
  const closed = await closedPort();
  const targets = [
    `http://127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}/`,
    `127.0.0.1:${silent}`,
    `127.0.0.1:${closed}`,
  ];
  const run = async (): Promise<void> => {
    for (const target of targets) await probe(target, { ...QUICK, timeoutSeconds: 0.1, waitSeconds: 0.02 });
  };
  await run();
  const before = readdirSync('/proc/self/fd').length;
  for (let i = 0; i < 20; i++) await run();
  await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 4);
});

test('rejects with what the listener throws, at any stage, after it has ended everything', async () => {
  const port = await serve((socket) => onFirstData(socket, () => socket.end(OK)));
  for (let allowed = 0; allowed < 8; allowed++) {
    let calls = 0;
    const onStages = (): void => {
      if (calls++ === allowed) throw new Error('the reader has gone');
    };
    await expect(probe(`http://127.0.0.1:${port}/`, { ...QUICK, onStages })).rejects.toThrow('the reader has gone');
    expect(calls).toBe(allowed + 1);
  }
});

test('rejects what is no target, and times that are none', async () => {
  await expect(probe('example.com')).rejects.toThrow(TypeError);
  await expect(probe('127.0.0.1:1', { timeoutSeconds: -1 })).rejects.toThrow(RangeError);
});

test('a result survives JSON, and its causes are of the catalogue', async () => {
  const result = await probe('server.example:80', {
    ...QUICK,
    machine: unrealMachine({ '192.0.2.1': 'ECONNREFUSED' }),
  });
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  const known = causes.map(({ id }) => id);
  const named = [result.verdict.cause, ...result.verdict.alternatives.map(({ cause }) => cause)];
  expect(known).toEqual(expect.arrayContaining(named));
});
