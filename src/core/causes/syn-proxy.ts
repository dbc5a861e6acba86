/**
 * A firewall answers SYNs in the server's place and connects to the server only when the client has answered (netfilter SYNPROXY:
 * its SYN-ACK has window 0, so that the client waits with its data). If the server then refuses, an established connection is reset.
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, hints, lacksWords, supports } from './_evidence.ts';
import { otherTtlText, ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'syn-proxy',
  title: 'a SYN proxy answered for a server that then refused',
  severity: 'failure',
  refines: [
    'injected-reset',
    'abortive-close',
    'half-open-connection',
    'inline-firewall-reset',
    'listener-shutdown',
    'accept-queue-overflow',
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
    if (reset?.from !== 'server' || attempt?.answeredWithoutWindow !== true) return undefined;
    if (facts.words !== undefined || lacksWords(facts)) return undefined;
    const text =
      'the SYN-ACK offered a window of 0 and was followed by no byte: a SYN proxy lets the client wait in this way';
    const evidence = [supports(attempt, text)];
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
