/** Errors that servers of text protocols close behind, and lines that look like one and end nothing. */
import { describe, expect, it } from 'vitest';
import { STATED_ERRORS } from '../../src/core/model/stated-error.ts';
import { recognise } from '../../src/core/protocols/_recognition.ts';
import { toUtterance } from '../../src/core/protocols/_utterance-code.ts';

/** What the server says, where it had said `before` first. */
function hear(message: string, before?: string): string {
  const own = before === undefined ? 0 : codeOf(before, 0);
  const { kind, detail } = toUtterance(codeOf(message, own), 0);
  const error = kind === 'stated-error' ? STATED_ERRORS[detail] : undefined;
  return error === undefined ? kind : `${error.of}: ${error.meaning}`;
}

function codeOf(message: string, own: number): number {
  const view = new DataView(Uint8Array.from(message, (c) => c.charCodeAt(0)).buffer);
  return recognise(view, 0, message.length, own, 0);
}

/** An ErrorResponse with these fields. */
function fatal(...fields: readonly string[]): string {
  const body = `${['SFATAL', ...fields].map((field) => `${field}\0`).join('')}\0`;
  return `E\0\0\0${String.fromCharCode(body.length + 4)}${body}`;
}

const OK = '* OK [CAPABILITY IMAP4rev1] ready.\r\n';
const POP = '+OK Dovecot ready.\r\n';

describe('PgBouncer, whose errors all have one number', () => {
  it.each([
    ['an idle client', fatal('C08P01', 'Mclient_idle_timeout'), 'PgBouncer: idle'],
    [
      'too many clients',
      fatal('C08P01', 'Mno more connections allowed (max_client_conn)'),
      'PgBouncer: connection-limit',
    ],
    ['no connection to the database', fatal('C08P01', 'Mquery_wait_timeout'), 'PgBouncer: other'],
    ['another text', fatal('C08P01', 'Mwhatever'), 'PostgreSQL: other'],
    ['a server that could not read it', fatal('VFATAL', 'C08P01', 'Minvalid message'), 'PostgreSQL: malformed'],
    ['an old server', fatal('C08P01', 'Mclient_idle_timeout', 'Fpostgres.c', 'L1', 'Rx'), 'PostgreSQL: malformed'],
    ['an idle client, with another number', fatal('C57P05', 'Mclient_idle_timeout'), 'PostgreSQL: idle'],
  ])('tells %s', (_, message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('NATS and memcached', () => {
  it.each([
    ["-ERR 'Stale Connection'\r\n", 'NATS: idle'],
    ["PING\r\n-ERR 'Stale Connection'\r\n", 'NATS: idle'],
    ["-ERR 'maximum connections exceeded'\r\n", 'NATS: connection-limit'],
    ["-ERR 'Maximum Payload Violation'\r\n", 'NATS: too-large'],
    ["-ERR 'Unknown Protocol Operation'\r\n", 'NATS: malformed'],
    // Said of a subject; the connection goes on.
    ['-ERR \'Permissions Violation for Publish to "a"\'\r\n', 'unknown'],
    ["+OK\r\n-ERR 'Stale Connection'\r\n", 'unknown'],
    ['ERROR Too many open connections\r\n', 'memcached: connection-limit'],
    ['ERROR\r\n', 'unknown'],
  ])('%j', (message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('IRC', () => {
  it.each([
    ['ERROR :Ping timeout: 5 seconds\r\n', 'IRC: idle'],
    ['ERROR :Closing Link: a[192.0.2.2] (Ping timeout: 240 seconds)\r\n', 'IRC: idle'],
    ['ERROR :Closing Link: [192.0.2.2] (Registration timeout)\r\n', 'IRC: idle'],
    ['ERROR :Connection refused, too many connections from your IP address\r\n', 'IRC: connection-limit'],
    ['ERROR :Server going down\r\n', 'IRC: shutdown'],
    [':irc.example NOTICE a :Connection statistics\r\nERROR :KILLed by op: spam\r\n', 'IRC: terminated'],
    ['ERROR :Closing Link: a (G-Lined)\r\n', 'IRC: not-allowed'],
    ['ERROR :Closing Link: a (Excess Flood)\r\n', 'IRC: other'],
    // What somebody writes to a channel.
    [':b!b@example PRIVMSG #a :ERROR :Ping timeout\r\n', 'unknown'],
    [`${':irc.example 372 a :- motd\r\n'.repeat(9)}ERROR :Ping timeout\r\n`, 'unknown'],
    [':irc.example 376 a :end\r\nPING :x\r\n', 'unknown'],
    ['ERROR CLIENT_ERROR\r\n', 'unknown'],
  ])('%j', (message, heard) => {
    expect(hear(message)).toBe(heard);
  });
});

describe('IMAP and POP', () => {
  it.each([
    ['* BYE Disconnected for inactivity.\r\n', OK, 'IMAP: idle'],
    ['* BYE Autologout; idle for too long\r\n', OK, 'IMAP: idle'],
    ['* BYE Server shutting down.\r\n', OK, 'IMAP: shutdown'],
    ['* bye Too many connections\r\n', undefined, 'IMAP: connection-limit'],
    ['x BAD Unknown command.\r\n* BYE Too many invalid IMAP commands.\r\n', OK, 'IMAP: malformed'],
    ['a NO [LIMIT] Maximum number of connections from user+IP exceeded\r\n', OK, 'IMAP: connection-limit'],
    ['* BYE see you\r\n', OK, 'IMAP: other'],
    // The answer to a LOGOUT, which some servers give with the same words.
    ['* BYE Courier-IMAP server shutting down\r\na OK LOGOUT completed\r\n', OK, 'unknown'],
    ['a NO [LIMIT] Too many messages in this mailbox\r\n', OK, 'unknown'],
    ['a NO [AUTHENTICATIONFAILED] Too many connections\r\n', OK, 'unknown'],
    ['x BAD\r\n* BYE Too many invalid IMAP commands.\r\n', undefined, 'unknown'],
    ['-ERR Unknown command: X\r\n-ERR Too many bad commands.\r\n', POP, 'POP: malformed'],
    ['-ERR Disconnected for inactivity.\r\n', POP, 'POP: idle'],
    ['-ERR Disconnected for inactivity.\r\n', undefined, 'unknown'],
    ['-ERR [AUTH] Authentication failed.\r\n', POP, 'unknown'],
  ])('%j', (message, before, heard) => {
    expect(hear(message, before)).toBe(heard);
  });
});
