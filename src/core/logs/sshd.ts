/**
 * The server of OpenSSH. It writes to syslog, where errors begin with `error: `, or to a file without any head.
 *
 * Sources (openssh-portable): sshd.c (drop_connection, grace_alarm_handler), packet.c (sshpkt_vfatal), kex.c.
 */
import type { LogMeaning } from '../model/witness.ts';
import { toEndpoint, toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toReading } from './_reading.ts';

const ADDRESS = String.raw`[0-9a-fA-F.:]{2,45}(?:%\w{1,16})?`;

/** Groups: the client’s address and port, and the server’s. */
const RULES: readonly Rule[] = [
  {
    says: new RegExp(
      `^drop connection #\\d{1,9} from \\[(${ADDRESS})\\]:(\\d{1,5}) on \\[(${ADDRESS})\\]:(\\d{1,5}) past MaxStartups$`,
    ),
    meaning: 'connection-limit',
  },
  { says: /^beginning MaxStartups throttling$/, meaning: 'connection-limit' },
  { says: new RegExp(`^Timeout before authentication for (${ADDRESS}) port (\\d{1,5})`), meaning: 'slow' },
  {
    says: new RegExp(`^Timeout before authentication for connection from (${ADDRESS}) to (?:${ADDRESS})`),
    meaning: 'slow',
  },
  // ClientAliveInterval times ClientAliveCountMax (serverloop.c).
  {
    says: new RegExp(`^Timeout, client not responding from (?:user \\S{1,64} )?(${ADDRESS}) port (\\d{1,5})$`),
    meaning: 'idle',
  },
  {
    says: new RegExp(
      `^Connection closed by (?:(?:authenticating|invalid) user \\S{0,64} )?(${ADDRESS}) port (\\d{1,5}) \\[preauth\\]$`,
    ),
    meaning: 'client-closed',
  },
  {
    says: new RegExp(`^banner exchange: Connection from (${ADDRESS}) port (\\d{1,5}): invalid format$`),
    meaning: 'malformed',
  },
  {
    says: new RegExp(`^Bad protocol version identification '.{0,300}' from (${ADDRESS}) port (\\d{1,5})$`),
    meaning: 'malformed',
  },
  { says: /^Received signal 15; terminating\.$/, meaning: 'shutdown' },
];

const BEGINNINGS = /^(?:drop c|beginning M|Timeout(?: b|, c)|Connection c|banner e|Bad protocol|Received signal 1)/;

function read(line: LogLine): LogReading | undefined {
  if (!/^sshd/.test(line.program ?? 'sshd')) return undefined;
  const text = line.text.replace(/^(?:error|fatal): /, '').trimEnd();
  const rule = BEGINNINGS.test(text) ? findRule(RULES, text) : undefined;
  if (rule === undefined) return undefined;
  const [, address, port, serverAddress, serverPort] = rule.found;
  const meaning: LogMeaning = rule.meaning;
  const client = port === undefined ? toHost(address) : toEndpoint(address!, port);
  const server = serverPort === undefined ? undefined : toEndpoint(serverAddress!, serverPort);
  return toReading({ program: 'sshd', time: line.time, meaning, client, server, pid: line.pid, quote: text });
}

export const logFormat: LogFormat = { id: 'sshd', read };
