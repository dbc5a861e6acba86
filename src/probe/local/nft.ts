/**
 * Rules as `nft -j list ruleset` gives them (libnftables-json(5)), and their texts as `nft -a list ruleset` writes them: the
 * JSON is what can be judged, the text is what people know.
 */
import type { Family } from '../model.ts';
import type { Action, Answer, Chain, Hook, Rule } from './firewall.ts';
import { allOf, answerOf, rejectKindOf } from './firewall.ts';
import { compileMatch, fieldOf, isAmong, type NftSets } from './nft-match.ts';

/** The chains, and whether they are all there is. */
export interface NftRuleset {
  readonly chains: readonly Chain[];
  /** Rules that were made by iptables-nft hold matches that only iptables-save shows. */
  readonly hasXtables: boolean;
  /** There are base chains of netdev or bridge, or at ingress, which are not walked. */
  readonly hasOthers: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const FAMILIES: Readonly<Record<string, readonly Family[]>> = { ip: [4], ip6: [6], inet: [4, 6] };
const HOOKS: ReadonlySet<string> = new Set<Hook>(['output', 'postrouting', 'prerouting', 'input']);

/** Reads a ruleset; `undefined` where the JSON is none. `text` may be empty: then rules have handles alone. */
export function parseNft(json: string, text: string): NftRuleset | undefined {
  const rows = readRows(json);
  if (rows === undefined) return undefined;
  const texts = readTexts(text);
  const sets: NftSets = new Map(
    rows.flatMap(({ set, map }) => {
      const named = asObject(set ?? map);
      return named === undefined
        ? []
        : [[`${named['family']} ${named['table']} ${named['name']}`, named['elem'] ?? []]];
    }),
  );
  const rules = new Map<string, Rule[]>();
  for (const row of rows) {
    const rule = asObject(row['rule']);
    if (rule === undefined) continue;
    const chain = chainIdOf(rule, rule['chain']);
    const list = rules.get(chain) ?? [];
    list.push(...compileRule(rule, texts, sets));
    rules.set(chain, list);
  }
  const declared = objectsOf(rows.map(({ chain }) => chain));
  const isBase = (chain: Json): boolean => typeof chain['hook'] === 'string';
  return {
    chains: declared.flatMap((chain) => compileChain(chain, rules)),
    hasXtables: json.includes('"xt"'),
    hasOthers: declared.some(
      (chain) => isBase(chain) && (FAMILIES[String(chain['family'])] === undefined || chain['hook'] === 'ingress'),
    ),
  };
}

function readRows(json: string): readonly Json[] | undefined {
  try {
    const all = (JSON.parse(json) as Json | null)?.['nftables'];
    return Array.isArray(all) ? objectsOf(all) : undefined;
  } catch {
    return undefined;
  }
}

function objectsOf(values: readonly unknown[]): readonly Json[] {
  return values.map(asObject).filter((value) => value !== undefined);
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function chainIdOf(row: Json, name: unknown): string {
  return `nft ${row['family']} ${row['table']} ${name}`;
}

function compileChain(chain: Json, rules: ReadonlyMap<string, Rule[]>): readonly Chain[] {
  const families = Object.hasOwn(FAMILIES, String(chain['family'])) ? FAMILIES[String(chain['family'])] : undefined;
  if (families === undefined) return [];
  const id = chainIdOf(chain, chain['name']);
  const hook = chain['hook'];
  const priority = Number(chain['prio']);
  return [
    {
      id,
      title: `nft ${chain['family']} ${chain['table']} ${chain['name']}`,
      families,
      ...(typeof hook === 'string' && HOOKS.has(hook) ? { hook: hook as Hook } : {}),
      priority: Number.isFinite(priority) ? priority : 0,
      policy: chain['policy'] === 'drop' ? 'drop' : 'accept',
      rules: rules.get(id) ?? [],
    },
  ];
}

/** By family, table and handle, each rule’s line. */
function readTexts(text: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let table = '';
  for (const line of text.split('\n')) {
    const header = /^table (\S+) (\S+) \{/.exec(line);
    if (header !== null) table = `${header[1]} ${header[2]}`;
    const rule = /^\t\t(.*\S)\s+# handle (\d+)$/.exec(line);
    if (rule !== null) texts.set(`${table} ${rule[2]}`, rule[1]!.replace(/ +/g, ' '));
  }
  return texts;
}

/** Statements that change nothing of what becomes of the packet. */
const PASSING: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'comment',
  'mangle',
  'notrack',
  'last',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'flow',
  'masquerade',
  'snat',
]);

/** A rule of JSON as rules with one action each: a verdict map makes one of each element. */
function compileRule(rule: Json, texts: ReadonlyMap<string, string>, sets: NftSets): readonly Rule[] {
  const statements = Array.isArray(rule['expr']) ? objectsOf(rule['expr']) : [];
  const text =
    texts.get(`${rule['family']} ${rule['table']} ${rule['handle']}`) ?? `rule with handle ${rule['handle']}`;
  const scope = `${rule['family']} ${rule['table']}`;
  const conditions: Rule['matches'][] = [];
  const rules: Rule[] = [];
  const all = (more: readonly Rule['matches'][] = []): Rule['matches'] => {
    const list = [...conditions, ...more];
    return (syn, hook) => allOf(list.map((condition) => condition(syn, hook)));
  };
  for (const statement of statements) {
    const [name = '', value] = Object.entries(statement)[0] ?? [];
    if (name === 'match') conditions.push(compileMatch(asObject(value) ?? {}, scope, sets));
    else if (name === 'xt')
      takeXt(asObject(value) ?? {}, text, (action) => rules.push({ text, matches: all(), action }));
    else if (name === 'vmap') {
      for (const { matches, action } of compileVerdicts(asObject(value) ?? {}, rule, sets)) {
        rules.push({ text, matches: all([matches]), action });
      }
    } else if (!PASSING.has(name)) {
      const action = actionOf(name, value, rule);
      if (action === undefined) conditions.push(() => 'maybe');
      else rules.push({ text, matches: all(), action });
    }
    if (name === 'xt' && asObject(value)?.['type'] === 'match' && asObject(value)?.['name'] !== 'comment') {
      conditions.push(() => 'maybe');
    }
  }
  return rules;
}

/** What a statement does; `undefined` where it is one that only goes on under a condition (`limit`), or is not known. */
function actionOf(name: string, value: unknown, rule: Json): Action | undefined {
  switch (name) {
    case 'accept':
    case 'drop':
    case 'return':
      return { kind: name };
    case 'jump':
    case 'goto':
      return { kind: name, chain: chainIdOf(rule, asObject(value)?.['target']) };
    case 'reject': {
      const { type = '', expr = '' } = asObject(value) ?? {};
      return { kind: 'reject', how: rejectKindOf(type === 'tcp reset' ? 'reset' : String(expr)) };
    }
    case 'redirect':
    case 'dnat':
    case 'tproxy':
      return { kind: 'redirect' };
    case 'queue':
    case 'synproxy':
      return { kind: 'unknown' };
    default:
      return undefined;
  }
}

/** Targets of iptables that let a packet go on. */
const XT_PASSING = /^(?:LOG|NFLOG|TRACE|MARK|CONNMARK|CT|TCPMSS|CHECKSUM|MASQUERADE|SNAT|SET)$/;

/** A target of iptables-nft: the JSON has its name alone. */
function takeXt({ type, name }: Json, text: string, add: (action: Action) => void): void {
  if (type !== 'target' || XT_PASSING.test(String(name))) return;
  if (name === 'REJECT') add({ kind: 'reject', how: rejectKindOf(/reject with (.*)/.exec(text)?.[1] ?? '') });
  else add({ kind: name === 'REDIRECT' || name === 'DNAT' ? 'redirect' : 'unknown' });
}

function compileVerdicts(
  vmap: Json,
  rule: Json,
  sets: NftSets,
): readonly { readonly matches: Rule['matches']; readonly action: Action }[] {
  const scope = `${rule['family']} ${rule['table']}`;
  const data = vmap['data'];
  const named = typeof data === 'string' && data.startsWith('@') ? sets.get(`${scope} ${data.slice(1)}`) : undefined;
  const elements = named ?? asObject(data)?.['set'];
  if (!Array.isArray(elements)) return [{ matches: () => 'maybe', action: { kind: 'unknown' } }];
  return elements.flatMap((element: unknown) => {
    if (!Array.isArray(element)) return [];
    const [key, verdict] = element as readonly unknown[];
    const [name = '', value] = Object.entries(asObject(verdict) ?? {})[0] ?? [];
    const action = actionOf(name, value, rule) ?? { kind: 'unknown' };
    const matches: Rule['matches'] = (syn, hook): Answer => {
      const actual = fieldOf(vmap['key'], syn, hook);
      if (actual === undefined) return 'maybe';
      return actual === 'absent' ? answerOf(false) : isAmong(actual.value, key, scope, sets);
    };
    return [{ matches, action }];
  });
}
