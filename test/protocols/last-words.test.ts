/** Messages with which an end says why it closes, and what looks like one and is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATED_ERRORS } from '../../src/core/model/stated-error.ts';
import {
  GOAWAY,
  HAS_HEADERS,
  ON_STREAM,
  PING_ASKS,
  TOOK_NONE,
  type Utterance,
} from '../../src/core/model/utterance.ts';
import { recognise } from '../../src/core/protocols/_recognition.ts';
import { toUtterance } from '../../src/core/protocols/_utterance-code.ts';
import { trackRow } from '../connection/track.ts';

function viewOf(message: string): DataView {
  return new DataView(Uint8Array.from(message, (c) => c.charCodeAt(0)).buffer);
}

function hear(message: string): Utterance {
  return toUtterance(recognise(viewOf(message), 0, message.length), 0);
}

function errorIn({ kind, detail }: Utterance): string {
  const error = kind === 'stated-error' ? STATED_ERRORS[detail] : undefined;
  return error === undefined ? kind : `${error.of} ${error.sign}: ${error.meaning}`;
}

/** A message of PostgreSQL: type, length, body. */
function postgres(type: string, body: string): string {
  return `${type}\0\0\0${String.fromCharCode(body.length + 4)}${body}`;
}

/** A packet of MySQL with an error number and its text. */
function mysql(code: number, text: string): string {
  const body = `\xff${String.fromCharCode(code & 0xff, code >> 8)}${text}`;
  return `${String.fromCharCode(body.length)}\0\0\0${body}`;
}

/** connection.close of AMQP with code 530 and this text. */
function amqp530(text: string): string {
  return `\x01\0\0\0\0\0${String.fromCharCode(text.length + 11)}\0\x0a\0\x32\x02\x12${String.fromCharCode(text.length)}${text}\0\0\0\0\xce`;
}

const FATAL = 'SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0';

