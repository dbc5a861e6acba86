/** What was said, in words. */
import type { Facts, TurnFact } from '../model/fact.ts';
import { HTTP_METHODS, type Utterance } from '../model/utterance.ts';
import { first } from './_evidence.ts';

/** No request that anybody waits for is shorter, after a dialogue in which all was answered (MySQL's COM_QUIT has 5). */
const GOODBYE_MAX = 16;

/** HTTP methods whose requests carry a body (RFC 9110 §9.3). */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'PROPFIND']);

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
      return `sent a plain-text greeting (${detail})`;
    case 'tls-handshake':
      return 'a TLS handshake';
    case 'tls-alert':
      return 'a TLS alert';
    case 'tls-data':
      return 'TLS data';
    case 'proxy-header':
      return 'a PROXY protocol header';
    case 'unknown':
      return 'something else';
  }
}

/** "the request", or what else the client had said last. */
export function nameClientsLast(facts: Facts): string {
  const words = first(facts, 'words');
  switch (words?.clientLast.kind) {
    case 'http-request':
      return 'the request';
    case 'tls-handshake':
      return words.clientLast.detail === 1 ? 'the TLS ClientHello' : 'the client’s last message';
    case 'ssh-banner':
      return 'the client’s SSH banner';
    default:
      return 'the client’s last message';
  }
}

/** The client's word that nobody answered before the close; not where it was a goodbye. */
export function unansweredTurn(facts: Facts): TurnFact | undefined {
  const turn = first(facts, 'turn');
  if (turn?.by !== 'client' || turn.clientBytes === 0) return undefined;
  if (first(facts, 'words')?.clientLast.kind === 'tls-alert' || isGoodbye(facts, turn)) return undefined;
  return turn;
}

/** A last message so short, of no kind that is known, after a dialogue: protocols say goodbye like this. */
function isGoodbye(facts: Facts, { turns, bytes }: TurnFact): boolean {
  const kind = first(facts, 'words')?.clientLast.kind;
  return kind === 'unknown' && turns > 2 && bytes !== undefined && bytes <= GOODBYE_MAX;
}

/** Whether this is an HTTP request of a kind that carries a body. */
export function mayHaveBody({ kind, detail }: Utterance): boolean {
  return kind === 'http-request' && WITH_BODY.has(HTTP_METHODS[detail] ?? '');
}
