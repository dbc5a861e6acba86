/** What was said, in words. */
import { COMMANDS, WITH_SESSIONS } from '../model/command.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinFact, MissingBytesFact, ResetFact, TurnFact } from '../model/fact.ts';
import { SECOND } from '../model/time.ts';
import {
  AMQP_HEADER,
  ANSWERS_LEAVE,
  GOAWAY,
  GOAWAY_ERROR,
  HAS_HEADERS,
  HTTP_METHODS,
  IMAP_GREETING,
  MYSQL_GREETING,
  POP_GREETING,
  SUBSCRIPTION,
  type Utterance,
  type UtteranceKind,
} from '../model/utterance.ts';
import { count, IDLE_MIN, PROMPT_MAX } from './_evidence.ts';

/** No request that anybody waits for is shorter, after a dialogue in which all was answered (MySQL's COM_QUIT has 5). */
const GOODBYE_MAX = 16;

/** A TLS record or two with frames of HTTP/2 that are no requests: 22 bytes of TLS, 9 to 17 of HTTP/2 (RFC 9113 §4.1). */
const TLS_FORMALITY_MAX = 64;

/** Change of cipher (6 bytes) and an encrypted Finished of TLS 1.3; what is longer holds a request, too. */
const TLS_FINISHED_MAX = 80;

/** With an empty Certificate before it: a record of 30 bytes. */
const TLS_EMPTY_CERTIFICATE = 30;

/** The handshake of TLS 1.2 takes four turns (RFC 5246 §7.3). */
const REQUEST_TURN = 5;

/** Payload of a segment of Ethernet (RFC 879). */
const FULL_SEGMENT = 1460;

/** Level warning, description 0, as `Utterance.detail` has it; 0 where it is encrypted. */
const CLOSE_NOTIFY = 256;

/** Bytes in which every frame of HTTP/2 is looked at (connection/turns.ts). */
const FRAMES_MAX = 85;

/** HTTP methods whose requests carry a body (RFC 9110 §9.3). */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'PROPFIND']);

/** Greetings without a number. */
const GREETINGS: ReadonlyMap<number, string> = new Map([
  [IMAP_GREETING, '* OK'],
  [POP_GREETING, '+OK'],
]);

/** What servers say first in other protocols, as the object of a sentence. */
const FIRST_WORDS: ReadonlyMap<number, string> = new Map([
  [MYSQL_GREETING, 'sent the greeting of MySQL'],
  [AMQP_HEADER, 'sent the header of AMQP'],
]);

/** "sent an HTTP response with status 400" and the like, as the object of a sentence. */
export function describeWords({ kind, detail }: Utterance): string {
  switch (kind) {
    case 'none':
      return 'nothing';
    case 'http-request':
      return `a plain HTTP ${HTTP_METHODS[detail] ?? ''} request`;
    case 'http-response':
      return `answered with plain HTTP (status ${detail})`;
    case 'http2-preface':
      return 'a plain HTTP/2 preface';
    case 'ssh-banner':
      return 'sent an SSH banner';
    case 'text-greeting':
      return `sent a plain-text greeting (${GREETINGS.get(detail) ?? detail})`;
    case 'tls-handshake':
      return 'a TLS handshake';
    case 'tls-alert':
      return 'a TLS alert';
    case 'tls-data':
      return 'TLS data';
    case 'proxy-header':
      return 'a PROXY protocol header';
    case 'http2-frames':
      return 'frames of HTTP/2';
    case 'stated-error':
      return 'an error message';
    case 'goodbye':
      return 'a goodbye';
    case 'command':
      return `a command${of(detail)}`;
    case 'unknown':
      return FIRST_WORDS.get(detail) ?? 'something else';
  }
}

/** Whether these are the first words of a server that speaks neither HTTP/1 nor TLS nor SSH, nor in lines. */
export function isForeignGreeting({ kind, detail }: Utterance): boolean {
  return kind === 'http2-frames' || (kind === 'unknown' && FIRST_WORDS.has(detail));
}

/** " of Redis"; nothing where several protocols have it. */
function of(command: number): string {
  const protocol = COMMANDS[command]?.of ?? '';
  return protocol === '' ? '' : ` of ${protocol}`;
}

