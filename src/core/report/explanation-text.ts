/** An explained error text for a person: what happened, what that proves and leaves open, what it may be, what to do next. */
import type { Explanation, FoundAddress, KnownText, Operation, UnknownText } from '../model/explanation.ts';
import { SECOND } from '../model/time.ts';
import { hangText, type Line, type PageStyle, type Tone } from './page.ts';
import { countOf, formatDuration } from './phrases.ts';

/** Columns of the labels before each paragraph. */
const LABEL_WIDTH = 10;

const DOING: Readonly<Record<Operation, string>> = {
  resolve: 'while looking up the name',
  connect: 'while connecting',
  listen: 'while beginning to listen',
  accept: 'while accepting',
  handshake: 'in the TLS handshake',
  read: 'while reading',
  write: 'while writing',
};

/** How the page is set. */
export interface ExplanationSetting {
  readonly style: PageStyle;
  /** A system's name for people. */
  readonly titleOfSystem: (id: string) => string;
  /** A symptom's few words for people. */
  readonly titleOfSymptom: (id: string) => string;
}

/** The lines of an explanation. */
export function renderExplanation(explanation: Explanation, setting: ExplanationSetting): Line[] {
  return explanation.known ? renderKnown(explanation, setting) : renderUnknown(explanation, setting.style);
}

function renderKnown(known: KnownText, { style, titleOfSystem, titleOfSymptom }: ExplanationSetting): Line[] {
  const { code, operation, address, systems } = known;
  const what = [code, operation === undefined ? undefined : DOING[operation]].filter((part) => part !== undefined);
  const who = systems.length === 0 ? NO_ONE_SYSTEM : systems.map(titleOfSystem).join(' or ');
  const where = address === undefined ? [] : [address.url ?? formatFound(address)];
  const times = known.durations.map(({ text, seconds }) => `${text} (${formatDuration(seconds * SECOND)})`);
  const others = known.others.map(({ symptom, quote }) => `${titleOfSymptom(symptom)}: ${quote}`);
  return [
    ...hangText([], known.title, style, 'strong'),
    ...hangText([{ text: '  ' }], [what.join(' '), who].filter((part) => part !== '').join(' · '), style),
    ...where.flatMap((text) => hangText([{ text: '  ' }], text, style)),
    [],
    ...labelled('said', [known.quote], style, 'faint'),
    ...labelled('note', known.notes, style),
    ...labelled('times', times, style),
    ...labelled('proves', known.proves, style),
    ...labelled('open', known.leavesOpen, style),
    ...labelled(
      'maybe',
      known.causes.map(({ cause, because }) => `${cause}: ${because}`),
      style,
    ),
    ...labelled('next', [known.next.command ?? known.next.tells], style, known.next.command ? 'strong' : 'plain'),
    ...(known.next.command === undefined ? [] : hangText([label('')], known.next.tells, style)),
    ...labelled('retry', [known.retry], style),
    ...labelled('also', others, style),
    ...unreadNote(known.unread, style),
    ...labelled('source', [known.source], style, 'faint'),
  ];
}

function renderUnknown({ nearest, unread }: UnknownText, style: PageStyle): Line[] {
  return [
    ...hangText([], 'This text is not known', style, 'strong'),
    ...hangText(
      [{ text: '  ' }],
      'No sentence, code or log field in it is one that whyclosed knows to tell of a connection.',
      style,
    ),
    ...(nearest.length === 0 ? [] : [[]]),
    ...labelled('near', nearest, style),
    ...(nearest.length === 0 ? [[]] : []),
    ...labelled('next', NEXT_OF_UNKNOWN, style),
    ...unreadNote(unread, style),
  ];
}

const NO_ONE_SYSTEM = 'words that many systems use; the whole message says more';

const NEXT_OF_UNKNOWN = [
  'Give the message as the program or its log has it, whole; whyclosed explain - reads it from a file or a pipe',
  'Packets need no text: whyclosed capture.pcap says who closed and why, and whyclosed probe HOST:PORT tries it now',
];

function unreadNote(unread: number, style: PageStyle): Line[] {
  if (unread === 0) return [];
  return labelled('unread', [`${countOf(unread, 'character')} in the middle: only start and end are read`], style);
}

function formatFound({ host, port }: FoundAddress): string {
  const shown = host.includes(':') && port !== undefined ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

/** Texts under one label, the first beside it, with bullets where they are several; nothing where there are none. */
function labelled(name: string, texts: readonly string[], style: PageStyle, tone: Tone = 'plain'): Line[] {
  const bullet = texts.length > 1 ? [{ text: '· ', tone: 'faint' as const }] : [];
  return texts.flatMap((text, i) => hangText([label(i === 0 ? name : ''), ...bullet], text, style, tone));
}

function label(name: string): { text: string; tone: 'label' } {
  return { text: `  ${name}`.padEnd(LABEL_WIDTH), tone: 'label' };
}
