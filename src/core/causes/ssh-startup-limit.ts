/** sshd turned the connection away because too many others are not logged in yet (MaxStartups), or for its address. */
import type { Cause } from '../model/cause.ts';
import { hints, supports } from './_evidence.ts';
import { errorText, explained, MANNERS, statedError } from './_last-words.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';

export const cause: Cause = {
  id: 'ssh-startup-limit',
  title: 'sshd takes no more connections that are not logged in',
  severity: 'failure',
  refines: [...MANNERS, 'unread-data-at-close'],
  behind: SILENT_CLOSES,
  wouldBeProvedBy: [
    'sshd’s log: “drop connection … past MaxStartups”',
    'MaxStartups and PerSourceMaxStartups in sshd_config',
  ],
  advice: [
    'Open fewer SSH connections at once, or share one (ControlMaster, ControlPersist)',
    'Raise MaxStartups, or keep those away that only try passwords (a firewall, PerSourceMaxStartups)',
  ],
  weigh: (facts) => {
    const stated = statedError(facts, 'startup-limit');
    if (stated !== undefined) {
      const { error, last } = stated;
      return explained(facts, last, [supports(last.words, errorText(error))], {
        summary: 'sshd turned the connection away: too many others are not logged in yet',
      });
    }
    const close = unexplainedClose(facts);
    const words = facts.words?.[0];
    if (close === undefined || words?.clientFirst.kind !== 'ssh-banner' || words.serverFirst.kind !== 'none')
      return undefined;
    const assessment = possibly(
      facts,
      close,
      'sshd may close like this past MaxStartups',
      'sshd may have turned the connection away',
    );
    return close.shape === 'never-answered'
      ? undefined
      : { ...assessment, evidence: [...assessment.evidence, hints(words, 'the client speaks SSH')] };
  },
};