/** "the request", or what else the client had said last. */
export function nameClientsLast(facts: Facts): string {
  const words = facts.words?.[0];
  switch (words?.clientLast.kind) {
    case 'http-request':
      return 'the request';
    case 'tls-handshake':
      return words.clientLast.detail === 1 ? 'the TLS ClientHello' : 'the client’s last message';
    case 'http2-frames':
      return (words.clientLast.detail & HAS_HEADERS) === 0 ? 'the client’s last message' : 'the request';
    case 'ssh-banner':
      return 'the client’s SSH banner';
    case 'command':
      return COMMANDS[words.clientLast.detail]?.says ?? 'the command';
    default:
      return 'the client’s last message';
  }
}

/** The same where the client is the subject of the sentence. */
export function nameOwnLast(facts: Facts): string {
  return nameClientsLast(facts).replace('the client’s', 'its');
}

/** The client's word that nobody answered before the close; not where it is one that asks for no answer. */
export function unansweredTurn(facts: Facts): TurnFact | undefined {
  const turn = facts.turn?.[0];
  if (turn?.by !== 'client' || turn.clientBytes === 0 || isAnswerUnseen(facts)) return undefined;
  // Of two ends that called each other neither is there to answer.
  if (facts.handshake?.[0]?.simultaneous === true && !isKnownRequest(facts)) return undefined;
  return asksNothing(facts, turn) ? undefined : turn;
}

/** The number of the server’s FIN says that it sent more before, which the capture lacks and the client has: the answer. */
export function isAnswerUnseen(facts: Facts): boolean {
  const fin = facts.fin?.find(({ from }) => from === 'server');
  return fin?.acknowledged === true && fin.unseenBefore > 0 && fin.ends === 1;
}

/**
 * Goodbyes, the end of a TLS handshake, and what HTTP/2 says about itself (SETTINGS, WINDOW_UPDATE, PING): short, and left
 * without an answer by everybody.
 */
function asksNothing(facts: Facts, turn: TurnFact): boolean {
  const { turns, bytes } = turn;
  const said = facts.words?.[0]?.clientLast;
  const length = bytes ?? Number.POSITIVE_INFINITY;
  switch (said?.kind) {
    case 'tls-alert':
      return !(isGoodbye(said) && turns >= REQUEST_TURN && bytes !== undefined && bytes > TLS_FORMALITY_MAX);
    case 'goodbye':
    // It answers: through a tunnel (reverse SOCKS, a reverse shell) the end that connected is asked.
    case 'http-response':
      return true;
    case 'http2-frames':
      return (said.detail & HAS_HEADERS) === 0;
    case 'tls-data':
      return length <= TLS_FORMALITY_MAX;
    case 'tls-handshake':
      return (
        said.detail === 0 &&
        length <= TLS_FINISHED_MAX + (said.tls?.certificate === 'empty' ? TLS_EMPTY_CERTIFICATE : 0)
      );
    case 'unknown':
      if (isRestOfRequest(facts)) return true;
      return (turns > 2 && length <= GOODBYE_MAX) || isMonologue(facts, turn);
    case 'command':
      return isMonologue(facts, turn);
    default:
      return false;
  }
}

/**
 * After an answer that announced the close no request follows (RFC 9112 §9.6): what the client says then, and is none, is the rest of the
 * body of the one that was answered.
 */
export function isRestOfRequest(facts: Facts): boolean {
  const { clientFirst, clientLast, serverLast } = facts.words?.[0] ?? {};
  if (clientFirst?.kind !== 'http-request' || clientLast?.kind !== 'unknown') return false;
  return serverLast?.kind === 'http-response' && serverLast.closes === true;
}

/**
 * A client that says one thing after another, each after a pause, to a server that never said a word: it waits for none, as who
 * sends logs or measurements. An upload is faster than a full segment a second.
 */
function isMonologue(facts: Facts, { turns, serverBytes, clientBytes, ageNs, quietNs }: TurnFact): boolean {
  const spoke = ageNs - quietNs;
  if (turns > 1 || serverBytes > 0 || spoke < PROMPT_MAX) return false;
  const isUnknown = facts.words?.[0]?.clientFirst.kind === 'unknown';
  return isUnknown && clientBytes * SECOND < spoke * FULL_SEGMENT;
}