describe('stated errors', () => {
  it('say of a virtual host of AMQP that it was not found', () => {
    const { detail } = hear(amqp530("NOT_ALLOWED - vhost 'refused' not found"));
    expect(STATED_ERRORS[detail]?.says).toBe('the virtual host was not found');
  });

  it.each([
    ['a login that is refused', '\x05\x02', '\x01\x01', 'SOCKS LOGIN: other'],
    ['a login that is accepted', '\x05\x02', '\x01\0', 'unknown'],
    ['more behind it', '\x05\x02', '\x01\x01x', 'unknown'],
    ['the same where no login was asked for', '\x05\0', '\x01\x01', 'unknown'],
  ])('are heard of SOCKS in %s', (_, choice, reply, expected) => {
    const own = recognise(viewOf(choice), 0, choice.length);
    expect(errorIn(toUtterance(recognise(viewOf(reply), 0, reply.length, own), 0))).toBe(expected);
  });

  it.each([
    ['a FATAL of PostgreSQL', postgres('E', FATAL), 'PostgreSQL 53300: connection-limit'],
    ['one in another language', postgres('E', 'SFATALE\0VFATAL\0C57P01\0\0'), 'PostgreSQL 57P01: terminated'],
    [
      'one behind rows',
      `${postgres('D', '\0\x01\0\0\0\x01x')}${postgres('E', FATAL)}`,
      'PostgreSQL 53300: connection-limit',
    ],
    ['a FATAL of an old server', postgres('E', 'SFATAL\0C57P03\0\0'), 'PostgreSQL 57P03: other'],
    [
      'a server that stops',
      postgres('E', 'SFATAL\0C57P03\0Mthe database system is shutting down\0\0'),
      'PostgreSQL 57P03: shutdown',
    ],
    ['a PANIC', postgres('E', 'SPANIC\0VPANIC\0C57P01\0\0'), 'PostgreSQL 57P01: terminated'],
    ['a message of PostgreSQL shorter than its length', `E\0\0\0\x03${FATAL}`, 'unknown'],
    ['a FATAL not known', postgres('E', 'SFATAL\0VFATAL\0CXX000\0\0'), 'PostgreSQL FATAL: other'],
    ['an ERROR, which ends nothing', postgres('E', 'SERROR\0VERROR\0C53300\0\0'), 'unknown'],
    ['a FATAL cut short before its code', postgres('E', FATAL).slice(0, 20), 'unknown'],
    ['words with E', 'Exactly what they say', 'unknown'],
    ['too many connections of MySQL', mysql(1040, 'Too many connections'), 'MySQL 1040: connection-limit'],
    ['a syntax error of MySQL, which ends nothing', mysql(1064, 'You have an error'), 'unknown'],
    [
      'an error of MySQL in a packet that is said to be 64 KiB longer',
      mysql(1040, 'Too many').replace('\0\0\0', '\0\x01\0'),
      'unknown',
    ],
    ['an error of MySQL with more behind it', `${mysql(1040, 'Too many')}x`, 'unknown'],
    [
      'a limit of Redis',
      '-ERR max number of clients reached\r\n',
      'Redis -ERR max number of clients: connection-limit',
    ],
    ['an error of Redis that ends nothing', '-ERR unknown command\r\n', 'unknown'],
    ['a limit of sshd', 'Exceeded MaxStartups\r\n', 'SSH Exceeded MaxStartups: startup-limit'],
    ['connection.close of AMQP', '\x01\0\0\0\0\0\x10\0\x0a\0\x32\x01\x40\x05bye!!\xce', 'AMQP 320: terminated'],
    ['a virtual host of AMQP that is not there', amqp530('NOT_ALLOWED - vhost nowhere not found'), 'AMQP 530: other'],
    [
      'a virtual host of AMQP that the user may not enter',
      amqp530("NOT_ALLOWED - access to vhost '/' refused for user 'guest'"),
      'AMQP 530: not-allowed',
    ],
    [
      'a limit of AMQP',
      amqp530("NOT_ALLOWED - access to vhost '/' refused for user 'guest': connection limit (1) is reached"),
      'AMQP 530: connection-limit',
    ],
    ['530 of AMQP in words not known', amqp530('NOT_ALLOWED - no'), 'AMQP 530: other'],
    ['530 of AMQP with more behind its text', `${amqp530('no')} refused`, 'AMQP 530: other'],
    ['channel.close of AMQP', '\x01\0\x01\0\0\0\x10\0\x14\0\x28\x01\x94\x05bye!!\xce', 'unknown'],
    ['a CONNACK that refuses', '\x20\x02\0\x05', 'MQTT 5: other'],
    [
      'git that exports nothing',
      '0033ERR access denied or repository not exported: /x',
      'git ERR access denied: other',
    ],
    ['git with another error', '000eERR hm, no', 'git ERR: other'],
    ['a line of git that is no error', '0030want 7217a7c7e582c46cec22a130adf4b9d7d950fba0', 'unknown'],
    ['words behind four digits', '2024ERROR', 'unknown'],
    ['an ERR of git that would not fit its length', '0007ERR hm, no', 'unknown'],
    ['an ERR of git behind no hexadecimal number', '0g0eERR hm, no', 'unknown'],
    ['a CONNACK that refuses, of MQTT 5', '\x20\x03\0\x87\0', 'MQTT 135: other'],
    ['a CONNACK of MQTT 5 with a code that is no failure', '\x20\x03\0\x05\0', 'unknown'],
    ['a CONNACK with a session, which no refusal has', '\x20\x02\x01\x05', 'unknown'],
    ['a CONNACK with more behind it', '\x20\x02\0\x05x', 'unknown'],
    ['a DISCONNECT that leaves a will, which is no failure', '\xe0\x02\x04\0', 'unknown'],
    ['a CONNACK that accepts', '\x20\x02\0\0', 'unknown'],
    ['a DISCONNECT of MQTT 5', '\xe0\x02\x8b\0', 'MQTT 139: shutdown'],
    ['a DISCONNECT without a reason', '\xe0\0', 'goodbye'],
    ['a refusal of SOCKS 5', '\x05\x05\0\x01\0\0\0\0\0\0', 'SOCKS 5: upstream'],
    ['a success of SOCKS 5', '\x05\0\0\x01\0\0\0\0\0\0', 'unknown'],
    ['a choice of method of SOCKS 5', '\x05\0', 'unknown'],
    ['a length of 91 and the beginning of a message', '\0\x5bmessag', 'unknown'],
    ['the last refusal of SOCKS 5', '\x05\x08\0\x01\0\0\0\0\0\0', 'SOCKS 8: malformed'],
    ['a number behind those of SOCKS 5', '\x05\x09\0\x01\0\0\0\0\0\0', 'unknown'],
    ['a refusal of SOCKS 5 with more behind it', '\x05\x05\0\x01\0\0\0\0\0\0x', 'unknown'],
    ['a success of SOCKS 4', '\0\x5a\0\0\0\0\0\0', 'unknown'],
    ['the last refusal of SOCKS 4', '\0\x5d\0\0\0\0\0\0', 'SOCKS 93: other'],
    ['a number behind those of SOCKS 4', '\0\x5e\0\0\0\0\0\0', 'unknown'],
    ['a number of SOCKS 4 with an address, as no refusal has', '\0\x5b\0\0\xc0\0\x02\x01', 'unknown'],
    ['a refusal of SOCKS 4', '\0\x5b\0\0\0\0\0\0', 'SOCKS 91: upstream'],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(errorIn(hear(message))).toBe(heard);
  });

  it('hears one that follows something else in the same turn', () => {
    const shake = '0 C S\n0.01 S S.\n0.02 C .\n1 C P. data "GET /"\n1.01 S P. data "SSH-2.0-OpenSSH_9.6"\n';
    const { lastSaid } = trackRow(`${shake}1.02 S P. data "Invalid SSH identification string."`).serverSide;
    expect(errorIn(lastSaid)).toBe('SSH Invalid SSH identification string: malformed');
    expect(trackRow(`${shake}1.02 S P. data "Invariants"`).serverSide.lastSaid.kind).toBe('ssh-banner');
  });
});

