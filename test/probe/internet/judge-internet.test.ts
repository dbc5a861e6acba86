import { describe, expect, test } from 'vitest';
import { readPage } from '../../../src/probe/internet/fetch-page.ts';
import { judgeInternet, outcomeOf } from '../../../src/probe/internet/judge-internet.ts';
import { knownPlaces, parsePlace, placesFor } from '../../../src/probe/internet/known-places.ts';
import type { InternetTrial, PageTrial, PlaceTrial } from '../../../src/probe/internet/trial.ts';
import type { ConnectAttempt, Route } from '../../../src/probe/model.ts';
import * as answers from './pages.ts';

const place = (outcome: PlaceTrial['outcome']): PlaceTrial => ({
  address: '192.0.2.1',
  port: 443,
  outcome,
  seconds: 1,
});
const page = (outcome: PageTrial['outcome'], status?: string): PageTrial => ({
  url: 'http://page.example/204',
  outcome,
  seconds: 1,
  ...(status === undefined ? {} : { status, answer: `HTTP/1.1 ${status}` }),
  ...(outcome === 'none' ? {} : { address: '192.0.2.9' }),
});

describe('what it comes to', () => {
  test.each([
    ['works', [place('connected')], [page('expected'), page('expected')]],
    ['works', [place('timeout')], [page('expected'), page('none')]],
    ['works', [place('connected'), place('unreachable')], [page('none')]],
    ['works', [place('connected')], []],
    ['portal', [place('connected')], [page('other', '302'), page('other', '200')]],
    ['portal', [place('timeout')], [page('other', '302'), page('other', '302')]],
    ['portal', [place('connected')], [page('other', '511'), page('none')]],
    ['intercepted', [place('connected')], [page('other', '403'), page('other', '503')]],
    ['intercepted', [place('connected')], [page('other', '302'), page('other', '503')]],
    ['nothing', [place('timeout'), place('unreachable')], [page('none'), page('none')]],
    ['nothing', [place('refused'), place('timeout')], []],
    // One page may have changed, or be blocked by its name.
    ['unclear', [place('connected')], [page('other', '302')]],
    ['unclear', [place('connected')], [page('other', '302'), page('none')]],
    ['works', [place('connected')], [page('other', '302'), page('expected')]],
    ['works', [place('timeout')], [page('other', '403'), page('expected')]],
    // What is no HTTP is no portal.
    ['unclear', [place('timeout')], [page('odd'), page('odd')]],
    // One that does not answer is not the Internet.
    ['unclear', [place('timeout')], []],
    ['unclear', [], [page('none'), page('none')]],
    ['unclear', [place('aborted'), place('timeout')], [page('none')]],
    ['unclear', [], []],
  ] as const)('%s', (wanted, places, pages) => {
    expect(outcomeOf(places, pages)).toBe(wanted);
  });
});

describe('what that shows of the target', () => {
  const attempt = (address: string, outcome: ConnectAttempt['outcome']): ConnectAttempt => ({
    address,
    family: address.includes(':') ? 6 : 4,
    port: 80,
    outcome,
    at: 0,
    seconds: 1,
    used: outcome === 'connected',
  });
  const trial = (outcome: InternetTrial['outcome'], routes: readonly Route[] = []): InternetTrial => ({
    places: [place('connected')],
    pages: [],
    outcome,
    routes,
    seconds: 1,
  });
  const says = (
    outcome: InternetTrial['outcome'],
    tried: readonly ConnectAttempt[],
    own: readonly Route[] = [],
    others: readonly Route[] = [],
  ): string => judgeInternet(trial(outcome, others), { attempts: tried, routes: own }).says;

  test.each([
    ['works', 'our side works'],
    ['portal', 'our side is broken'],
    ['intercepted', 'our side is broken'],
    ['nothing', 'our side is broken'],
    ['unclear', 'nothing'],
  ] as const)('that is silent, where it %s', (outcome, wanted) => {
    expect(says(outcome, [attempt('198.51.100.2', 'timeout')])).toBe(wanted);
    // A name that was not resolved may be far or near.
    expect(says(outcome, [])).toBe(wanted);
  });

  test.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.0.1', '169.254.1.1', 'fd00::1', 'fe80::1'])(
    'nothing of %s, which is reached by another way',
    (address) => {
      for (const outcome of ['works', 'portal', 'nothing'] as const) {
        expect(says(outcome, [attempt(address, 'timeout')])).toBe('nothing');
      }
    },
  );

  test('but 172.32.0.1 and 100.128.0.1 are public', () => {
    expect(says('works', [attempt('172.32.0.1', 'timeout')])).toBe('our side works');
    expect(says('works', [attempt('100.128.0.1', 'timeout')])).toBe('our side works');
  });

  const way = (to: string, device: string, gateway?: string): Route => ({
    to,
    device,
    local: false,
    ...(gateway === undefined ? {} : { gateway }),
  });

  test('the same way counts, whatever the address; another does not', () => {
    const tried = [attempt('10.1.2.3', 'timeout')];
    const others = [way('192.0.2.1', 'eth0', '192.0.2.254')];
    expect(says('works', tried, [way('10.1.2.3', 'eth0', '192.0.2.254')], others)).toBe('our side works');
    expect(says('works', tried, [way('10.1.2.3', 'tun0')], others)).toBe('nothing');
    const far = [attempt('198.51.100.2', 'timeout')];
    expect(says('works', far, [way('198.51.100.2', 'tun0')], others)).toBe('nothing');
    expect(says('works', far, [way('198.51.100.2', 'eth0', '192.0.2.253')], others)).toBe('nothing');
  });

  test('that nothing is reached is not held against this side where the target itself answers', () => {
    expect(says('nothing', [attempt('198.51.100.2', 'refused')])).toBe('nothing');
    expect(says('nothing', [attempt('198.51.100.2', 'connected')])).toBe('nothing');
    // But who refuses beside a portal may be the portal.
    expect(says('portal', [attempt('198.51.100.2', 'refused')])).toBe('our side is broken');
  });
});

