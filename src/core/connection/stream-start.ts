/** Where the stream of an end starts: at its SYN, or at the first that the capture has of it. */
import { sequenceDistance } from '../bytes/sequence.ts';
import { SYN } from '../model/packet.ts';
import type { Segment } from '../packet/segment.ts';
import { ISN_KNOWN, SENT, SEQ_KNOWN, type SideRecord } from './side-record.ts';

/** A SYN that comes so far behind what follows it is of another stream. */
const TOO_FAR = 1 << 20;

/** The first segment of an end sets where its stream starts; a SYN is the byte before. */
export function begin(sender: SideRecord, segment: Segment): void {
  const { seq } = segment;
  sender.mark(SENT | SEQ_KNOWN);
  sender.nextSeq = seq;
  sender.contiguous = seq;
  sender.startSeq = seq;
  if (segment.flags & SYN) sender.mark(ISN_KNOWN);
  else sender.startSeq = (seq - 1) | 0;
}

/** A SYN that says something new of where the stream starts: the first, a late one, or one with another number. */
export function startAnew(sender: SideRecord, { seq }: Segment): void {
  if (sender.has(ISN_KNOWN) && sender.startSeq === seq) return;
  const isLate = !sender.has(ISN_KNOWN) && sequenceDistance(sender.nextSeq, seq) > 0;
  sender.startSeq = seq;
  sender.mark(ISN_KNOWN);
  if (isLate && sequenceDistance(sender.nextSeq, seq) < TOO_FAR) return;
  sender.nextSeq = seq;
  sender.contiguous = seq;
}

/**
 * Of several SYN-ACKs with different numbers the client takes the first that it gets, and no other (RFC 9293 §3.10.7.4): SYN
 * proxies answer each SYN anew. Which one that was, its acknowledgement says.
 */
export function chooseStart(server: SideRecord, { ack, flags }: Segment): void {
  if (flags & SYN || server.syns < 2 || server.packets !== server.syns) return;
  const start = (ack - 1) | 0;
  if (!server.has(ISN_KNOWN) || server.startSeq === start) return;
  server.startSeq = start;
  server.nextSeq = ack;
  server.contiguous = ack;
}

/**
 * Whether the answer to a SYN is for an older connection between the same ports (RFC 9293 §3.10.7.4): no SYN, and for numbers far
 * from what the client has sent, which is its SYN. Its numbers say nothing of this one.
 */
export function isOfOlder(server: SideRecord, client: SideRecord, { ack, flags }: Segment): boolean {
  if (flags & SYN || server.syns > 0 || client.syns === 0 || client.packets !== client.syns + client.resets)
    return false;
  const ahead = sequenceDistance(ack, client.nextSeq);
  return ahead < 0 || ahead > TOO_FAR;
}
