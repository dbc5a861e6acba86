/** The one command that tells the causes of a symptom apart, with the address that the text names. */
import { formatHostPort } from '../model/endpoint.ts';
import type { FoundAddress, NextStep } from '../model/explanation.ts';
import type { NextStepKind } from './symptoms/_symptom.ts';

/** Schemes that `whyclosed probe` speaks; the address of another is tried without speaking. */
const SPOKEN = /^(?:https?|wss?|postgres(?:ql)?|mysql|mariadb|rediss?|amqps?|mqtts?|smtps?|ssh):/;

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The step; without a command where it takes an address that the text does not name. */
export function nextStep(kind: NextStepKind, address: FoundAddress | undefined): NextStep {
  switch (kind) {
    case 'probe':
      return withCommand(probe(address, false), 'tries the connection stage by stage and says who ends it');
    case 'probe-tls':
      return withCommand(probe(address, true), 'tries the connection and its TLS stage by stage and says who ends it');
    case 'capture':
      return { command: capture(address), tells: CAPTURE_TELLS };
    case 'both-ends':
      return {
        command: capture(address),
        tells: `${CAPTURE_TELLS}; made at both ends, it shows what was made between them`,
      };
    case 'resolve-name':
      return withCommand(
        address === undefined ? undefined : `getent ahosts ${quoteForShell(address.host)}`,
        'asks this host’s resolver for the name',
      );
    case 'local-ports':
      return { command: 'ss -tan', tells: 'lists the connections of this host, those in TIME-WAIT included' };
    case 'listeners':
      return {
        command: address?.port === undefined ? 'ss -ltnp' : `ss -ltnp ${quoteForShell(`sport = :${address.port}`)}`,
        tells: 'shows which program listens where on this host',
      };
    case 'open-files':
      return {
        command: 'cat /proc/PID/limits; ls /proc/PID/fd | wc -l',
        tells: 'shows the limit of a process and how many it has open; PID is its number',
      };
    case 'server-log':
      return { tells: 'The log of the server or proxy at that moment names the reason' };
    case 'deeper':
      return { tells: 'Find the error beneath this one (cause, inner exception, a lower log level) and explain that' };
  }
}

const CAPTURE_TELLS =
  'records the packets until Ctrl-C while it fails again; whyclosed capture.pcap then says who closed and why';

function withCommand(command: string | undefined, tells: string): NextStep {
  return command === undefined ? { tells: `whyclosed probe HOST:PORT ${tells}` } : { command, tells };
}

function probe(address: FoundAddress | undefined, tls: boolean): string | undefined {
  if (address === undefined) return undefined;
  const { host, port, url } = address;
  if (url !== undefined && SPOKEN.test(url) && !(tls && url.startsWith('http:')))
    return `whyclosed probe ${quoteForShell(url)}`;
  if (port === undefined) return undefined;
  const authority = formatHostPort(host, port);
  return `whyclosed probe ${quoteForShell(tls ? `tls://${authority}` : authority)}`;
}

function capture(address: FoundAddress | undefined): string {
  const place =
    address === undefined
      ? []
      : [`host ${address.host}`, ...(address.port === undefined ? [] : [`port ${address.port}`])];
  const filter = place.length === 0 ? 'tcp or icmp or icmp6' : `(${place.join(' and ')}) or icmp or icmp6`;
  const loopback =
    address !== undefined &&
    (IPV4.test(address.host) ? address.host.startsWith('127.') : /^(?:localhost|::1)$/.test(address.host));
  return `tcpdump -U -n -i ${loopback ? 'lo' : 'any'} -w capture.pcap ${quoteForShell(filter)}`;
}

/** The text as one word of a POSIX shell. */
export function quoteForShell(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
