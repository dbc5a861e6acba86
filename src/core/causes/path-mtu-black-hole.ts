/**
 * Small segments pass and full-size ones vanish: somewhere the MTU is smaller, and the ICMP message that would say so
 * (RFC 1191, RFC 8201) does not arrive (RFC 2923 §2.1 "path MTU black hole").
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { count, excludes, hints, speaksAgainst, supports } from './_evidence.ts';

/** Links below this are not met: 1,280 is IPv6's minimum MTU, less headers. */
const LARGE_MIN = 1180;

export const cause: Cause = {
  id: 'path-mtu-black-hole',
  title: 'full-size segments vanish on the way',
  severity: 'failure',
  refines: ['retransmission-timeout', 'still-open'],
  wouldBeProvedBy: [
    'ping with DF set and growing size (ping -M do -s SIZE): the size from which answers stop',
    'a capture at the other end: small segments arrive, large ones do not',
  ],
  advice: [
    'Let ICMP "fragmentation needed" / "packet too big" through every firewall on the path',
    'Clamp the MSS to the path MTU on the router (nft … tcp option maxseg size set rt mtu), or lower the MTU of the sender',
  ],
  weigh: (facts) => {
    const stall = facts.stall?.find((fact) => fact.payloadLength >= LARGE_MIN && fact.retransmissions >= 2);
    if (stall === undefined) return undefined;
    const size = count(stall.payloadLength, 'byte');
    const evidence: Evidence[] = [];
    if (stall.smallerArrived) {
      const before = count(stall.acknowledgedBytes, 'byte');
      evidence.push(
        supports(
          stall,
          `the ${stall.side}’s first ${before} got through in smaller segments; its ${size} segment was repeated in vain`,
        ),
      );
    } else if (stall.acknowledgedBytes < stall.payloadLength) {
      evidence.push(hints(stall, `the handshake got through, but no segment of ${size} ever did`));
    } else {
      evidence.push(
        hints(stall, `a segment of ${size} was repeated in vain`),
        speaksAgainst(stall, 'large segments may have got through before'),
      );
    }
    if (stall.peerHeard) evidence.push(hints(stall, 'the other end is alive and was heard meanwhile'));
    const tooBig = facts.icmp?.find((icmp) => icmp.meaning === 'packet-too-big' && icmp.about === stall.side);
    if (tooBig !== undefined) {
      evidence.push(excludes(tooBig, 'a router did say that the packet was too big: no black hole'));
    }
    return {
      evidence,
      closer: 'nobody',
      summary: `The ${stall.side}’s full-size segments are lost on the way while small ones pass`,
    };
  },
};
