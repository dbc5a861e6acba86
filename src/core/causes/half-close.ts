/** One side closed its direction and the other did not (RFC 9293 §3.6 case 1: FIN-WAIT-2 and CLOSE-WAIT). */
import type { Cause } from '../model/cause.ts';
import { closingFin, duration, hints, speaksAgainst, supports } from './_evidence.ts';
import { closerBy, senderEvidence, severityUnlessForged } from './_sender.ts';
import { nameClientsLast, unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'half-close',
  title: 'closed by one side only',
  severity: 'benign',
  wouldBeProvedBy: [
    'a longer capture: whether the other side closes later',
    'ss -tn state close-wait on the other side',
  ],
  advice: ['If sockets pile up in CLOSE-WAIT on the side that did not close, its program forgets to close them'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const other = facts.fin?.find((candidate) => candidate.from !== fin?.from);
    if (fin === undefined || other !== undefined || facts.reset !== undefined) return undefined;
    const peer = fin.from === 'client' ? 'server' : 'client';
    const evidence = [
      supports(
        fin,
        `the ${fin.from} sent FIN (packet ${fin.packets[0]}), the ${peer} none up to the end of the capture`,
      ),
    ];
    if (fin.peerData !== undefined) {
      evidence.push(
        hints(fin, `the ${peer} sent on ${duration(fin.peerData.delayNs)} later (packet ${fin.peerData.number})`),
      );
    }
    const turn = unansweredTurn(facts);
    if (fin.from === 'server' && turn !== undefined) {
      evidence.push(speaksAgainst(turn, `${nameClientsLast(facts)} was still unanswered when the server closed`));
    }
    const doubts = senderEvidence(facts, fin.from, fin.packets[0]).filter(({ weight }) => weight === 'speaks-against');
    return {
      evidence: [...evidence, ...doubts],
      closer: closerBy(facts, fin.from, fin.packets[0]),
      severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
      summary: `The ${fin.from} closed its side; the ${peer} has not closed yet`,
    };
  },
};
