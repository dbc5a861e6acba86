/** Fetches a page whose answer is known, in plain HTTP as sign-in portals want it, and says whether that is what comes. */
import { Channel } from '../channel.ts';
import { connectToOne } from '../connect.ts';
import type { Machine } from '../machine.ts';
import { resolveHost } from '../resolve.ts';
import { firstLine, type Incoming } from '../talks/_talk.ts';
import { readResponse, requestOf } from '../talks/http.ts';
import { parseTarget } from '../target.ts';
import type { InternetPage, PageTrial } from './trial.ts';

type Fetched = Omit<PageTrial, 'url' | 'seconds'>;

/** How it is fetched; each step takes at most `seconds`. */
export interface FetchPlan {
  readonly machine: Machine;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/** Characters of an address that a redirect leads to. */
const LOCATION_MAX = 200;

/** Fetches it; a redirect is not followed. Never rejects. */
export async function fetchPage(page: InternetPage, plan: FetchPlan): Promise<PageTrial> {
  const at = plan.clock();
  const fetched = await fetchOnce(page, plan);
  return { url: page.url, ...fetched, seconds: plan.clock() - at };
}

async function fetchOnce(page: InternetPage, plan: FetchPlan): Promise<Fetched> {
  const { machine, seconds, signal, clock } = plan;
  const target = parseTarget(page.url);
  if (target?.scheme !== 'http') return { outcome: 'none', why: 'it is no address of a page in plain HTTP' };
  const { host, port } = target;
  const { addresses: all, families } = await resolveHost(host, machine, seconds, signal);
  // The first of each family is enough.
  const addresses = all.filter(({ family }, i) => all.findIndex((other) => other.family === family) === i);
  if (addresses.length === 0) {
    const code = families.find(({ error }) => error !== undefined)?.error?.code ?? 'no address';
    return signal.aborted ? { outcome: 'aborted' } : { outcome: 'none', why: 'its name was not resolved', code };
  }
  const { socket, attempts } = await connectToOne({ addresses, port, seconds, machine, signal, clock });
  if (socket === undefined) {
    const { error, outcome = 'failed' } = attempts[0] ?? {};
    if (signal.aborted) return { outcome: 'aborted' };
    return { outcome: 'none', why: 'its server could not be connected', code: error?.code ?? outcome };
  }
  const address = attempts.find(({ used }) => used)?.address;
  try {
    const channel = new Channel(socket, clock);
    const incoming = (): Incoming => ({
      bytes: channel.kept,
      total: channel.receivedBytes,
      tail: channel.tail,
      ended: channel.end !== undefined,
    });
    channel.send(Buffer.from(requestOf(target, { method: 'GET' }), 'utf8'));
    const isDone = (): boolean => channel.kept.length > 0 && readResponse(incoming(), 'GET') !== undefined;
    const why = await channel.until(isDone, seconds, signal);
    channel.close();
    if (why === 'aborted') return { outcome: 'aborted' };
    const read = channel.kept.length === 0 ? silence(why, channel) : readPage(channel.kept, page);
    return { ...read, ...(address === undefined ? {} : { address }) };
  } finally {
    socket.destroy();
  }
}

function silence(why: 'done' | 'ended' | 'timeout', { end }: Channel): Fetched {
  const code = end?.error?.code;
  const said = why === 'timeout' ? 'its server gave no answer' : 'the connection was closed without an answer';
  return { outcome: 'none', why: said, ...(code === undefined ? {} : { code }) };
}

/** Whether these bytes are the page. Without a whole head nothing is said of it. */
export function readPage(bytes: Buffer, { text }: InternetPage): Fetched {
  const said = bytes.toString('latin1');
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?!\d)/.exec(said)?.[1];
  if (status === undefined) return { outcome: 'odd', answer: firstLine(bytes) };
  const headEnd = said.indexOf('\r\n\r\n');
  if (headEnd < 0) return { outcome: 'none', why: 'its answer was cut off', answer: firstLine(bytes), status };
  const head = said.slice(0, headEnd);
  const isChunked = /^transfer-encoding:.*\bchunked\b/im.test(head);
  const rest = said.slice(headEnd + 4);
  const body = isChunked ? (/^[\da-f]+[^\r\n]*\r\n([\s\S]*?)\r\n0\r\n/i.exec(rest)?.[1] ?? '') : rest;
  const isExpected = text === undefined ? status === '204' : status === '200' && body.trim() === text;
  const location = /^location:[ \t]*([^\r\n]*)/im.exec(head)?.[1];
  return {
    outcome: isExpected ? 'expected' : 'other',
    answer: firstLine(bytes),
    status,
    ...(location === undefined ? {} : { location: location.slice(0, LOCATION_MAX) }),
  };
}
