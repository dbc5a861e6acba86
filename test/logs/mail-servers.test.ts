/** Servers of mail and MQTT, PgBouncer and Dropbear. */
import { describe, expect, test } from 'vitest';
import { summarize } from './summary.ts';

const POSTFIX = 'Nov 26 10:42:15 mx postfix/smtpd[812]: ';
const EXIM = '2026-11-26 10:42:15.003 [812] ';
const BOUNCER = '2026-11-26 10:42:15.003 UTC [812] LOG C-0x55d0c8a2f7f0: ';
const AT = '[192.0.2.2]:50001 I=[198.51.100.2]:25';

describe('telling lines', () => {
  test.each([
    [`${POSTFIX}timeout after EHLO from unknown[192.0.2.2]`, 'Postfix idle 192.0.2.2 pid 812'],
    [`${POSTFIX}timeout after DATA (20 bytes) from a.example[2001:db8::2]`, 'Postfix idle [2001:db8::2] pid 812'],
    [`${POSTFIX}too many errors after UNKNOWN from a.example[192.0.2.2]`, 'Postfix malformed 192.0.2.2 pid 812'],
    [
      `${POSTFIX}lost connection after DATA (14 bytes) from unknown[192.0.2.2]`,
      'Postfix client-closed 192.0.2.2 pid 812',
    ],
    [
      `${POSTFIX}warning: non-SMTP command from unknown[192.0.2.2]: GET / HTTP/1.1`,
      'Postfix malformed 192.0.2.2 pid 812',
    ],
    [
      `${POSTFIX}warning: Connection concurrency limit exceeded: 2 from unknown[192.0.2.2] for service smtp`,
      'Postfix connection-limit 192.0.2.2 pid 812',
    ],
    [`${EXIM}SMTP command timeout on connection from (c.example) ${AT}`, 'Exim idle 192.0.2.2:50001 pid 812'],
    ['2026-11-26 10:42:15 SMTP command timeout on connection from a.example [192.0.2.2]', 'Exim idle 192.0.2.2'],
    [
      `${EXIM}Connection from ${AT} refused: too many connections from that IP address`,
      'Exim connection-limit 192.0.2.2:50001 pid 812',
    ],
    [
      `${EXIM}SMTP call from (c.example) ${AT} dropped: too many unrecognized commands (last was "FOO")`,
      'Exim malformed 192.0.2.2:50001 pid 812',
    ],
    [`${EXIM}H=${AT} rejected connection in "connect" ACL: go away`, 'Exim not-allowed 192.0.2.2:50001 pid 812'],
    [
      'Nov 26 10:42:15 imap-login: Info: Disconnected: Inactivity (no auth attempts in 181 secs): user=<>, rip=192.0.2.2, lip=198.51.100.2, session=<x>',
      'Dovecot idle 192.0.2.2',
    ],
    [
      'Nov 26 10:42:15 imap-login: Info: Disconnected: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=2): user=<u>, method=PLAIN, rip=2001:db8::2, lip=2001:db8::1, session=<x>',
      'Dovecot connection-limit [2001:db8::2]',
    ],
    [
      'Nov 26 10:42:15 imap(u3)<16358><HBjWS1JhRI/AAAIK>: Info: Disconnected: Server shutting down. in=24 out=750',
      'Dovecot shutdown',
    ],
    [
      'Nov 26 10:42:15 pop3(u1)<16193><ZMTCSlJhAtLAAAIK>: Info: Disconnected: Too many bad commands. top=0/0',
      'Dovecot malformed',
    ],
    [`${BOUNCER}x/app@192.0.2.2:50001 closing because: client_idle_timeout (age=3s)`, 'PgBouncer idle 192.0.2.2:50001'],
    [
      `${BOUNCER}(nodb)/(nouser)@192.0.2.2:50001 closing because: no more connections allowed (max_client_conn) (age=0s)`,
      'PgBouncer connection-limit 192.0.2.2:50001',
    ],
    [
      `${BOUNCER}x/app@[2001:db8::2]:50001 closing because: query_wait_timeout (age=120)`,
      'PgBouncer upstream-timeout [2001:db8::2]:50001',
    ],
    ['[812] Nov 26 10:42:15 Exit (a) from <192.0.2.2:50001>: Idle timeout', 'Dropbear idle 192.0.2.2:50001 pid 812'],
    [
      '[812] Nov 26 10:42:15 Exit before auth from <192.0.2.2:50001>: Timeout before auth',
      'Dropbear slow 192.0.2.2:50001 pid 812',
    ],
    ['1795856031: Client a1 has exceeded timeout, disconnecting.', 'Mosquitto idle'],
    ['2026-11-26T10:42:15: Client a1 already connected, closing old connection.', 'Mosquitto terminated'],
    [
      '1795856031: Client connection from 192.0.2.2 denied: max_connections exceeded.',
      'Mosquitto connection-limit 192.0.2.2',
    ],
    [
      'Nov 26 10:42:15 host sshd[812]: Timeout, client not responding from user root 192.0.2.2 port 50001',
      'sshd idle 192.0.2.2:50001 pid 812',
    ],
    [
      '2026/11/26 10:42:15 [error] 812#812: *22 access forbidden by rule while initializing session, client: 192.0.2.2, server: 0.0.0.0:8103',
      'nginx not-allowed 192.0.2.2 to 0.0.0.0:8103 pid 812',
    ],
  ])('%s', (line, told) => {
    expect(summarize(line)).toBe(told);
  });
});

describe('lines that look like one', () => {
  test.each([
    // Another program of the same words.
    'Nov 26 10:42:15 mx opensmtpd[812]: timeout after EHLO from unknown[192.0.2.2]',
    `${POSTFIX}disconnect from unknown[192.0.2.2] ehlo=1 commands=1`,
    `${POSTFIX}warning: hostname a.example does not resolve to address 192.0.2.2`,
    `${EXIM}SMTP connection from ${AT} closed by QUIT`,
    `${EXIM}H=a.example [192.0.2.2] F=<a@example> rejected RCPT <b@example>: connect ACL`,
    'Nov 26 10:42:15 imap-login: Info: Login: user=<Disconnected: Inactivity>, rip=192.0.2.2, lip=198.51.100.2',
    'Nov 26 10:42:15 imap(u1)<1><x>: Info: Disconnected: Logged out in=24 out=775',
    `${BOUNCER}x/app@192.0.2.2:50001 closing because: client close request (age=0s)`,
    `${BOUNCER}x/app@192.0.2.2:50001 login attempt: db=x user=app tls=no`,
    '2026-11-26 10:42:15.003 UTC [812] LOG S-0x55d0c8a2f7f0: x/app@192.0.2.3:5432 closing because: client_idle_timeout (age=3s)',
    '1795856031: Client a1 disconnected.',
    '1795856031: New client connected from 192.0.2.2:50001 as has exceeded timeout, disconnecting. (p2, c1, k60).',
    '[812] Nov 26 10:42:15 Exit (a) from <192.0.2.2:50001>: Disconnect received',
  ])('%s', (line) => {
    expect(summarize(line)).toBe('nothing');
  });
});
