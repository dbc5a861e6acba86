/**
 * A line of a program that nobody here knows: read where it has a time, names one peer with its port, and says in usual words
 * that what came from it was no message of the protocol. Such words are common, so everything that makes them say something else
 * leaves the line unread: a second peer, a password, a certificate, a message that was sent or passed over, a peer that had gone.
 */
import type { Endpoint } from '../model/endpoint.ts';
import { toEndpoint } from './_endpoint.ts';
import type { LogLine, LogReading } from './_log-format.ts';
import { toReading } from './_reading.ts';
import { parseTime } from './_time.ts';

/** So much of a line is looked at, in characters. */
const LOOKED_AT = 600;

const NOUN = '(?:message|packet|frame|pdu|header|magic(?: number)?|opcode)s?';

/** What is wrong with it. That it is too long may be a limit, and an invalid request may be well formed. */
const SAYS: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:malformed|corrupt(?:ed)?|garbled|invalid|illegal|unexpected|bad|wrong) (?:[\w-]{1,20} ){0,2}${NOUN}\b`,
    'i',
  ),
  new RegExp(String.raw`\b${NOUN} (?:[\w-]{1,20} ){0,2}(?:is |was )?(?:malformed|corrupt(?:ed)?|too short)\b`, 'i'),
  new RegExp(String.raw`\b(?:invalid|unexpected|bad|wrong) (?:${NOUN} )?(?:length|size)\b`, 'i'),
  new RegExp(
    String.raw`\b(?:cannot|could not|failed to|unable to) (?:parse|decode|unmarshal|deserialize) (?:the |a )?${NOUN}\b`,
    'i',
  ),
  /\bprotocol (?:error|violation)\b/i,
  /\bmalformed request\b/i,
];

/** One of these stands in every line that is read. */
const MAY_SAY =
  /malformed|corrupt|garbled|invalid|illegal|unexpected|bad |wrong |too short|parse|decode|unmarshal|deserialize|protocol /i;

/** What makes the same words say something else. */
const OTHERWISE =
  /\b(?:no|not a|without|zero|0) (?:malformed|corrupt|invalid|bad|unexpected|protocol)|\b(?:ignor|skip|toler|resync|recover|retr)\w*|\bEOF\b|end of file|\breset by|\bclosed by|time[ds]?[ -]?out|certificate|password|passphrase|\buser|login|\bauth|token|permission|upstream|backend|\bresponse\b|\breply\b/i;

/** `192.0.2.2:50001`, `[2001:db8::2]:50001`, `2001:db8::2 port 50001`; groups: address and port, of either form. */
const END = String.raw`(?:\[?(\d{1,3}(?:\.\d{1,3}){3}|(?<=\[)[0-9a-fA-F:.]{2,45}(?=\]))\]?:|([0-9a-fA-F.:]{2,45}) port )(\d{1,5})(?!\w|[.:]\w)`;
/** What stands before it says whose it is. */
const PEER = new RegExp(
  String.raw`(?:^|\b(?:from|client|peer|by|remote|addr|address|src|source)[ =:]{1,2}|[[(])${END}`,
  'g',
);
/** Whoever’s it is. */
const ANY = new RegExp(String.raw`(?<![\w.:])${END}`, 'g');

const OWN_TIME =
  /^\[?(\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)\]?[ :]\s?/;

/** `undefined` for all but such lines. */
export function readAnyProgram(line: LogLine): LogReading | undefined {
  const whole = line.text.slice(0, LOOKED_AT);
  if (!MAY_SAY.test(whole)) return undefined;
  const own = OWN_TIME.exec(whole);
  const time = own === null ? line.time : parseTime(own[1]!);
  if (time === undefined) return undefined;
  const text = whole.slice(own?.[0].length ?? 0).trimEnd();
  if (OTHERWISE.test(text) || !SAYS.some((says) => says.test(text))) return undefined;
  const client = onlyPeer(text);
  if (client === undefined) return undefined;
  const { program = 'a program', pid } = line;
  return toReading({ program, time, meaning: 'malformed', client, pid, quote: text });
}

/** The peer, where no other is named. */
function onlyPeer(text: string): Endpoint | undefined {
  const [peer, ...others] = [...text.matchAll(PEER)];
  if (peer === undefined || others.length > 0 || [...text.matchAll(ANY)].length > 1) return undefined;
  return toEndpoint(peer[1] ?? peer[2]!, peer[3]!);
}
