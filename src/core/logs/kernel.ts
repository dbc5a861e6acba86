/**
 * The log of Linux (`dmesg`, `journalctl -k`): processes that it killed or that died of a fault, and tables that are full.
 *
 * Sources (linux): mm/oom_kill.c (__oom_kill_process), arch/x86/mm/fault.c (show_signal_msg), arch/x86/kernel/traps.c
 * (show_signal), net/ipv4/tcp_input.c (tcp_syn_flood_action), net/netfilter/nf_conntrack_core.c.
 */
import { parseEndpoint } from './_endpoint.ts';
import { stripKernelStamp } from './_kernel-stamp.ts';
import type { LogFormat, LogLine, LogReading } from './_log-format.ts';
import { findRule, type Rule, toPid, toReading } from './_reading.ts';

/** Names of tasks have fifteen characters at most, and may be any. */
const TASK = String.raw`.{0,15}\[(\d{1,10})\]:?`;

const RULES: readonly Rule[] = [
  {
    says: /^(?:Memory cgroup out|Out) of memory(?: \(oom_kill_allocating_task\))?: Kill(?:ed)? process (\d{1,10})[ ,]/,
    meaning: 'out-of-memory',
  },
  {
    says: new RegExp(`^${TASK} segfault at [0-9a-f]{1,16} ip [0-9a-f]{1,16} sp [0-9a-f]{1,16} error `),
    meaning: 'crash',
  },
  {
    says: new RegExp(`^traps: ${TASK} (?:general protection(?: fault)?|trap [a-z ]{1,40}) ip:[0-9a-f]{1,16} `),
    meaning: 'crash',
  },
  // With cookies, connections are made all the same.
  {
    says: /^(?:TCP: )?(?:request_sock_\w{1,20}: )?[Pp]ossible SYN flooding on port (\S{1,60})\. {1,2}Dropping request\./,
    meaning: 'connection-limit',
  },
  {
    says: /^(?:nf_conntrack: )?(?:nf_conntrack: )?table full(?: in netns \d{1,10})?, dropping packet\.?$/,
    meaning: 'connection-limit',
  },
];

const BEGINNINGS =
  /^(?:Memory cgroup|Out of memory|traps: |TCP: |request_sock|[Pp]ossible SYN|nf_conntrack|table full)|\]:? segfault at /;

function read(line: LogLine): LogReading | undefined {
  if (line.program !== undefined && line.program !== 'kernel') return undefined;
  const { message, time } = stripKernelStamp(line);
  const rule = BEGINNINGS.test(message) ? findRule(RULES, message) : undefined;
  if (rule === undefined) return undefined;
  const isAboutTask = rule.meaning !== 'connection-limit';
  return toReading({
    program: 'Linux',
    time,
    meaning: rule.meaning,
    server: isAboutTask ? undefined : parseEndpoint(rule.found[1] ?? ''),
    pid: isAboutTask ? toPid(rule.found[1]) : undefined,
    isOfHost: isAboutTask ? true : undefined,
    quote: message,
  });
}

export const logFormat: LogFormat = { id: 'kernel', read };
