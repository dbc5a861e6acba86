/** nginx and Apache: their error logs and their access logs. */
import { describe, expect, test } from 'vitest';
import { readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { summarize } from './summary.ts';

const NGINX = '2026/11/26 10:42:15 [error] 97#97: *3 ';
const CLIENT = ', client: 192.0.2.2, server: shop.example, request: "GET / HTTP/1.1", host: "shop.example"';
const UPSTREAM =
  ', client: 192.0.2.2, server: , request: "GET / HTTP/1.1", upstream: "http://203.0.113.2:9000/", host: "a"';

describe('the error log of nginx', () => {
  test.each([
    [`limiting connections by zone "clients"${CLIENT}`, 'connection-limit 192.0.2.2 pid 97'],
    [`limiting requests, excess: 1.000 by zone "clients"${CLIENT}`, 'connection-limit 192.0.2.2 pid 97'],
    ['512 worker_connections are not enough', 'connection-limit pid 97'],
    ['512 worker_connections are not enough, reusing connections', 'connection-limit pid 97'],
    [
      `512 worker_connections are not enough while connecting to upstream${UPSTREAM}`,
      'connection-limit 192.0.2.2 pid 97',
    ],
    ['accept4() failed (24: Too many open files)', 'descriptor-limit pid 97'],
    ['accept() failed (23: Too many open files in system)', 'descriptor-limit pid 97'],
    [
      `socket() failed (24: Too many open files) while connecting to upstream${UPSTREAM}`,
      'descriptor-limit 192.0.2.2 pid 97',
    ],
    [`open() "/srv/a.html" failed (24: Too many open files)${CLIENT}`, 'descriptor-limit 192.0.2.2 pid 97'],
    [`access forbidden by rule${CLIENT}`, 'not-allowed 192.0.2.2 pid 97'],
    [
      `client sent plain HTTP request to HTTPS port while reading client request headers${CLIENT}`,
      'plain-on-tls 192.0.2.2 pid 97',
    ],
    [
      `client sent no required SSL certificate while reading client request headers${CLIENT}`,
      'client-certificate 192.0.2.2 pid 97',
    ],
    [
      `client SSL certificate verify error: (18:self-signed certificate) while reading client request headers${CLIENT}`,
      'client-certificate 192.0.2.2 pid 97',
    ],
    [`client intended to send too large body: 2000 bytes${CLIENT}`, 'too-large 192.0.2.2 pid 97'],
    [`client intended to send too large chunked body: 0+2000 bytes${CLIENT}`, 'too-large 192.0.2.2 pid 97'],
    [`client sent too long URI while reading client request line${CLIENT}`, 'too-large 192.0.2.2 pid 97'],
    [
      `client sent too long header line: "Cookie: a..." while reading client request headers${CLIENT}`,
      'too-large 192.0.2.2 pid 97',
    ],
    ['client sent too long header line: "Cookie: aaaa', 'too-large pid 97'],
    [
      `client timed out (110: Connection timed out) while reading client request headers${CLIENT}`,
      'slow 192.0.2.2 pid 97',
    ],
    [
      'client timed out (110: Operation timed out) while SSL handshaking, client: 192.0.2.2, server: [2001:db8::1]:443',
      'slow 192.0.2.2 to [2001:db8::1]:443 pid 97',
    ],
    [
      'client timed out (110: Connection timed out) while waiting for request, client: 192.0.2.2, server: 198.51.100.2:80',
      'idle 192.0.2.2 to 198.51.100.2:80 pid 97',
    ],
    [
      `client timed out (110: Connection timed out) while sending response to client${CLIENT}`,
      'client-stalled 192.0.2.2 pid 97',
    ],
    [
      `client prematurely closed connection while sending response to client${CLIENT}`,
      'client-closed 192.0.2.2 pid 97',
    ],
    [
      `epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while sending request to upstream${UPSTREAM}`,
      'client-closed 192.0.2.2 pid 97',
    ],
    [
      `connect() failed (111: Connection refused) while connecting to upstream${UPSTREAM}`,
      'upstream-refused 192.0.2.2 pid 97',
    ],
    [
      `connect() failed (113: Host is unreachable) while connecting to upstream${UPSTREAM}`,
      'upstream-refused 192.0.2.2 pid 97',
    ],
    [
      `connect() to unix:/run/a.sock failed (2: No such file or directory) while connecting to upstream${UPSTREAM}`,
      'upstream-refused 192.0.2.2 pid 97',
    ],
    [
      `connect() failed (110: Connection timed out) while connecting to upstream${UPSTREAM}`,
      'upstream-timeout 192.0.2.2 pid 97',
    ],
    [
      `upstream timed out (110: Connection timed out) while connecting to upstream${UPSTREAM}`,
      'upstream-timeout 192.0.2.2 pid 97',
    ],
    [
      `upstream timed out (110: Connection timed out) while reading response header from upstream${UPSTREAM}`,
      'upstream-timeout 192.0.2.2 pid 97',
    ],
    [
      `upstream timed out (110: Connection timed out) while proxying upgraded connection${UPSTREAM}`,
      'idle 192.0.2.2 pid 97',
    ],
    [
      'connection timed out (110: Connection timed out) while proxying connection, client: 192.0.2.2, server: 0.0.0.0:443, upstream: "203.0.113.2:9000", bytes from/to client:1/2, bytes from/to upstream:2/1',
      'idle 192.0.2.2 to 0.0.0.0:443 pid 97',
    ],
    [`no live upstreams while connecting to upstream${UPSTREAM}`, 'upstream-down 192.0.2.2 pid 97'],
    [
      `upstream prematurely closed connection while reading response header from upstream${UPSTREAM}`,
      'upstream-closed 192.0.2.2 pid 97',
    ],
    [
      `recv() failed (104: Connection reset by peer) while reading upstream${UPSTREAM}`,
      'upstream-closed 192.0.2.2 pid 97',
    ],
    [
      `writev() failed (32: Broken pipe) while sending request to upstream${UPSTREAM}`,
      'upstream-closed 192.0.2.2 pid 97',
    ],
    ['worker process 657 exited on signal 11 (core dumped)', 'crash pid 657'],
    ['worker process 657 exited on signal 9', 'crash pid 657'],
    ['gracefully shutting down', 'shutdown pid 97'],
    ['signal 3 (SIGQUIT) received from 1, shutting down', 'shutdown pid 97'],
    ['signal 1 (SIGHUP) received from 1, reconfiguring', 'shutdown pid 97'],
    [
      'broken header: "GET / HTTP/1.1" while reading PROXY protocol, client: 192.0.2.2, server: 198.51.100.2:80',
      'proxy-protocol 192.0.2.2 to 198.51.100.2:80 pid 97',
    ],
    [
      'client sent invalid method while reading client request line, client: 192.0.2.2, server: , request: "\u0016\u0003\u0001\u0002"',
      'tls-on-plain 192.0.2.2 pid 97',
    ],
    [
      'client sent invalid request while reading client request line, client: 192.0.2.2, server: , request: "PROXY TCP4 192.0.2.2 192.0.2.2 50002 8080"',
      'proxy-protocol 192.0.2.2 pid 97',
    ],
    [
      'client sent invalid request while reading client request line, client: 192.0.2.2, server: , request: "EHLO a"',
      'malformed 192.0.2.2 pid 97',
    ],
    [
      'SSL_do_handshake() failed (SSL: error:0A00009C:SSL routines::http request) while SSL handshaking, client: 192.0.2.2, server: 0.0.0.0:443',
      'plain-on-tls 192.0.2.2 to 0.0.0.0:443 pid 97',
    ],
    [
      'peer closed connection in SSL handshake while SSL handshaking, client: 192.0.2.2, server: 198.51.100.2:443',
      'client-closed 192.0.2.2 to 198.51.100.2:443 pid 97',
    ],
  ])('%s', (message, expected) => {
    expect(summarize(NGINX + message)).toBe(`nginx ${expected}`);
  });

  test.each([
    // The limit would have been kept if it were one.
    `limiting connections, dry run, by zone "clients"${CLIENT}`,
    `limiting requests, dry run, excess: 1.000 by zone "clients"${CLIENT}`,
    `delaying request, excess: 0.500, by zone "clients"${CLIENT}`,
    'client 192.0.2.2 closed keepalive connection',
    'worker process 657 exited with code 0',
    'worker process 657 exited on signal 15',
    'signal 17 (SIGCHLD) received from 657',
    'getrlimit(RLIMIT_NOFILE): 20000:20000',
    'epoll_wait() failed (4: Interrupted system call)',
    // A reset may be another’s.
    `recv() failed (104: Connection reset by peer) while reading client request line${CLIENT}`,
    `client prematurely closed connection (104: Connection reset by peer) while sending response to client${CLIENT}`,
    'peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking, client: 192.0.2.2, server: 198.51.100.2:443',
    // The handshake that failed is the one with the server behind.
    `peer closed connection in SSL handshake while SSL handshaking to upstream${UPSTREAM}`,
    `SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream${UPSTREAM}`,
    `SSL_do_handshake() failed (SSL: error:0A000086:SSL routines::certificate verify failed) while SSL handshaking to upstream${UPSTREAM}`,
    'SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 192.0.2.2, server: 0.0.0.0:443',
    // Such a header is left out, and the request answered.
    `client sent invalid header line: "x_y: 1" while reading client request headers${CLIENT}`,
    `open() "/srv/missing" failed (2: No such file or directory)${CLIENT}`,
    // What a client sent is in quotes.
    'open() "/srv/x" failed (24: Too many open files), client: 192.0.2.66" failed (2: No such file or directory), client: 192.0.2.2, server: a',
    'open() "/srv/accept4() failed (24: Too many open files)" failed (2: No such file or directory), client: 192.0.2.2, server: a',
    'something else, client: 192.0.2.2, server: a, request: "GET /limiting connections by zone "clients" HTTP/1.1"',
    'connect() failed (111: Connection refused) while requesting certificate status',
    'broken header: "GET / HTTP/1.1',
  ])('%s tells nothing', (message) => {
    expect(summarize(NGINX + message)).toBe('nothing');
  });

  test('a request does not pass for another client', () => {
    const line = `${NGINX}limiting connections by zone "a", client: 192.0.2.2, server: , request: "GET /, client: 192.0.2.66, server: a`;
    expect(summarize(line)).toBe('nginx connection-limit 192.0.2.2 pid 97');
  });

  test('a message of several lines is known by its last', () => {
    expect(summarize('" while reading PROXY protocol, client: 192.0.2.34, server: 198.51.100.34:80')).toBe(
      'nginx proxy-protocol 192.0.2.34 to 198.51.100.34:80',
    );
    expect(summarize('" while reading PROXY protocol')).toBe('nothing');
  });

  test('when it was written, and the telling part', () => {
    expect(readLogLine(`${NGINX}limiting connections by zone "clients"${CLIENT}`)).toEqual({
      program: 'nginx',
      time: { seconds: 1_795_689_735, zoned: false, precision: 1 },
      meaning: 'connection-limit',
      client: { address: '192.0.2.2' },
      pid: 97,
      quote: 'limiting connections by zone "clients"',
    });
    expect(readLogLine('2026/13/26 10:42:15 [notice] 97#97: gracefully shutting down')?.time).toBeUndefined();
  });
});

const ACCESS = '192.0.2.2 - - [26/Nov/2026:10:42:15 +0000] ';

describe('access logs', () => {
  test.each([
    ['"GET / HTTP/1.1" 499 0 "-" "curl"', 'nginx client-closed 192.0.2.2'],
    ['"GET / HTTP/1.1" 444 0 "-" "-"', 'nginx no-answer 192.0.2.2'],
    ['"GET / HTTP/1.1" 497 0 "-" "-"', 'nginx plain-on-tls 192.0.2.2'],
    ['"GET / HTTP/1.1" 408 0 "-" "curl"', 'HTTP server slow 192.0.2.2'],
    ['"POST / HTTP/1.1" 413 183 "-" "curl"', 'HTTP server too-large 192.0.2.2'],
    ['"GET /?q=xxx" 414 177 "-" "-"', 'HTTP server too-large 192.0.2.2'],
    ['"GET / HTTP/1.1" 502 157 "-" "curl"', 'HTTP server upstream-failed 192.0.2.2'],
    ['"GET / HTTP/1.1" 504 167 "-" "curl"', 'HTTP server upstream-timeout 192.0.2.2'],
    ['"\\x16\\x03\\x01\\x02\\x00\\x01" 400 157 "-" "-"', 'HTTP server tls-on-plain 192.0.2.2'],
    ['"PROXY TCP4 192.0.2.2 192.0.2.2 50002 8080" 400 157 "-" "-"', 'HTTP server proxy-protocol 192.0.2.2'],
    ['"EHLO client.example" 400 157 "-" "-"', 'HTTP server malformed 192.0.2.2'],
    ['"GET / HTTP/1.1" 408 -', 'Apache slow 192.0.2.2'],
  ])('%s', (rest, expected) => {
    expect(summarize(ACCESS + rest)).toBe(expected);
  });

  test.each([
    '"GET / HTTP/1.1" 200 3 "-" "curl"',
    '"GET / HTTP/1.1" 400 402',
    '"GET / HTTP/1.1" 400 157 "-" "curl"',
    '"GET / HTTP/1.1" 403 9 "-" "curl"',
    '"GET / HTTP/1.1" 500 9 "-" "curl"',
    '"GET / HTTP/1.1" 503 9 "-" "curl"',
    '"-" 400 0 "-" "-"',
    '"GET /WORKER%20TIMEOUT HTTP/1.1" 200 3 "-" "Too many open files"',
    '"GET /a\\" 499 0 HTTP/1.1" 200 3 "-" "-"',
    '"GET / HTTP/1.1" 200 3 "-" "\\" 499 0 \\""',
    '"GET / HTTP/1.1" 200 3 "x" 499 0 "y"',
    '"GET / HTTP/1.1" 200 499 "-" "curl"',
    '"GET / HTTP/1.1" 499',
  ])('%s tells nothing', (rest) => {
    expect(summarize(ACCESS + rest)).toBe('nothing');
  });

  test('nginx writes when a request was done, Apache when it came', () => {
    const at = { seconds: 1_795_689_735, zoned: true, precision: 1 };
    expect(readLogLine(`${ACCESS}"GET / HTTP/1.1" 504 167 "-" "curl"`)).toMatchObject({ time: at });
    expect(readLogLine(`${ACCESS}"GET / HTTP/1.1" 504 167 "-" "curl"`)).not.toHaveProperty('began');
    expect(readLogLine(`${ACCESS}"GET / HTTP/1.1" 504 167`)).toMatchObject({ program: 'Apache', began: at });
    expect(readLogLine(`${ACCESS}"GET / HTTP/1.1" 504 167`)).not.toHaveProperty('time');
    const line = `Nov 26 10:42:15 web1 apache2[7]: ${ACCESS}"GET / HTTP/1.1" 504 167 "-" "curl"`;
    expect(readLogLine(line)).toMatchObject({ program: 'Apache', began: at });
  });
});

const APACHE = '[Thu Nov 26 10:44:32.405933 2026] ';

describe('the error log of Apache', () => {
  test.each([
    [
      '[reqtimeout:info] [pid 6100:tid 6102] [client 192.0.2.34:50001] AH01382: Request header read timeout',
      'slow 192.0.2.34:50001 pid 6100',
    ],
    [
      '[mpm_prefork:error] [pid 5] AH00161: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting',
      'connection-limit pid 5',
    ],
    [
      '[mpm_event:error] [pid 5:tid 5] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting',
      'connection-limit pid 5',
    ],
    ['[core:notice] [pid 5:tid 5] AH00052: child pid 77 exit signal Segmentation fault (11)', 'crash pid 77'],
    ['[mpm_event:notice] [pid 5:tid 5] AH00491: caught SIGTERM, shutting down', 'shutdown pid 5'],
    ['[mpm_event:notice] [pid 5:tid 5] AH00493: SIGUSR1 received.  Doing graceful restart', 'shutdown pid 5'],
    ['[ssl:info] [pid 5:tid 6] [client [2001:db8::2]:50001] AH01996: nothing of the kind', undefined],
    [
      '[ssl:info] [pid 5:tid 6] [client 2001:db8::2:50001] AH01996: SSL handshake failed: HTTP spoken on HTTPS port; trying to send HTML error page',
      'plain-on-tls [2001:db8::2]:50001 pid 5',
    ],
    [
      '[proxy:error] [pid 5:tid 6] (111)Connection refused: AH00957: HTTP: attempt to connect to 203.0.113.2:9000 (203.0.113.2) failed',
      'upstream-refused pid 5',
    ],
    [
      '[proxy:error] [pid 5:tid 6] (110)Connection timed out: AH00957: HTTP: attempt to connect to 203.0.113.2:9000 (203.0.113.2) failed',
      'upstream-timeout pid 5',
    ],
    [
      '[proxy_http:error] [pid 5:tid 6] [client 192.0.2.2:50001] AH01114: HTTP: failed to make connection to backend: 203.0.113.2',
      'upstream-refused 192.0.2.2:50001 pid 5',
    ],
    ['[proxy:error] [pid 5:tid 6] AH00940: HTTP: disabled connection for (203.0.113.2:9000)', 'upstream-down pid 5'],
    [
      '[proxy_http:error] [pid 5:tid 6] (104)Connection reset by peer: [client 192.0.2.2:50001] AH01102: error reading status line from remote server 203.0.113.2:9000',
      'upstream-closed 192.0.2.2:50001 pid 5',
    ],
    [
      '[proxy_http:error] [pid 5:tid 6] (70007)The timeout specified has expired: [client 192.0.2.2:50001] AH01102: error reading status line from remote server 203.0.113.2:9000',
      'upstream-timeout 192.0.2.2:50001 pid 5',
    ],
    [
      '[proxy:error] [pid 5:tid 6] AH00959: ap_proxy_connect_backend disabling worker for (203.0.113.2:9000) for 60s',
      'upstream-down pid 5',
    ],
    [
      '[http:info] [pid 5:tid 6] [client 192.0.2.2:50001] AH01588: Requested content-length of 2000 is larger than the configured limit of 1000',
      'too-large 192.0.2.2:50001 pid 5',
    ],
    [
      '[ssl:error] [pid 5:tid 6] [client 192.0.2.2:50001] AH02039: Certificate Verification: Error (18): self-signed certificate',
      'client-certificate 192.0.2.2:50001 pid 5',
    ],
    [
      '[core:error] [pid 5:tid 6] (24)Too many open files: [client 192.0.2.2:50001] AH00132: file permissions deny server access: /srv/a',
      'descriptor-limit 192.0.2.2:50001 pid 5',
    ],
  ])('%s', (rest, expected) => {
    expect(summarize(APACHE + rest)).toBe(expected === undefined ? 'nothing' : `Apache ${expected}`);
  });

  test.each([
    '[mpm_event:notice] [pid 5:tid 5] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations',
    '[mpm_event:warn] [pid 5:tid 5] AH10159: server is within MinSpareThreads of MaxRequestWorkers, consider raising it',
    '[authz_core:error] [pid 5:tid 6] [client 192.0.2.2:50001] AH01630: client denied by server configuration: /srv/AH01382: Request header read timeout',
    '[core:error] [pid 5:tid 6] [client 192.0.2.2:50001] AH00127: Cannot map GET /AH01382: Request header read timeout',
    '[cgi:error] [pid 5] [client 192.0.2.2:50001] AH01215: (24)Too many open files: it said: /srv/a.cgi',
    '[proxy_http:error] [pid 5:tid 6] (20014)Internal error: [client 192.0.2.2:50001] AH01102: error reading status line from remote server a:1',
  ])('%s tells nothing', (rest) => {
    expect(summarize(APACHE + rest)).toBe('nothing');
  });
});
