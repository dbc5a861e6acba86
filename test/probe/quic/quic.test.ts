/** QUIC asked for beside a connection: answers, refusals, silence, and what the web server has offered. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judgeSide } from '../../../src/probe/controls/judge-side.ts';
import { type Machine, thisMachine } from '../../../src/probe/machine.ts';
import type { ProbeResult, Stage } from '../../../src/probe/model.ts';
import { probe } from '../../../src/probe/probe.ts';
import { QUICK } from '../brief.ts';
import { privateKey } from '../certificate.ts';
import * as pem from '../certificates.ts';
import { closedPort, listen, unrealMachine } from '../servers.ts';
import { negotiate, serveUdp } from './negotiation.ts';

const machine: Machine = {
  ...thisMachine,
  env: {},
  trustedRoots: [pem.root],
  resolve: async (_, family) => ({ addresses: family === 4 ? ['127.0.0.1'] : [] }),
};

/** A web server; its port. */
async function serveWeb(fields: Record<string, string> = {}): Promise<number> {
  const cert = pem.good + pem.intermediate;
  const server = createServer({ key: privateKey, cert }, (_, response) => {
    response.writeHead(200, fields);
    response.end('hi');
  });
  return await listen(server);
}

async function look(port: number, more: Parameters<typeof probe>[1] = {}): Promise<ProbeResult> {
  const options = { ...QUICK, machine, timeoutSeconds: 0.6, quic: true, ...more };
  return await probe(`https://server.example:${port}/`, options);
}

function quicOf({ stages }: ProbeResult): readonly Pick<Stage, 'status' | 'text'>[] {
  return stages.filter(({ name }) => name === 'quic').map(({ status, text }) => ({ status, text }));
}

describe('QUIC', () => {
  test('is asked for at the port of the target, and answers with its versions', async () => {
    const port = await serveWeb();
    const { heard } = await serveUdp((packet) => negotiate(packet, [1, 0x6b3343cf, 0x0a1a2a3a]), port);
    const result = await look(port);
    expect(quicOf(result)).toEqual([{ status: 'ok', text: `UDP 127.0.0.1:${port} answers QUIC, versions 1, 2` }]);
    expect(result.observation.quic).toMatchObject([
      { address: '127.0.0.1', port, outcome: 'answers', versions: ['1', '2'], offered: false },
    ]);
    expect(heard.map(({ length }) => length)).toEqual([1200]);
    expect(result.severity).toBe('benign');
  });

  test('is not asked for where nobody wants it, nor beside what has none', async () => {
    const port = await serveWeb();
    const { heard } = await serveUdp((packet) => negotiate(packet, [1]), port);
    expect((await look(port, { quic: false })).observation.quic).toBeUndefined();
    const other = await probe(`tls://server.example:${port}`, { ...QUICK, machine, quic: true });
    expect(other.observation.quic).toBeUndefined();
    expect(heard).toEqual([]);
  });

  test('is asked again where the first packet is lost', async () => {
    const port = await serveWeb();
    const { heard } = await serveUdp((packet, i) => (i === 0 ? undefined : negotiate(packet, [1])), port);
    expect(quicOf(await look(port, { timeoutSeconds: 2 }))).toMatchObject([{ status: 'ok' }]);
    expect(heard).toHaveLength(2);
    expect(heard[0]!.equals(heard[1]!)).toBe(true);
  });

  test('that refuses is told from silence', async () => {
    const port = await serveWeb();
    const result = await look(port);
    expect(quicOf(result)).toEqual([
      {
        status: 'note',
        text: `UDP 127.0.0.1:${port} refuses (ECONNREFUSED): nothing takes UDP there, or a firewall says no; programs take TCP at once`,
      },
    ]);
    expect(result.severity).toBe('benign');
  });

  test('that is silent is not told apart from none, and is no failure', async () => {
    const port = await serveWeb();
    const { heard } = await serveUdp(() => undefined, port);
    const result = await look(port);
    const [line] = quicOf(result);
    expect(line?.status).toBe('note');
    expect(line?.text).toContain('the server has no HTTP/3, or UDP is dropped on the way, which cannot be told apart');
    expect(result.severity).toBe('benign');
    expect(heard).toHaveLength(2);
  });

  test('that answers somebody else, or with something else, does not count', async () => {
    const port = await serveWeb();
    const { heard } = await serveUdp((packet) => {
      const answer = negotiate(packet, [1]);
      answer.writeUInt8(answer.readUInt8(6) ^ 1, 6);
      return answer;
    }, port);
    const result = await look(port);
    expect(result.observation.quic).toMatchObject([{ outcome: 'odd', versions: [] }]);
    expect(quicOf(result)).toEqual([
      { status: 'note', text: `UDP 127.0.0.1:${port}: what came is no answer of QUIC to this` },
    ]);
    expect(heard).toHaveLength(2);
  });

  test('is not heard from another place, even with the right ids', async () => {
    const port = await serveWeb();
    const stranger = createSocket('udp4');
    const server = createSocket('udp4');
    onTestFinished(() => {
      stranger.close();
      server.close();
    });
    let told = 0;
    server.on('message', (packet, from) =>
      stranger.send(negotiate(packet, [1]), from.port, from.address, () => {
        told += 1;
      }),
    );
    server.bind(port, '127.0.0.1');
    await once(server, 'listening');
    expect((await look(port)).observation.quic).toMatchObject([{ outcome: 'silent' }]);
    expect(told).toBe(2);
  });
});

