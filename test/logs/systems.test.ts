/** Linux and systemd; other proxies; workers and runtimes. */
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { summarize } from './summary.ts';

const JOURNAL = '2026-11-26T10:42:15+0000 web1 systemd[1]: ';
const ISTIO =
  '0 91 3003 - "-" "curl/8" "8fcedd10" "shop:80" "10.0.0.9:80" outbound|80||shop 10.0.0.5:41000 198.51.100.2:80 192.0.2.2:50001 - default';
const ALB = 'http 2026-11-26T10:42:15.186641Z app/shop/50dc6c495c0c9188 192.0.2.2:50001 203.0.113.2:80 0.000 0.001 -1 ';
const ALB_TAIL =
  '34 366 "GET http://shop.example:80/ HTTP/1.1" "curl" - - arn:aws:a "Root=1" "-" "-" 0 2026-11-26T10:42:14.186641Z ';

describe('telling lines', () => {
  test.each([
    [
      'Nov 26 10:42:15 web1 kernel: Out of memory: Killed process 123 (java) total-vm:1kB, anon-rss:1kB',
      'Linux out-of-memory pid 123',
    ],
    [
      '[12345.678901] Memory cgroup out of memory: Killed process 123 (node) total-vm:1kB',
      'Linux out-of-memory pid 123',
    ],
    ['Out of memory: Kill process 123 (java) score 900 or sacrifice child', 'Linux out-of-memory pid 123'],
    [
      'Nov 26 10:42:15 web1 kernel: [12345.678901] nginx[123]: segfault at 0 ip 000055d0c0ffee00 sp 00007ffd0 error 4 in nginx[55d0+1000]',
      'Linux crash pid 123',
    ],
    [
      '[Thu Nov 26 10:42:15 2026] queue0:src[123]: segfault at 0 ip 0000000000000000 sp 00007f41465edcc8 error 14',
      'Linux crash pid 123',
    ],
    [
      '<4>[  345.678901] traps: app[123] general protection fault ip:7f0 sp:7f1 error:0 in libc.so.6[7f0+1000]',
      'Linux crash pid 123',
    ],
    [
      '[ 1.000000] TCP: request_sock_TCP: Possible SYN flooding on port 198.51.100.2:8080. Dropping request.',
      'Linux connection-limit to 198.51.100.2:8080',
    ],
    [
      '[ 1.000000] TCP: request_sock_TCP: Possible SYN flooding on port 8080. Dropping request.  Check SNMP counters.',
      'Linux connection-limit',
    ],
    ['[1.000000] nf_conntrack: table full in netns 4026531840, dropping packet', 'Linux connection-limit'],
    ['Nov 26 10:42:15 gw kernel: nf_conntrack: nf_conntrack: table full, dropping packet', 'Linux connection-limit'],
    [`${JOURNAL}nginx.service: Main process exited, code=killed, status=9/KILL`, 'systemd crash'],
    [`${JOURNAL}app@1.service: Main process exited, code=dumped, status=11/SEGV`, 'systemd crash'],
    [`${JOURNAL}app.service: Failed with result 'oom-kill'.`, 'systemd out-of-memory'],
    [`${JOURNAL}app.service: A process of this unit has been killed by the OOM killer.`, 'systemd out-of-memory'],
    [
      `${JOURNAL}docker-60ef727c.scope: A process of this unit has been killed by the OOM killer.`,
      'systemd out-of-memory',
    ],
    [`${JOURNAL}Stopping nginx.service - A high performance web server...`, 'systemd shutdown'],
    [`${JOURNAL}Stopped nginx.service - A high performance web server.`, 'systemd shutdown'],
    [
      '1795690048.740      0 192.0.2.34 NONE_NONE/503 0 CONNECT 203.0.113.34:9443 - HIER_DIRECT/203.0.113.34 -',
      'Squid upstream-refused 192.0.2.34',
    ],
    [
      '2026.11.26 10:47:28 LOG3[0]: s_connect: connect 203.0.113.2:9000: Connection refused (111)',
      'stunnel upstream-refused',
    ],
    [
      '2026.11.26 10:47:28 LOG3[0]: s_connect: s_poll_wait 203.0.113.2:9000: TIMEOUTconnect exceeded',
      'stunnel upstream-timeout',
    ],
    ['2026.11.26 10:47:28 LOG6[0]: transfer: s_poll_wait: TIMEOUTidle exceeded: sending reset', 'stunnel idle'],
    ['2026.11.26 10:47:28 LOG4[main]: Connection rejected: too many clients (>=500)', 'stunnel connection-limit'],
    [
      '2026.11.26 10:47:28 LOG3[0]: SSL_accept: ssl/record/ssl3_record.c:341: error:0A00009C:SSL routines::http request',
      'stunnel plain-on-tls',
    ],
    [
      '2026.11.26 10:47:28 LOG3[0]: SSL_accept: 1407609C: error:1407609C:SSL routines:SSL23_GET_CLIENT_HELLO:http request',
      'stunnel plain-on-tls',
    ],
    [
      '80CB60F5B17F0000:error:0A00009C:SSL routines:ssl3_get_record:http request:../ssl/record/ssl3_record.c:341:',
      'OpenSSL plain-on-tls',
    ],
    [
      '808BE4D2EF7F0000:error:0A0000C7:SSL routines:tls_process_client_certificate:peer did not return a certificate:../ssl/statem/statem_srvr.c:3517:',
      'OpenSSL client-certificate',
    ],
    [
      '2026.11.26 10:47:28 LOG3[1]: SSL_accept: ../ssl/statem/statem_srvr.c:3517: error:0A0000C7:SSL routines::peer did not return a certificate',
      'stunnel client-certificate',
    ],
    [
      '2026.11.26 10:47:28 LOG3[0]: connect_blocking: connect 203.0.113.2:9000: Connection timed out (110)',
      'stunnel upstream-timeout',
    ],
    ['2026.11.26 10:47:28 LOG3[main]: accept: Too many open files (24)', 'stunnel descriptor-limit'],
    ['Node.js v20.20.0', 'Node.js crash'],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'Node.js crash'],
    ["leak: EMFILE: too many open files, open '/dev/null'", 'Node.js descriptor-limit'],
    ["Error: ENFILE: file table overflow, open '/a'", 'Node.js descriptor-limit'],
    ['Error: connect EMFILE 203.0.113.2:80 - Local (undefined:undefined)', 'Node.js descriptor-limit'],
    [
      '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UF 0 91 3003 - "-" "curl" "id" "a" "203.0.113.2:80"',
      'Envoy upstream-refused',
    ],
    [
      '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 URX,UF 0 91 3003 - "-" "curl" "id" "a" "203.0.113.2:80"',
      'Envoy upstream-refused',
    ],
    [
      '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UC 0 95 12 - "-" "curl" "id" "a" "203.0.113.2:80"',
      'Envoy upstream-closed',
    ],
    [
      '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 504 UT 0 24 15000 - "-" "curl" "id" "a" "203.0.113.2:80"',
      'Envoy upstream-timeout',
    ],
    ['[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UO 0 81 0 - "-" "curl" "id" "a" "-"', 'Envoy connection-limit'],
    ['[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UH 0 19 0 - "-" "curl" "id" "a" "-"', 'Envoy upstream-down'],
    ['[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 0 DC 0 0 1000 - "-" "curl" "id" "a" "-"', 'Envoy client-closed'],
    ['[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 408 SI 0 14 300000 - "-" "curl" "id" "a" "-"', 'Envoy idle'],
    [
      `[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UC upstream_reset_before_response_started{connection_termination} - "-" ${ISTIO}`,
      'Envoy upstream-closed 192.0.2.2:50001 to 198.51.100.2:80',
    ],
    [`${ALB}460 - ${ALB_TAIL}"forward" "-" "-"`, 'AWS load balancer client-closed 192.0.2.2:50001'],
    [`${ALB}502 - ${ALB_TAIL}"forward" "-" "-"`, 'AWS load balancer upstream-failed 192.0.2.2:50001'],
    [`${ALB}503 - ${ALB_TAIL}"forward" "-" "-"`, 'AWS load balancer upstream-down 192.0.2.2:50001'],
    [`${ALB}504 - ${ALB_TAIL}"waf-failed,forward" "-" "-"`, 'AWS load balancer upstream-timeout 192.0.2.2:50001'],
    [
      '[26-Nov-2026 10:42:15] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
      'PHP-FPM connection-limit',
    ],
    [
      '[26-Nov-2026 10:42:15] WARNING: [pool www] child 77, script \'/srv/a.php\' (request: "GET /a.php?x") execution timed out (30.123456 sec), terminating',
      'PHP-FPM worker-timeout pid 77',
    ],
    [
      '[26-Nov-2026 10:42:15] WARNING: [pool www] child 77 exited on signal 11 (SIGSEGV - core dumped) after 1.2 seconds from start',
      'PHP-FPM crash pid 77',
    ],
    ['[26-Nov-2026 10:42:15] NOTICE: Finishing ...', 'PHP-FPM shutdown'],
    [
      'Thu Nov 26 10:42:15 2026 - *** HARAKIRI ON WORKER 1 (pid: 77, try: 1, graceful: yes) ***',
      'uWSGI worker-timeout pid 77',
    ],
    ['*** HARAKIRI ON WORKER 1 (pid: 77, try: 1) ***', 'uWSGI worker-timeout pid 77'],
    ['...The work of process 77 is done (max requests reached (100 >= 100)). Seeya!', 'uWSGI worker-recycled pid 77'],
    ['DAMN ! worker 1 (pid: 77) died, killed by signal 9 :( trying respawn ...', 'uWSGI crash pid 77'],
    [
      '2026/11/26 10:42:15 http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 5ms',
      'Go descriptor-limit',
    ],
    ['2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: EOF', 'Go client-closed 192.0.2.2:50001'],
    [
      '2026/11/26 10:42:15 http: TLS handshake error from [2001:db8::2]:50001: client sent an HTTP request to an HTTPS server',
      'Go plain-on-tls [2001:db8::2]:50001',
    ],
    [
      "2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: tls: client didn't provide a certificate",
      'Go client-certificate 192.0.2.2:50001',
    ],
    [
      '2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: read tcp 198.51.100.2:443->192.0.2.2:50001: i/o timeout',
      'Go slow 192.0.2.2:50001',
    ],
    ['!!! uWSGI process 77 got Segmentation Fault !!!', 'uWSGI crash pid 77'],
    [
      '2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: tls: first record does not look like a TLS handshake',
      'Go plain-on-tls 192.0.2.2:50001',
    ],
    ['panic: runtime error: invalid memory address or nil pointer dereference', 'Go crash'],
    ['fatal error: concurrent map writes', 'Go crash'],
    ['java.net.SocketException: Too many open files (Accept failed)', 'Java descriptor-limit'],
    ['Caused by: java.io.IOException: Too many open files', 'Java descriptor-limit'],
    ['# A fatal error has been detected by the Java Runtime Environment:', 'Java crash'],
  ])('%s', (line, expected) => {
    expect(summarize(line)).toBe(expected);
  });
});

