/**
 * Servers written in Go: what its packages `net/http` and `log` write, and the runtime as it dies.
 *
 * Sources (go): src/net/http/server.go (Serve, conn.serve), src/net/net.go, src/crypto/tls/conn.go and handshake_server.go,
 * src/runtime/panic.go, src/runtime/signal_unix.go.
 */
import { parseEndpoint } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) )?/;

const HANDSHAKE = String.raw`^http: TLS handshake error from (\S{3,60}): `;

/** Groups: the client. */
const RULES: readonly Rule[] = [
  {
    says: /^http: Accept error: accept tcp \S{1,60}: accept4?: too many open files(?: in system)?; retrying in /,
    meaning: 'descriptor-limit',
  },
  { says: new RegExp(`${HANDSHAKE}tls: first record does not look like a TLS handshake$`), meaning: 'plain-on-tls' },
  { says: new RegExp(`${HANDSHAKE}client sent an HTTP request to an HTTPS server$`), meaning: 'plain-on-tls' },
  { says: new RegExp(`${HANDSHAKE}tls: client didn't provide a certificate$`), meaning: 'client-certificate' },
  { says: new RegExp(`${HANDSHAKE}EOF$`), meaning: 'client-closed' },
  { says: new RegExp(`${HANDSHAKE}read tcp \\S{3,60}->\\S{3,60}: i/o timeout$`), meaning: 'slow' },
  { says: /^panic: runtime error: /, meaning: 'crash' },
  {
    says: /^fatal error: (?:all goroutines are asleep - deadlock!|concurrent map |unexpected signal during runtime)/,
    meaning: 'crash',
  },
];

function read(line: LogLine): LogReading | undefined {
  const head = HEAD.exec(line.text)!;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = /^(?:http: |panic: r|fatal error: )/.test(message) ? findRule(RULES, message) : undefined;
  // A panic that was caught says so.
  if (rule === undefined || /\[recovered\]/.test(message)) return undefined;
  const time = chooseTime(head[1] === undefined ? undefined : parseTime(head[1]), line);
  const client = parseEndpoint(rule.found[1] ?? '');
  return toReading({ program: 'Go', time, meaning: rule.meaning, client, pid: line.pid, quote: message });
}

export const logFormat: LogFormat = { id: 'go', read };
