/**
 * What a packet filter would do to the SYN of a probe: chains and rules as both nft and iptables have them, walked as the
 * kernel walks them. A condition that cannot be judged from here is `maybe`, and what comes after it is no longer sure.
 */
import { BlockList, isIP } from 'node:net';
import type { Family } from '../model.ts';

/** Whether a rule's conditions hold for a packet. */
export type Answer = 'yes' | 'no' | 'maybe';

/** Where in the kernel a chain is asked, in the order a local packet comes by. */
export type Hook = 'output' | 'postrouting' | 'prerouting' | 'input';

/** The SYN. */
export interface Syn {
  readonly family: Family;
  /** Absent where it is not known what it will be. */
  readonly source?: string;
  readonly destination: string;
  readonly port: number;
  /** Interface it leaves by, where that is known. */
  readonly leavesBy?: string;
  /** The destination is this machine: it enters by `lo`, too. */
  readonly local: boolean;
}

/** What a rule does where its conditions hold. `unknown` may be anything. */
export type Action =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'none' | 'unknown' }
  | { readonly kind: 'reject'; readonly how: RejectKind }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'redirect' };

/** What a rejecting rule sends: a TCP reset, ICMP port unreachable, or another ICMP error. */
export type RejectKind = 'reset' | 'port-unreachable' | 'other-icmp';

/** One rule. */
export interface Rule {
  /** As nft or iptables writes it. */
  readonly text: string;
  readonly matches: (syn: Syn, hook: Hook) => Answer;
  readonly action: Action;
}

/** One chain. */
export interface Chain {
  /** What jumps name: unique among chains. */
  readonly id: string;
  /** `inet filter input`, `iptables filter INPUT`. */
  readonly title: string;
  readonly families: readonly Family[];
  /** Absent where only jumps lead to it. */
  readonly hook?: Hook;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  readonly rules: readonly Rule[];
}

/** Something on the SYN’s way that does not let it pass as it is. */
export interface Hit {
  readonly effect: 'drop' | 'reject' | 'redirect';
  readonly how?: RejectKind;
  /** Nothing before it and in it was `maybe`. */
  readonly sure: boolean;
  /** Title of the chain. */
  readonly chain: string;
  /** The rule’s text, or `policy drop`. */
  readonly rule: string;
}

/** Chains called from chains more deeply are not followed; the kernel allows 16 (NFT_JUMP_STACK_SIZE). */
const DEPTH_MAX = 16;
const STEPS_MAX = 50_000;
const HITS_MAX = 8;

type Passing = 'accepted' | 'stopped' | 'end';

/** Walks the chains of these hooks, in the order of hooks and priorities; what was hit, in that order, at most 8. */
export function walkFirewall(chains: readonly Chain[], syn: Syn, hooks: readonly Hook[]): readonly Hit[] {
  const walk = new Walk(chains, syn);
  for (const hook of hooks) {
    const bases = chains
      .filter((chain) => chain.hook === hook && chain.families.includes(syn.family))
      .sort((a, b) => a.priority - b.priority);
    for (const base of bases) if (walk.enter(base, hook) === 'stopped') return walk.hits;
  }
  return walk.hits;
}

class Walk {
  readonly hits: Hit[] = [];
  readonly #chains = new Map<string, Chain>();
  readonly #syn: Syn;
  /** Nothing `maybe` has stopped or changed the packet so far. */
  #isWhole = true;
  /** Nor has anything `maybe` ended the present base chain. */
  #isSure = true;
  #steps = 0;

  constructor(chains: readonly Chain[], syn: Syn) {
    this.#syn = syn;
    for (const chain of chains) this.#chains.set(chain.id, chain);
  }

  enter(base: Chain, hook: Hook): Passing {
    this.#isSure = this.#isWhole;
    const passing = this.#follow(base, hook, 0);
    if (passing !== 'end') return passing;
    if (base.policy === 'accept') return 'accepted';
    return this.#stop({ effect: 'drop', chain: base.title, rule: 'policy drop' }, 'yes');
  }

  #follow(chain: Chain, hook: Hook, depth: number): Passing {
    for (const rule of chain.rules) {
      this.#steps += 1;
      if (this.#steps > STEPS_MAX) {
        this.#isSure = false;
        return 'end';
      }
      const answer = rule.matches(this.#syn, hook);
      if (answer === 'no') continue;
      const passing = this.#act(rule, answer, chain, hook, depth);
      if (passing !== undefined) return passing;
    }
    return 'end';
  }

