/** A second opinion within TLS: DNS over TLS and over HTTPS, and all that is no answer. */
import { createServer as createHttp1 } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { type Machine, thisMachine } from '../../../src/probe/machine.ts';
import type { SecondOpinion } from '../../../src/probe/model.ts';
import { probe } from '../../../src/probe/probe.ts';
import { askForOpinion } from '../../../src/probe/second-opinion.ts';
import { privateKey } from '../certificate.ts';
import * as pem from '../certificates.ts';
import { closedPort, listen, serve } from '../servers.ts';
import { answerTo, NO_SUCH_NAME, REFUSED } from './answers.ts';

const { signal } = new AbortController();

/** Knows the resolver’s own name alone. */
const machine: Machine = {
  ...thisMachine,
  env: {},
  trustedRoots: [pem.root],
  resolve: async (name, family) => {
    if (name !== 'server.example') throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
    return { addresses: family === 4 ? ['127.0.0.1'] : [] };
  },
};

async function ask(server: string, seconds = 2): Promise<SecondOpinion> {
  return await askForOpinion(server, 'wanted.example', machine, seconds, signal);
}

/** A TLS server with this certificate; its port. */
async function serveTls(
  onConnection: (socket: TLSSocket) => void,
  certificate: readonly string[] = [pem.good, pem.intermediate],
  alpn: readonly string[] = ['dot'],
): Promise<number> {
  const sockets = new Set<Socket>();
  const options = { key: privateKey, cert: certificate.join(''), ALPNProtocols: [...alpn] };
  const server = createServer(options, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.on('tlsClientError', () => {});
  server.on('connection', (socket: Socket) => sockets.add(socket));
  return await listen(server, sockets);
}

/** What comes back for a query, framed or not as it is given. */
type Reply = (query: Buffer) => Buffer | undefined;

const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

async function serveDot(reply: Reply, certificate?: readonly string[]): Promise<string> {
  const port = await serveTls(
    (socket) => socket.once('data', (bytes) => void socket.write(reply(bytes.subarray(2)) ?? '')),
    certificate,
  );
  return `tls://127.0.0.1:${port}#server.example`;
}

describe('DNS over TLS', () => {
  test.each([
    ['knows the name', { address: '192.0.2.7' }, { outcome: 'known', addresses: ['192.0.2.7'] }],
    ['knows no such name', { code: NO_SUCH_NAME }, { outcome: 'unknown', addresses: [] }],
    ['refuses', { code: REFUSED }, { outcome: 'failed', code: 'EREFUSED' }],
  ])('%s', async (_, said, wanted) => {
    const server = await serveDot((query) => framed(answerTo(query, said)));
    expect(await ask(server)).toMatchObject({ server, ...wanted });
  });

  test('an answer in single bytes, after one to another question, is heard', async () => {
    const port = await serveTls((socket) =>
      socket.once('data', async (bytes) => {
        const query = bytes.subarray(2);
        const other = answerTo(query, { address: '192.0.2.66' });
        other.writeUInt16BE((query.readUInt16BE(0) + 1) & 0xffff, 0);
        for (const byte of Buffer.concat([framed(other), framed(answerTo(query, { address: '192.0.2.7' }))])) {
          await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
        }
      }),
    );
    expect(await ask(`tls://127.0.0.1:${port}#server.example`)).toMatchObject({ addresses: ['192.0.2.7'] });
  });

  test('asks in the form of RFC 7858, with the name and the protocol', async () => {
    const heard: string[] = [];
    const port = await serveTls((socket) => {
      heard.push(`${String(socket.alpnProtocol)} ${String((socket as { servername?: string }).servername)}`);
      socket.once('data', (bytes: Buffer) => {
        heard.push(String(bytes.readUInt16BE(0) === bytes.length - 2));
        socket.write(framed(answerTo(bytes.subarray(2), { address: '192.0.2.7' })));
      });
    });
    await ask(`tls://127.0.0.1:${port}#server.example`);
    expect([...new Set(heard)].sort()).toEqual(['dot server.example', 'true']);
  });

  test.each([
    ['an expired certificate', [pem.expired, pem.intermediate], 'it has expired, on 2021-02-03 04:05 UTC'],
    [
      'one for another name',
      [pem.other, pem.intermediate],
      'it is for other.example, *.third.example, not for server.example',
    ],
    ['one of nobody', [pem.good], 'the server sent no certificate of its issuer'],
  ])('is not asked with %s', async (_, certificate, words) => {
    let asked = 0;
    const server = await serveDot((query) => {
      asked += 1;
      return framed(answerTo(query, { address: '192.0.2.7' }));
    }, certificate);
    const { outcome, why, addresses } = await ask(server);
    expect({ outcome, addresses, asked }).toEqual({ outcome: 'failed', addresses: [], asked: 0 });
    expect(why).toContain(`its certificate is not trusted: ${words}`);
  });

  test('without a name wants a certificate for the address', async () => {
    const server = await serveDot((query) => framed(answerTo(query, { address: '192.0.2.7' })));
    expect((await ask(server.replace(/#.*/, ''))).why).toContain('not for 127.0.0.1');
  });

  test.each<[string, Reply]>([
    [
      'another id',
      (query) => framed(Buffer.concat([Buffer.from([query.readUInt8(0) ^ 1]), answerTo(query, {}).subarray(1)])),
    ],
    ['no message', () => framed(Buffer.from('hello'))],
    ['HTTP', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['empty messages', () => Buffer.alloc(1000)],
  ])('%s is no answer', async (_, reply) => {
    expect(await ask(await serveDot(reply), 0.5)).toMatchObject({
      outcome: 'failed',
      code: 'EBADRESP',
      why: 'what it says is no answer to the question',
    });
  });

  test('that closes, or says nothing, says so', async () => {
    const closing = await serveTls((socket) => socket.once('data', () => socket.end()));
    expect((await ask(`tls://127.0.0.1:${closing}#server.example`)).why).toBe(
      'it closed without an answer to the question',
    );
    const silent = await ask(await serveDot(() => undefined), 0.5);
    expect(silent).toMatchObject({ outcome: 'silent', why: 'TLS is set up, but the question was not answered' });
  });

  test('that is not there, or speaks no TLS, says at which stage it failed', async () => {
    const port = await closedPort();
    expect(await ask(`tls://127.0.0.1:${port}`)).toMatchObject({
      outcome: 'failed',
      why: `its port ${port} could not be connected (ECONNREFUSED)`,
    });
    const plain = await serve((socket) => socket.end('SSH-2.0-x\r\n'));
    expect((await ask(`tls://127.0.0.1:${plain}`)).why).toMatch(/^TLS to it failed: /);
    const mute = await serve(() => {});
    expect(await ask(`tls://127.0.0.1:${mute}`, 0.3)).toMatchObject({
      outcome: 'silent',
      why: 'TLS to it was not answered',
    });
    expect((await ask('tls://dns.example')).why).toBe('its own name dns.example was not resolved here (ENOTFOUND)');
  });

  test('a name that DNS cannot have is not asked for', async () => {
    const server = await serveDot(() => undefined);
    expect(await askForOpinion(server, 'a..example', machine, 2, signal)).toMatchObject({ code: 'EBADNAME' });
  });
});

/** What a web server says. */
interface Page {
  readonly status?: number;
  readonly type?: string;
  readonly body: Reply;
}

const HTTP = {
  'HTTP/1.1': async ({ status = 200, type = 'application/dns-message', body }: Page): Promise<number> => {
    const http = createHttp1((incoming, response) => {
      incoming.once('data', (query: Buffer) => {
        response.writeHead(status, { 'content-type': type });
        response.end(body(query) ?? '');
      });
    });
    return await serveTls((socket) => void http.emit('connection', socket), undefined, ['http/1.1']);
  },
  'HTTP/2': async ({ status = 200, type = 'application/dns-message', body }: Page): Promise<number> => {
    const http = createHttp2((incoming, response) => {
      incoming.once('data', (query: Buffer) => {
        response.writeHead(status, { 'content-type': type });
        response.end(body(query) ?? '');
      });
    });
    return await serveTls((socket) => void http.emit('connection', socket), undefined, ['h2']);
  },
};

describe.each(Object.entries(HTTP))('DNS over HTTPS by %s', (_, serveHttp) => {
  const at = (port: number): string => `https://server.example:${port}/dns-query`;
  const known: Reply = (query) => answerTo(query, { address: '192.0.2.7' });

  test('knows the name; the question has the id 0', async () => {
    const ids: number[] = [];
    const port = await serveHttp({
      body: (query) => {
        ids.push(query.readUInt16BE(0));
        return known(query);
      },
    });
    expect(await ask(at(port))).toMatchObject({ outcome: 'known', addresses: ['192.0.2.7'] });
    expect(ids).toEqual([0, 0]);
  });

  test.each<[string, Page, string]>([
    [
      'a page',
      { type: 'text/html; charset=utf-8', body: () => Buffer.from('<h1>Sign in</h1>') },
      'it answers with text/html, which is no DNS message',
    ],
    [
      'a page that says it is none',
      { body: () => Buffer.from('<h1>Sign in</h1>') },
      'what it says is no answer to the question',
    ],
    [
      'a good message of another type',
      { type: 'text/plain', body: known },
      'it answers with text/plain, which is no DNS message',
    ],
    ['a redirect', { status: 302, body: known }, 'it answers with HTTP status 302'],
    ['a refusal', { status: 403, body: known }, 'it answers with HTTP status 403'],
    ['nothing', { body: () => undefined }, 'what it says is no answer to the question'],
    [
      'more than a message can be',
      { body: (query) => Buffer.concat([answerTo(query, {}).subarray(0, 20), Buffer.alloc(300_000, 0xff)]) },
      'what it says is no answer to the question',
    ],
  ])('%s is no answer', async (__, page, why) => {
    expect(await ask(at(await serveHttp(page)))).toMatchObject({ outcome: 'failed', addresses: [], why });
  });
});

test('DNS over HTTPS that is cut off or silent fails in time', async () => {
  const closing = await serveTls((socket) => socket.once('data', () => socket.end()), undefined, ['http/1.1']);
  expect((await ask(`https://server.example:${closing}/`)).why).toMatch(/^the request to it failed/);
  const closingToo = await serveTls((socket) => socket.once('data', () => socket.end()), undefined, ['h2']);
  expect((await ask(`https://server.example:${closingToo}/`)).why).toMatch(/^the request to it failed/);
  for (const alpn of ['http/1.1', 'h2']) {
    const silent = await serveTls((socket) => socket.resume(), undefined, [alpn]);
    expect(await ask(`https://server.example:${silent}/`, 0.5)).toMatchObject({
      outcome: 'silent',
      why: 'TLS is set up, but the request was not answered',
    });
  }
});

test('an encrypted resolver that cannot be asked is not held against the target', async () => {
  const web = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n')));
  const resolver = await serveDot((query) => framed(answerTo(query, {})), [pem.expired, pem.intermediate]);
  const options = { machine, timeoutSeconds: 2, waitSeconds: 0.2, resolver };
  const { severity, verdict, stages } = await probe(`http://server.example:${web}/`, options);
  expect(`${severity} ${verdict.cause}`).toBe('benign normal-close');
  expect(
    stages.filter(({ text }) => text.includes('not trusted')).map(({ status, name }) => `${name} ${status}`),
  ).toEqual(['resolve note']);
  const nowhere = await probe(`http://unknown.example:${web}/`, options);
  expect(nowhere.verdict.cause).toBe('name-resolution-failure');
  expect(nowhere.verdict.evidence.map(({ text }) => text).join()).not.toContain('tls://');
});

test.each(['dot', 'http/1.1', 'h2'])('an interrupt ends it while %s is waited for', async (alpn) => {
  const stop = new AbortController();
  const port = await serveTls((socket) => socket.once('data', () => stop.abort()), undefined, [alpn]);
  const server = alpn === 'dot' ? `tls://127.0.0.1:${port}#server.example` : `https://server.example:${port}/q`;
  const { addresses, seconds } = await askForOpinion(server, 'wanted.example', machine, 60, stop.signal);
  expect(addresses).toEqual([]);
  expect(seconds).toBeLessThan(30);
});
