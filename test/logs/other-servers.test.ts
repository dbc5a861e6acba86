/** Databases, sshd, forwarders, workers of Python, connection tracking. */
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { summarize } from './summary.ts';

const PG = '2026-11-26 10:42:22.592 UTC ';
const MARIA = '2026-11-26 10:42:23 6 ';
const REDIS = '7695:M 26 Nov 2026 10:45:49.098 ';
const ORIGINAL = 'src=192.0.2.2 dst=198.51.100.2 sport=50001 dport=8080';
const REPLY = 'src=198.51.100.2 dst=198.51.100.1 sport=8080 dport=40000';

describe('telling lines', () => {
  test.each([
    [
      `${PG}192.0.2.2(50001) 28000 FATAL:  pg_hba.conf rejects connection for host "192.0.2.2", user "postgres", database "postgres", no encryption`,
      'PostgreSQL not-allowed 192.0.2.2:50001',
    ],
    [
      `${PG}[812] FATAL:  no pg_hba.conf entry for host "2001:db8::2", user "a", database "b", no encryption`,
      'PostgreSQL not-allowed [2001:db8::2] pid 812',
    ],
    [
      `${PG}2001:db8:1::2(50002) 53300 FATAL:  sorry, too many clients already`,
      'PostgreSQL connection-limit [2001:db8:1::2]:50002',
    ],
    [
      `${PG}[812] app@shop FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`,
      'PostgreSQL connection-limit pid 812',
    ],
    [`${PG}[812] app@shop FATAL:  too many connections for role "app"`, 'PostgreSQL connection-limit pid 812'],
    [
      `${PG}[812] app@shop FATAL:  terminating connection due to administrator command`,
      'PostgreSQL terminated pid 812',
    ],
    [
      `${PG}[812] app@shop FATAL:  terminating connection due to idle-in-transaction timeout`,
      'PostgreSQL idle pid 812',
    ],
    [
      `${PG}[812] WARNING:  terminating connection because of crash of another server process`,
      'PostgreSQL crash pid 812',
    ],
    [`${PG}[812] FATAL:  canceling authentication due to timeout`, 'PostgreSQL slow pid 812'],
    [
      `${PG}[800] LOG:  server process (PID 812) was terminated by signal 11: Segmentation fault`,
      'PostgreSQL crash pid 812',
    ],
    [`${PG}[800] LOG:  received fast shutdown request`, 'PostgreSQL shutdown pid 800'],
    [`${PG}[812] FATAL:  the database system is shutting down`, 'PostgreSQL shutdown pid 812'],
    [`${PG}[812] LOG:  invalid length of startup packet`, 'PostgreSQL malformed pid 812'],
    [`${PG}[800] LOG:  could not accept new connection: Too many open files`, 'PostgreSQL descriptor-limit pid 800'],
    [
      `${PG}[812] app@shop LOG:  unexpected EOF on client connection with an open transaction`,
      'PostgreSQL client-closed pid 812',
    ],
    [
      'Nov 26 10:42:15 db1 postgres[812]: [5-1] app@shop FATAL:  sorry, too many clients already',
      'PostgreSQL connection-limit pid 812',
    ],
    [
      `${MARIA}[Warning] Aborted connection 4 to db: 'unconnected' user: 'root' host: '192.0.2.2' (KILLED)`,
      'MySQL terminated 192.0.2.2',
    ],
    [
      `${MARIA}[Warning] Aborted connection 4 to db: 'a' user: 'b' host: '192.0.2.2' (Got timeout reading communication packets)`,
      'MySQL idle 192.0.2.2',
    ],
    [
      "2026-11-26T09:42:23.123456Z 6 [Note] [MY-010914] [Server] Aborted connection 6 to db: 'a' user: 'b' host: '192.0.2.2' (Got timeout reading communication packets).",
      'MySQL idle 192.0.2.2',
    ],
    [
      `${MARIA}[Warning] Aborted connection 0 to db: 'unconnected' user: 'unauthenticated' host: 'connecting host' (Too many connections)`,
      'MySQL connection-limit',
    ],
    [
      `${MARIA}[Warning] Aborted connection 4 to db: 'a' user: 'b' host: '192.0.2.2' real ip: '203.0.113.9' (KILLED)`,
      'MySQL terminated 192.0.2.2',
    ],
    [`${MARIA}[ERROR] Error in accept: Too many open files`, 'MySQL descriptor-limit'],
    [`${MARIA}[Note] /usr/sbin/mariadbd (initiated by: unknown): Normal shutdown`, 'MySQL shutdown'],
    ['261126 10:42:23 [ERROR] mysqld got signal 11 ;', 'MySQL crash'],
    ['2026-11-26T10:42:23Z UTC - mysqld got signal 11 ;', 'MySQL crash'],
    [`${REDIS}- Closing idle client`, 'Redis idle pid 7695'],
    [
      `${REDIS}- Protocol error (invalid mbulk count) from client: id=3 addr=192.0.2.2:50001 laddr=198.51.100.2:6379 fd=7 name=`,
      'Redis malformed 192.0.2.2:50001 to 198.51.100.2:6379 pid 7695',
    ],
    [`${REDIS}# Error accepting a client connection: accept: Too many open files`, 'Redis descriptor-limit pid 7695'],
    [`${REDIS}# User requested shutdown...`, 'Redis shutdown pid 7695'],
    [`${REDIS}# Redis 7.0.15 crashed by signal: 11, si_code: 1`, 'Redis crash pid 7695'],
    [
      'drop connection #1 from [192.0.2.2]:50002 on [198.51.100.2]:22 past MaxStartups',
      'sshd connection-limit 192.0.2.2:50002 to 198.51.100.2:22',
    ],
    ['Nov 26 10:42:15 host sshd[9]: error: beginning MaxStartups throttling', 'sshd connection-limit pid 9'],
    [
      'Nov 26 10:42:15 host sshd[9]: fatal: Timeout before authentication for 192.0.2.2 port 50002',
      'sshd slow 192.0.2.2:50002 pid 9',
    ],
    ['Nov 26 10:42:15 host sshd[9]: refused connect from 192.0.2.2 (192.0.2.2)', 'sshd not-allowed 192.0.2.2 pid 9'],
    [
      '2026-11-26T10:42:15.003123+00:00 host sshd: refused connect from ::ffff:192.0.2.2 (::ffff:192.0.2.2)',
      'sshd not-allowed 192.0.2.2',
    ],
    [
      'Nov 26 10:42:15 host in.telnetd[9]: refused connect from root@a.example (2001:db8::2)',
      'in.telnetd not-allowed [2001:db8::2] pid 9',
    ],
    ['Nov 26 10:42:15 host /usr/sbin/mysqld[9]: refused connect from 192.0.2.2', 'mysqld not-allowed 192.0.2.2 pid 9'],
    ['refused connect from 192.0.2.2 (192.0.2.2)', 'libwrap not-allowed 192.0.2.2'],
    [
      'Nov 26 10:42:15 host xinetd[9]: FAIL: telnet address from=::ffff:192.0.2.2',
      'xinetd not-allowed 192.0.2.2 pid 9',
    ],
    ['26/11/26@10:42:15: FAIL: telnet libwrap from=192.0.2.2', 'xinetd not-allowed 192.0.2.2'],
    [
      'Nov 26 10:42:15 host xinetd[9]: FAIL: nrpe per_source_limit from=192.0.2.2',
      'xinetd connection-limit 192.0.2.2 pid 9',
    ],
    [
      'Nov 26 10:42:15 host xinetd[9]: libwrap refused connection to svn (libwrap=svnserve) from 192.0.2.2',
      'xinetd not-allowed 192.0.2.2 pid 9',
    ],
    [
      'Nov 26 10:42:15 host sshd[9]: Connection closed by authenticating user root 192.0.2.2 port 50002 [preauth]',
      'sshd client-closed 192.0.2.2:50002 pid 9',
    ],
    [
      'Nov 26 10:42:15 host sshd[9]: banner exchange: Connection from 192.0.2.2 port 50002: invalid format',
      'sshd malformed 192.0.2.2:50002 pid 9',
    ],
    [
      "Nov 26 10:42:15 host sshd[9]: Bad protocol version identification 'GET / HTTP/1.1' from 192.0.2.2 port 50002",
      'sshd malformed 192.0.2.2:50002 pid 9',
    ],
    [
      '2026/11/26 10:43:11 socat[3376] E connect(5, AF=2 127.0.0.1:9000, 16): Connection refused',
      'socat upstream-refused pid 3376',
    ],
    [
      '2026/11/26 10:43:14 socat[3215] E connecting to AF=10 [0000:0000:0000:0000:0000:0000:0000:0001]:9000: Connection timed out',
      'socat upstream-timeout pid 3215',
    ],
    ['[2026-11-26 10:42:15 +0000] [9600] [CRITICAL] WORKER TIMEOUT (pid:9610)', 'Gunicorn worker-timeout pid 9610'],
    [
      '2026/11/26 10:43:11 socat[3376] W refusing connection from AF=2 192.0.2.2:50001 due to range option',
      'socat not-allowed 192.0.2.2:50001 pid 3376',
    ],
    [`${PG}[812] FATAL:  connection requires a valid client certificate`, 'PostgreSQL client-certificate pid 812'],
    [
      `${PG}[812] LOG:  out of file descriptors: Too many open files; release and retry`,
      'PostgreSQL descriptor-limit pid 812',
    ],
    [
      `${PG}[812] FATAL:  unsupported frontend protocol 18245.21536: server supports 3.0 to 3.0`,
      'PostgreSQL malformed pid 812',
    ],
    [
      '2026-11-26T10:42:23.123456Z 0 [System] [MY-013172] [Server] Received SHUTDOWN from user root. Shutting down mysqld (Version: 8.0.35).',
      'MySQL shutdown',
    ],
    ['Nov 26 10:42:15 host sshd[9]: Received signal 15; terminating.', 'sshd shutdown pid 9'],
    [
      'Nov 26 10:42:15 host sshd[9]: Timeout before authentication for connection from 192.0.2.2 to 198.51.100.2, pid = 77',
      'sshd slow 192.0.2.2 pid 9',
    ],
    [
      '2026/11/26 10:43:11 socat[3376] E connecting to AF=2 203.0.113.2:9000: No route to host',
      'socat upstream-refused pid 3376',
    ],
    [
      '2026/11/26 10:43:11 socat[3376] E accept(5, 0x7ffd, {16}): Too many open files',
      'socat descriptor-limit pid 3376',
    ],
    ['WORKER TIMEOUT (pid:9610)', 'Gunicorn worker-timeout pid 9610'],
    [
      '[2026-11-26 10:42:15 +0000] [9610] [INFO] Autorestarting worker after current request.',
      'Gunicorn worker-recycled pid 9610',
    ],
    [
      '[2026-11-26 10:42:15 +0000] [9600] [ERROR] Worker (pid:9610) was sent SIGKILL! Perhaps out of memory?',
      'Gunicorn crash pid 9610',
    ],
    ['[2026-11-26 10:42:15 +0000] [9600] [INFO] Handling signal: term', 'Gunicorn shutdown pid 9600'],
    ['WARNING:  Maximum request limit of 100 exceeded. Terminating process.', 'Gunicorn worker-recycled'],
    ['Traceback (most recent call last):', 'Python crash'],
    ['web-1  | Traceback (most recent call last):', 'Python crash'],
    [
      '[SSL: PEER_DID_NOT_RETURN_A_CERTIFICATE] peer did not return a certificate (_ssl.c:992)',
      'Python client-certificate',
    ],
    ['ssl.SSLError: [SSL: HTTP_REQUEST] http request (_ssl.c:992)', 'Python plain-on-tls'],
    [
      `[DESTROY] tcp      6 431999 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED] [USERSPACE] portid=1 progname=conntrack`,
      'conntrack mapping-deleted 192.0.2.2:50001 to 198.51.100.2:8080',
    ],
    [
      `[DESTROY] tcp      6 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED]`,
      'conntrack mapping-expired 192.0.2.2:50001 to 198.51.100.2:8080',
    ],
    [
      `[1795689799.123456]\t[DESTROY] ipv4     2 tcp      6 ESTABLISHED ${ORIGINAL} packets=3 bytes=164 ${REPLY} packets=2 bytes=112 [ASSURED] mark=0`,
      'conntrack mapping-expired 192.0.2.2:50001 to 198.51.100.2:8080',
    ],
  ])('%s', (line, expected) => {
    expect(summarize(line)).toBe(expected);
  });
});

