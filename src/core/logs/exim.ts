/**
 * The main log of Exim: why it ended a connection. With `log_selector = +incoming_port` it names the client’s port, too.
 *
 * Sources (exim): src/smtp_in.c, src/daemon.c, src/log.c.
 */
import { parseEndpoint, toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { chooseTime, findRule, type Rule, toPid, toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

const HEAD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?(?: [+-]\d{4})?) (?:\[(\d{1,10})\] )?/;

/** `name (helo) [address]:port I=[address]:port`, of which only the address is always there. Groups: address, port. */
const HOST = String.raw`(?:[^\s[]{1,255} ){0,2}\[([0-9a-fA-F.:]{2,45})\](?::(\d{1,5}))?(?: I=\[[0-9a-fA-F.:]{2,45}\]:\d{1,5})?`;

const RULES: readonly Rule[] = [
  {
    says: new RegExp(`^SMTP (?:command|data) timeout (?:\\(message abandoned\\) )?on (?:TLS )?connection from ${HOST}`),
    meaning: 'idle',
  },
  { says: new RegExp(`^Connection from ${HOST} refused: too many connections`), meaning: 'connection-limit' },
  {
    says: new RegExp(
      `^(?:SMTP call|SMTP connection) from ${HOST} dropped: too many (?:syntax or protocol errors|unrecognized commands)`,
    ),
    meaning: 'malformed',
  },
  { says: new RegExp(`^H=${HOST} rejected connection in "connect" ACL`), meaning: 'not-allowed' },
  { says: new RegExp(`^SMTP connection from ${HOST} lost`), meaning: 'client-closed' },
];

const BEGINNINGS = /^(?:SMTP c|Connection from|H=)/;

function read(line: LogLine): LogReading | undefined {
  const head = /^\d{4}-/.test(line.text) ? HEAD.exec(line.text) : null;
  if (head === null) return undefined;
  const message = line.text.slice(head[0].length).trimEnd();
  const rule = BEGINNINGS.test(message) ? findRule(RULES, message) : undefined;
  if (rule === undefined) return undefined;
  const [, address, port] = rule.found;
  const client = port === undefined ? toHost(address) : parseEndpoint(`[${address}]:${port}`);
  const time = chooseTime(parseTime(head[1]!), line);
  return toReading({ program: 'Exim', time, meaning: rule.meaning, client, pid: toPid(head[2]), quote: rule.found[0] });
}

export const logFormat: LogFormat = { id: 'exim', read };
