import { describe, expect, test } from 'vitest';
import { chooseProxy, parseProxy, proxiesFor } from '../../src/probe/proxies.ts';
import { parseTarget } from '../../src/probe/target.ts';

const chosen = (target: string, env: Record<string, string>): string | undefined =>
  chooseProxy(parseTarget(target)!, env)?.name;

test.each([
  ['http://a.example/', { http_proxy: 'x:1', HTTP_PROXY: 'y:1', all_proxy: 'z:1' }, 'http_proxy'],
  ['http://a.example/', { HTTP_PROXY: 'y:1', all_proxy: 'z:1' }, 'HTTP_PROXY'],
  ['http://a.example/', { https_proxy: 'x:1' }, undefined],
  ['https://a.example/', { http_proxy: 'x:1', ALL_PROXY: 'z:1' }, 'ALL_PROXY'],
  ['https://a.example/', { https_proxy: '', HTTPS_PROXY: 'y:1' }, 'HTTPS_PROXY'],
  ['ssh://a.example', { http_proxy: 'x:1', https_proxy: 'x:1' }, undefined],
  ['ssh://a.example', { all_proxy: 'x:1' }, 'all_proxy'],
])('%s with %j uses %s', (target, env, name) => {
  expect(chosen(target, env)).toBe(name);
});

test.each([
  ['a.example', 'a.example', true],
  ['a.example', 'example', true],
  ['a.example', '.example', true],
  ['a.example', 'A.Example.', true],
  ['a.example', 'b.example, a.example', true],
  ['a.example', 'b.example a.example', true],
  ['a.example', '*', true],
  ['a.example', 'a.example:443', true],
  ['a.example', 'a.example:8443', false],
  ['ba.example', 'a.example', false],
  ['a.example', 'b.a.example', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.7:443', true],
  ['192.0.2.7', '192.0.2.0/29', true],
  ['192.0.2.9', '192.0.2.0/29', false],
  ['192.0.2.7', '192.0.2.0/33', false],
  ['192.0.2.7', '2.7', false],
  ['[2001:db8::1]', '2001:db8::1', true],
  ['[2001:db8::1]', '[2001:db8::1]', true],
  ['[2001:db8::1]', '2001:db8::/32', true],
  ['[2001:db8::1]', '2001:db8:0:0::1', true],
  ['[2001:db8::1]', '2001:db8::2', false],
  ['a.example', '', false],
])('https://%s with no_proxy=%s goes directly: %s', (host, list, isDirect) => {
  const target = parseTarget(`https://${host}/`)!;
  expect(chosen(`https://${host}/`, { https_proxy: 'x:1', no_proxy: list }) === undefined).toBe(isDirect);
  expect(proxiesFor(target, { https_proxy: 'x:1', NO_PROXY: list })).toMatchObject([{ exempt: isDirect }]);
});

test.each([
  ['proxy.example:3128', { scheme: 'http', host: 'proxy.example', port: 3128 }],
  ['HTTP://proxy.example:80/', { scheme: 'http', host: 'proxy.example', port: 80 }],
  ['http://[2001:db8::1]:3128', { scheme: 'http', host: '2001:db8::1', port: 3128 }],
  ['proxy.example', { scheme: 'http', host: 'proxy.example' }],
  ['http://me@proxy.example:1', { scheme: 'http', host: 'proxy.example', port: 1, credentials: 'me:' }],
  ['me:a%zz@proxy.example:1', { scheme: 'http', host: 'proxy.example', port: 1, credentials: 'me:a%zz' }],
  ['http://proxy.example:0', undefined],
  ['http://proxy.example:1\r\nX: y', undefined],
  ['http://', undefined],
])('%j', (value, expected) => {
  expect(parseProxy(value)).toEqual(expected);
});

describe('what is shown', () => {
  test.each([
    ['http://user:secret@proxy.example:3128', 'http://…@proxy.example:3128'],
    ['token@proxy.example', '…@proxy.example'],
    ['http://u:se/c@r@proxy.example', 'http://…@proxy.example'],
    ['http://proxy.example:3128', 'http://proxy.example:3128'],
  ])('of %s is %s', (value, shown) => {
    expect(proxiesFor(parseTarget('http://a.example')!, { http_proxy: value })).toMatchObject([{ value: shown }]);
  });
});
