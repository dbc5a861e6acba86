/**
 * libwrap, the library of TCP Wrappers, in the name of whatever program was built with it or is behind tcpd: hosts.deny does
 * not let the client in. It says so to syslog(3) alone, and waits before it ends the process, and the connection with it.
 *
 * Sources (tcp_wrappers 7.6): refuse.c, clean_exit.c, eval.c (eval_client); Debian’s names the address in brackets besides.
 */
import { toHost } from './_endpoint.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';

/** clean_exit.c: so that nobody who is refused comes back at once. */
const SLEEP_SECONDS = 5;

/** A name or an address, with a user (RFC 1413) before it, and the address behind it. */
const SAYS = /^refused connect from (?:\S{1,64}@)?([\w.:%-]{2,255})(?: \(([0-9a-fA-F.:]{2,45})\))?$/;

function read({ text, time, program, pid }: LogLine): LogReading | undefined {
  const [, host, address] = text.startsWith('refused connect from ') ? (SAYS.exec(text.trimEnd()) ?? []) : [];
  // A name says no address, and others write the same words without one behind.
  const client = toHost(address ?? (program === undefined ? undefined : host));
  if (client === undefined) return undefined;
  return toReading({
    program: program?.split('/').at(-1) ?? 'libwrap',
    time,
    began: time,
    holdsSeconds: SLEEP_SECONDS,
    meaning: 'not-allowed',
    client,
    pid,
    quote: text.trimEnd(),
  });
}

export const logFormat: LogFormat = { id: 'tcp-wrappers', read };
