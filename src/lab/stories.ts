/**
 * Connections of public captures that people have read by hand: who ended each and how, in `stories.jsonl` beside the
 * captures. What of the catalogue fits a story was chosen from its text, before any answer was looked at.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import { diagnoseAll } from './check.ts';
import { type Judged, renderTally, tallyAnswers } from './matrix.ts';

/** A connection as a person has read it. */
export interface Story {
  /** Below `captures/`. */
  readonly file: string;
  /** Wireshark's tcp.stream. */
  readonly stream: number;
  readonly who_closed: string;
  readonly how: string;
  /** Other answers to `who_closed` that a fair judge takes. */
  readonly accept_also: readonly string[];
  /** In that person's own words. */
  readonly cause: string;
}

/** The stories of a corpus; `undefined` where the corpus is not there. */
export function readStories(corpus: string): readonly Story[] | undefined {
  const path = join(corpus, 'stories.jsonl');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Story);
}

/** What the program says of a story's connection. */
export function diagnoseStory(corpus: string, { file, stream }: Story): Diagnosis | undefined {
  const { diagnoses } = diagnoseAll(readFileSync(join(corpus, 'captures', file)));
  return diagnoses.find(({ connection }) => connection.stream === stream);
}

/** The public record's words for those of the stories. */
const WHO: Readonly<Record<string, string>> = { none: 'nobody' };
const HOW: Readonly<Record<string, string>> = { rst: 'reset', 'still-open': 'open' };

/** The answers to "who?" that are right, in the record's words. */
export function closersOf({ who_closed: who, accept_also: others }: Story): readonly string[] {
  return [who, ...others].map((name) => WHO[name] ?? name);
}

/** How the connection ended, in the record's words. */
export function howOf({ how }: Story): string {
  return HOW[how] ?? how;
}

/** The cause that a story tells of, and others that its text leaves open. */
interface Reading {
  readonly cause: string;
  readonly alike?: readonly string[];
}

/** By the end of the file's path and the stream. */
const READINGS: Readonly<Record<string, Reading>> = {
  'eureka.tcpdump 0': { cause: 'injected-data' },
  'qi_local_SYNACK_putty_dl.pcap 1': { cause: 'injected-data', alike: ['abortive-close', 'client-abort'] },
  'get-to-ssh-server.pcap 0': { cause: 'unread-data-at-close', alike: ['protocol-error'] },
  'avast.pcap 6': { cause: 'keepalive-unanswered' },
  'bad-startup-message-1.pcap 0': { cause: 'unread-data-at-close', alike: ['client-abort'] },
  'tls13draft16-ff52.a01-aborted.pcap 0': { cause: 'tls-version-mismatch' },
  'tls13draft16-ff52.a01.pcap 0': { cause: 'server-certificate-rejection' },
  'badcurveball.pcap 0': { cause: 'server-certificate-rejection' },
  'certificate-request-failed.pcap 0': { cause: 'client-certificate-rejection', alike: ['fatal-tls-alert'] },
  'bug-28/input.pcap 0': { cause: 'retransmission-timeout' },
  'sites.pcapng 20': { cause: 'still-open', alike: ['unanswered-syn', 'insufficient-evidence'] },
  'ospf.pcap 0': { cause: 'network-unreachable' },
  'kill_router6.pcap 1': { cause: 'network-unreachable' },
  'smb3_multichannel.pcap 2': { cause: 'abortive-close', alike: ['server-idle-timeout'] },
  'mqtt-limit-2/input.pcap 0': { cause: 'normal-close' },
  'server-queue-lack.pcap 0': { cause: 'accept-queue-overflow' },
  'server-reset.pcap 0': { cause: 'closed-port' },
  'mptcp-fclose.pcap 0': { cause: 'abortive-close', alike: ['client-abort'] },
  'tcp_rst_data.pcap 0': { cause: 'insufficient-evidence', alike: ['capture-started-late'] },
  'webex.pcap 7': { cause: 'reset-after-close-notify' },
  'tls-certs-alert/input.pcap 0': { cause: 'reset-after-close', alike: ['reset-after-close-notify'] },
  'x509-generalizedtime.pcap 0': { cause: 'reset-after-close', alike: ['reset-after-close-notify'] },
};

/** What a story tells of in the catalogue's words; `undefined` for one that nobody has put in these words. */
export function readingOf({ file, stream }: Story): Reading | undefined {
  const key = Object.keys(READINGS).find((end) => `${file} ${stream}`.endsWith(`/${end}`));
  return key === undefined ? undefined : READINGS[key];
}

/** How the answer to a story stands to it. */
export function judgeStory(story: Story, diagnosis: Diagnosis | undefined): Judged {
  const reading = readingOf(story);
  const cause = diagnosis?.verdict.cause ?? '';
  const by = diagnosis?.ending.by ?? 'unknown';
  const isAlike = reading?.alike?.includes(cause) === true;
  const outcome = cause === reading?.cause ? 'right' : isAlike ? 'allowed' : 'missed';
  const closer = closersOf(story).includes(by) ? 'right' : by === 'unknown' ? 'unknown' : 'wrong';
  return { diagnosis, outcome, closer };
}

/** The accuracy table of a corpus's stories, or the line that says that it is not there. */
export function renderStories(corpus: string): string[] {
  const stories = readStories(corpus);
  if (stories === undefined) return ['read by hand: not measured, the corpus is not here'];
  const answers = stories.map((story) => judgeStory(story, diagnoseStory(corpus, story)));
  return renderTally('read by hand', tallyAnswers(answers));
}
