/** What of a TLS handshake message is read: hellos whole and cut anywhere, and the sizes TLS 1.3 leaves to be seen. */
import { describe, expect, it } from 'vitest';
import type { TlsTraits } from '../../src/core/model/tls.ts';
import { recognise } from '../../src/core/protocols/_recognition.ts';
import { endsTlsHandshake, isAlertSized } from '../../src/core/protocols/_tls-ending.ts';
import { readServerName } from '../../src/core/protocols/_tls-hello.ts';
import { toUtterance } from '../../src/core/protocols/_utterance-code.ts';

function codeOfBytes(bytes: readonly number[], end = bytes.length): number {
  return recognise(new DataView(Uint8Array.from(bytes).buffer), 0, end);
}

function hear(bytes: readonly number[], end = bytes.length): TlsTraits | undefined {
  return toUtterance(codeOfBytes(bytes, end), 0).tls;
}

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const record = (type: number, body: readonly number[]): number[] => [type, 3, 3, ...u16(body.length), ...body];
const message = (type: number, body: readonly number[]): number[] => [type, 0, ...u16(body.length), ...body];
const extension = (type: number, body: readonly number[]): number[] => [...u16(type), ...u16(body.length), ...body];
const zeros = (length: number): number[] => new Array<number>(length).fill(0);

const SERVER_NAME = extension(0, [0, 4, 0, 0, 1, 0x61]);
const ALPN = extension(16, [0, 3, 2, 0x68, 0x32]);
const ENCRYPTED_HELLO = extension(0xfe0d, [1, 2, 3]);
/** GREASE, TLS 1.3, TLS 1.2 (RFC 8701). */
const VERSIONS = extension(43, [6, 0x7a, 0x7a, 3, 4, 3, 3]);

function clientHello(...extensions: readonly number[][]): number[] {
  const body = [3, 3, ...zeros(32), 0, 0, 2, 0x13, 1, 1, 0];
  const list = extensions.flat();
  return record(22, message(1, list.length === 0 ? body : [...body, ...u16(list.length), ...list]));
}

function serverHello(version: number, ...extensions: readonly number[][]): number[] {
  const body = [...u16(version), ...zeros(32), 0, 0x13, 1, 0];
  const list = extensions.flat();
  return message(2, list.length === 0 ? body : [...body, ...u16(list.length), ...list]);
}

describe('the name in a ClientHello', () => {
  const named = (name: readonly number[], type = 0): number[] =>
    clientHello(VERSIONS, extension(0, [...u16(name.length + 3), type, ...u16(name.length), ...name]), ALPN);
  const read = (bytes: readonly number[], end = bytes.length): string | undefined =>
    readServerName(new DataView(Uint8Array.from(bytes).buffer), 0, end);
  const NAME = [...Buffer.from('api.example')];

  it('is read, wherever its extension is', () => {
    expect(read(named(NAME))).toBe('api.example');
    expect(read(clientHello(SERVER_NAME))).toBe('a');
  });

  it('is read behind a change of cipher', () => {
    expect(read([...record(20, [1]), ...named(NAME)])).toBe('api.example');
  });

  it('is not made up: no name, another kind of name, none at all, bytes that are no name', () => {
    expect(read(clientHello(VERSIONS, ALPN))).toBeUndefined();
    expect(read(named(NAME, 1))).toBeUndefined();
    expect(read(named([]))).toBeUndefined();
    expect(read(named([0x61, 0x1b, 0x62]))).toBeUndefined();
    expect(read(named(new Array<number>(256).fill(0x61)))).toBeUndefined();
    expect(read(clientHello())).toBeUndefined();
  });

  it('is whole or not there, wherever the packet is cut', () => {
    const bytes = named(NAME);
    const found = bytes.map((_, end) => read(bytes, end));
    expect(new Set(found)).toEqual(new Set([undefined, 'api.example']));
  });
});

