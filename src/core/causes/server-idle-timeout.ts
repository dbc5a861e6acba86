/** The server closed a connection that nobody used: its keep-alive or session timer ran out. Harmless by itself. */
import type { Cause } from '../model/cause.ts';
import { closingFin, duration, first, hints, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

export const cause: Cause = {
  id: 'server-idle-timeout',
  title: 'the server closed an idle connection',
  severity: 'benign',
  refines: ['normal-close', 'half-close'],
  wouldBeProvedBy: [
    'the same idle time before the FIN in other connections',
    'the server’s keep-alive or time-out setting',
  ],
  advice: ['Nothing is wrong; a client that reuses connections should drop them sooner than the server does'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    const turn = first(facts, 'turn');
    if (fin?.from !== 'server' || turn?.by !== 'server' || turn.quietNs < PROMPT_MAX) return undefined;
    if (fin.peerData !== undefined || fin.crossed !== undefined) return undefined;
    const evidence = [
      supports(fin, `the server sent FIN after ${duration(turn.quietNs)} without a word, with nothing outstanding`),
      ...senderEvidence(facts, 'server', fin.packets[0]),
    ];
    const missing = first(facts, 'missing-bytes');
    if (missing !== undefined)
      evidence.push(speaksAgainst(missing, `its response still lacked ${missing.bytes} bytes`));
    if (isRound(turn.quietNs)) evidence.push(hints(turn, 'a whole number of seconds, as timers are set'));
    return {
      evidence,
      closer: 'server application',
      summary: `The server closed the connection after ${duration(turn.quietNs)} without use`,
    };
  },
};

function isRound(ns: number): boolean {
  const seconds = ns / 1e9;
  return Math.abs(seconds - Math.round(seconds)) < Math.max(0.03, seconds * 0.002);
}
