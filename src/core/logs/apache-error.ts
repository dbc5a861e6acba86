/**
 * The error log of Apache: `[TIME] [MODULE:LEVEL] [pid N:tid N] FILE(LINE): (ERROR)TEXT: [client ADDRESS:PORT] AH01382: MESSAGE`.
 * The number of a message stands at one place only; what clients sent comes behind it.
 *
 * Sources (httpd): server/log.c, modules/filters/mod_reqtimeout.c, modules/ssl/ssl_engine_io.c and _kernel.c,
 * modules/proxy/proxy_util.c, mod_proxy_http.c, server/mpm_unix.c, server/mpm/event/event.c, worker.c, prefork.c.
 */
import type { LogMeaning } from '../model/witness.ts';
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD =
  /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{6})? \d{4})\] \[\w{0,30}:?[a-z0-9]{4,8}\] \[pid (\d{1,10})(?::tid \d{1,20})?\] (?:[\w.]{1,60}\(\d{1,6}\): )?(?:\((\d{1,6})\)([^:[\]]{1,100}): )?(?:\[client ([0-9a-fA-F.:]{3,60})\] )?/;

/** Where the error before the message says more. */
const UNREACHABLE = /^(?:Connection refused|No route to host|Network is unreachable)$/;
const TIMED_OUT = /^(?:Connection timed out|The timeout specified has expired)$/;
const CLOSED = /^(?:Connection reset by peer|End of file found|Broken pipe)$/;

const RULES: readonly Rule[] = [
  { says: /^AH01382: Request (?:header|body|handshake) read timeout$/, meaning: 'slow' },
  {
    says: /^AH(?:00161|00484|00286): server reached Max(?:RequestWorkers|Clients) setting/,
    meaning: 'connection-limit',
  },
  { says: /^AH0005[12]: child pid (\d{1,10}) exit signal /, meaning: 'crash' },
  { says: /^AH\d{5}: caught SIG(?:TERM|WINCH), shutting down/, meaning: 'shutdown' },
  {
    says: /^AH\d{5}: (?:SIGHUP received\. {1,2}Attempting to restart|SIGUSR1 received\. {1,2}Doing graceful restart)$/,
    meaning: 'shutdown',
  },
  { says: /^AH01996: SSL handshake failed: HTTP spoken on HTTPS port/, meaning: 'plain-on-tls' },
  { says: /^AH02039: Certificate Verification: Error \(\d{1,3}\): /, meaning: 'client-certificate' },
  { says: /^AH00940: \w{1,10}: disabled connection for \(/, meaning: 'upstream-down' },
  { says: /^AH00959: ap_proxy_connect_backend disabling worker for \(/, meaning: 'upstream-down' },
  {
    says: /^AH01588: Requested content-length of \S{1,30} is larger than the configured limit of /,
    meaning: 'too-large',
  },
];

/** Messages about the server behind the proxy, whose error says which way it failed. */
const OF_UPSTREAM =
  /^AH(?:00957: \w{1,10}: attempt to connect to |01114: \w{1,10}: failed to make connection to backend: |01079: failed to make connection to backend: )/;
const OF_ANSWER = /^AH(?:01102: error reading status line from remote server |01075: Error dispatching request to )/;

function meaningOfUpstream(message: string, error: string): LogMeaning | undefined {
  const isConnecting = OF_UPSTREAM.test(message);
  if (!isConnecting && !OF_ANSWER.test(message)) return undefined;
  if (TIMED_OUT.test(error)) return 'upstream-timeout';
  if (isConnecting) return error === '' || UNREACHABLE.test(error) ? 'upstream-refused' : undefined;
  return CLOSED.test(error) ? 'upstream-closed' : undefined;
}

function read(line: LogLine): LogReading | undefined {
  const head = line.text.startsWith('[') && line.text.includes('] [pid ') ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const [all, time, pid, errorNumber, error, client] = head;
  const message = line.text.slice(all.length).trimEnd();
  const rule = findRule(RULES, message);
  // EMFILE and ENFILE, whatever the descriptor was for.
  const hasNoDescriptor = /^2[34]$/.test(errorNumber ?? '') && /^Too many open files/.test(error ?? '');
  const meaning = hasNoDescriptor ? 'descriptor-limit' : (rule?.meaning ?? meaningOfUpstream(message, error ?? ''));
  if (meaning === undefined) return undefined;
  return toReading({
    program: 'Apache',
    time: chooseTime(parseTime(time!), line),
    meaning,
    client: parseEndpoint(client ?? ''),
    pid: toPid(rule?.found[1] ?? pid),
    quote: hasNoDescriptor ? `(${errorNumber})${error}: ${message}` : message,
  });
}

export const logFormat: LogFormat = { id: 'apache-error', read };