describe('a ClientHello', () => {
  it('says what it offers', () => {
    expect(hear(clientHello(SERVER_NAME, ALPN, VERSIONS))).toEqual({
      version: 'TLS 1.3',
      serverName: true,
      alpn: true,
      encryptedHello: false,
    });
    expect(hear(clientHello(ENCRYPTED_HELLO))).toEqual({
      version: 'TLS 1.2',
      serverName: false,
      alpn: false,
      encryptedHello: true,
    });
  });

  it('offers the version in its body where it has no extensions', () => {
    expect(hear(clientHello())).toMatchObject({ version: 'TLS 1.2', serverName: false, alpn: false });
  });

  it('leaves open what was not captured, wherever it is cut', () => {
    const bytes = clientHello(SERVER_NAME, VERSIONS, ALPN);
    for (let end = 0; end < bytes.length; end += 1) {
      const traits = hear(bytes, end);
      // A version further on may be higher than the one in the body.
      expect([undefined, 'TLS 1.3']).toContain(traits?.version);
      expect([undefined, true]).toContain(traits?.serverName);
      expect(traits?.alpn).not.toBe(false);
    }
  });

  it('is found behind a change of cipher', () => {
    const second = [...record(20, [1]), ...clientHello(SERVER_NAME)];
    expect(hear(second)?.serverName).toBe(true);
    expect(endsTlsHandshake(codeOfBytes(second))).toBe(true);
  });
});

describe('a ServerHello', () => {
  it('says the version chosen', () => {
    expect(hear(record(22, serverHello(0x0303)))).toMatchObject({ version: 'TLS 1.2', asksCertificate: false });
    expect(hear(record(22, serverHello(0x0303, extension(43, [3, 4]))))?.version).toBe('TLS 1.3');
  });

  it.each([
    ['in the same record', [...serverHello(0x0303), ...message(11, [1, 2]), ...message(13, [1, 64, 0, 0])], []],
    ['in another record', serverHello(0x0303), record(22, message(13, [1, 64, 0, 0]))],
  ])('asks for a certificate %s', (_, first, rest) => {
    expect(hear([...record(22, first), ...rest])?.asksCertificate).toBe(true);
  });

  it.each<[string, boolean, number[]]>([
    ['alone', true, record(22, serverHello(0x0303))],
    ['alone but for a change of cipher', true, [...record(22, serverHello(0x0303)), ...record(20, [1])]],
    ['not alone in its record', false, record(22, [...serverHello(0x0303), ...message(11, [1, 2])])],
    ['not alone in its segment', false, [...record(22, serverHello(0x0303)), ...record(23, [1])]],
    ['not alone but for the beginning of a record', false, [...record(22, serverHello(0x0303)), 23]],
  ])('is %s', (_, isAlone, bytes) => {
    expect(hear(bytes)?.isAlone === true).toBe(isAlone);
  });

  it('does not ask with what is encrypted', () => {
    const sealed = record(23, message(13, [1, 64, 0, 0]));
    const hello = record(22, serverHello(0x0303, extension(43, [3, 4])));
    expect(hear([...hello, ...sealed])?.asksCertificate).toBe(false);
  });
});

describe('the client’s second flight', () => {
  const CHANGE = record(20, [1]);

  it.each([
    ['a certificate in plain text', record(22, message(11, zeros(400))), { certificate: 'sent' }],
    ['none in plain text', record(22, message(11, [0, 0, 0])), { certificate: 'empty' }],
    ['one that is encrypted', [...CHANGE, ...record(23, zeros(900))], { certificate: 'sent' }],
    ['none, encrypted', [...CHANGE, ...record(23, zeros(25)), ...record(23, zeros(69))], { certificate: 'empty' }],
    ['a Finished alone, SHA-256', [...CHANGE, ...record(23, zeros(53))], undefined],
    ['a Finished alone, SHA-384', [...CHANGE, ...record(23, zeros(69))], undefined],
    ['a Finished of TLS 1.2', [...CHANGE, ...record(22, zeros(40).fill(0x99))], undefined],
    ['what may be an alert', [...CHANGE, ...record(23, zeros(19))], { alertSized: true }],
  ])('with %s', (_, bytes, traits) => {
    expect(hear(bytes)).toEqual(traits);
  });

  it('ends the handshake where it may be an alert', () => {
    expect(endsTlsHandshake(codeOfBytes([...CHANGE, ...record(23, zeros(19))]))).toBe(true);
    expect(endsTlsHandshake(codeOfBytes([...CHANGE, ...record(23, zeros(53))]))).toBe(false);
    expect(isAlertSized(codeOfBytes(record(23, zeros(19))))).toBe(true);
    expect(isAlertSized(codeOfBytes(record(23, zeros(20))))).toBe(false);
  });
});
