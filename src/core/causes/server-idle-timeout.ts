/** The server closed a connection that nobody used: its keep-alive or session timer ran out. Harmless by itself. */
import type { Cause } from '../model/cause.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, duration, first, hints, PROMPT_MAX, speaksAgainst, supports } from './_evidence.ts';
import { closerBy, senderEvidence, severityUnlessForged } from './_sender.ts';
import { unansweredTurn } from './_words.ts';

export const cause: Cause = {
  id: 'server-idle-timeout',
  title: 'the server closed an idle connection',
  severity: 'benign',
  refines: ['normal-close', 'half-close', 'reset-after-close'],
  wouldBeProvedBy: [
    'the same idle time before the FIN in other connections',
    'the server’s keep-alive or time-out setting',
  ],
  advice: ['Nothing is wrong; a client that reuses connections should drop them sooner than the server does'],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin?.from !== 'server' || fin.peerData !== undefined || fin.crossed !== undefined) return undefined;
    const turn = first(facts, 'turn');
    if (unansweredTurn(facts) !== undefined || first(facts, 'handshake')?.stage === 'answered') return undefined;
    const quietNs = turn?.quietNs ?? fin.quietNs;
    if (quietNs < PROMPT_MAX) return undefined;
    const evidence = [
      supports(fin, `the server sent FIN after ${duration(quietNs)} without a word, with nothing outstanding`),
    ];
    const missing = first(facts, 'missing-bytes');
    if (missing !== undefined) {
      evidence.push(speaksAgainst(missing, `its response still lacked ${missing.bytes} bytes`));
    }
    if (isRound(quietNs)) evidence.push(hints(fin, 'a whole number of seconds, as timers are set'));
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'server', fin.packets[0])],
      closer: closerBy(facts, 'server', fin.packets[0]),
      severity: severityUnlessForged(facts, fin.packets[0], 'benign'),
      summary: `The server closed the connection after ${duration(quietNs)} without use`,
    };
  },
};

function isRound(ns: TimeNs): boolean {
  const seconds = ns / SECOND;
  return Math.abs(seconds - Math.round(seconds)) < Math.max(0.03, seconds * 0.002);
}