describe('lines that tell nothing', () => {
  test.each([
    `${PG}192.0.2.2(50001) 00000 LOG:  connection received: host=192.0.2.2 port=50001`,
    `${PG}192.0.2.2(50001) 08006 LOG:  could not receive data from client: Connection timed out`,
    `${PG}192.0.2.2(50001) 00000 LOG:  disconnection: session time: 0:00:04.093 user=a database=b host=192.0.2.2 port=50001`,
    `${PG}[812] app@shop ERROR:  relation "sorry, too many clients already" does not exist`,
    `${PG}[812] app@shop STATEMENT:  SELECT 'FATAL:  sorry, too many clients already'`,
    `${PG}[812] LOG:  database system was shut down at 2026-11-26 10:42:21 UTC`,
    `${PG}[812] LOG:  server process (PID 812) exited with exit code 1`,
    'connection to server at "192.0.2.5", port 5432 failed: FATAL:  sorry, too many clients already',
    'The job failed with FATAL:  sorry, too many clients already',
    `${MARIA}[Warning] Aborted connection 4 to db: 'unconnected' user: 'unauthenticated' host: '192.0.2.2' (This connection closed normally without authentication)`,
    `${MARIA}[Warning] Aborted connection 4 to db: 'a' user: 'x' host: '192.0.2.66' (KILLED)' host: '192.0.2.2' (This connection closed normally)`,
    `${MARIA}[Warning] Access denied for user 'host: '192.0.2.66' (KILLED)'@'192.0.2.2' (using password: YES)`,
    `${MARIA}[Note] mariadbd: ready for connections.`,
    `${REDIS}- Accepted 192.0.2.2:50001`,
    `${REDIS}- Client closed connection id=3 addr=192.0.2.2:50001`,
    `${REDIS}. 1 clients connected (0 replicas), 876376 bytes in use`,
    'Server listening on 198.51.100.2 port 22.',
    'exited MaxStartups throttling after 00:00:05, 3 connections dropped',
    'Nov 26 10:42:15 host sshd[9]: Connection closed by 192.0.2.2 port 50002',
    'Nov 26 10:42:15 host sshd[9]: refused connect from a.example',
    'Nov 26 10:42:15 host sshd[9]: refused connect from 192.0.2.2 with IP source routing options',
    'Nov 26 10:42:15 host app[9]: connection refused from 192.0.2.2',
    'refused connect from 192.0.2.2',
    'Nov 26 10:42:15 host xinetd[9]: FAIL: telnet time from=192.0.2.2',
    'Nov 26 10:42:15 host xinetd[9]: START: telnet pid=77 from=192.0.2.2',
    'Nov 26 10:42:15 host app[9]: FAIL: telnet address from=192.0.2.2',
    'FAIL: telnet address from=192.0.2.2',
    'Nov 26 10:42:15 host sshd[9]: Connection reset by 192.0.2.2 port 50002 [preauth]',
    'Nov 26 10:42:15 host sshd[9]: Invalid user past MaxStartups from 192.0.2.2 port 50002',
    'Nov 26 10:42:15 host app[9]: drop connection #1 from [192.0.2.2]:50002 on [198.51.100.2]:22 past MaxStartups',
    '2026/11/26 10:43:11 socat[3376] N accepting connection from AF=2 192.0.2.2:50001 on AF=2 198.51.100.2:8080',
    '2026/11/26 10:43:11 socat[3376] W refusing connection from AF=2 192.0.2.2:50001 due to lowport option',
    '2026/11/26 10:43:11 socat[3376] W recvmsg(): Resource temporarily unavailable',
    '[2026-11-26 10:42:15 +0000] [9600] [INFO] Booting worker with pid: 9613',
    '[2026-11-26 10:42:15 +0000] [9600] [INFO] Worker exiting (pid: 9610)',
    'INFO: Handling signal: term',
    'GET /WORKER TIMEOUT (pid:9610)',
    'user said: WORKER TIMEOUT (pid:9610)',
    'He wrote "Traceback (most recent call last):" on the board',
    `[DESTROY] tcp      6 TIME_WAIT ${ORIGINAL} ${REPLY} [ASSURED]`,
    `[DESTROY] tcp      6 300 CLOSE ${ORIGINAL} [UNREPLIED] ${REPLY}`,
    `[DESTROY] tcp      6 LAST_ACK ${ORIGINAL} ${REPLY} [ASSURED] [USERSPACE]`,
    // The kernel itself, before its time: the table was full.
    `[DESTROY] tcp      6 431999 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED]`,
    `[DESTROY] udp      17 ${ORIGINAL} ${REPLY}`,
    ` [UPDATE] tcp      6 432000 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED]`,
    `tcp      6 431999 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED] mark=0 use=1`,
    `[DESTROY] tcp      6 ESTABLISHED src=a dst=b sport=1 dport=2 src=c dst=d sport=3 dport=4 [ASSURED]`,
  ])('%s', (line) => {
    expect(summarize(line)).toBe('nothing');
  });
});

test('the clock of connection tracking pads its microseconds behind', () => {
  const line = `[1795689799.5000  ]\t[DESTROY] tcp      6 ESTABLISHED ${ORIGINAL} ${REPLY} [ASSURED]`;
  expect(readLogLine(line)?.time).toEqual({ seconds: 1_795_689_799.005, zoned: true, precision: 0.000_001 });
});

test('when MariaDB died', () => {
  expect(readLogLine('261126  9:42:23 [ERROR] mysqld got signal 11 ;')?.time?.seconds).toBe(1_795_686_143);
  expect(readLogLine('2026-11-26T10:42:23Z UTC - mysqld got signal 11 ;')?.time?.seconds).toBe(1_795_689_743);
});

test('an hour below ten has a space before it in the log of MariaDB', () => {
  const line = "2026-11-26  9:42:23 6 [Warning] Aborted connection 4 to db: 'a' user: 'b' host: 'c' (KILLED)";
  expect(readLogLine(line)?.time).toEqual({ seconds: 1_795_686_143, zoned: false, precision: 1 });
});
