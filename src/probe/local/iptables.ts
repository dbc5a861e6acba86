/** Rules as `iptables-save` and `ip6tables-save` write them (iptables-save(8), iptables-extensions(8)). */
import type { Family } from '../model.ts';
import type { Action, Answer, Chain, Hook, Rule, Syn } from './firewall.ts';
import { allOf, answerOf, isInPrefix, isInterface, not, rejectKindOf } from './firewall.ts';

const HOOKS: Readonly<Record<string, Hook>> = {
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
  PREROUTING: 'prerouting',
  INPUT: 'input',
};

/** Priorities of the tables (uapi/linux/netfilter_ipv4.h); nat is asked at output as at prerouting. */
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 };

/** Longer texts are cut. */
const LINES_MAX = 100_000;

/** Reads the text of one family. Lines that are no rule are passed over. */
export function parseIptables(text: string, family: Family): readonly Chain[] {
  const chains = new Map<string, { chain: Omit<Chain, 'rules'>; rules: Rule[] }>();
  const program = family === 4 ? 'iptables' : 'ip6tables';
  let table = '';
  for (const line of text.split('\n', LINES_MAX)) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) (\S+)/.exec(line);
    if (declared !== null) {
      const [, name, policy] = declared as unknown as [string, string, string];
      const hook = policy === '-' ? undefined : HOOKS[name];
      const chain = {
        id: `${family} ${table} ${name}`,
        title: `${program} ${table} ${name}`,
        families: [family],
        ...(hook === undefined ? {} : { hook }),
        priority: PRIORITIES[table] ?? 0,
        policy: policy === 'DROP' ? 'drop' : 'accept',
      } as const;
      chains.set(chain.id, { chain, rules: [] });
    }
    const appended = /^(?:\[\d+:\d+\] )?-A (\S+)(.*)$/.exec(line);
    if (appended === null) continue;
    const [, name, rest] = appended as unknown as [string, string, string];
    const prefix = `${family} ${table}`;
    chains.get(`${prefix} ${name}`)?.rules.push(readRule(rest.trim(), prefix, (id) => chains.has(id)));
  }
  return [...chains.values()].map(({ chain, rules }) => ({ ...chain, rules }));
}

type Condition = (syn: Syn, hook: Hook) => Answer;

/** Extensions without a condition of their own, or whose conditions are read below. */
const KNOWN_MODULES: ReadonlySet<string> = new Set(['tcp', 'comment', 'conntrack', 'state', 'multiport', 'addrtype']);

/** Options whose value may look like an option. */
const FREE_TEXT: ReadonlySet<string> = new Set(['--comment', '--log-prefix', '--nflog-prefix', '--string', '--path']);

/** Targets that let the packet go on to the next rule. */
const PASSING: ReadonlySet<string> = new Set([
  'LOG',
  'NFLOG',
  'TRACE',
  'MARK',
  'CONNMARK',
  'CT',
  'TCPMSS',
  'CHECKSUM',
  'CLASSIFY',
  'DSCP',
  'TOS',
  'TTL',
  'HL',
  'SET',
  'AUDIT',
  'MASQUERADE',
  'SNAT',
]);

function readRule(text: string, prefix: string, isChain: (id: string) => boolean): Rule {
  const words = splitWords(text);
  const conditions: Condition[] = [];
  let target = '';
  let isGoto = false;
  let rejectWith = '';
  for (let i = 0; i < words.length; ) {
    const isNot = words[i] === '!';
    if (isNot) i += 1;
    const option = words[i] ?? '';
    i += 1;
    const values: string[] = [];
    if (FREE_TEXT.has(option) && i < words.length) {
      values.push(words[i]!);
      i += 1;
    }
    while (i < words.length && words[i] !== '!' && !/^--?[a-z]/i.test(words[i]!)) {
      values.push(words[i]!);
      i += 1;
    }
    if (option === '-j' || option === '-g') {
      target = values[0] ?? '';
      isGoto = option === '-g';
    } else if (option === '--reject-with') rejectWith = values[0] ?? '';
    else if (target === '') {
      const condition = readCondition(option, values);
      if (condition !== undefined) conditions.push(isNot ? (syn, hook) => not(condition(syn, hook)) : condition);
    }
  }
  return {
    text,
    matches: (syn, hook) => allOf(conditions.map((condition) => condition(syn, hook))),
    action: actionOf(target, isGoto, rejectWith, prefix, isChain),
  };
}

