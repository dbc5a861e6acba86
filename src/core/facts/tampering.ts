/**
 * The signature of connection tampering that a connection bears (src/core/model/tampering.ts). The paper looks at what comes
 * in at a server; at a client's capture the same is looked at the other way round: what the client had sent, and what then
 * came in the server's name. A label and no verdict: clients that give up and hosts that restart bear the same ones.
 */
import type { Connection, SideSummary } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { TamperingFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { TamperingSignature, TamperingStage } from '../model/tampering.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { closingIndex, hasAck, isFin, isReset, refer, summaryOf } from './_packets.ts';

/** After so long without a packet an end is silent. */
const SILENT_MIN: TimeNs = 3 * SECOND;

/** More packets in between than this are not in the capture. */
const COUNTED_STEP_MAX = 64;

export const extractor: Extractor = {
  id: 'tampering',
  extract: (connection) => {
    if (connection.openedBy !== 'syn') return [];
    const closing = closingIndex(connection);
    const reset = connection.packets[closing];
    const fact = reset === undefined ? readSilence(connection) : readResets(connection, closing, reset);
    return fact === undefined ? [] : [fact];
  },
};

function readResets(connection: Connection, index: number, first: KeptPacket): TamperingFact | undefined {
  if (isFin(first)) return undefined;
  const { from } = first;
  const resets = connection.packets.filter((packet) => packet.from === from && isReset(packet));
  const stage = stageOf(connection, index);
  const signature = nameResets(stage, resets);
  if (signature === undefined) return undefined;
  return {
    kind: 'tampering',
    from,
    stage,
    signature,
    ipIdStep: ipIdStep(connection, resets),
    ttlStep: ttlStep(summaryOf(connection, from), resets),
    packets: refer(connection, ...resets.map(({ number }) => number)),
  };
}

/** How far the client had come before the packet at this index. */
function stageOf(connection: Connection, index: number): TamperingStage {
  const { clientSide, handshake, packets, keptAll } = connection;
  const sent = packets.slice(0, index).filter(({ from, payloadLength }) => from === 'client' && payloadLength > 0);
  const segments = keptAll ? new Set(sent.map(({ seq }) => seq)).size : atLeast(clientSide);
  if (segments > 0) return segments === 1 ? 'post-psh' : 'later';
  const reset = packets[index];
  const accepted = handshake.ackNs !== undefined && (reset === undefined || handshake.ackNs <= reset.timeNs);
  return accepted ? 'post-ack' : 'post-syn';
}

/** Segments of data an end has sent: none, one, or more. */
function atLeast({ streamBytes, largestPayload }: SideSummary): number {
  return streamBytes === 0 ? 0 : streamBytes <= largestPayload ? 1 : 2;
}

function nameResets(stage: TamperingStage, resets: readonly KeptPacket[]): TamperingSignature | undefined {
  const acked = resets.filter(hasAck).length;
  const bare = resets.length - acked;
  switch (stage) {
    case 'post-syn':
      if (acked > 0 && bare > 0) return '⟨SYN → RST; RST+ACK⟩';
      return acked > 0 ? '⟨SYN → RST+ACK⟩' : '⟨SYN → RST⟩';
    case 'post-ack':
      if (acked > 0 && bare > 0) return undefined;
      if (acked > 0) return acked > 1 ? '⟨SYN; ACK → RST+ACK; RST+ACK⟩' : '⟨SYN; ACK → RST+ACK⟩';
      return bare > 1 ? '⟨SYN; ACK → RST; RST⟩' : '⟨SYN; ACK → RST⟩';
    case 'post-psh':
      if (acked > 0 && bare > 0) return '⟨PSH+ACK → RST; RST+ACK⟩';
      if (acked > 0) return acked > 1 ? '⟨PSH+ACK → RST+ACK; RST+ACK⟩' : '⟨PSH+ACK → RST+ACK⟩';
      return bare > 1 ? nameBare(resets) : '⟨PSH+ACK → RST⟩';
    case 'later':
      return acked > 0 ? '⟨PSH+ACK; Data → RST+ACK⟩' : '⟨PSH+ACK; Data → RST⟩';
  }
}

/** Several bare resets differ in what their acknowledgement field holds, though it does not count without the flag. */
function nameBare(resets: readonly KeptPacket[]): TamperingSignature {
  const acks = new Set(resets.map(({ ack }) => ack));
  if (acks.size === 1) return '⟨PSH+ACK → RST = RST⟩';
  return acks.has(0) ? '⟨PSH+ACK → RST; RST₀⟩' : '⟨PSH+ACK → RST ≠ RST⟩';
}

const SILENCES: Readonly<Partial<Record<TamperingStage, TamperingSignature>>> = {
  'post-syn': '⟨SYN → ∅⟩',
  'post-ack': '⟨SYN; ACK → ∅⟩',
  'post-psh': '⟨PSH+ACK → ∅⟩',
};

/** Nobody closed, and one end is not heard any more. */
function readSilence(connection: Connection): TamperingFact | undefined {
  const { packets, watchedUntilNs } = connection;
  const stage = stageOf(connection, packets.length);
  const signature = SILENCES[stage];
  if (signature === undefined) return undefined;
  const from = silentSide(connection, stage);
  const last = packets.findLast((packet) => packet.from === from) ?? packets[0];
  if (from === undefined || last === undefined || watchedUntilNs - last.timeNs < SILENT_MIN) return undefined;
  return { kind: 'tampering', from, stage, signature, packets: refer(connection, last.number) };
}

/** The end that owes the next packet: what the other sent last is not acknowledged. After the handshake it is the client. */
function silentSide({ packets, clientSide, serverSide }: Connection, stage: TamperingStage): Side | undefined {
  if (stage === 'post-syn') return serverSide.syns > 0 ? 'client' : 'server';
  const owes = (by: SideSummary, to: SideSummary): boolean =>
    by.lastAck === undefined || ((to.nextSeq - by.lastAck) | 0) > 0;
  if (owes(serverSide, clientSide)) return 'server';
  if (owes(clientSide, serverSide)) return 'client';
  const heard = packets.at(-1)?.from;
  return stage === 'post-ack' ? 'client' : heard && otherSide(heard);
}

/** Only where the sender's own packets follow one another in their identification. */
function ipIdStep({ packets }: Connection, resets: readonly KeptPacket[]): number | undefined {
  const [first] = resets;
  if (first === undefined || resets.some(({ ipId }) => ipId === 0)) return undefined;
  const own = packets.filter((packet) => packet.from === first.from && !isReset(packet) && packet.ipId !== 0);
  const [before, last] = own.filter(({ number }) => number < first.number).slice(-2);
  if (before === undefined || last === undefined) return undefined;
  const counted = (last.ipId - before.ipId) & 0xffff;
  if (counted === 0 || counted > COUNTED_STEP_MAX) return undefined;
  return Math.max(...resets.map(({ ipId }) => Math.abs(((ipId - last.ipId) << 16) >> 16)));
}

function ttlStep({ ttl, handshakeTtl }: SideSummary, resets: readonly KeptPacket[]): number | undefined {
  const usual = ttl ?? handshakeTtl;
  return usual === undefined ? undefined : Math.max(...resets.map((reset) => Math.abs(reset.ttl - usual)));
}