describe('lines that tell nothing', () => {
  test.each([
    '[ 1.000000] TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:8080. Sending cookies.',
    '[ 1.000000] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=java,pid=123,uid=0',
    '[ 1.000000] nginx[123]: segfault handler installed',
    'Nov 26 10:42:15 web1 app[5]: Out of memory: Killed process 123 (java)',
    'Nov 26 10:42:15 web1 app[5]: table full, dropping packet',
    'The waiter said: Out of memory: Killed process 123 (java)',
    `${JOURNAL}nginx.service: Main process exited, code=exited, status=1/FAILURE`,
    `${JOURNAL}nginx.service: Main process exited, code=killed, status=15/TERM`,
    `${JOURNAL}nginx.service: Failed with result 'exit-code'.`,
    `${JOURNAL}session-689.scope: A process of this unit has been killed by the OOM killer.`,
    `${JOURNAL}docker-60ef727c.scope: Deactivated successfully.`,
    `${JOURNAL}Stopped target Timers.`,
    `${JOURNAL}Stopping session-1.scope - Session 1 of User root...`,
    `${JOURNAL}Stopping user@1000.service - User Manager for UID 1000...`,
    `${JOURNAL}Started nginx.service - A high performance web server.`,
    '2026-11-26T10:42:15+0000 web1 app[7]: Stopping nginx.service - A high performance web server...',
    // The server behind may have answered so itself.
    '1795690048.740    500 192.0.2.34 TCP_MISS/503 300 GET http://a.example/ - HIER_DIRECT/203.0.113.34 text/html',
    '1795690048.740    500 192.0.2.34 TCP_TUNNEL/200 300 CONNECT a.example:443 - HIER_DIRECT/203.0.113.34 -',
    // An error of reading or writing, whoever made it.
    '1795690048.740    500 192.0.2.34 TCP_MISS_ABORTED/000 0 GET http://a.example/ - HIER_DIRECT/203.0.113.34 -',
    '1795690048.740  60000 192.0.2.34 TCP_TUNNEL/504 0 CONNECT 203.0.113.34:9443 - FIRSTUP_PARENT/203.0.113.34 -',
    // Its name was not found.
    '1795690048.740    500 192.0.2.34 NONE_NONE/503 0 CONNECT a.example:443 - HIER_NONE/- -',
    '1795690048.740      0 192.0.2.34 TCP_DENIED/403 300 GET http://a.example/NONE_NONE/503 - HIER_NONE/- text/html',
    '2026.11.26 10:47:28 LOG5[0]: Connection reset: 0 byte(s) sent to TLS, 0 byte(s) sent to socket',
    '2026.11.26 10:47:28 LOG5[0]: Service [web] accepted connection from 192.0.2.2:50001',
    '80EB04A2DD7F0000:error:0A0000EB:SSL routines:tls_handle_alpn:no application protocol:../ssl/statem/statem_srvr.c:2172:',
    // Either side may say so.
    '80EB04A2DD7F0000:error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:',
    'Node.js v20.20.0 is installed',
    'Running on Node.js v20.20.0',
    'client error HPE_HEADER_OVERFLOW',
    "GET '/x: EMFILE: too many open files, open '",
    'user agent was Error: connect EMFILE',
    '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 200 - 0 95 12 11 "-" "curl" "id" "a" "203.0.113.2:80"',
    '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 404 NR 0 0 0 - "-" "curl" "id" "a" "-"',
    '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 LR 0 0 0 - "-" "curl" "id" "a" "-"',
    '[2026-11-26T10:42:15.123Z] "GET /" 503 UC HTTP/1.1" 200 - 0 95 12 11 "-" "curl" "id" "a" "-" UC',
    `${ALB}502 502 ${ALB_TAIL}"forward" "-" "-"`,
    `${ALB}200 200 ${ALB_TAIL}"forward" "-" "-"`,
    `${ALB}503 - ${ALB_TAIL}"fixed-response" "-" "-"`,
    `${ALB}503 - ${ALB_TAIL}"authenticate,fixed-response" "-" "-"`,
    '[26-Nov-2026 10:42:15] WARNING: [pool www] child 77 exited on signal 15 (SIGTERM) after 1.2 seconds from start',
    '[26-Nov-2026 10:42:15] WARNING: [pool www] child 77 said into stderr: "server reached pm.max_children setting (5), consider raising it"',
    '[26-Nov-2026 10:42:15] NOTICE: [pool www] child 77 exited with code 0 after 1.2 seconds from start',
    '[26-Nov-2026 10:42:15] WARNING: [pool www] child 77, script \'/srv/a.php\' (request: "GET /?execution timed out (30.123456 sec), terminating") executing too slow (5.000000 sec), logging',
    // As at the end of the whole server.
    '...The work of process 77 is done. Seeya!',
    '2026/11/26 10:42:15 http: panic serving 192.0.2.2:50001: runtime error: index out of range',
    '2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: remote error: tls: unknown certificate authority',
    '2026/11/26 10:42:15 http: TLS handshake error from 192.0.2.2:50001: read tcp 198.51.100.2:443->192.0.2.2:50001: read: connection reset by peer',
    'panic: runtime error: index out of range [recovered]',
    'main.c:3:10: fatal error: concurrent map writes',
    'fatal error: x.h: No such file or directory',
    'ERROR: user said java.net.SocketException: Too many open files',
    'java.net.SocketException: Connection reset',
  ])('%s', (line) => {
    expect(summarize(line)).toBe('nothing');
  });
});

