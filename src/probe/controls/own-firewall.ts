/** What this machine’s own firewall does to what it sends elsewhere: a rule of its own looks like a far one. */
import { type Chain, type Hit, type Hook, type RejectKind, walkFirewall } from '../local/firewall.ts';
import { readFirewall } from '../local/read-firewall.ts';
import type { System } from '../local/system.ts';
import type { ConnectAttempt, Control, LocalSign, Observation } from '../model.ts';

const HOOKS: readonly Hook[] = ['output', 'postrouting'];

/** Causes of what a rejecting rule sends. */
const CAUSES: Readonly<Record<RejectKind, string>> = {
  reset: 'firewall-reset-at-connect',
  'port-unreachable': 'firewall-port-unreachable',
  'other-icmp': 'firewall-admin-prohibited',
};

/** The firewall as seen by what leaves this machine. */
export interface OwnFirewall {
  readonly controls: readonly Control[];
  readonly signs: readonly LocalSign[];
  /** Whether it may answer a SYN to this place itself. */
  readonly mayReject: (address: string, port: number) => boolean;
}

/** Reads the rules, and says which of them stop the SYNs of these attempts. */
export async function lookAtOwnFirewall(
  attempts: readonly ConnectAttempt[],
  { routes }: Observation,
  system: System,
  signal: AbortSignal,
): Promise<OwnFirewall> {
  const families = [...new Set(attempts.map(({ family }) => family))];
  const { chains } = await readFirewall(families, system, signal);
  const hitsFor = (address: string, port: number): readonly Hit[] => walkTo(address, port, routes, chains);
  const found = attempts.flatMap((attempt) => hitsFor(attempt.address, attempt.port).map((hit) => ({ attempt, hit })));
  return {
    controls: found.filter(({ hit }) => hit.sure && hit.effect !== 'redirect').map(({ hit }) => toControl(hit)),
    signs: found.flatMap(({ attempt, hit }) => toSign(attempt, hit)),
    mayReject: (address, port) => hitsFor(address, port).some(({ effect }) => effect !== 'drop'),
  };
}

function walkTo(
  address: string,
  port: number,
  routes: Observation['routes'],
  chains: readonly Chain[],
): readonly Hit[] {
  const route = routes.find(({ to }) => to === address);
  const { from, device } = route ?? {};
  const syn = {
    family: address.includes(':') ? 6 : 4,
    destination: address,
    port,
    ...(from === undefined ? {} : { source: from }),
    ...(device === undefined ? {} : { leavesBy: device }),
    local: false,
  } as const;
  return walkFirewall(chains, syn, HOOKS);
}

function quote({ chain, rule }: Hit): string {
  return `rule of this machine (${chain}): ${rule}`;
}

function toControl(hit: Hit): Control {
  const what = `this machine’s firewall`;
  return { what, outcome: `${hit.effect}s the SYN; ${quote(hit)}`, seconds: 0, says: 'our side is broken' };
}

/** A rule counts where its doing is what was seen. */
function toSign({ outcome }: ConnectAttempt, hit: Hit): readonly LocalSign[] {
  const cause =
    hit.effect === 'drop'
      ? outcome === 'timeout'
        ? 'unanswered-syn'
        : undefined
      : hit.how === undefined || (hit.how === 'other-icmp') !== (outcome === 'unreachable') || outcome === 'timeout'
        ? undefined
        : CAUSES[hit.how];
  if (cause === undefined) return [];
  const sign = { cause, text: quote(hit), source: 'kernel' } as const;
  return [hit.sure ? { ...sign, weight: 'supports', closer: 'client kernel' } : { ...sign, weight: 'hints' }];
}
