/**
 * Access logs in the common and the combined format of Apache, which nginx has as its own: `CLIENT - USER [TIME]
 * "REQUEST" STATUS BYTES`, and for `combined` the referrer and the browser in quotes. Few statuses say why a connection
 * ended; an application may answer any of them, so only those are read that servers give of themselves.
 *
 * nginx writes the time at which a request was done, Apache the one at which it came: the common format is taken for
 * Apache’s (nginx has none of that name), the combined one for nginx’.
 *
 * Sources: nginx src/http/modules/ngx_http_log_module.c, src/http/ngx_http_request.h (444, 494 to 499); httpd
 * modules/loggers/mod_log_config.c.
 */
import type { LogMeaning } from '../model/witness.ts';
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const LINE =
  /^([0-9a-fA-F.:]{2,45}) \S{1,64} \S{1,255} \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] ("((?:[^"\\]|\\.)*)" (\d{3}) (?:\d{1,20}|-))( "|$)/;

/** Statuses that nginx alone gives. */
const OF_NGINX: Readonly<Record<string, LogMeaning>> = {
  '444': 'no-answer',
  '494': 'too-large',
  '495': 'client-certificate',
  '496': 'client-certificate',
  '497': 'plain-on-tls',
  '499': 'client-closed',
};

const OF_ANY: Readonly<Record<string, LogMeaning>> = {
  '408': 'slow',
  '413': 'too-large',
  '414': 'too-large',
  '431': 'too-large',
  '502': 'upstream-failed',
  '504': 'upstream-timeout',
};

/** A request as RFC 9112 §3 has it; one that is not was answered by the server itself. */
const REQUEST = /^[A-Z-]{1,32} \S+ HTTP\/\d/;

/** The first bytes of a TLS record of a handshake, as nginx and as Apache write them. */
const TLS = /^\\x16\\x03/i;

const PROXY = /^PROXY (?:TCP[46]|UNKNOWN)\b/;

function meaningOf(request: string, status: string): LogMeaning | undefined {
  const meaning = OF_NGINX[status] ?? OF_ANY[status];
  if (meaning !== undefined || status !== '400') return meaning;
  if (TLS.test(request)) return 'tls-on-plain';
  if (PROXY.test(request)) return 'proxy-protocol';
  return request === '-' || request === '' || REQUEST.test(request) ? undefined : 'malformed';
}

function read(line: LogLine): LogReading | undefined {
  const { text } = line;
  if (!text.includes('] "')) return undefined;
  const match = LINE.exec(text);
  const meaning = match === null ? undefined : meaningOf(match[4]!, match[5]!);
  if (match === null || meaning === undefined) return undefined;
  const isApache = match[6] === '' || /^(?:apache2|httpd)$/.test(line.program ?? '');
  const own = parseTime(match[2]!);
  const isNginx = OF_NGINX[match[5]!] !== undefined || line.program === 'nginx';
  return toReading({
    program: isNginx ? 'nginx' : isApache ? 'Apache' : 'HTTP server',
    time: isApache && !isNginx ? line.time : chooseTime(own, line),
    began: isApache && !isNginx ? own : undefined,
    meaning,
    client: toHost(match[1]),
    quote: match[3]!,
  });
}

export const logFormat: LogFormat = { id: 'http-access', read };
