/**
 * What programs that trace the path with TCP print: `traceroute -T -n -O info` (Dmitry Butskoy's, of Linux), `tcptraceroute
 * -n`, `mtr --tcp -n -j`. Lines that are something else are passed over.
 */
import { isIP } from 'node:net';

/** One answer to a segment that was sent with a limited TTL. */
export interface HopAnswer {
  readonly address: string;
  /** Absent where the program gives none for this answer. */
  readonly seconds?: number;
  /** A SYN-ACK or a reset, as only the destination (or somebody in its name) sends. */
  readonly reply?: 'syn-ack' | 'reset';
  /** The ICMP message said that the destination cannot be reached: the program's mark, such as `!X`. */
  readonly mark?: string;
}

/** What came back from one distance. */
export interface Hop {
  /** TTL, from 1. */
  readonly hop: number;
  readonly answers: readonly HopAnswer[];
  /** Segments that nobody answered. */
  readonly silent: number;
}

/** Hops that are read; more are not asked for. */
const HOPS_MAX = 64;

/** Reads what traceroute or tcptraceroute prints. */
export function parseTraceroute(text: string): Hop[] {
  const hops: Hop[] = [];
  for (const line of text.split('\n')) {
    const [, number, rest] = /^\s{0,4}(\d{1,3})\s{1,4}(\S.*)$/.exec(line) ?? [];
    if (number === undefined || rest === undefined) continue;
    const hop = readHop(Number(number), rest.split(/\s+/));
    if (hop !== undefined && hop.hop > (hops.at(-1)?.hop ?? 0) && hops.length < HOPS_MAX) hops.push(hop);
  }
  return hops;
}

/** `192.0.2.1  0.669 ms  0.231 ms !X * 192.0.2.5 <syn,ack>  0.2 ms`. */
function readHop(hop: number, words: readonly string[]): Hop | undefined {
  const answers: HopAnswer[] = [];
  let silent = 0;
  let from: Pick<HopAnswer, 'address' | 'reply'> | undefined;
  for (const [i, word] of words.entries()) {
    const last = answers.at(-1);
    if (word === '*') silent++;
    else if (isIP(word.split('%')[0]!) !== 0) from = { address: word };
    else if (/^\d+(?:\.\d+)?$/.test(word) && words[i + 1] === 'ms' && from !== undefined) {
      answers.push({ ...from, seconds: Number(word) / 1000 });
    } else if (/^!(?:[A-Z]|\d{1,3}|<\d{1,3}>)?$/.test(word) && last !== undefined) {
      answers[answers.length - 1] = { ...last, mark: word };
    } else if (from !== undefined) {
      const reply = replyOf(word);
      if (reply !== undefined) from = { ...from, reply };
    }
  }
  return answers.length + silent === 0 ? undefined : { hop, answers, silent };
}

function replyOf(word: string): HopAnswer['reply'] {
  if (word === '[open]' || /^<syn,ack\b[\w,]*>$/.test(word)) return 'syn-ack';
  return word === '[closed]' || /^<rst\b[\w,]*>$/.test(word) ? 'reset' : undefined;
}

/** Reads the JSON of `mtr -j`; it does not say what kind of answer the last was. Nothing where it is something else. */
export function parseMtr(text: string): Hop[] {
  let report: unknown;
  try {
    report = (JSON.parse(text) as { report?: unknown } | null)?.report;
  } catch {
    return [];
  }
  const rows = (report as { hubs?: unknown } | null | undefined)?.hubs;
  if (!Array.isArray(rows)) return [];
  const hops: Hop[] = [];
  for (const row of rows.slice(0, HOPS_MAX) as unknown[]) {
    if (typeof row !== 'object' || row === null) continue;
    const { count, host, Snt: sent, 'Loss%': loss, Avg: average } = row as Record<string, unknown>;
    // Older versions print numbers as text.
    const [hop, tries, lost, ms] = [count, sent, loss, average].map(Number) as [number, number, number, number];
    if (!Number.isInteger(hop) || hop < 1 || !Number.isFinite(tries)) continue;
    const silent = Math.round((tries * lost) / 100) || 0;
    const isKnown = typeof host === 'string' && isIP(host) !== 0 && tries > silent;
    const answers = isKnown ? [{ address: host, ...(Number.isFinite(ms) ? { seconds: ms / 1000 } : {}) }] : [];
    hops.push({ hop, answers, silent: isKnown ? silent : Math.max(1, silent) });
  }
  return hops;
}
