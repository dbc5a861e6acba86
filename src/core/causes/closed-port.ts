/** Nothing listens on the port: the server's kernel answers the SYN with RST|ACK (RFC 9293 §3.10.7.1, CLOSED state). */
import type { Cause } from '../model/cause.ts';
import { blockedFrom } from './_blocked.ts';
import { count, duration, hints, speaksAgainst, supports } from './_evidence.ts';
import { refusalOf, shutOutOf } from './_refusal.ts';
import { senderEvidence } from './_sender.ts';
import { kernelReset, testify } from './_witness.ts';

export const cause: Cause = {
  id: 'closed-port',
  title: 'nothing listens on the port',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture on the server: a host without listener shows the SYN and sends the reset itself',
    'kernel event tcp_send_reset with reason NO_SOCKET on the server',
    'ss -ltn on the server',
  ],
  advice: [
    'Start the service, or connect to the port and address it listens on (ss -ltnp on the server shows them)',
    'If the service does listen, look for a firewall rule that rejects with a reset',
  ],
  weigh: (facts) => {
    const refusal = refusalOf(facts);
    if (refusal === undefined) return undefined;
    const { reset, label, checksum, service, tooSoon } = refusal;
    const after = reset.delayNs === undefined ? '' : ` after ${duration(reset.delayNs)}`;
    const evidence = [
      supports(reset, `RST|ACK acknowledged the SYN${after}, the form of a host without a listener`),
      ...senderEvidence(facts, 'server', reset.packets[0]),
    ];
    const again = facts.reset?.filter(({ form }) => form === 'refusal').length ?? 0;
    if (again > 1) evidence.push(hints(reset, `the client asked ${count(again, 'time')} and was refused each time`));
    const handshake = facts.handshake?.[0];
    if (handshake !== undefined && handshake.synAcks > 0 && handshake.packets.some((at) => at > reset.packets[0])) {
      evidence.push(hints(handshake, 'a SYN after that was answered with a SYN-ACK: by then something listened'));
    }
    if (label?.relation === 'other') evidence.push(hints(label, 'it has an IPv6 flow label, as a TCP stack’s own'));
    if (checksum?.as === 'tcp')
      evidence.push(hints(checksum, 'its checksum is left as Linux’s TCP leaves that of its own answer'));
    if (checksum?.as === 'netfilter') {
      evidence.push(speaksAgainst(checksum, 'its checksum is left as Linux leaves that of a reject rule’s reset'));
    }
    if (service?.relation === 'same')
      evidence.push(hints(service, 'it has the SYN’s type of service, as Linux’s own answer has'));
    if (service?.relation === 'zero') {
      evidence.push(
        speaksAgainst(service, 'it lacks the SYN’s type of service, which this host returns where it refuses'),
      );
    }
    if (tooSoon !== undefined) evidence.push(speaksAgainst(tooSoon.fact, tooSoon.text));
    const kernel = kernelReset(facts, 'server', false);
    if (kernel?.reason === 'NO_SOCKET') {
      evidence.push(
        testify('supports', kernel, 'the server’s kernel sent it itself, because it had no socket for it (NO_SOCKET)'),
      );
    }
    const listener = facts['kernel-listener']?.find(({ fits }) => fits);
    if (listener !== undefined && !listener.mayBeOthers && kernel === undefined) {
      evidence.push(
        testify('speaks-against', listener, 'the server’s kernel had a socket that listens on the port then'),
      );
    }
    const blocked = blockedFrom(facts, 'client');
    if (blocked !== undefined) {
      const text = `${blocked.program} wrote that it did not let this SYN through`;
      evidence.push(testify('speaks-against', blocked, text));
    }
    const alone = shutOutOf(facts);
    if (alone !== undefined) evidence.push(speaksAgainst(alone.fact, `${alone.text}: somebody listens there`));
    const other = facts['other-end']?.[0];
    if (other?.at === 'server' && !other.has && other.covers) {
      evidence.push(speaksAgainst(other, 'the capture made at the server has nothing of this connection'));
    }
    return {
      evidence,
      closer: 'server kernel',
      summary: 'The server refused the connection: nothing listens on that port',
    };
  },
};
