/** No address answered the SYN in time. */
import { formatHostPort } from '../../core/model/endpoint.ts';
import type { Control } from '../model.ts';
import { formatSeconds } from '../words.ts';
import { type Finding, type Found, failedAlike, isHere, ourSideWorks } from './_finding.ts';

export const finding: Finding = {
  id: 'silent',
  weigh: (seen) => {
    const silent = failedAlike(seen, 'timeout');
    const [first] = silent;
    if (first === undefined) return [];
    const places = silent.map(({ address, port }) => formatHostPort(address, port)).join(' and ');
    const works = ourSideWorks(seen);
    const broken = seen.controls.find(({ says }) => says === 'our side is broken');
    const text = `no answer from ${places} within ${formatSeconds(first.seconds)}`;
    const here = silent.every(({ address }) => isHere(address, seen));
    // Windows refuses where the queue is full (listen of winsock2.h).
    const mayBeFull = here && seen.platform !== 'win32';
    const portAlone = seen.controls.find(({ openPort }) => openPort !== undefined);
    return [
      ...(mayBeFull ? [fullQueue(text)] : here || portAlone === undefined ? [] : [maybeFull(text, portAlone)]),
      {
        cause: 'unanswered-syn',
        closer: 'unknown',
        how: 'timeout',
        phase: 'handshake',
        summary:
          broken === undefined
            ? `Nobody answered at ${places}: a firewall drops the SYN, the host is down, or its answer is lost`
            : `Nobody answered at ${places}, and this side’s own network is broken: ${broken.outcome}`,
        evidence: [
          { weight: works === undefined ? 'hints' : 'supports', text },
          {
            weight: 'hints',
            text:
              works === undefined
                ? 'nothing showed that this side’s own network works'
                : `this side’s network works: ${works}`,
          },
          ...(broken === undefined
            ? []
            : [{ weight: 'hints' as const, text: `this side’s network is broken: ${broken.what}: ${broken.outcome}` }]),
        ],
      },
    ];
  },
};

/** Another port of the host lets in: the host is there, and drops what comes to this one. */
function maybeFull(text: string, { what, outcome }: Control): Found {
  return {
    cause: 'accept-queue-overflow',
    closer: 'unknown',
    how: 'timeout',
    phase: 'handshake',
    summary: 'The listener’s queue may be full, or a firewall drops what comes to this port alone',
    evidence: [{ weight: 'hints', text: `${text}, while the host is there: ${what}: ${outcome}` }],
  };
}

/** On one machine nothing is lost: its own firewall drops the SYN, or the listener's queue is full. */
function fullQueue(text: string): Found {
  return {
    cause: 'accept-queue-overflow',
    closer: 'unknown',
    how: 'timeout',
    phase: 'handshake',
    summary: 'This machine did not answer itself: the listener’s queue is full, or its own firewall drops the SYN',
    evidence: [
      { weight: 'hints', text },
      { weight: 'hints', text: 'the address is this machine’s own, and no packet is lost on the way to itself' },
    ],
  };
}