function actionOf(
  target: string,
  isGoto: boolean,
  rejectWith: string,
  prefix: string,
  isChain: (id: string) => boolean,
): Action {
  if (target === '' || PASSING.has(target)) return { kind: 'none' };
  if (target === 'ACCEPT') return { kind: 'accept' };
  if (target === 'DROP') return { kind: 'drop' };
  if (target === 'RETURN') return { kind: 'return' };
  if (target === 'REJECT') return { kind: 'reject', how: rejectKindOf(rejectWith) };
  if (target === 'REDIRECT' || target === 'DNAT' || target === 'TPROXY') return { kind: 'redirect' };
  const chain = `${prefix} ${target}`;
  // Chains are declared before the rules.
  return isChain(chain) ? { kind: isGoto ? 'goto' : 'jump', chain } : { kind: 'unknown' };
}

/** `undefined` where the option is no condition. */
function readCondition(option: string, values: readonly string[]): Condition | undefined {
  const [value = ''] = values;
  switch (option) {
    case '-s':
    case '-d':
      return (syn) => isInNetwork(option === '-s' ? syn.source : syn.destination, value);
    case '-i':
    case '-o':
      return (syn, hook) => isInterface(value, option === '-i' ? 'in' : 'out', syn, hook, '+');
    case '-p':
      return () => answerOf(value === 'tcp' || value === '6' || value === 'all' || value === '0');
    case '-m':
      return KNOWN_MODULES.has(value) ? undefined : () => 'maybe';
    case '--comment':
      return undefined;
    case '--dport':
    case '--dports':
      return ({ port }) => answerOf(isAmongPorts(port, value));
    case '--ports':
      return ({ port }) => (isAmongPorts(port, value) ? 'yes' : 'maybe');
    case '--ctstate':
    case '--state':
      return () => (/NAT/.test(value) ? 'maybe' : answerOf(value.split(',').includes('NEW')));
    case '--syn':
      return () => 'yes';
    case '--tcp-flags':
      return () => answerOf(hasOnlySyn(value, values[1] ?? ''));
    case '--src-type':
    case '--dst-type':
      // An own address is the source of whatever this machine sends.
      return (syn) => (option === '--src-type' || syn.local ? answerOf(value === 'LOCAL') : 'maybe');
    default:
      return () => 'maybe';
  }
}

function isInNetwork(address: string | undefined, network: string): Answer {
  const [prefix = '', length] = network.split('/');
  const full = prefix.includes(':') ? 128 : 32;
  return isInPrefix(address, prefix, length === undefined ? full : Number(length));
}

/** A list of ports and ranges: `80,443,7000:7010`. */
function isAmongPorts(port: number, list: string): boolean {
  return list.split(',').some((entry) => {
    const [first = '', last = first] = entry.split(':');
    return port >= Number(first || 0) && port <= Number(last || 65535);
  });
}

/** Of the flags in `mask` a SYN has exactly those in `set`. */
function hasOnlySyn(mask: string, set: string): boolean {
  const masked = mask === 'ALL' ? ['SYN'] : mask.split(',').filter((flag) => flag === 'SYN');
  const wanted = set === 'NONE' ? [] : set === 'ALL' ? ['ALL'] : set.split(',');
  return masked.join() === wanted.join();
}

/** Words between spaces; those in double quotes are one, with \" and \\ (xtables_save_string). */
function splitWords(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  );
}
