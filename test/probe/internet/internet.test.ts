/** The way to the Internet, asked for beside a target. Nobody outside this machine is asked here. */
import { createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { InternetPlan } from '../../../src/probe/internet/trial.ts';
import { lookAround } from '../../../src/probe/look-around.ts';
import { type Machine, thisMachine } from '../../../src/probe/machine.ts';
import type { ProbeResult } from '../../../src/probe/model.ts';
import { probe } from '../../../src/probe/probe.ts';
import { brief } from '../brief.ts';
import { privateKey } from '../certificate.ts';
import * as pem from '../certificates.ts';
import { closedPort, type Fate, listen, serve, unrealMachine } from '../servers.ts';
import * as answers from './pages.ts';
import { servePage } from './pages.ts';

/** On which 198.51.100.2 is the far target: it goes to this machine where no fate is given. */
function machineWith(fate?: Fate): Machine {
  const unreal = unrealMachine({ '198.51.100.2': fate ?? 'silence' }, { trustedRoots: [pem.root] });
  const openSocket: Machine['openSocket'] = (address, port) => {
    if (address === '127.0.0.1') return thisMachine.openSocket(address, port);
    const isHere = address === '198.51.100.2' && fate === undefined;
    return isHere ? thisMachine.openSocket('127.0.0.1', port) : unreal.openSocket(address, port);
  };
  return { ...unreal, openSocket, ownAddresses: () => ['192.0.2.5'] };
}

async function look(target: string, internet: InternetPlan | undefined, fate?: Fate): Promise<ProbeResult> {
  const machine = machineWith(fate);
  return await probe(target, {
    machine,
    timeoutSeconds: 0.4,
    waitSeconds: 0.1,
    ...(internet === undefined ? {} : { internet }),
    investigate: lookAround({ machine, system: { ...nothingKnown }, seconds: 0.1 }),
  });
}

const nothingKnown = {
  platform: 'linux',
  endianness: 'LE',
  userId: 1000,
  ownAddresses: () => ['192.0.2.5'],
  nameServers: () => [],
  run: () => Promise.reject(new Error('no such program')),
  readFile: () => Promise.reject(new Error('ENOENT')),
  readFolder: () => Promise.reject(new Error('ENOENT')),
  readLink: () => Promise.reject(new Error('ENOENT')),
} as const;

/** The plan of these answers, and an address that is connected. */
async function planOf(...said: readonly string[]): Promise<InternetPlan> {
  const port = await serve((socket) => socket.on('end', () => socket.end()).resume());
  const urls = await Promise.all(said.map((answer) => servePage(answer)));
  return { places: [{ address: '127.0.0.1', port }], pages: urls.map((url) => ({ url })) };
}

/** Nobody is there. */
async function nobody(): Promise<InternetPlan> {
  const port = await closedPort();
  return {
    places: [{ address: '203.0.113.1', port: 443 }],
    pages: [{ url: `http://127.0.0.1:${port}/204` }, { url: 'http://unknown.invalid/204' }],
  };
}

function linesOf({ stages }: ProbeResult, name = 'internet'): readonly string[] {
  return stages
    .filter((stage) => stage.name === name)
    .map(({ status, text }) => `${status} ${text.replaceAll(/127\.0\.0\.1:\d+/g, 'HERE')}`);
}

describe('the way to the Internet', () => {
  test('is asked for on request alone', async () => {
    const result = await look('198.51.100.2:80', undefined, 'silence');
    expect(result.observation.internet).toBeUndefined();
    expect(linesOf(result)).toEqual([]);
  });

  test('works: a silent target is not this side’s fault', async () => {
    const result = await look('198.51.100.2:80', await planOf(answers.NO_CONTENT), 'silence');
    expect(linesOf(result)).toEqual([
      'ok HERE connected',
      'ok http://HERE/generate_204 → HTTP/1.1 204 No Content, as it should be',
    ]);
    expect(brief(result)).toBe('failure: unanswered-syn, likely, unknown, timeout');
    expect(result.verdict.evidence.map(({ text }) => text).join()).toContain(
      'this side’s network works: the way to the Internet: 127.0.0.1',
    );
    expect(linesOf(result, 'local').join()).toContain('not on this machine or its link: the way to the Internet');
  });

  test('does not work: nothing at all is reached, so a silent target is this side’s', async () => {
    const result = await look('198.51.100.2:80', await nobody(), 'silence');
    expect(result.observation.internet?.outcome).toBe('nothing');
    expect(linesOf(result).at(-1)).toMatch(
      /^failed the way to the Internet: nothing was reached of 203\.0\.113\.1:443, /,
    );
    expect(result.verdict.summary).toContain(
      'this side’s own network is broken: nothing was reached of 203.0.113.1:443',
    );
    expect(linesOf(result, 'local').join()).toContain('this side is to blame: the way to the Internet');
  });

  test('does not work, but the target does: that is no failure', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(answers.NO_CONTENT)));
    const result = await look(`http://198.51.100.2:${port}/`, await nobody());
    expect(brief(result)).toBe('benign: normal-close, likely, server application, fin');
    expect(result.observation.controls).toMatchObject([{ says: 'nothing' }]);
  });

  test('says nothing of a target on this machine', async () => {
    const port = await closedPort();
    const result = await look(`127.0.0.1:${port}`, await planOf(answers.TO_PORTAL, answers.SIGN_IN));
    expect(result.verdict.cause).toBe('closed-port');
    expect(JSON.stringify(result.verdict)).not.toContain('portal');
    expect(linesOf(result).at(-1)).toContain('a sign-in portal answers');
  });

  test('is asked without a body, a cookie or a user, and the redirect is not followed', async () => {
    const heard: string[] = [];
    const url = await servePage(answers.TO_PORTAL, heard);
    await look('198.51.100.2:80', { places: [], pages: [{ url }] }, 'silence');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(
      /^GET \/generate_204 HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nUser-Agent: whyclosed\r\nAccept: \*\/\*\r\nConnection: close\r\n\r\n$/,
    );
  });

  test('asks four of each at most', async () => {
    const url = await servePage(answers.NO_CONTENT);
    const plan = { places: [], pages: Array.from({ length: 9 }, () => ({ url })) };
    expect((await look('198.51.100.2:80', plan, 'silence')).observation.internet?.pages).toHaveLength(4);
  });
});

