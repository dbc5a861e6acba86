/** What another resolver says of a name, beside the system's. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../src/probe/machine.ts';
import { probe } from '../../src/probe/probe.ts';
import { askForOpinion } from '../../src/probe/second-opinion.ts';
import { brief } from './brief.ts';
import { answerTo, NO_SUCH_NAME, REFUSED, type Said } from './dns/answers.ts';
import { unrealMachine } from './servers.ts';

/** A resolver that gives this address, or this code; its place. With neither it is silent. */
async function resolverThat(answer: Said): Promise<string> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.on('message', (query, { port, address }) => {
    if (answer.address === undefined && answer.code === undefined) return;
    socket.send(answerTo(query, answer), port, address);
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
    expect(await askForOpinion(server, 'server.example', thisMachine, 0.3, signal)).toMatchObject({
      server,
      ...wanted,
    });
  });

  test('that is not there fails or is silent, and does not throw', async () => {
    const { outcome, addresses } = await askForOpinion('127.0.0.1:1', 'server.example', thisMachine, 0.3, signal);
    expect(['failed', 'silent']).toContain(outcome);
    expect(addresses).toEqual([]);
    expect(await askForOpinion('no address', 'server.example', thisMachine, 0.3, signal)).toMatchObject({
      outcome: 'failed',
    });
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
