/** What another resolver says of a name, beside the system's. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { probe } from '../../src/probe/probe.ts';
import { askForOpinion, isResolver } from '../../src/probe/second-opinion.ts';
import { brief } from './brief.ts';
import { unrealMachine } from './servers.ts';

const NO_SUCH_NAME = 3;
const REFUSED = 5;
const A = 1;

/** A resolver that gives this address, or this code; its place. With neither it is silent. */
async function resolverThat(answer: { address?: string; code?: number }): Promise<string> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.on('message', (query, { port, address }) => {
    if (answer.address === undefined && answer.code === undefined) return;
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const isA = question.readUInt16BE(question.length - 4) === A;
    const has = answer.address !== undefined && isA;
    const head = Buffer.from(query.subarray(0, 12));
    // A response, recursion desired and available (RFC 1035 §4.1.1).
    head.writeUInt16BE(0x8180 | (answer.code ?? 0), 2);
    head.writeUInt16BE(has ? 1 : 0, 6);
    head.writeUInt16BE(0, 8);
    head.writeUInt16BE(0, 10);
    const record = Buffer.from([
      0xc0,
      12,
      0,
      A,
      0,
      1,
      0,
      0,
      0,
      60,
      0,
      4,
      ...(answer.address ?? '').split('.').map(Number),
    ]);
    socket.send(Buffer.concat([head, question, ...(has ? [record] : [])]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return `127.0.0.1:${socket.address().port}`;
}

const { signal } = new AbortController();

describe('another resolver', () => {
  test.each([
    ['knows the name', { address: '192.0.2.7' }, { outcome: 'known', addresses: ['192.0.2.7'] }],
    ['knows no such name', { code: NO_SUCH_NAME }, { outcome: 'unknown', addresses: [] }],
    ['refuses', { code: REFUSED }, { outcome: 'failed', code: 'EREFUSED' }],
    ['is silent', {}, { outcome: 'silent', addresses: [] }],
  ])('%s', async (_, answer, wanted) => {
    const server = await resolverThat(answer);
    expect(await askForOpinion(server, 'server.example', 0.3, signal)).toMatchObject({ server, ...wanted });
  });

  test('that is not there fails or is silent, and does not throw', async () => {
    const { outcome, addresses } = await askForOpinion('127.0.0.1:1', 'server.example', 0.3, signal);
    expect(['failed', 'silent']).toContain(outcome);
    expect(addresses).toEqual([]);
    expect(await askForOpinion('no address', 'server.example', 0.3, signal)).toMatchObject({ outcome: 'failed' });
  });

  test('is an address, and perhaps a port', () => {
    const are = ['192.0.2.53', '192.0.2.53:5353', '2001:db8::53', '[2001:db8::53]', '[2001:db8::53]:53'];
    const not = ['', 'dns.example', '192.0.2.53:', '192.0.2.53:0', '192.0.2.53:70000', '192.0.2', '[192.0.2.53]:53'];
    expect(are.filter((text) => !isResolver(text))).toEqual([]);
    expect(not.filter(isResolver)).toEqual([]);
  });
});

describe('a probe with a second opinion', () => {
  const nothing = unrealMachine(
    {},
    {
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
    },
  );

  test('tells a wrong resolver from a wrong name', async () => {
    const resolver = await resolverThat({ address: '192.0.2.7' });
    const result = await probe('server.example:80', { machine: nothing, timeoutSeconds: 1, resolver });
    expect(brief(result)).toMatch(/^failure: name-resolution-failure/);
    expect(result.verdict.summary).toContain('the resolver of this machine does not know it');
    expect(result.verdict.evidence.map(({ text }) => text).join()).toContain(
      `the resolver ${resolver} gives 192.0.2.7`,
    );
    expect(result.verdict.advice.join()).toContain('/etc/resolv.conf');
    expect(result.stages.map(({ text }) => text)).toContain(`the resolver ${resolver} says 192.0.2.7`);
  });

  test('says where both know no such name', async () => {
    const resolver = await resolverThat({ code: NO_SUCH_NAME });
    const { verdict } = await probe('server.example:80', { machine: nothing, timeoutSeconds: 1, resolver });
    expect(verdict.summary).toContain('no such name');
    expect(verdict.evidence.map(({ text }) => text).join()).toContain('knows no address of it either');
  });

  test('says nothing of the name where the other is silent', async () => {
    const resolver = await resolverThat({});
    const { verdict, stages } = await probe('server.example:80', { machine: nothing, timeoutSeconds: 0.3, resolver });
    expect(verdict.evidence).toHaveLength(1);
    expect(stages.map(({ text }) => text)).toContain(`the resolver ${resolver} gives no answer`);
  });

  test('shows where the addresses are others, and goes on with those of the system', async () => {
    const resolver = await resolverThat({ address: '192.0.2.7' });
    const machine = unrealMachine({ '192.0.2.1': 'ECONNREFUSED' });
    const { stages, verdict } = await probe('server.example:80', { machine, timeoutSeconds: 1, resolver });
    expect(verdict.cause).toBe('closed-port');
    expect(stages.map(({ text }) => text)).toContain(`the resolver ${resolver} says others: 192.0.2.7`);
    expect(stages.filter(({ name }) => name === 'connect')).toHaveLength(1);
  });

  test('asks nobody where the host is an address', async () => {
    const machine = unrealMachine({ '192.0.2.1': 'ECONNREFUSED' });
    const { observation } = await probe('192.0.2.1:80', { machine, timeoutSeconds: 1, resolver: '127.0.0.1:1' });
    expect(observation.secondOpinion).toBeUndefined();
  });
});
