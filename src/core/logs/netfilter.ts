/**
 * Packets that Linux’ packet filter logs (iptables `-j LOG`, nft `log`, ulogd): whose rule it was, only the prefix tells that
 * the administrator, UFW or firewalld gave it. Lines whose prefix does not say that the packet was turned away tell nothing, nor
 * do those of resets and FINs: they end what is over.
 *
 * Sources: linux net/netfilter/nf_log_syslog.c (nf_log_ip_packet, dump_ipv4_packet, dump_tcp_header), ufw src/backend_iptables.py
 * (“[UFW BLOCK] ”), firewalld src/firewall/core/nftables.py (“filter_IN_public_REJECT: ”), ulogd util/printpkt.c.
 */
import { toEndpoint } from './_endpoint.ts';
import { stripKernelStamp } from './_kernel-stamp.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';

/** The prefix may have 127 bytes (NF_LOG_PREFIXLEN). */
const PACKET =
  /^(.{0,127}?)(IN=\S{0,15} OUT=\S{0,15} .{0,400}?\bSRC=(\S{2,45}) DST=(\S{2,45}) .{0,200}?\bPROTO=TCP SPT=(\d{1,5}) DPT=(\d{1,5}) (.{0,200}))/;

const TURNED_AWAY = /(?:^|[^a-z])(?:block(?:ed)?|drop(?:ped)?|den(?:y|ied)|reject(?:ed)?)(?![a-z])/i;
const LET_THROUGH = /(?:^|[^a-z])(?:allow(?:ed)?|accept(?:ed)?|pass(?:ed)?|audit)(?![a-z])/i;

function read(line: LogLine): LogReading | undefined {
  if (!line.text.includes(' PROTO=TCP ')) return undefined;
  const { message, time } = stripKernelStamp(line);
  const packet = PACKET.exec(message);
  if (packet === null) return undefined;
  const [, prefix, , source, destination, sourcePort, destinationPort, rest] = packet;
  if (!TURNED_AWAY.test(prefix!) || LET_THROUGH.test(prefix!) || / (?:RST|FIN) /.test(` ${rest} `)) return undefined;
  const from = toEndpoint(source!, sourcePort!);
  const to = toEndpoint(destination!, destinationPort!);
  if (from === undefined || to === undefined) return undefined;
  const flags =
    rest!
      .match(/\b(?:CWR|ECE|URG|ACK|PSH|SYN)\b/g)
      ?.map((flag) => ` ${flag}`)
      .join('') ?? '';
  const quote = `${prefix!.trim()} SRC=${source} DST=${destination} PROTO=TCP SPT=${sourcePort} DPT=${destinationPort}${flags}`;
  return toReading({ program: 'the packet filter of Linux', time, meaning: 'blocked', flow: { from, to }, quote });
}

export const logFormat: LogFormat = { id: 'netfilter', read };