describe('an answer', () => {
  const wanted = { url: 'http://page.example/connecttest.txt', text: 'Microsoft Connect Test' };
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\nMicrosoft Connect Test';

  test.each([
    ['with the text', ok, 'expected'],
    [
      'with the text in a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n16\r\nMicrosoft Connect Test\r\n0\r\n\r\n',
      'expected',
    ],
    ['with the text and a newline', ok.replace('22', '24').concat('\r\n'), 'expected'],
    ['with more text', ok.replace('22', '23').concat('!'), 'other'],
    ['with another status', ok.replace('200 OK', '404 Not Found'), 'other'],
    ['with a page', answers.SIGN_IN, 'other'],
    ['with no content', answers.NO_CONTENT, 'other'],
    ['that is no HTTP', 'SSH-2.0-OpenSSH\r\n', 'odd'],
    ['with no status', 'HTTP/1.1 2000 OK\r\n\r\n', 'odd'],
    ['whose head is cut off', 'HTTP/1.1 302 Found\r\nLocation: http://portal', 'none'],
  ])('of a page with a text, %s', (_, text, outcome) => {
    expect(readPage(Buffer.from(text), wanted).outcome).toBe(outcome);
  });

  test.each([
    ['no content', answers.NO_CONTENT, 'expected'],
    ['a page', answers.SIGN_IN, 'other'],
    ['a redirect', answers.TO_PORTAL, 'other'],
  ])('of a page without: %s', (_, text, outcome) => {
    expect(readPage(Buffer.from(text), { url: wanted.url }).outcome).toBe(outcome);
  });

  test('that redirects says where to, and no more of it than a line has room for', () => {
    const long = answers.TO_PORTAL.replace('x=1', 'x'.repeat(5000));
    expect(readPage(Buffer.from(answers.TO_PORTAL), wanted).location).toBe('http://portal.example/login?x=1');
    expect(readPage(Buffer.from(long), wanted).location).toHaveLength(200);
  });
});

describe('who is asked', () => {
  test.each([
    [['127.0.0.1', '::1', '192.0.2.5', 'fe80::1%eth0'], ['1.1.1.1']],
    [['2001:db8::5', '169.254.1.1'], ['2001:4860:4860::8888']],
    [
      ['192.0.2.5', '2001:db8::5'],
      ['1.1.1.1', '2001:4860:4860::8888'],
    ],
    [['127.0.0.1'], ['1.1.1.1', '2001:4860:4860::8888']],
  ])('from %j', (own, wanted) => {
    expect(placesFor(own, knownPlaces).map(({ address }) => address)).toEqual(wanted);
  });

  test.each([
    ['192.0.2.1:443', { place: { address: '192.0.2.1', port: 443 } }],
    ['[2001:db8::1]:443', { place: { address: '2001:db8::1', port: 443 } }],
    ['http://page.example/204', { page: { url: 'http://page.example/204' } }],
    ['http://[2001:db8::1]:8080/', { page: { url: 'http://[2001:db8::1]:8080/' } }],
  ])('%s', (text, wanted) => {
    expect(parsePlace(text)).toEqual(wanted);
  });

  test.each([
    'page.example:443',
    '192.0.2.1',
    'https://page.example/',
    'tls://192.0.2.1',
    'http://user@page.example/',
    '8080',
    '',
  ])('nobody: %j', (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });
});
