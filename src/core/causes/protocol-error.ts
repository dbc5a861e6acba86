/**
 * The server could not make sense of what the client sent: another protocol, a damaged message, one of the wrong length. It
 * said so, or closed.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts, WordsFact } from '../model/fact.ts';
import type { Utterance, UtteranceKind } from '../model/utterance.ts';
import { closingFin, closingReset, hints, supports } from './_evidence.ts';
import { errorText, explained, isOwnClose, lastWords, MANNERS, statedError } from './_last-words.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { isAtOnce, possibly, SILENT_CLOSES, unexplainedClose } from './_unexplained.ts';
import { withLog } from './_witness.ts';
import { describeWords, isForeignGreeting, isSomethingElse } from './_words.ts';

/** Bad Request, Not Implemented, HTTP Version Not Supported (RFC 9110 §15.5.1, §15.6.2, §15.6.6). */
const STATUSES: readonly number[] = [400, 501, 505];

const SUMMARY = 'The server could not read what the client sent, and closed';

export const cause: Cause = {
  id: 'protocol-error',
  title: 'the server could not read what the client sent',
  severity: 'failure',
  refines: MANNERS,
  behind: [...SILENT_CLOSES, 'normal-close'],
  wouldBeProvedBy: [
    'the server’s log (“invalid request”, “Protocol error”, “Bad protocol version identification”)',
    'the client’s bytes against the protocol: tshark -r FILE -Y tcp.stream==N -V',
  ],
  advice: [
    'Check that the client speaks the protocol, and the version, that the server speaks on this port',
    'If it does, look for a damaged message: two writers on one socket, a wrong length, a proxy that alters it',
  ],
  weigh: withLog(
    { meanings: ['malformed'], summary: SUMMARY },
    (facts) => byStatedError(facts) ?? byProtocol(facts) ?? byStatus(facts) ?? bySilence(facts),
  ),
};

/** What an end that speaks HTTP, or SSH, never hears from its like. */
const FOREIGN: ReadonlyMap<UtteranceKind, readonly UtteranceKind[]> = new Map([
  ['http-request', ['ssh-banner', 'text-greeting']],
  ['http2-preface', ['ssh-banner', 'text-greeting', 'http-response']],
  ['ssh-banner', ['http-response', 'text-greeting']],
]);

const CLIENTS: ReadonlyMap<UtteranceKind, string> = new Map([
  ['ssh-banner', 'SSH'],
  ['http2-preface', 'HTTP/2'],
]);

function spokenBy(server: Utterance): string {
  return server.kind === 'http2-frames' ? 'sent frames of HTTP/2' : describeWords(server);
}

/** The two began with different protocols; who closed first only noticed it sooner. */
function byProtocol(facts: Facts): Assessment | undefined {
  const words = facts.words?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (words === undefined || close === undefined || !isOwnClose(close)) return undefined;
  const { clientFirst, serverFirst } = words;
  if (!isForeign(clientFirst, serverFirst)) return undefined;
  const client = CLIENTS.get(clientFirst.kind) ?? 'HTTP';
  const text = `the client spoke ${client}, and the server ${spokenBy(serverFirst)}`;
  return {
    evidence: [supports(words, text), ...senderEvidence(facts, close.from, close.packets[0])],
    closer: closerBy(facts, close.from, close.packets[0]),
    summary: `The client spoke ${client} to a port that speaks something else`,
  };
}

function isForeign(client: Utterance, server: Utterance): boolean {
  if (FOREIGN.get(client.kind)?.includes(server.kind) === true) return true;
  // The preface of HTTP/2 is answered with its frames.
  if (client.kind === 'http2-preface' && server.kind === 'http2-frames') return false;
  return FOREIGN.has(client.kind) && isForeignGreeting(server);
}

function byStatedError(facts: Facts): Assessment | undefined {
  const stated = statedError(facts, 'malformed');
  if (stated === undefined) return undefined;
  const { error, last } = stated;
  return explained(facts, last, [supports(last.words, errorText(error))], { summary: SUMMARY });
}

function byStatus(facts: Facts): Assessment | undefined {
  const last = lastWords(facts);
  if (last?.said.kind !== 'http-response' || !STATUSES.includes(last.said.detail)) return undefined;
  // A port that is for TLS says so of plain requests, and of TLS a plain port says it.
  if (last.words.clientFirst.kind.startsWith('tls') || last.by === 'client') return undefined;
  const text = `the server said status ${last.said.detail}`;
  const odd = isOdd(last.words);
  const evidence = odd
    ? supports(last.words, `${text} to something that is no HTTP request`)
    : hints(last.words, `${text}: something was wrong with the request`);
  return explained(facts, last, [evidence], { summary: SUMMARY });
}

function isOdd({ clientFirst, clientLast }: WordsFact): boolean {
  return isSomethingElse(clientFirst) && isSomethingElse(clientLast);
}

/** Programs that are strict and silent close at once, in the middle of a dialogue. */
function bySilence(facts: Facts): Assessment | undefined {
  const close = unexplainedClose(facts);
  if (close === undefined || close.shape === 'never-answered' || !isAtOnce(facts, close)) return undefined;
  const words = facts.words?.[0];
  if (words === undefined || !isSomethingElse(words.clientLast)) return undefined;
  // A server that has answered speaks the protocol of a command that is well formed.
  if (words.clientLast.kind === 'command' && words.serverFirst.kind !== 'none') return undefined;
  return possibly(
    facts,
    close,
    'a strict program that cannot read a message closes like this',
    'The server may not have been able to read the message',
  );
}
