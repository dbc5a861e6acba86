/**
 * A device that translates addresses took a segment for invalid and let it pass as it was: it arrives from an address that the
 * client never spoke to, and the client's kernel resets what it takes for a stranger (Linux: state INVALID, such segments are
 * neither translated nor dropped; nf_conntrack_tcp_be_liberal).
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { deviceReset } from './_device-reset.ts';
import { tooSoonText } from './_distance.ts';
import { closingFin, closingReset, count, duration, hints, supports } from './_evidence.ts';
import { isFromHere, ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'conntrack-invalid',
  title: 'an address translation let a segment pass untranslated',
  severity: 'failure',
  refines: ['half-open-connection', 'injected-reset', 'retransmission-timeout'],
  wouldBeProvedBy: [
    'captures at both ends: a segment that leaves the server and arrives at the client from another address',
    'on the device between: conntrack -S counts “invalid”; net.netfilter.nf_conntrack_log_invalid logs them',
  ],
  advice: [
    'Let the device drop what its connection tracking calls invalid (ct state invalid drop), so that TCP repeats it instead',
    'Find out what makes segments invalid: reordering, sequence numbers changed on the way, two paths; or set nf_conntrack_tcp_be_liberal',
  ],
  weigh: (facts) => {
    const stray = strangerEvidence(facts);
    const evidence = [...stray, ...deniedEvidence(facts)];
    if (evidence.length === 0) return undefined;
    return {
      evidence,
      // A client that gave up had its answer refused by its own kernel.
      ...(stray.length > 0 ? { refines: ['client-abort', 'client-timeout'] } : {}),
      closer: 'middlebox',
      summary:
        'A segment of the server went past the address translation, and the client’s kernel reset it as a stranger’s',
    };
  },
};

/** Seen at the client: what the server acknowledged came from another address. */
function strangerEvidence(facts: Facts): Evidence[] {
  const stray = facts.stranger?.find(({ isSynAck }) => !isSynAck);
  const fin = closingFin(facts);
  // What comes untranslated only after the connection was reset, or after the client closed it, did not end it.
  const close = closingReset(facts) ?? (fin?.from === 'client' ? fin : undefined);
  if (stray === undefined || (close !== undefined && close.packets[0] < stray.packets[0])) return [];
  // Where only that segment was taken for invalid, the server itself resets what comes next: a device that answers knows nothing more.
  if (closingReset(facts)?.from === 'server' && deviceReset(facts) !== undefined) return [];
  const met = stray.wasReset ? ', and the client’s kernel reset it' : '';
  const text = `a segment that acknowledges ${count(stray.bytes, 'byte')} of this client’s came from ${stray.from}${met}`;
  return [supports(stray, text)];
}

/** Seen at the server: the client denies the connection, and then repeats what had just been acknowledged to it. */
function deniedEvidence(facts: Facts): Evidence[] {
  const reset = closingReset(facts);
  if (reset?.form !== 'passive' || reset.trigger === undefined) return [];
  const repeated = facts['repeated-after-reset']?.[0];
  if (repeated === undefined || repeated.from !== reset.from) return [];
  // A device that rejects the answers is nearer than the host whose kernel would deny them.
  const ttl = ttlOf(facts, reset.packets[0]);
  if (ttl?.relation === 'different' || tooSoonText(facts, reset) !== undefined) return [];
  const text = `the ${reset.from} answered the acknowledgement in packet ${reset.trigger} with a reset, and ${duration(repeated.afterNs)} later repeated what that acknowledges: it reached the ${reset.from}’s kernel, and not the connection`;
  // Who translates mostly routes, too. Where no router lies between, a packet filter of that host itself is likelier.
  const weigh = ttl !== undefined && isFromHere(ttl) ? hints : supports;
  return [weigh(repeated, text), hints(reset, 'bare RST: the form of a kernel that does not know the connection')];
}
