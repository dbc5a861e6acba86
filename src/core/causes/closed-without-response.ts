/** The server closed with a FIN although a request was outstanding, and answered nothing: "Empty reply from server". */
import type { Cause } from '../model/cause.ts';
import { closingFin, duration, first, hints, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'closed-without-response',
  title: 'the server closed without answering the request',
  severity: 'failure',
  wouldBeProvedBy: [
    'the server’s error log at that moment',
    'whether its process exited then (kernel event sched_process_exit, journal)',
  ],
  advice: [
    'Look into the server’s log at this time: an exception, a crash, a limit or a rule (nginx 444) made it close',
    'If a proxy stands before the server, ask which of the two closed',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const turn = first(facts, 'turn');
    if (fin?.from !== 'server' || turn?.by !== 'client' || fin.crossed !== undefined) return undefined;
    const evidence = [
      supports(fin, `the server sent FIN ${duration(turn.ageNs)} after the request and no byte of an answer`),
      ...senderEvidence(facts, 'server', fin.packets[0]),
    ];
    const peerFin = facts.fin?.find((candidate) => candidate.from === 'client');
    if (turn.serverBytes === 0) evidence.push(hints(turn, 'it had not sent a byte on the whole connection'));
    if (turn.turns > 2) evidence.push(hints(turn, 'earlier requests on this connection were answered'));
    if (peerFin !== undefined && peerFin.timeNs < fin.timeNs) {
      evidence.push(speaksAgainst(peerFin, 'the client had closed its side before'));
    }
    const last = first(facts, 'words')?.clientLast.kind;
    if (last === 'tls-alert') return undefined;
    return {
      evidence,
      closer: 'server application',
      summary: 'The server took the request and closed the connection without a byte of an answer',
    };
  },
};
