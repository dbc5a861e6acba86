/**
 * The sequence diagram of a connection in text: client left, server right, time downwards; ICMP errors of third parties,
 * silence, and the packet that ended it. Drawn from the packets that are kept with the connection. Sequence numbers are
 * relative as Wireshark shows them.
 */
import type { Connection, IcmpError } from '../model/connection.ts';
import type { Diagnosis, Ending } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import { ACK, type KeptPacket, SYN } from '../model/packet.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import {
  hangText,
  type Line,
  type PageStyle,
  padText,
  prepareText,
  type Span,
  shortenText,
  type Tone,
  textWidth,
} from './page.ts';
import { countOf, formatAddress, formatCount, formatDuration } from './phrases.ts';
import { type Bearings, bearingsOf, describeIcmp, describeSegment } from './segment-text.ts';

/** Time between two packets from which it is written out. */
const SILENCE: TimeNs = SECOND;

/** Pages narrower than this have fewer decimals, and the end marked by an arrow alone. */
const ROOMY_WIDTH = 72;

interface Pen {
  readonly style: PageStyle;
  /** Decimals of the times, and columns of times and packet numbers. */
  readonly decimals: number;
  readonly timeWidth: number;
  readonly numberWidth: number;
  /** What stands beside the packet that ended it. */
  readonly remark: string;
  /** Columns between the two lifelines. */
  readonly span: number;
  readonly line: string;
  readonly dash: string;
  readonly right: string;
  readonly left: string;
  readonly gap: string;
  readonly router: string;
}

interface PacketStep {
  readonly kind: 'packet';
  readonly packet: KeptPacket;
}

interface IcmpStep {
  readonly kind: 'icmp';
  readonly error: IcmpError;
}

/** What stands in the diagram, in order. */
type Step = PacketStep | IcmpStep | { readonly kind: 'wait'; readonly text: string };

/** The diagram's lines. */
export function renderLadder({ connection, ending }: Diagnosis, style: PageStyle): Line[] {
  const pen = choosePen(style);
  const bearings = bearingsOf(connection);
  const lines = renderHead(connection, pen);
  for (const step of toSteps(connection, ending)) {
    if (step.kind === 'wait') {
      lines.push(drawWait(step.text, pen));
      continue;
    }
    const { number, timeNs } = step.kind === 'packet' ? step.packet : step.error;
    const [arrow = '', ...below] =
      step.kind === 'packet' ? [drawPacket(step.packet, bearings, pen)] : drawIcmp(step.error, pen);
    const ended = number === ending.packet;
    const tone: Tone = ended ? 'failure' : 'plain';
    lines.push([
      { text: drawMargin(timeNs - connection.startNs, number, pen), tone: 'faint' },
      { text: arrow, tone },
      { text: ended ? pen.remark : '', tone },
    ]);
    for (const text of below) lines.push([{ text: ' '.repeat(marginWidth(pen)) }, { text, tone }]);
  }
  return lines;
}

function choosePen(style: PageStyle): Pen {
  const signs = style.ascii
    ? { line: '|', dash: '-', right: '>', left: '<', gap: ':', router: '*' }
    : { line: '│', dash: '─', right: '▶', left: '◀', gap: '┊', router: '◆' };
  const roomy = style.width >= ROOMY_WIDTH;
  const columns = roomy
    ? { decimals: 6, timeWidth: 13, numberWidth: 9 }
    : { decimals: 3, timeWidth: 9, numberWidth: 6 };
  const remark = roomy ? ` ${signs.left} ended it` : ` ${signs.left}`;
  const room = style.width - columns.timeWidth - columns.numberWidth - 4 - textWidth(remark);
  return { style, ...signs, ...columns, remark, span: Math.max(34, Math.min(72, room)) };
}

function marginWidth({ timeWidth, numberWidth }: Pen): number {
  return timeWidth + numberWidth + 2;
}

function renderHead(connection: Connection, pen: Pen): Line[] {
  const { client, server } = connection;
  const half = Math.floor(pen.span / 2);
  const left = shortenText(formatAddress(client), half, pen.style);
  const right = shortenText(formatAddress(server), pen.span + 2 - half, pen.style);
  const margin = ' '.repeat(marginWidth(pen));
  return [
    ...renderGaps(connection, margin, pen),
    [{ text: `${margin}${padText('client', half)}${padText('server', pen.span + 2 - half, 'right')}`, tone: 'faint' }],
    [{ text: `${margin}${padText(left, half)}${padText(right, pen.span + 2 - half, 'right')}`, tone: 'strong' }],
  ];
}

/** Says so where packets are missing from the diagram. */
function renderGaps(connection: Connection, margin: string, pen: Pen): Line[] {
  const opening = openingPackets(connection).length;
  if (showsAll(connection, opening)) return [];
  const total = connection.clientSide.packets + connection.serverSide.packets;
  const text = `${formatCount(connection.packets.length + opening)} of ${countOf(total, 'packet')}; the others were not kept`;
  return hangText([{ text: margin }], text, pen.style, 'faint');
}

