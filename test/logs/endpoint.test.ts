import { describe, expect, test } from 'vitest';
import { parseAddress, parseEndpoint } from '../../src/core/logs/_endpoint.ts';

describe('addresses', () => {
  test.each([
    ['192.0.2.2', '192.0.2.2'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0DB8:0001:0000:0000:0000:0000:0022', '2001:db8:1::22'],
    ['::ffff:192.0.2.2', '192.0.2.2'],
    ['::ffff:c000:202', '192.0.2.2'],
    ['2001:db8::192.0.2.2', '2001:db8::c000:202'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('%s', (text, expected) => {
    expect(parseAddress(text)).toBe(expected);
  });

  test.each([
    '',
    'localhost',
    'connecting host',
    'unix:',
    '256.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::12345',
    ':1',
    '1:',
    '0.0.0.0',
    '::',
    '1.2.3.4::',
    'a.b.c.d',
    '::g',
  ])('%s is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test.each([
    ['192.0.2.2:50001', { address: '192.0.2.2', port: 50_001 }],
    ['2001:db8:1::2:50001', { address: '2001:db8:1::2', port: 50_001 }],
    ['[2001:db8:1::2]:443', { address: '2001:db8:1::2', port: 443 }],
    ['::ffff:192.0.2.2:80', { address: '192.0.2.2', port: 80 }],
  ])('%s', (text, expected) => {
    expect(parseEndpoint(text)).toEqual(expected);
  });

  test.each(['192.0.2.2', '192.0.2.2:0', '192.0.2.2:65536', '192.0.2.2:', 'server.example:80', '*:80', '0.0.0.0:80'])(
    '%s is none with a port',
    (text) => {
      expect(parseEndpoint(text)).toBeUndefined();
    },
  );
});