describe('what is said beside a number', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', { closes: true }],
    ['HTTP/1.1 200 OK\r\nCONNECTION:close\r\n\r\n', { closes: true }],
    ['HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\nConnection: close\r\n', {}],
    ['HTTP/1.1 400 Bad\r\n\r\n<h1>Request Header Too Large</h1>', { says: 'too-large' }],
    ['HTTP/1.1 200 OK\r\n\r\ntoo large', {}],
    ['HTTP/1.1 503 No\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n', { says: 'no-upstream' }],
    ['HTTP/1.1 503 No\r\n\r\ntoo large', {}],
    ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n', { closes: true }],
    ['421 Too many connections from your IP\r\n', { says: 'too-many' }],
    ['421 There are too many connected users\r\n', { says: 'too-many' }],
    // Of what the client did, not of clients.
    ['421 4.7.0 mx.example Error: too many errors\r\n', {}],
    ['500 Too many unrecognized commands\r\n', {}],
    ['452 4.5.3 Error: too many recipients\r\n', {}],
    ['421 4.4.2 mx.example Error: TIMEOUT exceeded\r\n', { says: 'too-slow' }],
    ['554 5.7.1 Client host rejected: access denied\r\n', { says: 'not-allowed' }],
    ['220 not allowed to idle\r\n', {}],
    ['GET / HTTP/1.1\r\nHost: a', { unfinished: true }],
    ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', {}],
    ['POST / HTTP/1.1\r\n\r\nbody', {}],
  ])('in %j', (message, marks) => {
    const { kind: _kind, detail: _detail, ...rest } = hear(message);
    expect(rest).toEqual(marks);
  });

  it('leaves the number alone', () => {
    expect(hear('HTTP/1.1 408 No\r\nConnection: close\r\n\r\n').detail).toBe(408);
    expect(hear('421 too many users\r\n').detail).toBe(421);
  });
});

