import { describe, expect, test } from 'vitest';
import { causes } from '../../src/core/causes/index.ts';
import { dialects } from '../../src/core/explain/dialects/index.ts';
import { explain } from '../../src/core/explain/explain.ts';
import { symptoms } from '../../src/core/explain/symptoms/index.ts';
import { systemErrorNamed, systemErrors } from '../../src/core/explain/system-errors.ts';
import type { KnownText } from '../../src/core/model/explanation.ts';

function known(text: string): KnownText {
  const explanation = explain(text);
  if (!explanation.known) throw new Error(`not known: ${text}`);
  return explanation;
}

describe('the lists', () => {
  const ids = new Set(symptoms.map(({ id }) => id));

  test('name causes of the catalogue alone', () => {
    const catalogue = new Set(causes.map(({ id }) => id));
    const named = symptoms.flatMap((symptom) => symptom.causes.map(([cause]) => cause));
    expect(named.filter((cause) => !catalogue.has(cause))).toEqual([]);
  });

  test('give every phrase a symptom, its own or that of its error', () => {
    const lost = dialects.flatMap(({ phrases }) =>
      phrases.filter(({ symptom, code }) =>
        symptom === undefined ? systemErrorNamed(code ?? '') === undefined : !ids.has(symptom),
      ),
    );
    expect(lost).toEqual([]);
  });

  test('have no symptom that nothing leads to', () => {
    const byPhrase = dialects.flatMap(({ phrases }) => phrases.map(({ symptom }) => symptom));
    const byError = systemErrors.flatMap(({ symptom, during }) => [symptom, ...Object.values(during ?? {})]);
    const reached = new Set([...byPhrase, ...byError]);
    expect([...ids].filter((id) => !reached.has(id))).toEqual([]);
  });

  test('say of each symptom what it proves, what it leaves open, and what may be done again', () => {
    const silent = symptoms.filter(
      ({ proves, leavesOpen, retry }) => proves.length === 0 || leavesOpen.length === 0 || retry === '',
    );
    expect(silent).toEqual([]);
  });

  test('never say certain', () => {
    expect(JSON.stringify(symptoms)).not.toMatch(/certain/i);
  });
});

describe('a few words of no one system', () => {
  test.each([
    ['connection reset', 'reset'],
    ['Error: Connection reset.', 'reset'],
    ['"The connection timeout"', 'timed-out'],
    ['connection closed by remote host', 'closed-unexpectedly'],
    ['read timed out!', 'read-timeout'],
    ['Bad Gateway', 'gateway-bad-answer'],
  ])('%s', (text, symptom) => {
    expect(known(text)).toMatchObject({ symptom, systems: [] });
  });

  test.each([
    'connection reset button pressed',
    'INFO connection closed after 3 requests',
    'the request timeout is 30 seconds',
    'connection lost and found',
    'curl 7.88.1 (x86_64-pc-linux-gnu)',
  ])('are nothing within other words: %s', (text) => {
    expect(explain(text).known).toBe(false);
  });

  test('leave a message to the system that prints it', () => {
    expect(known('java.net.SocketException: Connection reset').systems).toEqual(['java']);
    expect(known('curl exit status 52').systems).toEqual(['curl']);
  });
});

describe('numbers', () => {
  test.each([
    ['errno 104', 'linux', 'ECONNRESET'],
    ['errno 54', 'macos', 'ECONNRESET'],
    ['10054', 'windows', 'ECONNRESET'],
    ['errno 111', 'linux', 'ECONNREFUSED'],
    ['errno 61', 'macos', 'ECONNREFUSED'],
    ['10061', 'windows', 'ECONNREFUSED'],
    ['errno 110', 'linux', 'ETIMEDOUT'],
    ['errno 60', 'macos', 'ETIMEDOUT'],
  ])('%s is %s’s', (text, system, code) => {
    const { systems, code: read, notes } = known(text);
    expect({ systems, read }).toEqual({ systems: [system], read: code });
    expect(notes[0]).toMatch(/^\d+ is E\w+ on \w+; it is \d+ on \w+ and \d+ on \w+$/);
  });

  test('32 is EPIPE on both', () => {
    expect(known('errno 32')).toMatchObject({ code: 'EPIPE', systems: ['linux', 'macos'] });
  });

  test('a number beside a sentence tells the system', () => {
    expect(known("error(54, 'Connection reset by peer')").systems).toEqual(['macos']);
    expect(known("error(104, 'Connection reset by peer')").systems).toEqual(['linux']);
  });

  test.each(['errno 2', 'errno 12345', 'line 104', '8080', '24', '32'])('%s is none', (text) => {
    expect(explain(text).known).toBe(false);
  });
});

describe('what was being done', () => {
  test.each([
    ['connect ETIMEDOUT 192.0.2.1:80', 'connect', 'connect-timeout'],
    ['read ETIMEDOUT', 'read', 'connection-lost'],
    ['read tcp 192.0.2.1:5->192.0.2.2:80: read: connection timed out', 'read', 'connection-lost'],
    ['bind: Cannot assign requested address', 'listen', 'address-not-local'],
    ['connect: Cannot assign requested address', 'connect', 'no-local-port'],
    ['connect EACCES 192.0.2.1:80', 'connect', 'connect-forbidden'],
    ['listen EACCES: permission denied 0.0.0.0:80', 'listen', 'port-forbidden'],
    ['connect EADDRINUSE 192.0.2.1:80', 'connect', 'no-local-port'],
  ])('%s', (text, operation, symptom) => {
    expect(known(text)).toMatchObject({ operation, symptom });
  });

  test('ETIMEDOUT alone does not say', () => {
    expect(known('ETIMEDOUT')).toMatchObject({ symptom: 'timed-out', stage: 'unknown' });
    expect(known('ETIMEDOUT').operation).toBeUndefined();
  });
});

