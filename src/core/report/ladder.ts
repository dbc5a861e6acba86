/**
 * The sequence diagram of a connection in text: client left, server right, time downwards; ICMP errors of third parties,
 * silence, and the packet that ended it. Drawn from the packets that are kept with the connection. Sequence numbers are
 * relative as Wireshark shows them.
 */
import type { Connection, IcmpError } from '../model/connection.ts';
import type { Diagnosis, Ending } from '../model/diagnosis.ts';
import type { KeptPacket } from '../model/packet.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { hangText, type Line, type PageStyle, padText, type Span, shortenText, textWidth } from './page.ts';
import { countOf, formatAddress, formatDuration } from './phrases.ts';
import { describeIcmp, describeSegment, relativeNumbers } from './segment-text.ts';

/** Time between two packets from which it is written out. */
const SILENCE: TimeNs = SECOND;

/** Columns left of the client's line: time and packet number. */
const MARGIN_WIDTH = 24;

/** Columns right of the server's line, for "◀ ended it". */
const REMARK_WIDTH = 11;

interface Pen {
  readonly style: PageStyle;
  /** Columns between the two lifelines. */
  readonly span: number;
  readonly line: string;
  readonly dash: string;
  readonly right: string;
  readonly left: string;
  readonly gap: string;
  readonly router: string;
}

/** What stands in the diagram, in order. */
type Step =
  | { readonly kind: 'packet'; readonly packet: KeptPacket }
  | { readonly kind: 'icmp'; readonly error: IcmpError }
  | { readonly kind: 'wait'; readonly text: string };

/** The diagram's lines. */
export function renderLadder({ connection, ending }: Diagnosis, style: PageStyle): Line[] {
  const pen = choosePen(style);
  const numbers = relativeNumbers(connection);
  const lines = renderHead(connection, pen);
  for (const step of toSteps(connection, ending)) {
    if (step.kind === 'wait') {
      lines.push(drawWait(step.text, pen));
      continue;
    }
    const { number, timeNs } = step.kind === 'packet' ? step.packet : step.error;
    const ended = number === ending.packet;
    const arrow =
      step.kind === 'packet'
        ? drawPacket(step.packet, describeSegment(step.packet, numbers), pen)
        : drawIcmp(step.error, pen);
    lines.push([
      { text: drawMargin(timeNs - connection.startNs, number), tone: 'faint' },
      { text: arrow, ...(ended ? { tone: 'failure' as const } : {}) },
      ...(ended ? [{ text: ` ${pen.left} ended it`, tone: 'failure' as const }] : []),
    ]);
  }
  return lines;
}

function choosePen(style: PageStyle): Pen {
  const span = Math.max(34, Math.min(72, style.width - MARGIN_WIDTH - REMARK_WIDTH - 2));
  return style.ascii
    ? { style, span, line: '|', dash: '-', right: '>', left: '<', gap: ':', router: '*' }
    : { style, span, line: '│', dash: '─', right: '▶', left: '◀', gap: '┊', router: '◆' };
}

function renderHead(connection: Connection, pen: Pen): Line[] {
  const { client, server } = connection;
  const total = connection.clientSide.packets + connection.serverSide.packets;
  const kept = connection.packets.length;
  const half = Math.floor(pen.span / 2);
  const left = shortenText(formatAddress(client), half, pen.style);
  const right = shortenText(formatAddress(server), pen.span + 2 - half, pen.style);
  const margin = ' '.repeat(MARGIN_WIDTH);
  const note = `the last ${kept} of ${countOf(total, 'packet')}; what lies between some of them was not kept`;
  return [
    ...(connection.keptAll ? [] : hangText([{ text: margin }], note, pen.style, 'faint')),
    [{ text: `${margin}${padText('client', half)}${padText('server', pen.span + 2 - half, 'right')}`, tone: 'faint' }],
    [{ text: `${margin}${padText(left, half)}${padText(right, pen.span + 2 - half, 'right')}`, tone: 'strong' }],
  ];
}

function toSteps(connection: Connection, ending: Ending): Step[] {
  const moments = [
    ...connection.packets.map((packet) => ({
      timeNs: packet.timeNs,
      number: packet.number,
      step: { kind: 'packet', packet } as Step,
    })),
    ...connection.icmp.map((error) => ({
      timeNs: error.timeNs,
      number: error.number,
      step: { kind: 'icmp', error } as Step,
    })),
  ].sort((a, b) => a.number - b.number);
  const steps: Step[] = [];
  let before = connection.startNs;
  for (const { timeNs, step } of moments) {
    const waited = timeNs - before;
    // Packets that were not kept may lie between: then time passed, but nobody can say that all were silent.
    if (waited >= SILENCE) {
      const duration = formatDuration(waited);
      steps.push({ kind: 'wait', text: connection.keptAll ? `${duration} of silence` : `${duration} later` });
    }
    steps.push(step);
    before = timeNs;
  }
  const after = connection.watchedUntilNs - before;
  const unclosed = ending.how === 'timeout' || ending.how === 'open';
  if (unclosed && after >= SILENCE)
    steps.push({ kind: 'wait', text: `nothing more in the ${formatDuration(after)} that follow` });
  return steps;
}

function drawMargin(timeNs: TimeNs, number: number): string {
  return `${(timeNs / SECOND).toFixed(6).padStart(13)} ${`#${number}`.padStart(8)}  `;
}

function drawWait(text: string, pen: Pen): Line {
  const ellipsis = pen.style.ascii ? '...' : '…';
  const label = shortenText(`${ellipsis} ${text} ${ellipsis}`, pen.span, pen.style);
  const left = Math.floor((pen.span - textWidth(label)) / 2);
  const span: Span = {
    text: `${pen.gap}${' '.repeat(left)}${padText(label, pen.span - left)}${pen.gap}`,
    tone: 'suspicious',
  };
  return [{ text: ' '.repeat(MARGIN_WIDTH) }, span];
}

function drawPacket(packet: KeptPacket, text: string, pen: Pen): string {
  const label = ` ${shortenText(text, pen.span - 6, pen.style)} `;
  const rest = pen.span - 2 - textWidth(label);
  const { dash, line } = pen;
  return packet.from === 'client'
    ? `${line}${dash}${label}${dash.repeat(rest)}${pen.right}${line}`
    : `${line}${pen.left}${dash.repeat(rest)}${label}${dash}${line}`;
}

/** The error comes from a device on the path, or from the far end, to the end whose packet it quotes. */
function drawIcmp(error: IcmpError, pen: Pen): string {
  const { dash, line, router } = pen;
  const label = ` ${shortenText(describeIcmp(error), pen.span - 6, pen.style)} `;
  const arrow = 3 + textWidth(label);
  const blanks = ' '.repeat(pen.span - arrow);
  return error.about === 'client'
    ? `${line}${pen.left}${dash}${label}${router}${blanks}${line}`
    : `${line}${blanks}${router}${label}${dash}${pen.right}${line}`;
}