describe('a sign-in portal', () => {
  test('is to blame for a silent target, as it answers for pages of two owners', async () => {
    const result = await look('198.51.100.2:80', await planOf(answers.TO_PORTAL, answers.SIGN_IN), 'silence');
    expect(linesOf(result)).toEqual([
      'ok HERE connected',
      'note http://HERE/generate_204 → HTTP/1.1 302 Found, to http://portal.example/login?x=1, which is not its own answer',
      'note http://HERE/generate_204 → HTTP/1.1 200 OK, which is not its own answer',
      'failed the way to the Internet: a sign-in portal answers in the place of others: http://HERE/generate_204 → HTTP/1.1 302 Found, to http://portal.example/login?x=1; http://HERE/generate_204 → HTTP/1.1 200 OK',
    ]);
    expect(brief(result)).toBe('failure: transparent-proxy, likely, middlebox, timeout');
    expect(result.verdict.summary).toMatch(/^A sign-in portal of this network/);
    expect(result.verdict.advice[0]).toMatch(/sign in to this network/);
    expect(linesOf(result, 'local').join()).toContain(
      'this side is to blame: the way to the Internet: a sign-in portal',
    );
  });

  test('is named before a certificate that is not trusted', async () => {
    const server = createServer({ key: privateKey, cert: pem.selfExpiredOther });
    server.on('tlsClientError', () => {});
    const port = await listen(server);
    const result = await look(`https://198.51.100.2:${port}/`, await planOf(answers.TO_PORTAL, answers.TO_PORTAL));
    expect(result.severity).toBe('failure');
    expect(result.verdict.cause).toBe('transparent-proxy');
    expect(result.verdict.alternatives.map(({ cause }) => cause)).toContain('server-certificate-rejection');
  });

  test('may have answered a request in plain HTTP itself', async () => {
    const url = await servePage(answers.TO_PORTAL);
    const target = url.replace('127.0.0.1', '198.51.100.2');
    const result = await look(target, await planOf(answers.TO_PORTAL, answers.SIGN_IN));
    expect(brief(result)).toMatch(/^suspicious: transparent-proxy, likely/);
    expect(result.verdict.summary).toContain('the answer may be its own');
  });

  test('that says 511 needs no second witness', async () => {
    const plan = await planOf(answers.NEEDS_SIGN_IN);
    expect((await look('198.51.100.2:80', plan, 'silence')).verdict.cause).toBe('transparent-proxy');
  });

  test('is another thing than a filter that forbids both', async () => {
    const result = await look('198.51.100.2:80', await planOf(answers.FORBIDDEN, answers.FORBIDDEN), 'silence');
    expect(result.verdict.summary).toMatch(/^A proxy or a filter of this network/);
    expect(result.verdict.advice.join()).not.toContain('sign in');
  });

  describe('is none', () => {
    test('where the target alone redirects', async () => {
      const url = await servePage(answers.TO_PORTAL);
      const target = url.replace('127.0.0.1', '198.51.100.2');
      const result = await look(target, await planOf(answers.NO_CONTENT, answers.NO_CONTENT));
      expect(result.severity).toBe('benign');
      expect(JSON.stringify(result)).not.toContain('sign-in portal');
    });

    test.each([
      ['one page alone answers otherwise', [answers.TO_PORTAL]],
      ['another page is as it should be', [answers.TO_PORTAL, answers.NO_CONTENT]],
      ['no HTTP comes', ['SSH-2.0-x\r\n', 'SSH-2.0-x\r\n']],
    ])('where %s', async (_, said) => {
      const result = await look('198.51.100.2:80', await planOf(...said), 'silence');
      expect(result.verdict.cause).toBe('unanswered-syn');
      expect(JSON.stringify(result)).not.toContain('sign-in portal');
    });

    test('where the target shows a certificate that is trusted', async () => {
      const server = createServer({ key: privateKey, cert: pem.good + pem.intermediate }, (socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end());
      });
      const port = await listen(server);
      const machine = machineWith();
      const result = await probe(`https://server.example:${port}/`, {
        machine,
        timeoutSeconds: 1,
        internet: await planOf(answers.TO_PORTAL, answers.TO_PORTAL),
      });
      expect(result.observation.tls?.trusted).toBe(true);
      expect(result.verdict.cause).toBe('closed-without-response');
    });
  });
});

test('an interrupt ends it, and nothing stays', async () => {
  const stop = new AbortController();
  const port = await serve((socket) => socket.once('data', () => stop.abort()));
  const result = await probe('198.51.100.2:80', {
    machine: machineWith('ECONNREFUSED'),
    timeoutSeconds: 60,
    signal: stop.signal,
    internet: { places: [], pages: [{ url: `http://127.0.0.1:${port}/` }] },
  });
  expect(result.observation.internet?.pages).toMatchObject([{ outcome: 'aborted' }]);
  expect(linesOf(result)).toEqual(['skipped http://HERE/: interrupted']);
});
