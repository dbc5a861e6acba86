/** Something on the way answers for the Internet, as sign-in portals do: what fails beside it, fails by it, or may. */
import { judgeInternet, listOthers } from '../internet/judge-internet.ts';
import type { Observation } from '../model.ts';
import { type Finding, isFine } from './_finding.ts';

export const finding: Finding = {
  id: 'sign-in-portal',
  weigh: (seen) => {
    const { internet, interrupted, close, tls } = seen;
    if (internet === undefined || interrupted || !mayBeBehind(seen)) return [];
    const isPortal = internet.outcome === 'portal';
    if (!isPortal && internet.outcome !== 'intercepted') return [];
    const who = isPortal ? 'A sign-in portal' : 'A proxy or a filter';
    const fine = isFine(seen);
    const others = internet.pages.filter(({ outcome }) => outcome === 'other');
    return [
      {
        cause: 'transparent-proxy',
        closer: 'middlebox',
        how: close?.how === 'reset' ? 'reset' : close === undefined ? 'timeout' : 'fin',
        phase: close === undefined ? (tls === undefined ? 'handshake' : 'tls') : 'request',
        severity: fine ? 'suspicious' : 'failure',
        summary: fine
          ? `${who} of this network answers in the place of others: the answer may be its own, not the server’s`
          : `${who} of this network answers in the place of others: the server need not be to blame`,
        evidence: others.map((page) => ({
          weight: 'supports' as const,
          text: `something else answered ${listOthers({ pages: [page] })}`,
        })),
        advice: isPortal
          ? ['Open a page in a browser and sign in to this network, then try again']
          : ['Ask the network’s owner what answers in the place of others; try another network'],
        next: ['the same from another network', 'the address that the redirect leads to, in a browser'],
      },
    ];
  },
};

/** A trusted certificate is the server’s own; what was understood of another protocol than HTTP is, too. */
function mayBeBehind(seen: Observation): boolean {
  const { tls, target, internet } = seen;
  if (tls?.trusted === true) return false;
  if (isFine(seen) && target.scheme !== 'http') return false;
  return internet !== undefined && judgeInternet(internet, seen).says === 'our side is broken';
}
