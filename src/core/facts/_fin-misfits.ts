/**
 * What in a FIN does not fit the other packets of its side: a stack closes its stream once, where it ends (RFC 9293 §3.6), and
 * sends its FIN as it sends the rest. Its TTL is ttl.ts's.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide } from '../model/endpoint.ts';
import type { FinMisfit } from '../model/fact.ts';
import { FIN, type KeptPacket, RST, SYN } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import {
  acknowledgedUpTo,
  hasAck,
  isFin,
  isReset,
  lacksSignature,
  NUMBERING_APART_MIN,
  seqAfter,
  seqDistance,
} from './_packets.ts';

/** Some stacks count their own FIN when they repeat it; and probes have a byte of their own. */
const SAME_END_MAX = 1;

/** IP IDs of one sender follow one another by steps up to this; somebody else's are further away than that. */
const OWN_STEP_MAX = 64;
const JUMP_MIN = 1000;

/** Packets do not overtake each other by more. */
const OVERTAKEN_MAX: TimeNs = 20 * MILLISECOND;

/** The signs in the FIN at this index that somebody else sent it. */
export function misfitsOf(connection: Connection, index: number, fin: KeptPacket): FinMisfit[] {
  const misfits = [
    otherEnd(connection, fin),
    behind(connection, index, fin),
    sentOn(connection, index, fin),
    wentBack(connection, index, fin),
    ipId(connection, fin),
  ];
  const unsigned: FinMisfit[] = lacksSignature(connection, fin) ? [{ kind: 'unsigned' }] : [];
  return [...misfits.filter((misfit) => misfit !== undefined), ...unsigned];
}

/** Captured on both sides of a firewall that rewrites sequence numbers, one FIN is two, far apart. */
function otherEnd({ packets }: Connection, fin: KeptPacket): FinMisfit | undefined {
  for (const packet of packets) {
    if (packet.from !== fin.from || !isFin(packet)) continue;
    const bytes = seqDistance(seqAfter(packet), seqAfter(fin));
    if (Math.abs(bytes) <= SAME_END_MAX || Math.abs(bytes) >= NUMBERING_APART_MIN) continue;
    return { kind: 'other-end', number: packet.number, bytes };
  }
  return undefined;
}

/** What was sent and lost some stacks forget; what was acknowledged none does. */
function behind(connection: Connection, index: number, fin: KeptPacket): FinMisfit | undefined {
  const acknowledged = acknowledgedUpTo(connection, otherSide(fin.from), index);
  if (acknowledged === undefined) return undefined;
  const bytes = seqDistance(acknowledged, seqAfter(fin));
  return bytes > SAME_END_MAX && bytes < NUMBERING_APART_MIN ? { kind: 'behind', bytes } : undefined;
}

/** New data in the place of the FIN: not what was lost before it, which some stacks forget when they close. */
function sentOn({ packets }: Connection, index: number, fin: KeptPacket): FinMisfit | undefined {
  const place = fin.seq + fin.payloadLength;
  const isOfSender = (packet: KeptPacket): boolean => packet.from === fin.from && !isReset(packet);
  if (packets.slice(0, index).some((packet) => isOfSender(packet) && seqDistance(seqAfter(packet), place) > 0)) {
    return undefined;
  }
  const again = packets.slice(index + 1).find((packet) => {
    const bytes = seqDistance(packet.seq + packet.payloadLength, place);
    return isOfSender(packet) && !isFin(packet) && seqDistance(packet.seq, place) === 0 && bytes > SAME_END_MAX;
  });
  return again && { kind: 'sent-on', number: again.number, bytes: again.payloadLength };
}

/**
 * A bare acknowledgement bears the number after all that was sent (RFC 9293 §3.10.7.4: SEQ=SND.NXT), a keep-alive probe one less. One
 * that bears an earlier number a while after the peer had acknowledged this FIN is of somebody who has not sent it.
 */
function wentBack({ packets }: Connection, index: number, fin: KeptPacket): FinMisfit | undefined {
  const end = seqAfter(fin);
  const covers = (packet: KeptPacket): boolean => hasAck(packet) && seqDistance(packet.ack, end) >= 0;
  const known = packets.findIndex((packet, at) => at > index && packet.from !== fin.from && covers(packet));
  if (known < 0) return undefined;
  const back = packets.slice(known + 1).find((packet) => {
    if (packet.from !== fin.from || packet.payloadLength > 0 || (packet.flags & (SYN | FIN | RST)) !== 0) return false;
    const bytes = seqDistance(end, packet.seq);
    return (
      hasAck(packet) &&
      packet.timeNs - fin.timeNs >= OVERTAKEN_MAX &&
      bytes > SAME_END_MAX &&
      bytes < NUMBERING_APART_MIN
    );
  });
  return back && { kind: 'went-back', number: back.number, bytes: seqDistance(end, back.seq) };
}

/** The two packets before it follow one another, and so does the one after it, where there is one. */
function ipId({ packets }: Connection, fin: KeptPacket): FinMisfit | undefined {
  const own = packets.filter((packet) => packet.from === fin.from && !isReset(packet) && packet.ipId !== 0);
  const [before, last] = own.filter(({ number }) => number < fin.number).slice(-2);
  const next = own.find(({ number }) => number > fin.number);
  if (before === undefined || last === undefined || !follows(before, last)) return undefined;
  if (fin.ipId === 0 || (next !== undefined && !follows(last, next))) return undefined;
  const away = Math.abs(((fin.ipId - last.ipId) << 16) >> 16);
  return away >= JUMP_MIN ? { kind: 'ip-id', away } : undefined;
}

function follows(one: KeptPacket, other: KeptPacket): boolean {
  const step = (other.ipId - one.ipId) & 0xffff;
  return step > 0 && step <= OWN_STEP_MAX;
}
