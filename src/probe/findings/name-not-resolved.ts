/** The resolver gave no address. */
import type { SecondOpinion } from '../model.ts';
import type { Finding, Found } from './_finding.ts';

/** Codes with which the resolver says that there is no such name, or none with an address. */
const NO_SUCH_NAME = ['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME'];

const ADVICE = [
  'The name is there: look at what this machine asks (/etc/resolv.conf, resolvectl status; the DNS settings of the network), at a filter in front of it, and at /etc/hosts',
];

export const finding: Finding = {
  id: 'name-not-resolved',
  weigh: ({ resolution, secondOpinion, interrupted }) => {
    if (resolution === undefined || resolution.addresses.length > 0 || interrupted) return [];
    const codes = [...new Set(resolution.families.map(({ error }) => error?.code ?? 'no address'))];
    const isUnknown = codes.every((code) => NO_SUCH_NAME.includes(code));
    const meaning = isUnknown
      ? 'the resolver knows no address of this name'
      : 'the resolver did not answer, or could not be asked; the name itself may be right';
    return [
      {
        cause: 'name-resolution-failure',
        closer: isUnknown ? 'nobody' : 'unknown',
        how: 'timeout',
        phase: 'handshake',
        summary: isUnknown
          ? `The name ${resolution.name} was not resolved: ${
              secondOpinion?.outcome === 'known'
                ? 'the resolver of this machine does not know it'
                : 'no such name, or it has no address'
            }`
          : `The name ${resolution.name} was not resolved: the resolver gave no answer`,
        evidence: [
          { weight: isUnknown ? 'proves' : 'supports', text: `getaddrinfo: ${codes.join(', ')}: ${meaning}` },
          ...opinion(secondOpinion),
        ],
        ...(secondOpinion?.outcome === 'known' ? { advice: ADVICE } : {}),
      },
    ];
  },
};

/** Another resolver tells a wrong name from a wrong resolver; that it is silent tells nothing. */
function opinion(second: SecondOpinion | undefined): Found['evidence'] {
  if (second?.outcome === 'known') {
    const text = `the resolver ${second.server} gives ${second.addresses.join(', ')}: the name is there, and what this machine asks does not say so`;
    return [{ weight: 'supports', text }];
  }
  if (second?.outcome !== 'unknown') return [];
  return [{ weight: 'supports', text: `the resolver ${second.server} knows no address of it either` }];
}
