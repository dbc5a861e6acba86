/** Commands of databases and text dialogues: each protocol’s, and what looks like one and wants no answer, or is something else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, commandNumber } from '../../src/core/model/command.ts';
import { IMAP_GREETING, POP_GREETING } from '../../src/core/model/utterance.ts';
import { recognise } from '../../src/core/protocols/_recognition.ts';
import { codeOf, detailOf, toUtterance } from '../../src/core/protocols/_utterance-code.ts';
import { trackRow } from '../connection/track.ts';

/** "MySQL COM_PING", with " …" behind it where it goes on; the kind where it is no command. */
function hear(message: string, own = 0, other = 0): string {
  const view = new DataView(Uint8Array.from(message, (c) => c.charCodeAt(0)).buffer);
  const { kind, detail, unfinished } = toUtterance(recognise(view, 0, view.byteLength, own, other), 0);
  const command = COMMANDS[detail];
  if (kind !== 'command' || command === undefined) return kind;
  return `${command.of} ${command.name}${unfinished === true ? ' …' : ''}`.trim();
}

/** A message of PostgreSQL: type, length, body. */
function postgres(type: string, body = ''): string {
  const length = body.length + 4;
  return `${type}\0\0${String.fromCharCode(length >> 8, length & 0xff)}${body}`;
}

/** A packet of MySQL. */
function mysql(sequence: number, body: string): string {
  return `${String.fromCharCode(body.length & 0xff, body.length >> 8, 0, sequence)}${body}`;
}