function toSteps(connection: Connection, ending: Ending): Step[] {
  const opening = openingPackets(connection);
  const isWhole = showsAll(connection, opening.length);
  const steps: Step[] = [];
  let before = connection.startNs;
  for (const [i, step] of momentsOf(opening, connection).entries()) {
    const { timeNs } = step.kind === 'packet' ? step.packet : step.error;
    const waited = timeNs - before;
    const duration = formatDuration(waited);
    // Packets that were not kept may lie between: then time passed, but nobody can say that all were silent.
    if (!isWhole && i === opening.length) steps.push({ kind: 'wait', text: `packets left out, ${duration}` });
    else if (waited >= SILENCE) steps.push({ kind: 'wait', text: `${duration} ${isWhole ? 'of silence' : 'later'}` });
    steps.push(step);
    before = timeNs;
  }
  const after = connection.watchedUntilNs - before;
  if ((ending.how === 'timeout' || ending.how === 'open') && after >= SILENCE) {
    steps.push({ kind: 'wait', text: `nothing more in the ${formatDuration(after)} that follow` });
  }
  return steps;
}

function momentsOf(opening: readonly KeptPacket[], { packets, icmp }: Connection): (PacketStep | IcmpStep)[] {
  const moments = [
    ...[...opening, ...packets].map((packet): PacketStep => ({ kind: 'packet', packet })),
    ...icmp.map((error): IcmpStep => ({ kind: 'icmp', error })),
  ];
  return moments.sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(step: PacketStep | IcmpStep): number {
  return step.kind === 'packet' ? step.packet.number : step.error.number;
}

/** Whether the packets that were kept and this many of the opening are all there were. */
function showsAll({ keptAll, packets, clientSide, serverSide }: Connection, opening: number): boolean {
  if (keptAll) return true;
  const total = clientSide.packets + serverSide.packets;
  return packets.length + opening === total && clientSide.duplicates + serverSide.duplicates === 0;
}

/** SYN and SYN-ACK, known from the handshake, where they are not among the packets that were kept. */
function openingPackets({ handshake, packets, clientSide, serverSide }: Connection): readonly KeptPacket[] {
  const { synNs, synNumber, synAckNs, synAckNumber } = handshake;
  const first = packets[0]?.number ?? 0;
  const [client, server] = [clientSide.isn ?? 0, serverSide.isn ?? 0];
  const options = { hasTimestamp: false, fastClose: false, sacksBehind: false };
  const unseen = { payloadLength: 0, window: 0, ttl: 0, ipId: 0, flowLabel: 0, ...options };
  const opening: KeptPacket[] = [];
  if (synNs !== undefined && synNumber !== undefined && synNumber < first) {
    opening.push({ ...unseen, number: synNumber, timeNs: synNs, from: 'client', flags: SYN, seq: client, ack: 0 });
  }
  if (synAckNs !== undefined && synAckNumber !== undefined && synAckNumber < first) {
    const flags = SYN | ACK;
    opening.push({
      ...unseen,
      number: synAckNumber,
      timeNs: synAckNs,
      from: 'server',
      flags,
      seq: server,
      ack: client + 1,
    });
  }
  return opening;
}

function drawMargin(timeNs: TimeNs, number: number, { decimals, timeWidth, numberWidth }: Pen): string {
  return `${(timeNs / SECOND).toFixed(decimals).padStart(timeWidth)}${`#${number}`.padStart(numberWidth)}  `;
}

function drawWait(text: string, pen: Pen): Line {
  const ellipsis = pen.style.ascii ? '...' : '…';
  const label = shortenText(`${ellipsis} ${text} ${ellipsis}`, pen.span, pen.style);
  const left = Math.floor((pen.span - textWidth(label)) / 2);
  const span: Span = {
    text: `${pen.gap}${' '.repeat(left)}${padText(label, pen.span - left)}${pen.gap}`,
    tone: 'label',
  };
  return [{ text: ' '.repeat(marginWidth(pen)) }, span];
}

function drawPacket(packet: KeptPacket, bearings: Readonly<Record<Side, Bearings>>, pen: Pen): string {
  const label = ` ${shortenText(describeSegment(packet, bearings), pen.span - 6, pen.style)} `;
  const rest = pen.span - 2 - textWidth(label);
  const { dash, line } = pen;
  return packet.from === 'client'
    ? `${line}${dash}${label}${dash.repeat(rest)}${pen.right}${line}`
    : `${line}${pen.left}${dash.repeat(rest)}${label}${dash}${line}`;
}

/** The error comes from a device on the path, or from the far end, to the end whose packet it quotes. */
function drawIcmp(error: IcmpError, pen: Pen): readonly string[] {
  const { dash, line, router, span } = pen;
  const sender = `from ${error.from}`;
  const room = span - 5;
  const whole = `${describeIcmp(error)} ${sender}`;
  const isShort = textWidth(prepareText(whole, pen.style)) <= room;
  const label = ` ${shortenText(isShort ? whole : describeIcmp(error), room, pen.style)} `;
  const blanks = ' '.repeat(span - 3 - textWidth(label));
  const below = shortenText(sender, span - 3, pen.style);
  return error.about === 'client'
    ? [
        `${line}${pen.left}${dash}${label}${router}${blanks}${line}`,
        ...(isShort ? [] : [`${line}   ${padText(below, span - 3)}${line}`]),
      ]
    : [
        `${line}${blanks}${router}${label}${dash}${pen.right}${line}`,
        ...(isShort ? [] : [`${line}${padText(below, span - 3, 'right')}   ${line}`]),
      ];
}
