/** The one command that tells the causes of a symptom apart, with the address that the text names. */
import { formatHostPort } from '../model/endpoint.ts';
import type { FoundAddress, NextStep } from '../model/explanation.ts';
import type { NextStepKind } from './symptoms/_symptom.ts';
import type { Platform } from './system-errors.ts';

/** Schemes that `whyclosed probe` speaks; the address of another is tried without speaking. */
const SPOKEN = /^(?:https?|wss?|postgres(?:ql)?|mysql|mariadb|rediss?|amqps?|mqtts?|smtps?|ssh):/;

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The step; without a command where it takes an address that the text does not name. Linux where the platform is not known. */
export function nextStep(
  kind: NextStepKind,
  address: FoundAddress | undefined,
  platform: Platform = 'linux',
): NextStep {
  switch (kind) {
    case 'probe':
      return withCommand(probe(address, false), 'tries the connection stage by stage and says who ends it');
    case 'probe-tls':
      return withCommand(probe(address, true), 'tries the connection and its TLS stage by stage and says who ends it');
    case 'capture':
      return capture(address, platform);
    case 'both-ends': {
      const { command, tells } = capture(address, platform);
      const more = `${tells}; made at both ends, it shows what was made between them`;
      return command === undefined ? { tells: more } : { command, tells: more };
    }
    case 'resolve-name':
      return withCommand(
        address === undefined ? undefined : RESOLVE[platform](quoteForShell(address.host)),
        'asks this host’s resolver for the name',
      );
    case 'local-ports':
      return {
        command: platform === 'linux' ? 'ss -tan' : 'netstat -an',
        tells: 'lists the connections of this host, those in TIME-WAIT included',
      };
    case 'listeners':
      return { command: listeners(address?.port, platform), tells: 'shows which program listens where on this host' };
    case 'open-files':
      return openFiles(platform);
    case 'server-log':
      return { tells: 'The log of the server or proxy at that moment names the reason' };
    case 'deeper':
      return { tells: 'Find the error beneath this one (cause, inner exception, a lower log level) and explain that' };
  }
}

const RESOLVE: Readonly<Record<Platform, (host: string) => string>> = {
  linux: (host) => `getent ahosts ${host}`,
  macos: (host) => `dscacheutil -q host -a name ${host}`,
  windows: (host) => `nslookup ${host}`,
};

function listeners(port: number | undefined, platform: Platform): string {
  switch (platform) {
    case 'linux':
      return port === undefined ? 'ss -ltnp' : `ss -ltnp ${quoteForShell(`sport = :${port}`)}`;
    case 'macos':
      return `lsof -nP -iTCP${port === undefined ? '' : `:${port}`} -sTCP:LISTEN`;
    case 'windows':
      return port === undefined ? 'netstat -ano -p tcp' : `netstat -ano -p tcp | findstr :${port}`;
  }
}

function openFiles(platform: Platform): NextStep {
  if (platform === 'windows')
    return { tells: 'Get-Process in PowerShell shows how many handles each process has open' };
  return {
    command: platform === 'linux' ? 'cat /proc/PID/limits; ls /proc/PID/fd | wc -l' : 'ulimit -n; lsof -p PID | wc -l',
    tells: 'shows the limit of a process and how many it has open; PID is its number',
  };
}

const READ_IT = 'then says who closed and why';

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

/** As docs/capturing.md has it. Windows has its own recorder, which does not see the loopback interface; Npcap does. */
function capture(address: FoundAddress | undefined, platform: Platform): NextStep {
  const loopback = address !== undefined && isLoopback(address.host);
  if (platform === 'windows') {
    return loopback
      ? {
          command: 'dumpcap -i \\Device\\NPF_Loopback -w capture.pcapng',
          tells: `(of Wireshark, with Npcap) records the packets until Ctrl-C while it fails again; whyclosed capture.pcapng ${READ_IT}`,
        }
      : {
          command: 'pktmon start --capture --comp nics --pkt-size 512 --file-name capture.etl',
          tells: `as administrator records the packets while it fails again, until pktmon stop; pktmon etl2pcap capture.etl --out capture.pcapng makes a capture of it, and whyclosed capture.pcapng ${READ_IT}`,
        };
  }
  const place =
    address === undefined
      ? []
      : [`host ${address.host}`, ...(address.port === undefined ? [] : [`port ${address.port}`])];
  const filter =
    place.length === 0 ? 'tcp or icmp or icmp6 or arp' : `(${place.join(' and ')}) or icmp or icmp6 or arp`;
  const device = loopback ? LOOPBACK[platform] : 'any';
  return {
    command: `tcpdump --immediate-mode -U -n -i ${device} -s 512 -w capture.pcap ${quoteForShell(filter)}`,
    tells: `records the packets until Ctrl-C while it fails again; whyclosed capture.pcap ${READ_IT}`,
  };
}

const LOOPBACK = { linux: 'lo', macos: 'lo0' } as const;

function isLoopback(host: string): boolean {
  return IPV4.test(host) ? host.startsWith('127.') : /^(?:localhost|::1)$/.test(host);
}

/** The text as one word of a POSIX shell. */
export function quoteForShell(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