/** An array of bulk strings. */
function redis(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

const PREPARED = postgres('B', '\0s1\0\0\0\0\0\0\0') + postgres('E', '\0\0\0\0\0');
const STARTUP = '\0\x03\0\0user\0bob\0\0';

describe('PostgreSQL', () => {
  it.each([
    ['a simple query', postgres('Q', 'SELECT 1;\0'), 'PostgreSQL SELECT'],
    ['one behind a comment', postgres('Q', '/* a */ -- b\n (select 1)\0'), 'PostgreSQL SELECT'],
    ['one of no known word', postgres('Q', 'IDENTIFY_SYSTEM\0'), 'PostgreSQL query'],
    ['one of a word that only begins so', postgres('Q', 'SELECTED\0'), 'PostgreSQL query'],
    ['one cut short', postgres('Q', 'insert into t values (1, 2)\0').slice(0, 20), 'PostgreSQL INSERT …'],
    ['one of no known word cut short', postgres('Q', 'IDENTIFY_SYSTEM\0').slice(0, 12), 'unknown'],
    ['one without its zero', postgres('Q', 'SELECT 1;'), 'unknown'],
    ['one with something else behind it', `${postgres('Q', 'SELECT 1;\0')}x`, 'unknown'],
    [
      'one with the next behind it, cut',
      postgres('Q', 'SELECT 1\0') + postgres('Q', 'x\0').slice(0, 6),
      'PostgreSQL SELECT',
    ],
    [
      'a statement, parsed and executed',
      postgres('P', '\0update t\0\0\0') + PREPARED + postgres('S'),
      'PostgreSQL UPDATE',
    ],
    ['a prepared one', PREPARED + postgres('S'), 'PostgreSQL query'],
    ['a prepared one with a Flush', PREPARED + postgres('H'), 'PostgreSQL query'],
    ['a Flush alone', postgres('H'), 'unknown'],
    ['one that waits for its Sync', postgres('P', '\0update t\0\0\0') + PREPARED, 'unknown'],
    ['a Sync', postgres('S'), 'PostgreSQL query'],
    ['the end of a copy', postgres('c'), 'PostgreSQL COPY'],
    ['rows of a copy', postgres('d', 'a\tb\n'), 'unknown'],
    ['a status of a replica', postgres('d', `r${'\0'.repeat(33)}`), 'unknown'],
    ['a password', postgres('p', 'secret\0'), 'PostgreSQL login'],
    ['a startup message', `\0\0\0${String.fromCharCode(STARTUP.length + 4)}${STARTUP}`, 'PostgreSQL login'],
    ['one of another length', `\0\0\0${String.fromCharCode(STARTUP.length)}${STARTUP}`, 'unknown'],
    ['a wish for TLS', '\0\0\0\x08\x04\xd2\x16\x2f', 'PostgreSQL login'],
    ['a CancelRequest, which gets no answer', '\0\0\0\x10\x04\xd2\x16\x2e12345678', 'goodbye'],
    ['Terminate', postgres('X'), 'goodbye'],
    ['Terminate behind a Sync', postgres('S') + postgres('X'), 'unknown'],
    [
      'what a server says: a row and its end',
      postgres('D', '\0\x01\0\0\0\x01x') + postgres('C', 'SELECT 1\0'),
      'unknown',
    ],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('MySQL', () => {
  const LOGIN = codeOf('command', commandNumber('MySQL', 'login'));
  const RESPONSE = `\x85\xa6\xff\x01\0\0\0\x01\x21${'\0'.repeat(23)}root\0\x14${'p'.repeat(20)}`;
  const UNPROTECTED = RESPONSE.replace('\xa6', '\xa4');

  it.each([
    ['a handshake response', mysql(1, RESPONSE), 0, 'MySQL login'],
    ['one cut short', mysql(1, RESPONSE).slice(0, 50), 0, 'MySQL login …'],
    ['one of another protocol', mysql(1, UNPROTECTED), 0, 'unknown'],
    ['one with something where its zeros are', mysql(1, RESPONSE.replace('\x21\0', '\x21x')), 0, 'unknown'],
    [
      'a wish for TLS, which gets no answer',
      mysql(1, `\x85\xae\xff\x01\0\0\0\x01\x21${'\0'.repeat(23)}`),
      0,
      'unknown',
    ],
    ['a query', mysql(0, '\x03select 1'), 0, 'MySQL SELECT'],
    ['a query with attributes, none', mysql(0, '\x03\0\x01select 1'), 0, 'MySQL SELECT'],
    ['a query cut short', mysql(0, '\x03/* jdbc */SELECT 1, 2').slice(0, 24), 0, 'MySQL SELECT …'],
    ['a query of no known word', mysql(0, '\x03hm'), 0, 'unknown'],
    ['the same where the handshake was seen', mysql(0, '\x03hm'), LOGIN, 'MySQL query'],
    ['a ping where the handshake was seen', mysql(0, '\x0e'), LOGIN, 'MySQL COM_PING'],
    ['a ping behind the close of a statement', mysql(0, '\x19\x01\0\0\0') + mysql(0, '\x0e'), LOGIN, 'MySQL COM_PING'],
    ['a prepared statement', mysql(0, '\x17\x01\0\0\0\0\x01\0\0\0'), LOGIN, 'MySQL COM_STMT_EXECUTE'],
    ['the close of a statement, which gets no answer', mysql(0, '\x19\x01\0\0\0'), LOGIN, 'unknown'],
    ['a dump of the binlog, which has no end', mysql(0, '\x12\x04\0\0\0\0\0\x01\0\0\0binlog.1'), LOGIN, 'unknown'],
    ['a stop of the server', mysql(0, '\x03shutdown'), LOGIN, 'unknown'],
    ['a packet of a file', mysql(3, '\x0eabc'), LOGIN, 'unknown'],
    ['COM_QUIT', mysql(0, '\x01'), LOGIN, 'goodbye'],
    ['a length that does not fit', `\x05\0\0\0\x0e`, LOGIN, 'unknown'],
  ])('takes %s for what it is', (_, message, own, heard) => {
    expect(hear(message, own)).toBe(heard);
  });
});

describe('Redis', () => {
  it.each([
    ['a command', redis('GET', 'a'), 'Redis GET'],
    ['one in lower case', redis('hgetall', 'a'), 'Redis HGETALL'],
    ['one with a password', redis('AUTH', 'secret'), 'Redis AUTH'],
    ['the first of several', redis('SET', 'a', '1') + redis('GET', 'a'), 'Redis SET'],
    ['one cut in its value', redis('SET', 'a', 'x'.repeat(90)).slice(0, 60), 'Redis SET …'],
    ['one cut between its words', redis('SET', 'a', 'x').slice(0, 20), 'Redis SET …'],
    ['one cut in its word', redis('SET', 'a', 'x').slice(0, 10), 'unknown'],
    ['one of a length that does not fit', '*2\r\n$3\r\nGET\r\n$1\r\nab\r\n', 'unknown'],
    ['a word that is no command', redis('GETX', 'a'), 'unknown'],
    ['one that waits', redis('BLPOP', 'a', '0'), 'unknown'],
    ['a subscription', redis('SUBSCRIBE', 'a'), 'unknown'],
    ['what is shown to a monitor', redis('MONITOR'), 'unknown'],
    ['what a replica says', redis('REPLCONF', 'ACK', '7'), 'unknown'],
    ['a stop of the server', redis('SHUTDOWN'), 'unknown'],
    ['no more replies', redis('CLIENT', 'REPLY', 'OFF'), 'unknown'],
    ['another word to the same command', redis('CLIENT', 'SETNAME', 'a'), 'Redis CLIENT'],
    ['QUIT', redis('QUIT'), 'goodbye'],
    ['a ping in a line, which NATS has, too', 'PING\r\n', 'PING'],
    ['a ping with something behind it', 'PING :a\r\n', 'unknown'],
    ['what a server says: an array of numbers', '*2\r\n:1\r\n:2\r\n', 'unknown'],
    ['what a server says: a message', redis('message', 'a', 'hello'), 'unknown'],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('memcached', () => {
  it.each([
    ['a get', 'get abc def\r\n', 'memcached get'],
    ['a set with its data', 'set a 0 0 3\r\nabc\r\n', 'memcached set'],
    ['a set whose data goes on', 'set a 0 0 9\r\nabc', 'memcached set …'],
    ['a set that wants no reply', 'set a 0 0 3 noreply\r\nabc\r\n', 'unknown'],
    ['a set with more behind it', 'set a 0 0 3\r\nabcdef\r\n', 'unknown'],
    ['an incr that wants no reply', 'incr a 5 noreply\r\n', 'unknown'],
    ['words that begin so', 'get rich quick\n', 'unknown'],
    ['a setting of something else', 'set verbosity high\r\n', 'unknown'],
  ])('takes %s for what it is', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('dialogues in lines', () => {
  const GREETED = codeOf('text-greeting', 220);
  const IMAP = codeOf('text-greeting', IMAP_GREETING);
  const POP = codeOf('text-greeting', POP_GREETING);
  it.each([
    ['EHLO', 'EHLO a.example\r\n', GREETED, 'EHLO'],
    ['a password', 'PASS secret\r\n', GREETED, 'PASS'],
    ['a command alone', 'pasv\r\n', GREETED, 'PASV'],
    ['several at once', 'MAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n', GREETED, 'MAIL'],
    ['the same without a greeting', 'EHLO a.example\r\n', 0, 'unknown'],
    ['the same to a server that refused', 'EHLO a.example\r\n', codeOf('text-greeting', 554), 'unknown'],
    ['a line that is not over', 'EHLO a.exam', GREETED, 'unknown'],
    ['a line of a message', 'Dear Bob,\r\n', GREETED, 'unknown'],
    ['a word that only begins so', 'Data-driven\r\n', GREETED, 'unknown'],
    ['QUIT', 'QUIT\r\n', GREETED, 'goodbye'],
    ['a command of POP', 'RETR 1\r\n', POP, 'RETR'],
    ['a command of IMAP', 'a1 FETCH 1:* (FLAGS)\r\n', IMAP, 'IMAP FETCH'],
    ['one that waits', 'a1 IDLE\r\n', IMAP, 'unknown'],
    ['one without its tag', 'FETCH 1:* (FLAGS)\r\n', IMAP, 'unknown'],
    ['the same where no server of IMAP greeted', 'a1 FETCH 1:* (FLAGS)\r\n', GREETED, 'unknown'],
    ['LOGOUT', 'a1 LOGOUT\r\n', IMAP, 'goodbye'],
  ])('takes %s for what it is', (_, message, other, heard) => {
    expect(hear(message, 0, other)).toBe(heard);
  });
});

describe('every command', () => {
  it('has a number that a code holds', () => {
    for (const [number, { of, name }] of COMMANDS.entries()) {
      expect(commandNumber(of, name)).toBe(number);
      expect(detailOf(codeOf('command', number))).toBe(number);
    }
    expect(COMMANDS.length).toBeLessThan(1024);
  });

  it('is read without a byte outside of the message', () => {
    const messages = [
      postgres('P', '\0update t\0\0\0') + PREPARED + postgres('S'),
      postgres('Q', '/* a */ -- b\n (select 1)\0'),
      mysql(0, '\x03/* a */select 1'),
      redis('SET', 'a', 'xyz'),
      'set a 0 0 3\r\nabc\r\n',
      'MAIL FROM:<a@a.example>\r\n',
    ];
    const own = codeOf('command', commandNumber('MySQL', 'login'));
    const any = fc.tuple(fc.constantFrom(...messages), fc.nat(60), fc.nat(60), fc.nat(255));
    fc.assert(
      fc.property(any, ([message, cut, at, byte]) => {
        const bytes = Uint8Array.from(message.slice(0, cut), (c) => c.charCodeAt(0));
        if (at < bytes.length) bytes[at] = byte;
        const code = recognise(new DataView(bytes.buffer), 0, bytes.length, own, codeOf('text-greeting', 220));
        expect(code).toBeLessThanOrEqual(0xffff);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a command behind something else in the same turn', () => {
  const waits = '0 C S\n0.01 S S.\n0.02 C .\n1 C P. data "*2\\r\\n$5\\r\\nBLPOP\\r\\n$1\\r\\na\\r\\n"\n';
  const get = 'C P. data "*2\\r\\n$3\\r\\nGET\\r\\n$1\\r\\na\\r\\n"';

  it('waits with it', () => {
    expect(trackRow(`${waits}3 ${get}`).clientSide.lastSaid.kind).toBe('unknown');
    expect(trackRow(`${waits}2 S P. data "*-1\\r\\n"\n3 ${get}`).clientSide.lastSaid.kind).toBe('command');
    expect(trackRow(`${waits}2 S P. data "*-1\\r\\n"\n2.5 S F.\n3 ${get}`).clientSide.lastSaid.kind).toBe('command');
    expect(trackRow(`${waits.replace('BLPOP', 'HKEYS')}3 ${get}`).clientSide.lastSaid.kind).toBe('command');
  });
});

describe('a goodbye behind a command', () => {
  const asked = '0 C S\n0.01 S S.\n0.02 C .\n1 C P. hex 510000000d53454c454354203100\n';

  it('is the last word, however soon it comes', () => {
    expect(trackRow(asked).clientSide.lastSaid.kind).toBe('command');
    expect(trackRow(`${asked}1.01 C P. hex 5800000004`).clientSide.lastSaid.kind).toBe('goodbye');
    expect(trackRow(`${asked}1.01 C P. hex 5800000005`).clientSide.lastSaid.kind).toBe('command');
  });
});