/** A frame of HTTP/2. */
function frame(type: number, flags: number, stream: number, payload: string): string {
  return `\0\0${String.fromCharCode(payload.length, type, flags, 0, 0, 0, stream)}${payload}`;
}

const goaway = (error: number, text: string, lastStream = 1): string =>
  frame(7, 0, 0, `\0\0\0${String.fromCharCode(lastStream)}\0\0\0${String.fromCharCode(error)}${text}`);
const SETTINGS = frame(4, 0, 0, '');

describe('HTTP/2 frames', () => {
  it.each([
    ['SETTINGS', SETTINGS, 0],
    ['GOAWAY', goaway(2, ''), GOAWAY | 2],
    ['GOAWAY behind SETTINGS', `${SETTINGS}${goaway(11, 'too_many_pings')}`, GOAWAY | 16 | 11],
    ['GOAWAY with an error before one without', `${goaway(2, 'x')}${goaway(0, '')}`, GOAWAY | 2],
    ['GOAWAY with an error behind one without', `${goaway(0, '')}${goaway(1, '')}`, GOAWAY | 1],
    ['GOAWAY that takes nothing', goaway(0, '', 0), GOAWAY | TOOK_NONE],
    ['GOAWAY behind an answer', `${frame(1, 5, 1, 'abc')}${goaway(0, '')}`, GOAWAY | ON_STREAM],
    ['a request that is refused', `${SETTINGS}${frame(3, 0, 1, '\0\0\0\x07')}`, ON_STREAM],
    ['a PING that asks', frame(6, 0, 0, '12345678'), PING_ASKS],
    ['a PING that answers', frame(6, 1, 0, '12345678'), 0],
    ['HEADERS', frame(1, 5, 1, 'abc'), HAS_HEADERS | ON_STREAM],
  ])('tells %s', (_, message, detail) => {
    expect(hear(message)).toEqual({ kind: 'http2-frames', detail });
  });

  it.each([
    ['one with the number behind the last error', goaway(14, '')],
    ['one with a reserved bit', frame(7, 0, 0, '\x80\0\0\x01\0\0\0\x02')],
    ['one cut within its error', goaway(2, '').slice(0, -1)],
  ])('hears no error in a GOAWAY: %s', (_, message) => {
    expect(hear(message)).toEqual({ kind: 'http2-frames', detail: 0 });
  });

  it.each([
    ['GOAWAY on a stream', frame(7, 0, 1, '\0\0\0\0\0\0\0\x02')],
    ['DATA alone, which may be anything', frame(0, 0, 1, 'abc')],
    ['PUSH_PROMISE alone', frame(5, 4, 1, '\0\0\0\x02abc')],
    ['CONTINUATION alone', frame(9, 4, 1, 'abc')],
    ['HEADERS on no stream', frame(1, 5, 0, 'abc')],
    ['HEADERS on a stream of the server', frame(1, 5, 2, 'abc')],
    ['HEADERS with a flag that has no meaning', frame(1, 2, 1, 'abc')],
    ['HEADERS with a reserved bit', frame(1, 5, 1, 'abc').replace('\0\0\0\x01', '\x80\0\0\x01')],
    ['SETTINGS of an odd length', frame(4, 0, 0, 'abc')],
    ['SETTINGS on a stream', frame(4, 0, 1, '')],
    ['PING of a wrong length', frame(6, 0, 0, '1234567')],
    ['RST_STREAM of a wrong length', frame(3, 0, 1, '\0\0\0\0\x07')],
    ['a type that is none', frame(10, 0, 0, '')],
    ['a greeting of MySQL', '\x0b\0\0\0\x0a8.0.1\0\0\0\0\0'],
  ])('makes nothing of %s', (_, message) => {
    expect(hear(message)).toEqual({ kind: 'unknown', detail: 0 });
  });

  it('knows the last of the errors', () => {
    expect(hear(goaway(13, ''))).toEqual({ kind: 'http2-frames', detail: GOAWAY | 13 });
  });

  const hex = (text: string): string => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const PREFACE = '0 C S\n0.01 S S.\n0.02 C .\n1 C P. data "PRI * HTTP/2.0\\r\\n"\n';
  const ANSWER = hex(frame(1, 5, 1, 'ok'));
  /** What the server has said last where it says these, a moment after one another. */
  const heard = (...messages: readonly string[]): Utterance => {
    const rows = messages.map((message) => (message.includes(' ') ? message : `S P. hex ${message}`));
    return trackRow(`${PREFACE}${rows.map((row, i) => `1.0${i + 1} ${row}`).join('\n')}`).serverSide.lastSaid;
  };

  it('does not forget a GOAWAY behind which more is said', () => {
    const said = heard(hex(SETTINGS), hex(goaway(2, 'x')), hex(goaway(0, '')), hex(frame(0, 1, 1, 'ok')));
    expect(said).toEqual({ kind: 'http2-frames', detail: GOAWAY | ON_STREAM | 2 });
  });

  it('keeps in mind whether the turn with a GOAWAY had an answer in it', () => {
    const detail = (...messages: readonly string[]): number => heard(...messages).detail;
    const bye = hex(goaway(0, ''));
    const asks = `C P. hex ${hex(frame(1, 5, 3, 'abc'))}`;
    expect(detail(hex(SETTINGS), bye)).toBe(GOAWAY);
    expect(detail(ANSWER, bye)).toBe(GOAWAY | ON_STREAM);
    expect(detail(bye, ANSWER)).toBe(GOAWAY | ON_STREAM);
    expect(detail(ANSWER, asks, bye)).toBe(GOAWAY);
    expect(detail(bye, ANSWER, asks, hex(SETTINGS))).toBe(GOAWAY);
  });

  it('takes a GOAWAY without an error that follows a close for a formality', () => {
    expect(heard(ANSWER, 'C F. seq 17', hex(goaway(0, ''))).detail & GOAWAY).toBe(0);
    expect(heard(ANSWER, hex(goaway(0, '')), 'C F. seq 17').detail & GOAWAY).toBe(GOAWAY);
    expect(heard(ANSWER, 'C F. seq 17', hex(goaway(1, ''))).detail & GOAWAY).toBe(GOAWAY);
  });

  it('asks for a look where a GOAWAY is all that a request got', () => {
    const close = (...rows: readonly string[]): boolean =>
      trackRow(`${PREFACE}${[`1.01 S P. hex ${hex(SETTINGS)}`, ...rows].join('\n')}\n2 S F.\n2.1 C F.\n2.2 S .`)
        .unremarkable;
    const request = `1.02 C P. hex ${hex(frame(1, 5, 1, 'abc'))}`;
    const bye = `S P. hex ${hex(goaway(0, ''))}`;
    expect(close(request, `1.03 ${bye}`)).toBe(false);
    expect(close(request, `1.03 S P. hex ${ANSWER}`, `1.04 ${bye}`)).toBe(true);
  });
});

describe('any message, cut short and damaged', () => {
  const messages = [
    `${postgres('D', '\0\x01\0\0\0\x01x')}${postgres('E', FATAL)}`,
    mysql(1040, 'Too many connections'),
    '\x01\0\0\0\0\0\x10\0\x0a\0\x32\x01\x40\x05bye!!\xce',
    '\x20\x02\0\x05',
    '\x05\x05\0\x01\0\0\0\0\0\0',
    `${SETTINGS}${goaway(11, 'too_many_pings')}`,
    'HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large',
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    '421 too many connections\r\n',
  ];

  it('reads no byte outside the message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.nat(120), fc.nat(120), fc.nat(255), (message, cut, at, byte) => {
        const bytes = Uint8Array.from(message.slice(0, cut), (c) => c.charCodeAt(0));
        if (at < bytes.length) bytes[at] = byte;
        const view = new DataView(bytes.buffer);
        expect(recognise(view, 0, bytes.length)).toBeLessThanOrEqual(0xffff);
      }),
      { numRuns: 5000 },
    );
  });
});