test('a browser’s name with quotes in it does not pass for another client', () => {
  const words = ISTIO.replace('"curl/8"', '"x" "y" "z" "a:1" "b:1" c 10.0.0.5:1 198.51.100.2:80 192.0.2.66:1 - d "');
  const line = `[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UC via_upstream - "-" ${words}`;
  expect(summarize(line)).toBe('Envoy upstream-closed');
});

describe('times', () => {
  test('a proxy writes when a request was done, or began', () => {
    const squid =
      '1795690048.740   1240 192.0.2.34 TCP_TUNNEL/503 0 CONNECT a.example:443 - HIER_DIRECT/203.0.113.34 -';
    expect(readLogLine(squid)).toMatchObject({
      time: { seconds: 1_795_690_048.74 },
      began: { seconds: 1_795_690_047.5 },
    });
    const envoy = '[2026-11-26T10:42:15.123Z] "GET / HTTP/1.1" 503 UF 0 91 3003 - "-" "curl" "id" "a" "203.0.113.2:80"';
    expect(readLogLine(envoy)).toMatchObject({
      time: { seconds: 1_795_689_738.126, zoned: true },
      began: { seconds: 1_795_689_735.123, zoned: true },
    });
  });

  test('the clock of a kernel that counts from its start tells no time', () => {
    expect(readLogLine('[12345.678901] Out of memory: Killed process 123 (java) total-vm:1kB')).not.toHaveProperty(
      'time',
    );
    const dated = '[Thu Nov 26 10:42:15 2026] Out of memory: Killed process 123 (java) total-vm:1kB';
    expect(readLogLine(dated)?.time).toEqual({ seconds: 1_795_689_735, zoned: false, precision: 1 });
  });
});
