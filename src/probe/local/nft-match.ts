/** The conditions of nft rules, and what a SYN has to say to them (libnftables-json(5): EXPRESSIONS). */
import { isIP } from 'node:net';
import type { Answer, Hook, Rule, Syn } from './firewall.ts';
import { answerOf, isBetween, isInPrefix, isInterface, not } from './firewall.ts';

type Json = Readonly<Record<string, unknown>>;

/** Elements of named sets and maps, by `family table name`. */
export type NftSets = ReadonlyMap<string, unknown>;

/** What a packet has at this place; `absent` where packets like this have nothing there; `undefined` where it is not known. */
export type Known = { readonly value: string | number } | 'absent' | undefined;

/** TCP has eight, nine with accurate ECN. */
const FLAGS_MAX = 9;

/** Nested more deeply than any ruleset. */
const NESTING_MAX = 8;

/** A `match` statement. */
export function compileMatch(match: Json, scope: string, sets: NftSets): Rule['matches'] {
  const { op, left, right } = match;
  return (syn, hook) => {
    if (op !== '==' && op !== '!=' && op !== 'in') return compareNumbers(op, left, right, syn, hook);
    const answer = matchEqual(left, right, syn, hook, scope, sets);
    if (answer === 'absent') return 'no';
    return op === '!=' ? not(answer) : answer;
  };
}

function matchEqual(
  left: unknown,
  right: unknown,
  syn: Syn,
  hook: Hook,
  scope: string,
  sets: NftSets,
): Answer | 'absent' {
  const flags = matchFlags(left, right);
  if (flags !== undefined) return flags;
  const meta = metaKeyOf(left);
  const way = /^iif(?:name)?$/.test(meta) ? 'in' : /^oif(?:name)?$/.test(meta) ? 'out' : undefined;
  if (way !== undefined && typeof right === 'string' && !right.startsWith('@')) {
    return isInterface(right, way, syn, hook, '*');
  }
  const known = fieldOf(left, syn, hook);
  if (known === undefined) return 'maybe';
  return known === 'absent' ? 'absent' : isAmong(known.value, right, scope, sets);
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function metaKeyOf(left: unknown): string {
  return String(asObject(asObject(left)?.['meta'])?.['key'] ?? '');
}

/** What a SYN has there. */
export function fieldOf(left: unknown, syn: Syn, hook: Hook): Known {
  const [name = '', inner] = Object.entries(asObject(left) ?? {})[0] ?? [];
  const { protocol, field, key, result, flags } = asObject(inner) ?? {};
  switch (name) {
    case 'payload':
      return payloadOf(String(protocol), String(field), syn);
    case 'meta':
      return metaOf(String(key), syn, hook);
    case 'ct':
      // The first packet of a connection.
      return key === 'state' ? { value: 'new' } : key === 'direction' ? { value: 'original' } : undefined;
    case 'fib':
      // Whatever this machine sends has an address of its own as its source.
      if (result !== 'type' || !Array.isArray(flags) || flags.length !== 1) return undefined;
      return flags[0] === 'saddr' || syn.local ? { value: 'local' } : undefined;
    default:
      return undefined;
  }
}

function payloadOf(protocol: string, field: string, syn: Syn): Known {
  switch (protocol) {
    case 'tcp':
    case 'th':
      return field === 'dport' ? { value: syn.port } : undefined;
    case 'ip':
    case 'ip6': {
      if ((protocol === 'ip') !== (syn.family === 4)) return 'absent';
      if (field === 'daddr') return { value: syn.destination };
      if (field === 'saddr') return syn.source === undefined ? undefined : { value: syn.source };
      return field === 'protocol' || field === 'nexthdr' ? { value: 'tcp' } : undefined;
    }
    case 'udp':
    case 'udplite':
    case 'icmp':
    case 'icmpv6':
    case 'sctp':
    case 'dccp':
    case 'esp':
    case 'ah':
    case 'igmp':
    case 'arp':
      return 'absent';
    default:
      return undefined;
  }
}

function metaOf(key: string, syn: Syn, hook: Hook): Known {
  switch (key) {
    case 'l4proto':
      return { value: 'tcp' };
    case 'nfproto':
      return { value: syn.family === 4 ? 'ipv4' : 'ipv6' };
    case 'protocol':
      return { value: syn.family === 4 ? 'ip' : 'ip6' };
    case 'iif':
    case 'iifname':
      return hook === 'input' || hook === 'prerouting' ? (syn.local ? { value: 'lo' } : undefined) : 'absent';
    case 'oif':
    case 'oifname': {
      if (hook === 'input' || hook === 'prerouting') return 'absent';
      if (syn.local) return { value: 'lo' };
      return syn.leavesBy === undefined ? undefined : { value: syn.leavesBy };
    }
    default:
      return undefined;
  }
}

/** Whether a value is what stands on the right: a value, a list, a set, a range, a prefix, or the name of a set. */
export function isAmong(value: string | number, right: unknown, scope: string, sets: NftSets, depth = 0): Answer {
  if (depth > NESTING_MAX) return 'maybe';
  if (typeof right === 'number') return answerOf(String(value) === String(right));
  if (typeof right === 'string') return isAmongText(value, right, scope, sets, depth);
  if (Array.isArray(right)) return anyOf(right.map((entry: unknown) => isAmong(value, entry, scope, sets, depth + 1)));
  const object = asObject(right);
  if (object === undefined) return 'maybe';
  const { set, range, prefix, elem } = object;
  if (Array.isArray(set)) return isAmong(value, set, scope, sets, depth + 1);
  if (Array.isArray(range)) return isInRange(value, range[0], range[1]);
  const network = asObject(prefix);
  if (network !== undefined) {
    return isInPrefix(String(value), String(network['addr']), Number(network['len']));
  }
  const element = asObject(elem);
  return element === undefined ? 'maybe' : isAmong(value, element['val'], scope, sets, depth + 1);
}

function isAmongText(value: string | number, right: string, scope: string, sets: NftSets, depth: number): Answer {
  if (right.startsWith('@')) {
    const elements = sets.get(`${scope} ${right.slice(1)}`);
    return Array.isArray(elements) ? isAmong(value, elements, scope, sets, depth + 1) : 'maybe';
  }
  // A port as the name of a service, or a protocol as a number.
  if (typeof value === 'number') return /^\d+$/.test(right) ? answerOf(value === Number(right)) : 'maybe';
  if (value === 'tcp' && right === '6') return 'yes';
  return answerOf(value === right);
}

function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('maybe') ? 'maybe' : 'no';
}

