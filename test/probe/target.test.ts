import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../src/probe/target.ts';

describe('a target as a person types it', () => {
  test.each([
    ['https://example.com/a?b=c', 'https', 'example.com', 443, '/a?b=c'],
    ['http://192.0.2.1:8080', 'http', '192.0.2.1', 8080, '/'],
    ['https://[2001:db8::1]?q', 'https', '2001:db8::1', 443, '/?q'],
    ['postgresql://user:secret@db.example/name', 'postgres', 'db.example', 5432, '/name'],
    ['example.com:22', 'tcp', 'example.com', 22, '/'],
    ['[2001:db8::1]:443', 'tcp', '2001:db8::1', 443, '/'],
    ['8080', 'tcp', 'localhost', 8080, '/'],
    [':8080', 'tcp', 'localhost', 8080, '/'],
  ])('%s', (text, scheme, host, port, path) => {
    expect(parseTarget(text)).toMatchObject({ scheme, host, port, path });
  });

  test.each([
    'example.com',
    'example.com:0',
    '65536',
    'tcp://example.com',
    'gopher://example.com',
    'https://',
    '2001:db8::1',
    'read ECONNRESET',
    'socket: hang',
    '[fish]:80',
  ])('%s is none', (text) => {
    expect(parseTarget(text)).toBeUndefined();
  });

  test('a password is not kept', () => {
    expect(parseTarget('redis://me:p%40ss@cache.example:6380')?.text).toBe('redis://me:…@cache.example:6380');
    expect(JSON.stringify(parseTarget('redis://me:p@ss@cache.example:6380'))).not.toContain('ss@');
  });
});