/** A close_notify that an alert of TLS 1.2 may be; what came before it in the same breath may have been a request. */
function isGoodbye({ detail }: Utterance): boolean {
  return detail === 0 || detail === CLOSE_NOTIFY;
}

/** Whether a message that got no answer may have wanted none: in a dialogue whose protocol is not known, not every one does. */
export function isLastWordPossible(facts: Facts, turn: TurnFact): boolean {
  return turn.serverBytes > 0 && turn.turns > 2 && !isKnownRequest(facts);
}

/** The last that the client said was the goodbye of its protocol: what comes then nobody waits for. */
export function hasTakenLeave(facts: Facts): boolean {
  return facts.words?.[0]?.clientLast.kind === 'goodbye';
}

/** In HTTP/2 who hears of the close takes its leave with GOAWAY (RFC 9113 §6.8): nothing that was still to be sent. */
export function isAnswerToLeave(facts: Facts, by: Side, length: number): boolean {
  const words = facts.words?.[0];
  const { kind, detail = 0 } = (by === 'client' ? words?.clientLast : words?.serverLast) ?? {};
  if (kind !== 'http2-frames' || length > FRAMES_MAX) return false;
  return (detail & GOAWAY) === 0 ? (detail & ANSWERS_LEAVE) !== 0 : (detail & GOAWAY_ERROR) === 0;
}

/** The client took its leave of HTTP/2 behind a request that nothing had answered: it will not wait for more. */
export function hasLeftRequest(facts: Facts): boolean {
  const { kind, detail = 0 } = facts.words?.[0]?.clientLast ?? {};
  return kind === 'http2-frames' && (detail & GOAWAY) !== 0 && (detail & HAS_HEADERS) !== 0;
}

/** The server has said its part of the TLS handshake, and of the client’s nothing came (RFC 8446 §2). */
export function isHandshakeDue(facts: Facts): boolean {
  const tls = facts.tls?.[0];
  return tls?.stage === 'server-hello' && tls.refusal === undefined && tls.cutIn === undefined;
}

/** After HTTP’s 101 either end speaks when it likes (RFC 9110 §15.2.2); who has subscribed waits for whatever may come. */
const SWITCHING = 101;

/** What stands open for whatever may come, whose silence is no sign that nobody uses it: a WebSocket, a subscription. */
export function standingText(facts: Facts): string | undefined {
  const { serverFirst, serverLast } = facts.words?.[0] ?? {};
  const isSwitched = [serverFirst, serverLast].some(
    (said) => said?.kind === 'http-response' && said.detail === SWITCHING,
  );
  if (isSwitched)
    return 'the connection had left HTTP (status 101), and either end may be silent there as long as it likes';
  const isSubscribed = serverLast?.kind === 'unknown' && serverLast.detail === SUBSCRIPTION;
  return isSubscribed ? 'the client had subscribed, and waits for whatever may come' : undefined;
}

/** All that the client said is a goodbye, and the server closed upon it. */
export function isUponGoodbye(facts: Facts, { crossed, peerData }: FinFact): boolean {
  if (crossed !== undefined || peerData !== undefined || !hasTakenLeave(facts)) return false;
  return facts.words?.[0]?.clientFirst.kind === 'goodbye';
}

/** Kinds of messages that want an answer. */
const ASKING: ReadonlySet<UtteranceKind> = new Set<UtteranceKind>([
  'http-request',
  'http2-preface',
  'tls-handshake',
  'tls-data',
  'command',
]);

/** Whether the client's last message is one that is known to want an answer. */
export function isKnownRequest(facts: Facts): boolean {
  const { kind, detail = 0 } = facts.words?.[0]?.clientLast ?? {};
  if (kind === 'http2-frames') return (detail & HAS_HEADERS) !== 0;
  return ASKING.has(kind ?? 'none');
}

/**
 * Whether the capture starts on an open connection, and a message of the client that asks for something is the first that it has
 * of what was said. What nobody knows may be a goodbye, unless it came long after the server had closed.
 */