function isInRange(value: string | number, first: unknown, last: unknown): Answer {
  if (typeof value === 'number') {
    if (typeof first !== 'number' || typeof last !== 'number') return 'maybe';
    return answerOf(value >= first && value <= last);
  }
  return isIP(value) === 0 ? 'maybe' : isBetween(value, String(first), String(last));
}

function compareNumbers(op: unknown, left: unknown, right: unknown, syn: Syn, hook: Hook): Answer {
  const known = fieldOf(left, syn, hook);
  if (known === 'absent') return 'no';
  if (known === undefined || typeof known.value !== 'number' || typeof right !== 'number') return 'maybe';
  const { value } = known;
  if (op === '<') return answerOf(value < right);
  if (op === '>') return answerOf(value > right);
  if (op === '<=') return answerOf(value <= right);
  return op === '>=' ? answerOf(value >= right) : 'maybe';
}

/** Flags of TCP under a mask: of a SYN only SYN is set. `undefined` where the condition is another. */
function matchFlags(left: unknown, right: unknown): Answer | undefined {
  const masked = asObject(left)?.['&'];
  const isFlags = (value: unknown): boolean => {
    const payload = asObject(asObject(value)?.['payload']);
    return payload?.['protocol'] === 'tcp' && payload['field'] === 'flags';
  };
  if (!Array.isArray(masked) || !isFlags(masked[0])) return isFlags(left) ? 'maybe' : undefined;
  const mask = namesOf(masked[1]);
  const wanted = namesOf(right);
  if (mask === undefined || wanted === undefined) return 'maybe';
  return answerOf(mask.filter((flag) => flag === 'syn').join() === wanted.join());
}

/** Names of flags: one, a list, or `{"|": […]}`. */
function namesOf(value: unknown, depth: number = 0): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  if (value === 0) return [];
  const list: unknown = Array.isArray(value) ? value : asObject(value)?.['|'];
  if (!Array.isArray(list) || list.length > FLAGS_MAX || depth > NESTING_MAX) return undefined;
  const names = list.map((entry: unknown) => namesOf(entry, depth + 1));
  return names.every((entry) => entry !== undefined) ? names.flat() : undefined;
}
