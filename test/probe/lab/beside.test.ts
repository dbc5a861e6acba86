/** What `whyclosed probe` is told to ask beside its target, in real networks and without rights. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProbeRecord } from '../../../src/core/model/record.ts';
import { root } from '../certificates.ts';
import { AT, besides, KNOWN } from './beside.ts';
import { World } from './world.ts';

const isAble = process.platform === 'linux' && process.getuid?.() === 0;

/** A port that the router drops. */
const SILENT = '198.51.100.2:8012';

describe.runIf(isAble)('beside a target in real networks', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open(besides);
    writeFileSync(join(world.serversFolder, 'root.pem'), root, { mode: 0o644 });
  }, 60_000);
  afterAll(async () => {
    await world?.close();
  });
  beforeEach(() => void vi.stubEnv('NODE_EXTRA_CA_CERTS', join(world.serversFolder, 'root.pem')));
  afterEach(() => void vi.unstubAllEnvs());

  async function probe(target: string, more: readonly string[], asRoot = false): Promise<ProbeRecord> {
    const words = ['probe', '--timeout', '1s', '--wait', '200ms', '--format', 'ndjson', ...more, target];
    const { stdout, stderr } = await world.run(words, asRoot);
    expect(stderr).toBe('');
    return JSON.parse(stdout.split('\n')[0]!) as ProbeRecord;
  }

  const linesOf = ({ stages }: ProbeRecord, name: string): readonly string[] =>
    stages.filter((stage) => stage.name === name).map(({ status, text }) => `${status} ${text}`);

  const at = (...places: readonly string[]): readonly string[] => places.flatMap((place) => ['--internet-at', place]);
  const pagesAt = (addresses: readonly string[]): readonly string[] =>
    at(...addresses.map((address) => `http://${address}/generate_204`));

  describe('the Internet', () => {
    test('works: the silent target is beyond', async () => {
      const found = await probe(SILENT, [...at(`${AT.pages[0]}:443`), ...pagesAt(AT.pages)]);
      expect(found.verdict.cause).toBe('unanswered-syn');
      expect(linesOf(found, 'internet').map((line) => line.split(' ')[0])).toEqual(['ok', 'ok', 'ok']);
      expect(linesOf(found, 'local').join()).toContain('not on this machine or its link');
    }, 20_000);

    test.each([true, false])(
      'is not reached, as the target is not: this side is to blame (as root, with packets: %s)',
      async (asRoot) => {
        const places = AT.dropped.map((address) => `${address}:443`);
        const asked = [...at(...places), ...pagesAt(AT.dropped)];
        const { verdict } = await probe(`${AT.dropped[0]}:8012`, asked, asRoot);
        expect(verdict.cause).toBe('unanswered-syn');
        expect(JSON.stringify(verdict)).toContain('nothing was reached of');
      },
      20_000,
    );

    test('is not reached, but the target is: nobody is to blame', async () => {
      const found = await probe(`http://${AT.pages[0]}/`, at(...AT.dropped.map((address) => `${address}:443`)));
      expect(`${found.severity} ${found.verdict.cause}`).toBe('benign normal-close');
    }, 20_000);
  });

  describe('a sign-in portal', () => {
    test.each([true, false])(
      'is named for what it drops (as root, with packets: %s)',
      async (asRoot) => {
        const found = await probe(`${AT.portal[2]}:5432`, pagesAt(AT.portal.slice(0, 2)), asRoot);
        expect(`${found.severity} ${found.verdict.cause} ${found.verdict.closer}`).toBe(
          'failure transparent-proxy middlebox',
        );
        expect(JSON.stringify(found.verdict)).toContain('to http://192.0.2.254:8080/sign-in');
        expect(found.verdict.advice.join()).toContain('sign in to this network');
      },
      20_000,
    );

    test.each([true, false])(
      'is named for what it answers itself (as root, with packets: %s)',
      async (asRoot) => {
        const found = await probe(`http://${AT.portal[2]}/`, pagesAt(AT.portal.slice(0, 2)), asRoot);
        expect(`${found.severity} ${found.verdict.cause}`).toBe('suspicious transparent-proxy');
      },
      20_000,
    );

    test.each([true, false])(
      'is named beside what it refuses (as root, with packets: %s)',
      async (asRoot) => {
        const found = await probe(`${AT.portal[2]}:5433`, pagesAt(AT.portal.slice(0, 2)), asRoot);
        expect(found.severity).toBe('failure');
        expect(JSON.stringify(found.verdict)).toContain('transparent-proxy');
        expect(found.verdict.advice.join()).toContain('sign in to this network');
      },
      20_000,
    );

    test('is none where one page alone is answered otherwise', async () => {
      const found = await probe(SILENT, pagesAt([AT.portal[0], AT.pages[0]]));
      expect(found.verdict.cause).toBe('unanswered-syn');
    }, 20_000);
  });

  test.each([
    [AT.quic, /^ok UDP .*:443 answers QUIC, versions 1$/],
    [AT.quicRefused, /^note UDP .*:443 refuses \(ECONNREFUSED\)/],
    [AT.quicForbidden, /^note UDP .*:443 cannot be reached \(EHOSTUNREACH\)/],
    [AT.quicDropped, /^note UDP .*:443: no answer to QUIC/],
  ])(
    'QUIC at %s: %s',
    async (address, wanted) => {
      const found = await probe(`${address}:443`, ['--quic']);
      expect(linesOf(found, 'quic').join()).toMatch(wanted);
      expect(found.severity).toBe('benign');
    },
    20_000,
  );

  test('QUIC to where no route leads', async () => {
    const found = await probe('[2001:db8::1]:443', ['--quic']);
    expect(linesOf(found, 'quic').join()).toMatch(/^note UDP \[2001:db8::1\]:443 cannot be reached \(E[A-Z]+\)/);
    expect(found.severity).toBe('failure');
  }, 20_000);

  test.each([
    [
      `tls://${AT.resolver}#server.example`,
      `note the resolver tls://${AT.resolver}#server.example says others: ${KNOWN}`,
    ],
    [`tls://${AT.resolver}`, `it is for server.example, not for ${AT.resolver}; it was not asked`],
    [`tls://${AT.resolverDropped}#server.example`, 'gives no answer: nothing answered on its port 853 within '],
  ])(
    'the resolver %s: %s',
    async (resolver, wanted) => {
      const found = await probe('localhost:9', ['--resolver', resolver]);
      expect(linesOf(found, 'resolve').join()).toContain(wanted);
      expect(found.verdict.cause).toBe('closed-port');
    },
    20_000,
  );
});