describe('where the web server offers HTTP/3', () => {
  test('silence is shown as failed: the way drops it, or the offer is wrong', async () => {
    const { port: udp } = await serveUdp(() => undefined);
    const port = await serveWeb({ 'alt-svc': `h3=":${udp}"; ma=60` });
    const result = await look(port);
    const [line] = quicOf(result);
    expect(line?.status).toBe('failed');
    expect(line?.text).toMatch(
      new RegExp(
        `^UDP 127\\.0\\.0\\.1:${udp}: no answer .* though the web server offers HTTP/3 .* or the offer is wrong`,
      ),
    );
    // The connection itself was fine.
    expect(result.severity).toBe('benign');
  });

  test('the port of the offer is asked', async () => {
    const { port: udp } = await serveUdp((packet) => negotiate(packet, [1]));
    const port = await serveWeb({ 'Alt-Svc': `h2=":1", h3=":${udp}"` });
    expect(quicOf(await look(port))).toEqual([{ status: 'ok', text: `UDP 127.0.0.1:${udp} answers QUIC, versions 1` }]);
  });

  test('at another host, that counts for nothing here', async () => {
    const port = await serveWeb({ 'alt-svc': 'h3="other.example:443"' });
    expect((await look(port)).observation.quic).toMatchObject([{ port, outcome: 'refused', offered: false }]);
  });
});

describe('beside a connection that fails', () => {
  test('an answer shows that this side’s network works', async () => {
    const { port } = await serveUdp((packet) => negotiate(packet, [1]));
    const silent = unrealMachine({ '127.0.0.1': 'silence' });
    const { verdict, stages } = await probe(`https://127.0.0.1:${port}/`, {
      machine: silent,
      timeoutSeconds: 0.3,
      quic: true,
    });
    expect(stages.some(({ name, status }) => name === 'quic' && status === 'ok')).toBe(true);
    expect(`${verdict.cause} ${verdict.evidence.map(({ text }) => text).join()}`).toContain(
      `this side’s network works: 127.0.0.1:${port} answers QUIC, over UDP`,
    );
  });

  test('a refusal shows nothing of the kind', async () => {
    const port = await closedPort();
    const silent = unrealMachine({ '127.0.0.1': 'silence' });
    const { verdict } = await probe(`https://127.0.0.1:${port}/`, { machine: silent, timeoutSeconds: 0.3, quic: true });
    expect(JSON.stringify(verdict)).not.toContain('QUIC');
  });

  test.each([
    ['answers', 'beyond'],
    ['refused', 'unknown'],
    ['silent', 'unknown'],
  ] as const)('near or far: that it %s shows: %s', (outcome, side) => {
    const trial = { address: '192.0.2.1', family: 4, port: 443, offered: false, versions: [], seconds: 1 } as const;
    expect(judgeSide([], { attempts: [], quic: [{ ...trial, outcome }] }).side).toBe(side);
  });
});

test('no socket of the family, no failure of the probe', async () => {
  const port = await serveWeb();
  const openDatagrams = (): never => {
    throw Object.assign(new Error('EMFILE'), { code: 'EMFILE' });
  };
  const result = await look(port, { machine: { ...machine, openDatagrams } });
  expect(quicOf(result)).toEqual([{ status: 'note', text: `UDP 127.0.0.1:${port} could not be tried (EMFILE)` }]);
});

test('a socket that cannot be connected is no failure of the probe', async () => {
  const port = await serveWeb();
  const openDatagrams: Machine['openDatagrams'] = () => createSocket('udp6');
  const result = await look(port, { machine: { ...machine, openDatagrams } });
  expect(result.observation.quic).toMatchObject([{ outcome: 'failed', versions: [] }]);
  expect(quicOf(result)[0]?.text).toMatch(/could not be tried \(E[A-Z]+\)$/);
});

test('an interrupt while the socket is being connected leaves nothing behind', async () => {
  const port = await serveWeb();
  const { heard } = await serveUdp(() => undefined, port);
  const stop = new AbortController();
  const openDatagrams: Machine['openDatagrams'] = (family) => {
    stop.abort();
    return thisMachine.openDatagrams(family);
  };
  const result = await look(port, { machine: { ...machine, openDatagrams }, signal: stop.signal });
  expect(result.observation.quic).toMatchObject([{ outcome: 'aborted' }]);
  expect(heard).toEqual([]);
});

test('an interrupt ends it, and no packet is sent after', async () => {
  const port = await serveWeb();
  const stop = new AbortController();
  const { heard } = await serveUdp(() => {
    stop.abort();
    return undefined;
  }, port);
  const result = await look(port, { timeoutSeconds: 60, signal: stop.signal });
  expect(result.observation.interrupted).toBe(true);
  expect(result.observation.quic).toMatchObject([{ outcome: 'aborted' }]);
  expect(heard).toHaveLength(1);
});
