/** The resolver gave no address. */
import type { Finding } from './_finding.ts';

/** Codes with which the resolver says that there is no such name, or none with an address. */
const NO_SUCH_NAME = ['ENOTFOUND', 'ENODATA', 'EAI_NODATA', 'EAI_NONAME'];

export const finding: Finding = {
  id: 'name-not-resolved',
  weigh: ({ resolution, interrupted }) => {
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
          ? `The name ${resolution.name} was not resolved: no such name, or it has no address`
          : `The name ${resolution.name} was not resolved: the resolver gave no answer`,
        evidence: [{ weight: isUnknown ? 'proves' : 'supports', text: `getaddrinfo: ${codes.join(', ')}: ${meaning}` }],
      },
    ];
  },
};
