/**
 * The error log of nginx. A line is `TIME [LEVEL] PID#THREAD: *CONNECTION MESSAGE`, and behind the message `, client: `
 * and who it was, `, request: "` and what it sent. What a client sent stands in quotes, within some messages too: those
 * are read only where the line has one `, client: `.
 *
 * Sources (nginx): src/core/ngx_log.c, src/http/ngx_http_request.c, src/http/ngx_http_upstream.c,
 * src/http/modules/ngx_http_limit_conn_module.c and _limit_req_module.c, ngx_http_access_module.c,
 * src/stream/ngx_stream_proxy_module.c, src/event/ngx_event_accept.c, ngx_event_connect.c, ngx_event_openssl.c,
 * src/core/ngx_connection.c, src/core/ngx_proxy_protocol.c, src/os/unix/ngx_process.c, ngx_process_cycle.c.
 */
import type { LogEndpoint } from '../model/witness.ts';
import { parseListener, toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[[a-z]{4,6}\] (\d{1,10})#\d{1,20}: (?:\*\d{1,20} )?/;

/** Ends the message: what the worker was doing, or nothing. */
const DOING = '(?: while [a-zA-Z/0-9 ]{1,60})?$';
const TIMED_OUT = String.raw`\(\d{1,3}: (?:Connection|Operation) timed out\)`;

/** Messages without a word of a client’s. */
const RULES: readonly Rule[] = [
  // A dry run says so behind the first two words.
  { says: new RegExp(`^limiting connections by zone "[^"]{1,100}"${DOING}`), meaning: 'connection-limit' },
  {
    says: new RegExp(`^limiting requests, excess: [\\d.]+ by zone "[^"]{1,100}"${DOING}`),
    meaning: 'connection-limit',
  },
  {
    says: new RegExp(`^\\d{1,10} worker_connections are not enough(?:, reusing connections)?${DOING}`),
    meaning: 'connection-limit',
  },
  {
    says: new RegExp(`^(?:accept4?|socket)\\(\\) failed \\((?:23|24): [^()]{1,60}\\)${DOING}`),
    meaning: 'descriptor-limit',
  },
  { says: new RegExp(`^access forbidden by rule${DOING}`), meaning: 'not-allowed' },
  { says: new RegExp(`^client sent plain HTTP request to HTTPS port${DOING}`), meaning: 'plain-on-tls' },
  { says: new RegExp(`^client sent no required SSL certificate${DOING}`), meaning: 'client-certificate' },
  { says: /^client SSL certificate verify error: \(\d{1,3}:[^()]{1,100}\)/, meaning: 'client-certificate' },
  { says: /^client intended to send too large (?:chunked )?body(?:: \d{1,20} bytes)?/, meaning: 'too-large' },
  { says: new RegExp(`^client sent too (?:long URI|large request)${DOING}`), meaning: 'too-large' },
  { says: new RegExp(`^client timed out ${TIMED_OUT} while (?:waiting for request|keepalive)$`), meaning: 'idle' },
  {
    says: new RegExp(
      `^client timed out ${TIMED_OUT} while (?:reading (?:client request (?:line|headers|body)|PROXY protocol)|SSL handshaking)$`,
    ),
    meaning: 'slow',
  },
  {
    says: new RegExp(`^client timed out ${TIMED_OUT} while sending (?:response )?to client$`),
    meaning: 'client-stalled',
  },
  {
    says: /^(?:(?:epoll_wait|kevent)\(\) reported that )?client prematurely closed connection(?=,| while |$)/,
    meaning: 'client-closed',
  },
  { says: /^peer closed connection in SSL handshake while SSL handshaking$/, meaning: 'client-closed' },
  {
    says: /^connect\(\) (?:to \S{1,200} )?failed \(\d{1,3}: (?:Connection refused|No route to host|Host is unreachable|Network (?:is )?unreachable|No such file or directory)\) while connecting to upstream$/,
    meaning: 'upstream-refused',
  },
  {
    says: new RegExp(`^(?:connect\\(\\) failed|upstream timed out) ${TIMED_OUT} while connecting to upstream$`),
    meaning: 'upstream-timeout',
  },
  {
    says: new RegExp(`^(?:upstream|connection) timed out ${TIMED_OUT} while proxying (?:upgraded )?connection$`),
    meaning: 'idle',
  },
  {
    says: new RegExp(`^upstream timed out ${TIMED_OUT} while (?:reading|sending|SSL handshaking) `),
    meaning: 'upstream-timeout',
  },
  { says: /^no live upstreams while connecting to upstream$/, meaning: 'upstream-down' },
  {
    says: /^upstream prematurely closed (?:connection|FastCGI stdout|stdout)(?: while |$)/,
    meaning: 'upstream-closed',
  },
  {
    says: /^(?:recv|readv|send|writev|sendfile)\(\) failed \(\d{1,3}: (?:Connection reset by peer|Broken pipe)\) while (?:(?:proxying and )?reading (?:response header )?(?:from )?upstream|sending request to upstream|sending to upstream)$/,
    meaning: 'upstream-closed',
  },
  {
    says: /^[a-z ]{1,30}process \d{1,10} exited on signal (?!(?:1|2|3|15)\b)\d{1,2}(?: \(core dumped\))?$/,
    meaning: 'crash',
  },
  { says: /^gracefully shutting down$/, meaning: 'shutdown' },
  {
    says: /^signal \d{1,2} \(SIG[A-Z]{3,4}\) received(?: from \d{1,10})?, (?:shutting down|exiting|reconfiguring)$/,
    meaning: 'shutdown',
  },
  {
    says: /^SSL_do_handshake\(\) failed \(SSL: error:[0-9A-F]{8}:SSL routines:\w{0,60}:https? (?:proxy )?request\) while SSL handshaking$/,
    meaning: 'plain-on-tls',
  },
];

/** Messages with a client’s words in quotes. A line that became too long ends within them. */
const RULES_WITH_WORDS: readonly Rule[] = [
  { says: /^client sent too long header line: "/, meaning: 'too-large' },
  { says: new RegExp(`^open\\(\\) ".*" failed \\((?:23|24): [^()]{1,60}\\)${DOING}`), meaning: 'descriptor-limit' },
  { says: /^broken header: ".*" while reading PROXY protocol$/s, meaning: 'proxy-protocol' },
];

/** The request cannot be read; what it begins with may say what it is. */
const UNREADABLE = new RegExp(
  `^client sent (?:invalid (?:method(?: in HTTP/0.9 request)?|request|version|"Content-Length" header|chunked body|host header|host in request line)|HTTP/1\\.1 request without "Host" header|no method)${DOING}`,
);

/** The last line of a message that holds the lines of a request. */
const END_OF_HEADER = /^" while reading PROXY protocol, client: \S{2,60}, server: \S{2,60}$/;

const CLIENT = ', client: ';

/** What it says of a request of HTTP in such a case is 403, 502 or 504. */
const ANSWERED = /^(?:upstream-|not-allowed$)/;

function readUnreadable(message: string, context: string): Rule['meaning'] | undefined {
  if (!UNREADABLE.test(message)) return undefined;
  const request = /^, client: \S{2,60}, server: [^,"]{0,255}, request: "(.{0,20})/s.exec(context)?.[1] ?? '';
  if (request.startsWith('\u0016\u0003')) return 'tls-on-plain';
  return /^PROXY (?:TCP[46]|UNKNOWN)\b/.test(request) ? 'proxy-protocol' : 'malformed';
}

function clientOf(context: string): LogEndpoint | undefined {
  return toHost(/^, client: ([^\s,]{2,60})(?:,|$)/.exec(context)?.[1]);
}

/** Where the client came in: the address that nginx listens on, which it names while it knows no server by its name. */
function serverOf(context: string): LogEndpoint | undefined {
  return parseListener(/^, client: [^\s,]{2,60}, server: ([^\s,]{2,60})(?:,|$)/.exec(context)?.[1] ?? '');
}

function read(line: LogLine): LogReading | undefined {
  const { text } = line;
  if (text.startsWith('" while reading PROXY')) return readEndOfHeader(line);
  const head = /^\d{4}\//.test(text) ? HEAD.exec(text) : null;
  if (head === null) return undefined;
  const rest = text.slice(head[0].length);
  const end = rest.indexOf(CLIENT);
  const message = end < 0 ? rest : rest.slice(0, end);
  const context = end < 0 ? '' : rest.slice(end);
  const isPlain = end < 0 || end === rest.lastIndexOf(CLIENT);
  const meaning =
    findRule(RULES, message)?.meaning ??
    readUnreadable(message, context) ??
    (isPlain ? findRule(RULES_WITH_WORDS, message)?.meaning : undefined);
  if (meaning === undefined) return undefined;
  const about = / process (\d{1,10}) exited on signal /.exec(message)?.[1];
  const pid = toPid(meaning === 'crash' ? about : head[2]);
  const [client, server] = [clientOf(context), serverOf(context)];
  const time = chooseTime(parseTime(head[1]!), line);
  const isAnswered = ANSWERED.test(meaning) && context.includes(', request: "') ? true : undefined;
  return toReading({ program: 'nginx', time, meaning, client, server, pid, isAnswered, quote: message });
}

function readEndOfHeader(line: LogLine): LogReading | undefined {
  if (!END_OF_HEADER.test(line.text)) return undefined;
  const context = line.text.slice(line.text.indexOf(CLIENT));
  const [client, server] = [clientOf(context), serverOf(context)];
  const quote = line.text.slice('" '.length, line.text.indexOf(CLIENT));
  return toReading({ program: 'nginx', time: line.time, meaning: 'proxy-protocol', client, server, quote });
}

export const logFormat: LogFormat = { id: 'nginx-error', read };
