/**
 * The server took the connection to see who comes, and the client's address, host or user is not allowed: an access list of
 * the program itself (pg_hba.conf, hosts.deny, protected mode, allow and deny), not a firewall.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { count, PROMPT_MAX, roundTripNs, supports } from './_evidence.ts';
import { errorText, explained, hasAskedNothing, lastWords, MANNERS, statedError } from './_last-words.ts';
import { possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { proxyEvidence, proxyStatistics, withLog, witnessed } from './_witness.ts';

const FIRST_REFUSAL = 500;

export const cause: Cause = {
  id: 'access-list-after-accept',
  title: 'the server does not allow this client',
  severity: 'failure',
  refines: MANNERS,
  behind: [...SILENT_CLOSES, 'server-idle-timeout'],
  wouldBeProvedBy: [
    'the server’s log of that moment (PostgreSQL 28000, MySQL 1130, “refused connect from”)',
    'HAProxy’s counters before and after: dcon and dses of “show stat”',
    'its access list: pg_hba.conf, GRANT … TO user@host, hosts.deny, protected-mode, allow and deny, tcp-request connection reject',
  ],
  advice: [
    'Allow the client’s address in the server’s access list, if it should come in',
    'Look at which address the server sees: behind NAT or a proxy it is not the client’s',
  ],
  weigh: withLog(
    { meanings: ['not-allowed'], summary: 'The server’s access list does not allow this client' },
    (facts) => bySaid(facts) ?? byCounter(facts, bySilence(facts)),
  ),
};

/** HAProxy writes nothing of what `tcp-request connection reject` turns away; it counts it. */
function byCounter(facts: Facts, silent: Assessment | undefined): Assessment | undefined {
  const counted = proxyStatistics(facts, 'denied');
  if (counted === undefined || silent === undefined || !isAtOnceThere(facts)) return silent;
  const evidence = proxyEvidence(counted, 'dcon, dses', `turned ${count(counted.count, 'connection')} away by a rule`);
  const summary = evidence.weight === 'supports' ? 'HAProxy’s rules do not allow this client' : silent.summary;
  return witnessed(facts, silent, { evidence: [evidence], summary });
}

function bySaid(facts: Facts): Assessment | undefined {
  const summary = 'The server took the connection, and told the client that it is not allowed';
  const stated = statedError(facts, 'not-allowed');
  if (stated !== undefined) {
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], { summary });
  }
  const last = lastWords(facts);
  // What is said instead of a greeting is about who comes, not about what was asked.
  if (last === undefined || !hasAskedNothing(last.words)) return undefined;
  const { kind, detail, says } = last.said;
  if (kind !== 'text-greeting' || detail < FIRST_REFUSAL || says !== 'not-allowed') return undefined;
  const text = `the server said ${detail} instead of a greeting, and that the client is not allowed`;
  return explained(facts, last, [supports(last.words, text)], { summary });
}

function bySilence(facts: Facts): Assessment | undefined {
  const close = unexplainedClose(facts);
  if (close?.shape !== 'before-request') return undefined;
  return possibly(
    facts,
    close,
    'programs whose access list does not allow a client close like this',
    'The server may not allow this client’s address',
  );
}

/** It was closed as soon as it was there: such rules look at nothing but the address. */
function isAtOnceThere(facts: Facts): boolean {
  const { startNs } = facts.handshake?.[0] ?? {};
  const close = unexplainedClose(facts)?.close;
  return (
    startNs !== undefined && close !== undefined && close.timeNs - startNs <= PROMPT_MAX + 2 * (roundTripNs(facts) ?? 0)
  );
}