describe('several errors in one text', () => {
  test('the innermost decides over its frames', () => {
    const text = [
      'requests.exceptions.ConnectionError: HTTPSConnectionPool(host="api.example.com", port=443): Max retries exceeded',
      'java.lang.RuntimeException: Communications link failure',
      'Caused by: java.net.ConnectException: Connection refused',
    ].join('\n');
    expect(known(text).symptom).toBe('refused');
  });

  test('a frame alone says that it says nothing', () => {
    expect(known('TypeError: fetch failed')).toMatchObject({ symptom: 'unspecified', causes: [] });
    expect(known('TypeError: fetch failed').next.command).toBeUndefined();
  });

  test('what else is there is named', () => {
    const { symptom, others } = known(
      'java.net.SocketTimeoutException: Read timed out\njava.net.SocketException: Broken pipe',
    );
    expect(symptom).toBe('read-timeout');
    expect(others).toEqual([{ symptom: 'broken-pipe', quote: 'java.net.SocketException: Broken pipe' }]);
  });

  test('line ends that JSON has escaped are line ends, and paths of Windows are not', () => {
    const text = 'Error: read ECONNRESET\\n    at TCP.onread (net.js:1:2)';
    expect(known(text).quote).toBe('Error: read ECONNRESET');
    expect(known('C:\\node\\net.js: read ECONNRESET').quote).toBe('C:\\node\\net.js: read ECONNRESET');
  });
});

describe('times', () => {
  test('are read with their units', () => {
    const { durations } = known('curl: (28) Operation timed out after 30750 milliseconds with 0 bytes received');
    expect(durations).toEqual([{ text: '30750 milliseconds', seconds: 30.75 }]);
    expect(known('Read timed out. (read timeout=1.5) HTTPConnectionPool').durations).toEqual([
      { text: 'read timeout=1.5', seconds: 1.5 },
    ]);
  });

  test.each([
    ['3,600,089', true],
    ['28,800,002', true],
    ['2,230,340', false],
    ['3,599,900', false],
    ['3,605,000', false],
  ])('%s ms idle: like a time-out is %s', (idle, isTimeout) => {
    const { notes } = known(`The last packet successfully received from the server was ${idle} milliseconds ago.`);
    expect(notes.some((note) => note.includes('as time-outs are set'))).toBe(isTimeout);
  });
});

describe('a long text', () => {
  const megabyte = 1 << 20;

  test('is read at its start and end, and that is said', () => {
    const text = `${'x\n'.repeat(megabyte)}Caused by: read ECONNRESET`;
    const explanation = known(text);
    expect(explanation.symptom).toBe('reset');
    expect(explanation.unread).toBe(text.length - 65_536);
    expect(explain('x'.repeat(65_536)).unread).toBe(0);
  });

  test.each([
    ['Connection refused '],
    ['connect: '],
    ['1.1.1.1:99999 '],
    ['errno '],
    ['http://'],
    ["host='"],
    ['\n'],
    ['a.'],
    [':'],
    ['EA_'],
    ['0/-1'],
    ['connect to '],
    ['\u001b[31m'],
    ['\\n'],
    ['read tcp [::1]:1->'],
    ['(104: A'],
  ])('of one megabyte of %j takes no time', (piece) => {
    const start = performance.now();
    explain(piece.repeat(Math.ceil(megabyte / piece.length)));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test('a text that is not known is shown what is like it', () => {
  expect(explain('Error: ECONREFUSED')).toEqual({ known: false, nearest: ['ECONNREFUSED'], unread: 0 });
  const { nearest } = explain('the upstream closed prematurely') as { nearest: readonly string[] };
  expect(nearest[0]).toContain('upstream prematurely closed');
  expect(explain('banana')).toEqual({ known: false, nearest: [], unread: 0 });
});

describe('the command that looks further', () => {
  test.each([
    ['An existing connection was forcibly closed by the remote host', /^pktmon start /],
    ['wsarecv: An existing connection was forcibly closed by the remote host.', /^pktmon start /],
    ['10054', /^pktmon start /],
    ["Error: read ECONNRESET { errno: -4077, code: 'ECONNRESET' }", /^pktmon start /],
    ["Error: read ECONNRESET { errno: -104, code: 'ECONNRESET' }", /^tcpdump .* -i any /],
    ['errno 54', /^tcpdump .* -i any /],
    ['read ECONNRESET', /^tcpdump .* -i any /],
    ['ECONNRESET: closed by the remote host', /^tcpdump /],
    ['bind: address already in use (errno 48): 127.0.0.1:80', /^lsof /],
    ['bind: address already in use 127.0.0.1:80', /^ss /],
  ])('is one of the system that printed %s', (text, command) => {
    expect(known(text).next.command).toMatch(command);
  });
});
