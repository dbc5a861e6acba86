/**
 * A firewall answers SYNs in the server's place and connects to the server only when the client has answered (netfilter SYNPROXY:
 * its SYN-ACK has window 0, so that the client waits with its data). If the server then refuses, an established connection is reset;
 * if it is silent, the connection hangs, and the client probes a window that nobody opens.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { closingReset, count, hints, lacksWords, supports } from './_evidence.ts';
import { otherTtlText, ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'syn-proxy',
  title: 'a SYN proxy answered for a server that then refused or was silent',
  severity: 'failure',
  refines: [
    'injected-reset',
    'abortive-close',
    'half-open-connection',
    'inline-firewall-reset',
    'listener-shutdown',
    'accept-queue-overflow',
    'keepalive-unanswered',
    'still-open',
  ],
  wouldBeProvedBy: [
    'a capture on the server: the SYN arrives only after the client’s ACK, and is refused',
    'the firewall’s rules: SYNPROXY, “SYN flood protection”, “TCP intercept”',
  ],
  advice: [
    'Look why the server behind it refuses: whether the service listens',
    'Nothing is wrong with the proxy; but it makes a closed port look like a connection that is reset',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const attempt = facts['connect-attempt']?.[0];
    if (attempt?.answeredWithoutWindow !== true) return undefined;
    if (facts.words !== undefined || lacksWords(facts)) return undefined;
    const text =
      'the SYN-ACK offered a window of 0 and was followed by no byte: a SYN proxy lets the client wait in this way';
    const evidence = [supports(attempt, text)];
    if (reset === undefined) return whereSilent(facts, evidence);
    if (reset.from !== 'server') return undefined;
    const ttl = ttlOf(facts, reset.packets[0]);
    if (ttl?.relation === 'different')
      evidence.push(hints(ttl, `the reset is another’s than the SYN-ACK: ${otherTtlText(ttl)}`));
    return {
      evidence,
      closer: 'server kernel',
      summary: 'A firewall had accepted the connection in the server’s place; the server itself then refused it',
    };
  },
};

/** The server that the proxy then asked does not answer, and so neither does the proxy. */
function whereSilent(facts: Facts, evidence: readonly Evidence[]): Assessment | undefined {
  const probes = facts.probes?.find(({ from, unanswered }) => from === 'client' && unanswered >= 2);
  if (probes === undefined || facts.fin !== undefined) return undefined;
  const asked = `the client asked ${count(probes.unanswered, 'time')} whether the window is open, and got no answer`;
  return {
    evidence: [...evidence, hints(probes, asked)],
    closer: 'unknown',
    summary: 'A firewall had accepted the connection in the server’s place; the server itself was not heard',
    advice: [
      'Look why the server behind it does not answer: whether it is up, and what its own packet filter does with the SYN',
      'Nothing is wrong with the proxy; but it makes a SYN without an answer look like a connection that hangs',
    ],
    wouldBeProvedBy: [
      'a capture on the server: whether the SYN arrives, only after the client’s ACK',
      'the firewall’s rules: SYNPROXY, “SYN flood protection”, “TCP intercept”',
    ],
  };
}
