/**
 * From an error text to what it means. A text may hold several errors, one in the frame of another: what decides is what
 * the system nearest to the user says of what happened, and a frame ("it failed") only where nothing stands in it.
 */
import type { Explanation, FoundDuration, KnownText, Operation, OtherFinding } from '../model/explanation.ts';
import type { Dialect } from './dialects/_dialect.ts';
import { findMarks, findPhrases, type Hit, surroundingsOf } from './find-phrases.ts';
import { nearestTexts } from './nearest-texts.ts';
import { nextStep } from './next-step.ts';
import { readAddress } from './read-address.ts';
import { readDurations, timeoutLike } from './read-durations.ts';
import { describeNumber, type NumberedError, readNumbers } from './read-numbers.ts';
import { readOperation } from './read-operation.ts';
import { readPlatform } from './read-platform.ts';
import type { Symptom } from './symptoms/_symptom.ts';
import { symptoms } from './symptoms/index.ts';
import { type SystemError, symptomOf, systemErrorNamed } from './system-errors.ts';

/** Characters that are read of a long text: of its start and of its end, where the innermost error stands. */
const HEAD_CHARACTERS = 48 * 1024;
const TAIL_CHARACTERS = 16 * 1024;

const MAX_OTHERS = 3;
const MAX_QUOTE = 160;

const byId = new Map(symptoms.map((symptom) => [symptom.id, symptom]));

/** A hit with what it says of the connection. */
interface Finding extends Omit<Hit, 'dialect' | 'phrase'> {
  readonly dialect: Dialect | undefined;
  readonly symptom: Symptom;
  readonly error: SystemError | undefined;
  readonly code: string | undefined;
  readonly operation: Operation | undefined;
  readonly wrapper: boolean;
  readonly source: string;
}

/** Says what an error text means. Never throws; long texts are read in part, which `unread` tells. */
export function explain(text: string): Explanation {
  const whole = clean(text);
  const { read, unread } = cut(whole);
  const hits = findPhrases(read);
  const numbers = readNumbers(read);
  const frame = hits.find(({ phrase }) => phrase.wrapper && phrase.operation !== undefined)?.phrase.operation;
  const findings = [
    ...hits.flatMap((hit) => toFinding(read, hit, frame)),
    ...numbers.flatMap((numbered) => fromNumber(read, numbered, frame)),
  ];
  const main = chooseMain(findings);
  if (main === undefined) return { known: false, nearest: nearestTexts(read), unread };
  return describe(read, main, findings, numbers, unread);
}

/** The text without colours, with straight quotes and one kind of line end, also where JSON has escaped it. */
function clean(text: string): string {
  return text
    .replace(COLOURS, '')
    .replace(ESCAPED_LINE_END, '\n')
    .replace(/\r\n?/g, '\n')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\u00a0/g, ' ');
}

