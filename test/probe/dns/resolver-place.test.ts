import { expect, test } from 'vitest';
import { parseResolver } from '../../../src/probe/dns/resolver-place.ts';

test('an address, and perhaps a port', () => {
  const are = ['192.0.2.53', '192.0.2.53:5353', '2001:db8::53', '[2001:db8::53]', '[2001:db8::53]:53'];
  expect(are.map((text) => parseResolver(text))).toEqual(are.map((server) => ({ kind: 'plain', server })));
});

const IN_TLS = { kind: 'tls', port: 853, path: '' };
const IN_HTTPS = { kind: 'https', host: 'dns.example', port: 443, name: 'dns.example', path: '/dns-query' };

test.each([
  ['tls://192.0.2.53', { ...IN_TLS, host: '192.0.2.53', name: '192.0.2.53' }],
  ['tls://192.0.2.53:8853#dns.example', { ...IN_TLS, host: '192.0.2.53', port: 8853, name: 'dns.example' }],
  ['tls://[2001:db8::53]#dns.example', { ...IN_TLS, host: '2001:db8::53', name: 'dns.example' }],
  ['tls://[2001:db8::53]:853', { ...IN_TLS, host: '2001:db8::53', name: '2001:db8::53' }],
  ['TLS://dns.example', { ...IN_TLS, host: 'dns.example', name: 'dns.example' }],
  ['https://dns.example/dns-query', IN_HTTPS],
  ['https://dns.example/dns-query{?dns}', IN_HTTPS],
  [
    'https://192.0.2.53:8443/q?a=b',
    { ...IN_HTTPS, host: '192.0.2.53', name: '192.0.2.53', port: 8443, path: '/q?a=b' },
  ],
])('%s', (text, wanted) => {
  expect(parseResolver(text)).toEqual(wanted);
});

test.each([
  '',
  'dns.example',
  '192.0.2.53:',
  '192.0.2.53:0',
  '192.0.2.53:70000',
  '192.0.2',
  '[192.0.2.53]:53',
  'tls://',
  'tls://192.0.2.53:0',
  'tls://192.0.2.53/dns-query',
  'tls://192.0.2.53#',
  'tls://user@192.0.2.53',
  'http://dns.example/dns-query',
  'https://',
  'https://user@dns.example/dns-query',
  'https://dns.example/dns-query#x',
  'https://dns.example/dns query',
  'quic://192.0.2.53',
])('nothing: %j', (text) => {
  expect(parseResolver(text)).toBeUndefined();
});
