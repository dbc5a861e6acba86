/**
 * Requests and answers take different ways, and a stateful firewall on one of them sees only half of the handshake: it lets the
 * SYN pass and drops what follows as belonging to no connection.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, HandshakeFact } from '../model/fact.ts';
import { closingFin, count, excludes, hints, supports } from './_evidence.ts';
import { isSynAckRepeated } from './_handshake.ts';

export const cause: Cause = {
  id: 'asymmetric-route',
  title: 'a firewall saw only one direction of the handshake',
  severity: 'failure',
  refines: ['retransmission-timeout'],
  wouldBeProvedBy: [
    'captures at both ends: the client’s ACK leaves and does not arrive, although its SYN did',
    'the link-layer addresses: SYN and SYN-ACK go through different routers (Wireshark: eth.src, eth.dst)',
    'the firewall’s connection table: an entry in SYN_SENT (conntrack -L), packets counted as invalid (conntrack -S)',
  ],
  advice: [
    'Make both directions pass the same firewall: look at the routes and default gateways of both ends (ip route get)',
    'Where two ways are meant, let the firewalls share their state, or not insist on it for these addresses',
  ],
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    if (handshake === undefined || facts.reset !== undefined || closingFin(facts) !== undefined) return undefined;
    if (handshake.stage === 'answered') return whereNoAckComes(handshake);
    return handshake.stage === 'complete' ? whereNothingArrives(facts, handshake) : undefined;
  },
};

const SUMMARY =
  'The SYN arrived and what followed it did not: on the way, something has seen only half of the handshake';

/** Seen at the server: it repeats its SYN-ACK. */
function whereNoAckComes(handshake: HandshakeFact): Assessment | undefined {
  if (handshake.syns !== 1 || handshake.synAcks < 2) return undefined;
  const text = `${count(handshake.synAcks, 'SYN-ACK')} and no ACK`;
  return { evidence: [hints(handshake, text)], closer: 'middlebox', summary: SUMMARY };
}

/** Seen at the client: it is connected, and nothing it sends has any effect; the server asks again. */
function whereNothingArrives(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  const stall = facts.stall?.find(({ side, payloadLength }) => side === 'client' && payloadLength > 0);
  if (stall === undefined || stall.acknowledgedBytes > 0 || !isSynAckRepeated(handshake)) return undefined;
  if ((facts.turn?.[0]?.serverBytes ?? 0) > 0) return undefined;
  const evidence = [
    hints(handshake, `${count(handshake.synAcks, 'SYN-ACK')}, although the client had sent its ACK and data`),
  ];
  const other = facts['other-end']?.[0];
  if (other?.at === 'server' && other.has) {
    const lost = other.undelivered.client > 0;
    const text = 'the capture made at the server has the SYN, and none of the client’s data';
    evidence.push(
      lost ? supports(other, text) : excludes(other, 'the capture made at the server has the client’s data'),
    );
  }
  return { evidence, closer: 'middlebox', summary: SUMMARY };
}