export function isFirstCaptured(facts: Facts, fin: FinFact): boolean {
  const turn = facts.turn?.[0];
  if (facts.handshake?.[0]?.stage !== 'unseen' || (turn !== undefined && (turn.turns > 1 || turn.serverBytes > 0)))
    return false;
  const { clientFirst, serverFirst } = facts.words?.[0] ?? {};
  if (serverFirst?.kind !== 'none') return false;
  const isLate = fin.peerData?.knewOfFin === true && fin.peerData.knownNs >= IDLE_MIN;
  if (clientFirst?.kind === 'http-request' || clientFirst?.kind === 'command') return true;
  return clientFirst?.kind === 'unknown' && isLate;
}

/** What a server answers that has given up reading the request (RFC 9110 §15.5, RFC 6585 §5). */
const UNREAD_REQUEST: readonly number[] = [400, 413, 414, 417, 431];

/**
 * Whether a server that answered once and reset at once may have left part of what it was sent unread. Who reads and answers
 * again and again reads all; so does who answers a GET in HTTP, for that ends where it can be read to.
 */
export function isUnreadPossible(facts: Facts, { from }: ResetFact): boolean {
  const turn = facts.turn?.[0];
  const words = facts.words?.[0];
  if (from !== 'server' || turn === undefined || turn.clientBytes === 0) return false;
  if (turn.turns > 3 || turn.quietNs >= PROMPT_MAX) return false;
  const { clientLast, serverLast } = words ?? {};
  const answered = clientLast?.kind === 'http-request' && serverLast?.kind === 'http-response';
  return !answered || mayHaveBody(clientLast) || UNREAD_REQUEST.includes(serverLast.detail);
}

/** Seen to be a request: what TLS hides may have been a goodbye. */
export function isPlainRequest(facts: Facts): boolean {
  return isKnownRequest(facts) && facts.words?.[0]?.clientLast.kind !== 'tls-data';
}

/** "120 bytes", "the last chunk", or "the end": what a response lacks. */
export function stillDue({ bytes, streams }: MissingBytesFact): string {
  if (streams !== undefined) return 'the end';
  return bytes === undefined ? 'the last chunk' : count(bytes, 'byte');
}

/** The server's answer comes in chunks, and the last of them is not among what came. */
export function lacksItsEnd(facts: Facts): boolean {
  const { missedBytes = 0 } = facts.quality?.[0] ?? {};
  return missedBytes === 0 && facts.turn?.[0]?.by === 'server' && facts.words?.[0]?.serverLast.inChunks === true;
}

/** The server spoke last, and had come to an end: it took leave, its response was whole, or nothing more came for a while. */
export function hasHadItsAnswer(facts: Facts): boolean {
  const turn = facts.turn?.[0];
  if (turn?.by !== 'server' || facts['missing-bytes'] !== undefined) return false;
  // Who waits for room has more to say.
  if (facts['zero-window']?.some(({ at }) => at === 'client') === true) return false;
  const tls = facts.tls?.[0];
  if (tls?.leaves.server !== undefined || tls?.farewells.server !== undefined) return true;
  return turn.quietNs >= PROMPT_MAX || facts.words?.[0]?.serverLast.kind === 'http-response';
}

/** A message that is neither TLS nor HTTP nor SSH nor a goodbye. */
export function isSomethingElse({ kind }: Utterance): boolean {
  return kind === 'unknown' || kind === 'command';
}

/** A request of the kind that workers of a supervisor serve: no command of a database. */
export function mayBeOfWorker(facts: Facts): boolean {
  return isKnownRequest(facts) && facts.words?.[0]?.clientLast.kind !== 'command';
}

/** A command of a protocol whose servers have sessions that can be ended, or what may be one. */
export function mayBeInSession(facts: Facts): boolean {
  const { kind, detail = 0 } = facts.words?.[0]?.clientLast ?? {};
  return kind === 'unknown' || (kind === 'command' && WITH_SESSIONS.includes(COMMANDS[detail]?.of ?? ''));
}

/** A request of HTTP, or a command. */
export function isPlainCall(facts: Facts): boolean {
  const kind = facts.words?.[0]?.clientLast.kind;
  return kind === 'http-request' || kind === 'command';
}

/** Whether this is an HTTP request of a kind that carries a body. */
export function mayHaveBody({ kind, detail }: Utterance): boolean {
  return kind === 'http-request' && WITH_BODY.has(HTTP_METHODS[detail] ?? '');
}
