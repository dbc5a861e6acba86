import { describe, expect, test } from 'vitest';
import { readHttp3Port } from '../../../src/probe/quic/alt-svc.ts';
import { makePacket, nameVersions, readVersions } from '../../../src/probe/quic/packet.ts';
import { negotiate, pack } from './negotiation.ts';

const random = Buffer.from(Array.from({ length: 17 }, (_, i) => 0x5c + i));
const sent = makePacket(random);

test('the packet has a reserved version, long header, two ids of 8 bytes, and 1200 bytes', () => {
  expect(sent.bytes).toHaveLength(1200);
  expect(sent.bytes.subarray(0, 24).toString('hex')).toBe(
    'c05a5a5a5a' + '085d5e5f6061626364' + '0865666768696a6b6c' + '00',
  );
  for (let byte = 0; byte < 256; byte++) {
    const { version } = makePacket(Buffer.alloc(17, byte));
    expect((version & 0x0f0f0f0f) >>> 0).toBe(0x0a0a0a0a);
  }
});

describe('an answer', () => {
  test('lists versions', () => {
    expect(readVersions(negotiate(sent.bytes, [1, 0x6b3343cf]), sent)).toEqual([1, 0x6b3343cf]);
  });

  const { sourceId, destinationId } = sent;
  const wrong = Buffer.alloc(8, 1);
  const good = negotiate(sent.bytes, [1]);

  test.each([
    ['the packet itself', sent.bytes],
    ['another destination id', pack(wrong, destinationId, [1])],
    ['another source id', pack(sourceId, wrong, [1])],
    ['the ids not the other way round', pack(destinationId, sourceId, [1])],
    ['shorter ids', pack(sourceId.subarray(0, 7), destinationId, [1])],
    ['no ids', pack(Buffer.alloc(0), Buffer.alloc(0), [1])],
    ['no version at all', pack(sourceId, destinationId, [])],
    ['the version that nobody speaks', pack(sourceId, destinationId, [1, sent.version])],
    ['half a version', Buffer.concat([good, Buffer.from([0, 0])])],
    ['a short header', Buffer.concat([Buffer.from([0x40]), good.subarray(1)])],
    ['a version of its own', Buffer.concat([good.subarray(0, 1), Buffer.from([0, 0, 0, 1]), good.subarray(5)])],
    ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['nothing', Buffer.alloc(0)],
  ])('is none with %s', (_, datagram) => {
    expect(readVersions(datagram, sent)).toBeUndefined();
  });

  test('that is cut off is none', () => {
    for (let length = 0; length < good.length; length++) {
      expect(readVersions(good.subarray(0, length), sent)).toBeUndefined();
    }
  });
});

test('versions have names; those for exercise are left out', () => {
  expect(nameVersions([1, 0x6b3343cf, 0xff00001d, 0x51303436, 0x1a2a3a4a, 1])).toEqual([
    '1',
    '2',
    'draft-29',
    '0x51303436',
  ]);
});

describe('Alt-Svc', () => {
  test.each([
    ['h3=":443"; ma=2592000', 443],
    ['h3=":8443"; ma=2592000,h3-29=":443"; ma=2592000', 8443],
    ['h2="server.example:443", h3-29=":444"', 444],
    ['h3="Server.Example:443"', 443],
    ['h3="other.example:443", h3=":445"; persist=1', 445],
    ['x="a,h3=b", h3=":446"', 446],
  ])('%s', (field, port) => {
    expect(readHttp3Port(field, 'server.example')).toBe(port);
  });

  test('of an address', () => {
    expect(readHttp3Port('h3="[2001:db8::1]:443"', '2001:db8::1')).toBe(443);
  });

  test.each([
    '',
    'clear',
    'h2=":443"',
    'h3="other.example:443"',
    'h3=:443',
    'h3=":0"',
    'h3=":70000"',
    'h3=""',
    'xh3=":443"',
    'quic=":443"; v="46,43"',
    'x="h3=:443"',
  ])('offers nothing here: %j', (field) => {
    expect(readHttp3Port(field, 'server.example')).toBeUndefined();
  });

  test('is read in time, however long it is', () => {
    const start = performance.now();
    readHttp3Port(`h3="${';"'.repeat(500)}`, 'server.example');
    readHttp3Port(`${'a="";'.repeat(200)}"`, 'server.example');
    readHttp3Port(`a="b";${'c="d"'.repeat(190)}"`, 'server.example');
    expect(performance.now() - start).toBeLessThan(500);
  });
});