  /** What became of the packet; `undefined` where the next rule is asked. */
  #act({ action, text }: Rule, answer: Answer, chain: Chain, hook: Hook, depth: number): Passing | undefined {
    switch (action.kind) {
      case 'none':
        return undefined;
      case 'unknown':
        this.#isSure = false;
        this.#isWhole = false;
        return undefined;
      case 'accept':
      case 'return':
        if (answer === 'yes') return action.kind === 'accept' ? 'accepted' : 'end';
        this.#isSure = false;
        return undefined;
      case 'drop':
      case 'reject':
      case 'redirect': {
        const hit = {
          effect: action.kind,
          ...(action.kind === 'reject' ? { how: action.how } : {}),
          chain: chain.title,
          rule: text,
        };
        const passing = this.#stop(hit, answer);
        return passing === 'end' ? undefined : passing;
      }
      case 'jump':
      case 'goto':
        return this.#jump(action.chain, action.kind, answer, hook, depth);
    }
  }

  /** A packet that is redirected goes on, with another port: what follows is not sure. */
  #stop(hit: Omit<Hit, 'sure'>, answer: Answer): Passing {
    const sure = answer === 'yes' && this.#isSure;
    if (this.hits.length < HITS_MAX) this.hits.push({ ...hit, sure });
    if (hit.effect !== 'redirect' && sure) return 'stopped';
    this.#isSure = false;
    this.#isWhole = false;
    if (answer !== 'yes') return 'end';
    return hit.effect === 'redirect' ? 'accepted' : 'stopped';
  }

  #jump(id: string, kind: 'jump' | 'goto', answer: Answer, hook: Hook, depth: number): Passing | undefined {
    const chain = this.#chains.get(id);
    if (chain === undefined || depth >= DEPTH_MAX) {
      this.#isSure = false;
      return undefined;
    }
    if (answer === 'maybe') {
      this.#isSure = false;
      this.#follow(chain, hook, depth + 1);
      return undefined;
    }
    const passing = this.#follow(chain, hook, depth + 1);
    if (passing !== 'end') return passing;
    return kind === 'goto' ? 'end' : undefined;
  }
}

/** What holds where all of these do. */
export function allOf(answers: Iterable<Answer>): Answer {
  let all: Answer = 'yes';
  for (const answer of answers) {
    if (answer === 'no') return 'no';
    if (answer === 'maybe') all = 'maybe';
  }
  return all;
}

/** The contrary. */
export function not(answer: Answer): Answer {
  return answer === 'maybe' ? 'maybe' : answer === 'yes' ? 'no' : 'yes';
}

/** The answer to what is known. */
export function answerOf(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

/** Whether an address lies in a prefix; `maybe` where either is not readable. */
export function isInPrefix(address: string | undefined, prefix: string, length: number): Answer {
  const version = isIP(prefix);
  if (address === undefined || version === 0 || isIP(address) === 0) return 'maybe';
  if (isIP(address) !== version) return 'no';
  if (!Number.isInteger(length) || length < 0 || length > (version === 4 ? 32 : 128)) return 'maybe';
  const type = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(prefix, length, type);
  return answerOf(list.check(address, type));
}

/** Whether an address lies between two, both included; `maybe` where one is not readable. */
export function isBetween(address: string | undefined, first: string, last: string): Answer {
  const version = isIP(first);
  if (address === undefined || version === 0 || isIP(last) !== version || isIP(address) !== version) return 'maybe';
  const type = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  try {
    list.addRange(first, last, type);
  } catch {
    return 'maybe';
  }
  return answerOf(list.check(address, type));
}

/** Whether the packet comes or goes by this interface at this hook; a name may end in a wildcard. */
export function isInterface(name: string, way: 'in' | 'out', syn: Syn, hook: Hook, wildcard: '*' | '+'): Answer {
  // Locally made packets have no incoming interface, delivered ones no outgoing one.
  const isArriving = hook === 'input' || hook === 'prerouting';
  if ((way === 'in') !== isArriving) return 'no';
  const actual = syn.local ? 'lo' : way === 'out' ? syn.leavesBy : undefined;
  if (actual === undefined) return 'maybe';
  return answerOf(name.endsWith(wildcard) ? actual.startsWith(name.slice(0, -1)) : actual === name);
}

/** What a rejecting rule sends, from the words after "with". nft and iptables send port unreachable where none stand. */
export function rejectKindOf(words: string): RejectKind {
  if (/reset|rst/i.test(words)) return 'reset';
  return words === '' || /port-unreach/.test(words) ? 'port-unreachable' : 'other-icmp';
}