/** `\\n` before what may begin a line; not in `C:\\node`. */
const ESCAPED_LINE_END = /(?:\\r)?\\n(?![a-z])(?:\\t)?|(?:\\r)?\\n(?=at |in )/g;

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]{0,20}m`, 'g');

function cut(text: string): { read: string; unread: number } {
  const limit = HEAD_CHARACTERS + TAIL_CHARACTERS;
  if (text.length <= limit) return { read: text, unread: 0 };
  return {
    read: `${text.slice(0, HEAD_CHARACTERS)}\n${text.slice(-TAIL_CHARACTERS)}`,
    unread: text.length - limit,
  };
}

function toFinding(text: string, { dialect, phrase, at, length }: Hit, frame: Operation | undefined): Finding[] {
  const error = phrase.code === undefined ? undefined : systemErrorNamed(phrase.code);
  const operation = phrase.operation ?? error?.operation ?? handshakeFirst(readOperation(text, at, length), frame);
  const id = phrase.symptom ?? (error === undefined ? undefined : symptomOf(error, operation));
  const symptom = id === undefined ? undefined : byId.get(onSocketFile(id, surroundingsOf(text, at, length)));
  if (symptom === undefined) return [];
  const wrapper = phrase.wrapper === true;
  const source = phrase.source ?? dialect.source;
  return [{ dialect, at, length, symptom, error, code: phrase.code, operation, wrapper, source }];
}

/** A socket file is refused and missing like a port, and no TCP. */
function onSocketFile(id: string, line: string): string {
  return id === 'refused' && SOCKET_FILE.test(line) ? 'no-local-server' : id;
}

const SOCKET_FILE = /unix:\/|on socket "|\.sock\b|\/\.s\.PGSQL\.|socket '\//;

/** Inside the frame of a handshake a read or write is one of the handshake. */
function handshakeFirst(operation: Operation | undefined, frame: Operation | undefined): Operation | undefined {
  return frame === 'handshake' || operation === undefined ? (frame ?? operation) : operation;
}

function fromNumber(text: string, numbered: NumberedError, frame: Operation | undefined): Finding[] {
  const { at, length, meanings } = numbered;
  const { error, platform } = meanings[0]!;
  const operation = error.operation ?? handshakeFirst(readOperation(text, at, length), frame);
  const onWindows = platform === 'windows' ? error.onWindows : undefined;
  const symptom = byId.get(onWindows ?? symptomOf(error, operation) ?? '');
  if (symptom === undefined) return [];
  const source = 'errno.h of the systems named';
  return [{ dialect: undefined, at, length, symptom, error, code: error.name, operation, wrapper: false, source }];
}

function chooseMain(findings: readonly Finding[]): Finding | undefined {
  return [...findings].sort(compareFindings)[0];
}

function compareFindings(a: Finding, b: Finding): number {
  return emptiness(a) - emptiness(b) || levelOf(b) - levelOf(a) || b.length - a.length || a.at - b.at;
}

/** 0 says what happened, 1 frames it, 2 frames it and says nothing. */
function emptiness({ wrapper, symptom }: Finding): number {
  if (!wrapper) return 0;
  return symptom.id === 'unspecified' || symptom.id === 'not-the-connection' ? 2 : 1;
}

function levelOf({ dialect }: Finding): number {
  return dialect?.level ?? -1;
}

function describe(
  text: string,
  main: Finding,
  findings: readonly Finding[],
  numbers: readonly NumberedError[],
  unread: number,
): KnownText {
  const { symptom } = main;
  const address = readAddress(text);
  const code = codeOf(main, findings);
  const durations = readDurations(text);
  const dialects = findings.flatMap(({ dialect }) => dialect?.id ?? []);
  const platform = readPlatform(text, main.error, numbers, dialects);
  return {
    known: true,
    symptom: symptom.id,
    title: symptom.title,
    stage: symptom.stage,
    quote: quote(text, main),
    systems: systemsOf(text, main, findings, numbers),
    ...(code === undefined ? {} : { code }),
    ...(main.operation === undefined ? {} : { operation: main.operation }),
    ...(address === undefined ? {} : { address }),
    durations,
    notes: [...notesOf(main, numbers), ...idleNotes(symptom, durations)],
    proves: symptom.proves,
    leavesOpen: symptom.leavesOpen,
    causes: symptom.causes.map(([cause, because]) => ({ cause, because })),
    next: nextStep(symptom.next, address, platform),
    retry: symptom.retry,
    others: othersOf(text, main, findings),
    source: main.source,
    unread,
  };
}

/** The code of what decided; else of what says the same, of the frame, or the one error of the system in the text. */
function codeOf(main: Finding, findings: readonly Finding[]): string | undefined {
  const alike = findings.find(({ symptom, code }) => symptom.id === main.symptom.id && code !== undefined)?.code;
  const framed = findings.find(
    ({ wrapper, code, dialect }) => wrapper && code !== undefined && dialect === main.dialect,
  );
  const errors = new Set(findings.flatMap(({ error }) => (error === undefined ? [] : [error.name])));
  return main.code ?? alike ?? framed?.code ?? (errors.size === 1 ? [...errors][0] : undefined);
}

/** The line that decided, cut where it is long. */
function quote(text: string, { at, length }: Finding): string {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at + length);
  const line = text.slice(start, end < 0 ? text.length : end).trim();
  if (line.length <= MAX_QUOTE) return line;
  const from = Math.max(0, Math.min(at - start - 60, line.length - MAX_QUOTE));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + MAX_QUOTE)}${from + MAX_QUOTE < line.length ? '…' : ''}`;
}

/** Who speaks: of the systems with a text or mark here the one nearest to the user, and among equals the one that decided. */
function systemsOf(
  text: string,
  main: Finding,
  findings: readonly Finding[],
  numbers: readonly NumberedError[],
): string[] {
  const candidates = [
    ...(main.dialect === undefined ? [] : [{ dialect: main.dialect, at: -1 }]),
    ...findings.flatMap(({ dialect, at }) => (dialect === undefined ? [] : [{ dialect, at }])),
    ...findMarks(text),
  ];
  const speaker = candidates.sort((a, b) => b.dialect.level - a.dialect.level || a.at - b.at)[0]?.dialect;
  if (speaker !== undefined && speaker.level > 0) return [speaker.id];
  const platforms = numbers
    .flatMap(({ meanings }) => meanings)
    .filter(({ error }) => main.error === undefined || error === main.error)
    .map(({ platform }) => platform);
  if (platforms.length > 0) return [...new Set(platforms)];
  if (speaker?.id === 'words') return [];
  return speaker === undefined || speaker.id === 'posix' ? ['linux', 'macos'] : [speaker.id];
}

function notesOf(main: Finding, numbers: readonly NumberedError[]): string[] {
  const fitting = numbers.filter(({ meanings }) => meanings.some(({ error }) => error === main.error));
  return [...new Set(fitting.map(describeNumber))].slice(0, 2);
}

/** Of a connection that was over when it was used: whether it had been idle for as long as time-outs are set to. */
function idleNotes({ id }: Symptom, durations: readonly FoundDuration[]): string[] {
  if (!['closed-while-idle', 'closed-unexpectedly', 'connection-lost', 'reset'].includes(id)) return [];
  const idle = durations.find((duration) => timeoutLike(duration) !== undefined);
  if (idle === undefined) return [];
  return [`${idle.text} is ${timeoutLike(idle)} s and a moment, as time-outs are set: look for a limit of that length`];
}

function othersOf(text: string, main: Finding, findings: readonly Finding[]): OtherFinding[] {
  const others = new Map<string, OtherFinding>();
  for (const finding of [...findings].sort(compareFindings)) {
    const { id } = finding.symptom;
    if (finding.wrapper || id === main.symptom.id || (finding.error !== undefined && finding.error === main.error))
      continue;
    if (!others.has(id)) others.set(id, { symptom: id, quote: quote(text, finding) });
  }
  return [...others.values()].slice(0, MAX_OTHERS);
}
