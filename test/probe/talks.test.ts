import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thisMachine } from '../../src/probe/machine.ts';
import type { ProbeResult } from '../../src/probe/model.ts';
import { type ProbeOptions, probe } from '../../src/probe/probe.ts';
import type { Incoming } from '../../src/probe/talks/_talk.ts';
import { talks } from '../../src/probe/talks/index.ts';
import { parseTarget, schemes } from '../../src/probe/target.ts';
import { certificate, privateKey } from './certificate.ts';
import { serve } from './servers.ts';

const QUICK: ProbeOptions = { timeoutSeconds: 2, waitSeconds: 0.2, machine: { ...thisMachine, env: {} } };

/** What was said, and what it came to. */
function brief({ severity, verdict, observation }: ProbeResult): string {
  const said = observation.exchanges.map(({ asked, answer }) => `${asked ?? 'greeting'}: ${answer ?? 'nothing'}`);
  return [...said, `${severity}: ${verdict.cause}`].join('\n');
}

function mysqlPacket(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

function postgresMessage(type: string, body: string): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeUInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([head, Buffer.from(body)]);
}

function mysqlError(code: number, text: string): Buffer {
  return mysqlPacket(Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(text)]));
}

const amqpStart = Buffer.from([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 10, 0xce]);
const tooMany = postgresMessage('E', 'SFATAL\0C53300\0Msorry, too many clients already\0\0');

/** Sends greetings at once, and the answers one for each message that comes. */
async function speakBack(
  greeting: Buffer | string,
  answers: readonly (Buffer | string)[],
  closes: boolean,
): Promise<number> {
  return await serve((socket) => {
    const rest = [...answers];
    if (greeting.length > 0) socket.write(greeting);
    const step = (): void => {
      const answer = rest.shift();
      if (answer !== undefined) socket.write(answer);
      if (rest.length === 0 && closes) socket.end();
    };
    if (answers.length === 0 && closes) socket.end();
    socket.on('data', step);
  });
}

describe('a server that greets or answers', () => {
  test.each([
    ['redis', '', ['+PONG\r\n'], 'PING: +PONG'],
    ['redis', '', ['-NOAUTH Authentication required.\r\n'], 'PING: -NOAUTH Authentication required.'],
    ['ssh', 'SSH-2.0-OpenSSH_9.2p1\r\n', [], 'SSH-2.0-whyclosed: SSH-2.0-OpenSSH_9.2p1'],
    ['mysql', mysqlPacket(Buffer.from('\n8.0.36\0rest')), [], 'greeting: version 8.0.36'],
    ['amqp', '', [amqpStart], 'protocol header 0-9-1: Connection.Start'],
    ['mqtt', '', [Buffer.from([0x20, 2, 0, 0])], 'CONNECT: CONNACK: accepted'],
    ['mqtt', '', [Buffer.from([0x20, 2, 0, 5])], 'CONNECT: CONNACK: not authorised'],
    [
      'smtp',
      '220-mail.example\r\n220 ready\r\n',
      ['250-mail.example\r\n250 SIZE\r\n', '221 bye\r\n'],
      'greeting: 220-mail.example\nEHLO: 250-mail.example\nQUIT: 221 bye',
    ],
    [
      'postgres',
      '',
      ['N', postgresMessage('R', '\0\0\0\x05salt')],
      'SSLRequest: does not take TLS\nStartupMessage: asks for authentication',
    ],
    [
      'postgres',
      '',
      ['N', postgresMessage('R', '\0\0\0\0')],
      'SSLRequest: does not take TLS\nStartupMessage: asks for no authentication',
    ],
    [
      'postgres',
      '',
      ['N', postgresMessage('E', 'SFATAL\0C28000\0Mno pg_hba.conf entry\0\0')],
      'SSLRequest: does not take TLS\nStartupMessage: FATAL 28000: no pg_hba.conf entry',
    ],
  ])('%s %j is fine', async (scheme, greeting, answers, said) => {
    const port = await speakBack(greeting, answers, scheme === 'smtp');
    expect(brief(await probe(`${scheme}://127.0.0.1:${port}`, QUICK))).toBe(`${said}\nbenign: normal-close`);
  });
});

describe('a server that refuses in words', () => {
  test.each([
    ['redis', '', ['-ERR max number of clients reached\r\n'], 'connection-limit'],
    ['redis', '', ['-DENIED Redis is running in protected mode\r\n'], 'access-list-after-accept'],
    ['ssh', 'Exceeded MaxStartups\r\n', [], 'ssh-startup-limit'],
    ['mysql', mysqlError(1040, 'Too many connections'), [], 'connection-limit'],
    ['mysql', mysqlError(1130, 'Host is not allowed to connect'), [], 'access-list-after-accept'],
    ['amqp', '', [Buffer.from('AMQP\0\x01\0\0')], 'stated-error'],
    ['mqtt', '', [Buffer.from([0x20, 2, 0, 3])], 'stated-error'],
    ['smtp', '421 too many connections\r\n', [], 'stated-error'],
    ['postgres', '', [tooMany], 'connection-limit'],
    ['postgres', '', ['N', tooMany], 'connection-limit'],
  ])('%s %j', async (scheme, greeting, answers, cause) => {
    const port = await speakBack(greeting, answers, true);
    const result = await probe(`${scheme}://127.0.0.1:${port}`, QUICK);
    expect(`${result.severity}: ${result.verdict.cause}`).toBe(`failure: ${cause}`);
    expect(result.ending?.by).toBe('server');
  });
});

test('PostgreSQL with TLS: the startup goes within', async () => {
  const heard: string[] = [];
  const port = await serve((socket: Socket) => {
    socket.once('data', () => {
      socket.write('S');
      const secureContext = createSecureContext({ cert: certificate, key: privateKey });
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => {});
      secure.once('data', (bytes) => {
        heard.push(bytes.subarray(8).toString('latin1'));
        secure.write(tooMany);
        secure.end();
      });
    });
  });
  const result = await probe(`postgres://127.0.0.1:${port}/db`, QUICK);
  expect(heard).toEqual(['user\0whyclosed\0\0']);
  expect(result.verdict.cause).toBe('connection-limit');
  expect(result.observation.tls).toMatchObject({ done: true, trusted: false });
});

describe.each([...talks])('the talk $id', ({ schemes: spoken, steps }) => {
  const target = parseTarget(`${spoken[0]}://server.example:7`)!;

  test('is of schemes that are known', () => {
    expect(Object.keys(schemes)).toEqual(expect.arrayContaining([...spoken]));
  });

  test('reads anything without a throw, and no more than there is', () => {
    const starts = [...'+-SH1E', ''].map((text) => Buffer.from(text));
    const bytes = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), fc.boolean());
    const property = fc.property(bytes, ([start, rest, ended]) => {
      const all = Buffer.concat([start, rest]);
      const incoming: Incoming = { bytes: all, total: all.length, tail: all.subarray(-16), ended };
      return steps(target, { method: 'GET' })
        .flatMap(({ read, part }) => [read(incoming), part?.(incoming)])
        .every((answer) => answer === undefined || (answer.used <= all.length && answer.text.length < 260));
    });
    expect(() => fc.assert(property)).not.toThrow();
  });
});

test('every scheme has a talk, and only one', () => {
  const counts = Object.keys(schemes).map(
    (scheme) => talks.filter((talk) => talk.schemes.some((id) => id === scheme)).length,
  );
  expect(counts).toEqual(Object.keys(schemes).map(() => 1));
});
