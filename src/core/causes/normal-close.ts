/** Both sides closed with a FIN, or one did and the capture ended (RFC 9293 §3.6). */
import type { Cause } from '../model/cause.ts';
import { closingFin, first, speaksAgainst, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'normal-close',
  title: 'closed in order',
  severity: 'benign',
  wouldBeProvedBy: [],
  advice: ['Nothing is wrong'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const other = facts.fin?.find((candidate) => candidate.from !== fin?.from);
    if (fin === undefined || other === undefined) return undefined;
    const evidence = [
      supports(
        fin,
        `the ${fin.from} sent FIN (packet ${fin.packets[0]}), the ${other.from} its own (packet ${other.packets[0]})`,
      ),
    ];
    const turn = first(facts, 'turn');
    if (fin.from === 'server' && turn?.by === 'client') {
      evidence.push(speaksAgainst(turn, 'a request was still unanswered when the server closed'));
    }
    const ttl = ttlOf(facts, fin.packets[0]);
    if (ttl?.relation === 'different') {
      evidence.push(speaksAgainst(ttl, `the FIN came with TTL ${ttl.ttl}, the handshake with ${ttl.baseline}`));
    }
    return { evidence, closer: `${fin.from} application`, summary: `The ${fin.from} closed the connection in order` };
  },
};
