/** What the first bytes of a message tell, and what they must not: each kind with its near misses, whole and cut short. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HTTP_METHODS } from '../../src/core/model/utterance.ts';
import { lengthOfMessage, recognise } from '../../src/core/protocols/_recognition.ts';
import { codeOf, toUtterance } from '../../src/core/protocols/_utterance-code.ts';
import { trackRow } from '../connection/track.ts';

function viewOf(message: string | readonly number[]): DataView {
  const bytes =
    typeof message === 'string' ? Uint8Array.from(message, (c) => c.charCodeAt(0)) : Uint8Array.from(message);
  return new DataView(bytes.buffer);
}

function hear(message: string | readonly number[]): string {
  const view = viewOf(message);
  const { kind, detail } = toUtterance(recognise(view, 0, view.byteLength), 0);
  return detail === 0 ? kind : `${kind} ${detail}`;
}

describe('recognise()', () => {
  it.each([
    ['GET / HTTP/1.1\r\n', 'http-request'],
    ['POST /', `http-request ${HTTP_METHODS.indexOf('POST')}`],
    ['PROPFIND /', `http-request ${HTTP_METHODS.indexOf('PROPFIND')}`],
    ['GETS /', 'unknown'],
    ['GET', 'unknown'],
    ['HTTP/1.1 200 OK\r\n', 'http-response 200'],
    ['HTTP/1.0 503 ', 'http-response 503'],
    ['HTTP/1.1 2x0', 'unknown'],
    ['HTTP/1.1', 'unknown'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2-preface'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh-banner'],
    ['220 mail.example ESMTP\r\n', 'text-greeting 220'],
    ['421-Too many', 'text-greeting 421'],
    ['4210', 'unknown'],
    ['100 x', 'text-greeting 100'],
    ['099 x', 'unknown'],
    ['659 x', 'text-greeting 659'],
    ['660 x', 'unknown'],
    ['220', 'unknown'],
    ['* OK [CAPABILITY IMAP4rev1] ready\r\n', 'text-greeting 1'],
    ['* NO busy\r\n', 'unknown'],
    ['+OK POP3 ready\r\n', 'text-greeting 2'],
    ['+OK\r\n', 'unknown'],
    ['999 no', 'unknown'],
    ['PROXY TCP4 192.0.2.1 198.51.100.1 5 80\r\n', 'proxy-header'],
    ['\r\n\r\n\0\r\nQUIT\n\x21\x11', 'proxy-header'],
    ['', 'unknown'],
  ])('takes %j for %s', (message, heard) => {
    expect(hear(message)).toBe(heard);
  });

  it.each([
    ['QUIT of SMTP', 'QUIT\r\n', 'goodbye'],
    ['QUIT with words', 'quit :see you\r\n', 'goodbye'],
    ['LOGOUT of IMAP', 'a01 LOGOUT\r\n', 'goodbye'],
    ['the end of an XMPP stream', '</stream:stream>', 'goodbye'],
    ['QUIT of Redis', '*1\r\n$4\r\nQUIT\r\n', 'goodbye'],
    ['DISCONNECT of MQTT', '\xe0\0', 'goodbye'],
    ['COM_QUIT of MySQL', '\x01\0\0\0\x01', 'goodbye'],
    ['Terminate of PostgreSQL', 'X\0\0\0\x04', 'goodbye'],
    ['CancelRequest of PostgreSQL', '\0\0\0\x10\x04\xd2\x16\x2e12345678', 'goodbye'],
    ['CancelRequest of another length', '\0\0\0\x11\x04\xd2\x16\x2e12345678', 'unknown'],
    ['Close of a WebSocket client', '\x88\x82\x12\x34\x56\x78\x11\xdc', 'goodbye'],
    ['Close of a WebSocket client without a status', '\x88\x80\x12\x34\x56\x78', 'goodbye'],
    ['Close of a WebSocket client that complains (1002)', '\x88\x82\x12\x34\x56\x78\x11\xde', 'unknown'],
    ['a text of a WebSocket client', '\x81\x82\x12\x34\x56\x78\x11\xdc', 'unknown'],
    ['unbind of LDAP', '0\x05\x02\x01\x07\x42\0', 'goodbye'],
    ['conclude of MMS', '\x03\0\0\x16\x02\xf0\x80\x01\0\x01\0\x61\x09\x30\x07\x02\x01\x03\xa0\x02\x8b\0', 'goodbye'],
    ['conclude of MMS without a session', '\x03\0\0\x09\x02\xf0\x80\x8b\0', 'goodbye'],
    ['FINISH of a session', '\x03\0\0\x09\x02\xf0\x80\x09\0', 'goodbye'],
    ['a DR of ISO transport', '\x03\0\0\x0b\x06\x80\0\x01\0\x02\x80', 'goodbye'],
    ['DISCONNECT of a session', '\x03\0\0\x09\x02\xf0\x80\x0a\0', 'goodbye'],
    ['ABORT of a session', '\x03\0\0\x09\x02\xf0\x80\x19\0', 'unknown'],
    ['a word of IMAP that only begins so', 'a01 LOGOUTS\r\n', 'unknown'],
    ['a WebSocket Close with more behind it', '\x88\x82\x12\x34\x56\x78\x11\xdcx', 'unknown'],
    ['a word that only begins so', 'QUITE\r\n', 'unknown'],
    ['a line behind it', 'QUIT\r\nHELO x\r\n', 'unknown'],
    ['a line before it', 'NOOP\r\nQUIT\r\n', 'unknown'],
    ['another command of IMAP', 'a01 LOGIN a b\r\n', 'unknown'],
    ['a ping of MQTT', '\xc0\0', 'unknown'],
    ['COM_PING of MySQL', '\x01\0\0\0\x0e', 'unknown'],
    ['another request of LDAP', '0\x05\x02\x01\x07\x50\0', 'unknown'],
    ['data of ISO transport', '\x03\0\0\x0a\x02\xf0\x80\xa0\x01\0', 'unknown'],
    ['a TPKT that lacks its end', '\x03\0\0\x16\x02\xf0\x80\x8b\0', 'unknown'],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });

  it.each([
    ['a ClientHello', [22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3], 'tls-handshake 1'],
    ['an encrypted handshake message', [22, 3, 3, 0, 40, 0x99, 0xf1, 0x22, 0x8a], 'tls-handshake'],
    ['a change of cipher', [20, 3, 3, 0, 1, 1], 'tls-handshake'],
    ['a fatal alert', [21, 3, 1, 0, 2, 2, 40], `tls-alert ${2 * 256 + 40}`],
    ['close_notify', [21, 3, 3, 0, 2, 1, 0], 'tls-alert 256'],
    ['an encrypted alert', [21, 3, 3, 0, 26, 0, 0, 0, 0], 'tls-alert'],
    ['an alert of no level', [21, 3, 3, 0, 2, 9, 9], 'unknown'],
    ['application data', [23, 3, 3, 1, 0, 5, 5, 5], 'tls-data 256'],
    ['an alert behind data', [23, 3, 3, 0, 1, 9, 21, 3, 3, 0, 3, 1, 2, 3], 'tls-alert'],
    ['an alert behind data that is cut', [23, 3, 3, 0, 1, 9, 21, 3, 3, 0, 3, 1, 2], 'tls-data 1'],
    ['an alert in plain text behind data', [23, 3, 3, 0, 1, 9, 21, 3, 3, 0, 2, 2, 40], 'tls-data 1'],
    ['data behind data', [23, 3, 3, 0, 1, 9, 23, 3, 3, 0, 1, 9], 'tls-data 1'],
    ['an alert as long as no alert is', [21, 3, 3, 1, 1, ...Array<number>(257).fill(9)], 'unknown'],
    ['a record of the version behind the last', [22, 3, 5, 0, 5, 1, 0, 0, 1], 'unknown'],
    ['a record longer than TLS allows', [23, 3, 3, 0x48, 1, 9], 'unknown'],
    ['a record as long as TLS allows', [23, 3, 3, 0x48, 0, 9], 'tls-data 4095'],
    ['a record of another version', [22, 2, 0, 0, 5, 1, 0, 0, 1], 'unknown'],
    ['a record without length', [23, 3, 3, 0, 0], 'unknown'],
    ['a header cut short', [22, 3, 1], 'unknown'],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });

  it('reads no byte outside the message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, at) => {
        const view = new DataView(bytes.buffer, 0, bytes.length);
        const start = Math.min(at, bytes.length);
        const code = recognise(view, start, bytes.length);
        expect(lengthOfMessage(code, view, start, bytes.length)).toBeGreaterThanOrEqual(-1);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['GET /', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd', '220 x', 'SSH-2.0'])(
    'reads %j in any portion',
    (text) => {
      for (let end = 0; end <= text.length; end += 1) expect(() => recognise(viewOf(text), 0, end)).not.toThrow();
    },
  );
});

describe('lengthOfMessage()', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 43],
    ['HTTP/1.1 200 OK\r\nCONTENT-LENGTH:5\r\n\r\nhel', 42],
    ['HTTP/1.1 200 OK\r\nContent-Length:\t 5\r\n\r\n', 44],
    ['HTTP/1.1 200 OK\r\nX: 1\r\n\r\n', -1],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n', -1],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n', -2],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n', -2],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nX-Was: chunked\r\n\r\n', -1],
    ['HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', 57],
    ['HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n', 38],
    ['HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\n', 38],
    ['HTTP/1.1 100 Continue\r\n\r\n', 25],
    ['HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', -1],
  ])('of %j is %i', (text, length) => {
    const view = viewOf(text);
    expect(lengthOfMessage(recognise(view, 0, text.length), view, 0, text.length)).toBe(length);
  });
});

describe('codes', () => {
  it('hold every kind and detail', () => {
    for (const [kind, detail] of [
      ['none', 0],
      ['tls-alert', 767],
      ['proxy-header', 0],
      ['goodbye', 0],
      ['http-response', 599],
    ] as const) {
      expect(toUtterance(codeOf(kind, detail), 0)).toEqual({ kind, detail });
    }
  });
});

describe('what an end said', () => {
  const shake = '0 C S\n0.01 S S.\n0.02 C .\n';
  const head = 'HTTP/1.1 200 OK\\r\\nContent-Length: 100\\r\\n\\r\\n';

  it('is first and last what its messages were', () => {
    const { serverSide, clientSide } = trackRow(
      `${shake}1 S P. data "220 hi\\r\\n"\n1.1 C P. data "QUIT\\r\\n"\n1.2 S P. data "221 bye\\r\\n"`,
    );
    expect(serverSide.firstSaid).toEqual({ kind: 'text-greeting', detail: 220 });
    expect(serverSide.lastSaid).toEqual({ kind: 'text-greeting', detail: 221 });
    expect(clientSide.lastSaid.kind).toBe('goodbye');
  });

  it('is none where nothing was said, and unknown where it was not captured', () => {
    expect(trackRow(shake).clientSide.lastSaid.kind).toBe('none');
    const { clientSide, truncatedPayload } = trackRow(`${shake}1 C P. data "GET /" snap 0`);
    expect(clientSide.lastSaid.kind).toBe('unknown');
    expect(truncatedPayload).toBe(true);
  });

  it('misses what a response announced', () => {
    const request = `${shake}1 C P. data "GET / HTTP/1.1\\r\\n\\r\\n"\n`;
    expect(trackRow(`${request}2 S P. data "${head}" \n2.1 S . len 40`).serverSide.lastSaid.missingBytes).toBe(60);
    expect(
      trackRow(`${request}2 S P. data "${head}" \n2.1 S . len 100`).serverSide.lastSaid.missingBytes,
    ).toBeUndefined();
    const toHead = request.replace('GET', 'HEAD');
    expect(trackRow(`${toHead}2 S P. data "${head}"`).serverSide.lastSaid.missingBytes).toBeUndefined();
  });

  it('hears the next response where the last one ended by its count', () => {
    const both = `${shake}1 C P. len 10\n2 S P. data "${head}"\n2.1 S . len 100\n2.2 S P. data "HTTP/1.1 408 No\\r\\n\\r\\n"`;
    expect(trackRow(both).serverSide.lastSaid).toEqual({ kind: 'http-response', detail: 408 });
  });

  it('hears a message after a pause', () => {
    const late = `${shake}1 C P. data "EHLO x\\r\\n"\n1.1 S P. data "250 ok\\r\\n"\n301 S P. data "421 timeout\\r\\n"`;
    expect(trackRow(late).serverSide.lastSaid).toEqual({ kind: 'text-greeting', detail: 421, says: 'too-slow' });
  });

  it('does not lose an alert behind data', () => {
    const tls = `${shake}1 S P. hex 1703030064 len 105\n1.001 S P. hex 15030300020228\n1.002 S F.`;
    expect(trackRow(tls).serverSide.lastSaid).toEqual({ kind: 'tls-alert', detail: 552 });
  });
});
