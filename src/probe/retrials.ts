/**
 * One or two more connections after one that was cut short, to see what ends it. On the first nothing is said: a forwarder with
 * nothing behind it, a server at its limit and an access list end that, too; a server that a request makes fail does not. On
 * the second, after a reset, the request is sent a byte at a time, so that each byte is read before the next one comes: who
 * closes without having read all of a request then has nothing left unread, and closes with FIN; who aborts resets all the same.
 */
import type { Socket } from 'node:net';
import { Channel, type ChannelWait } from './channel.ts';
import { opened } from './connect.ts';
import { waitFor } from './deadline.ts';
import { AT_ONCE } from './findings/_finding.ts';
import type { Machine } from './machine.ts';
import type { ConnectAttempt, OtherWay, Retrial } from './model.ts';
import type { FirstWay } from './other-way.ts';
import type { SpeakPlan } from './speak.ts';
import { formatSeconds } from './words.ts';

/** Seconds that a byte is left to be read before the next one. */
const READ_WITHIN = 0.01;

/** Bytes of a request that is sent one by one. */
const BYTEWISE_MAX = 400;

/** What was tried. */
export interface Retrials {
  readonly wordless?: Retrial;
  readonly bytewise?: Retrial;
}

/** Tries what there is a reason for. */
export async function retry(
  first: FirstWay & { readonly otherWay?: OtherWay | undefined },
  plan: SpeakPlan,
  machine: Machine,
): Promise<Retrials> {
  const used = first.attempts.find((attempt) => attempt.used);
  const cutAfter = secondsToCut(first);
  if (used === undefined || cutAfter === undefined || first.otherWay?.outcome === 'understood') return {};
  const patience = Math.min(Math.max(plan.waitSeconds, 2 * cutAfter), plan.seconds);
  const wordless = await tryAgain('a connection on which nothing is said', used, plan, machine, (channel) =>
    channel.until(() => channel.receivedBytes > 0, patience, plan.signal),
  );
  const request = plan.talk.steps(plan.target, plan.options)[0]?.send ?? new Uint8Array();
  const isLeftUnread = first.tls === undefined && first.close?.how === 'reset' && request.length <= BYTEWISE_MAX;
  if (wordless === undefined) return {};
  if (wordless.outcome !== 'open' || !isLeftUnread) return { wordless };
  const bytewise = await tryAgain('the request, sent a byte at a time,', used, plan, machine, async (channel) => {
    for (const byte of request) {
      channel.send(Uint8Array.of(byte));
      const waited = await channel.until(() => channel.receivedBytes > 0, READ_WITHIN, plan.signal);
      if (waited !== 'timeout') return waited;
    }
    return await channel.until(() => channel.receivedBytes > 0, patience, plan.signal);
  });
  return { wordless, ...(bytewise === undefined ? {} : { bytewise }) };
}

/** After how many seconds the first connection was ended without an answer, where it was and that soon. */
function secondsToCut({ tls, exchanges, close }: FirstWay): number | undefined {
  if (tls !== undefined) {
    // A FIN within the handshake is an ECONNRESET of Node's own.
    const isCut = exchanges.length === 0 && !tls.done && tls.alert === undefined && tls.error?.code === 'ECONNRESET';
    return isCut && tls.seconds < AT_ONCE ? tls.seconds : undefined;
  }
  if (close?.awaiting !== true || (close.how !== 'fin' && close.how !== 'reset')) return undefined;
  const isUnanswered = exchanges.length === 1 && exchanges[0]?.asked !== undefined && close.receivedBytes === 0;
  return isUnanswered && close.quietSeconds < AT_ONCE ? close.quietSeconds : undefined;
}

/** `undefined` where it was interrupted. */
async function tryAgain(
  what: string,
  { address, port }: ConnectAttempt,
  plan: SpeakPlan,
  machine: Machine,
  talk: (channel: Channel) => Promise<ChannelWait>,
): Promise<Retrial | undefined> {
  plan.checklist?.begin(what, 'talk', what);
  const at = plan.clock();
  let outcome: Retrial['outcome'] = 'failed';
  let socket: Socket | undefined;
  try {
    socket = machine.openSocket(address, port);
    const { why } = await waitFor(opened(socket), plan.seconds, plan.signal);
    if (why === 'done') {
      socket.setNoDelay(true);
      const channel = new Channel(socket, plan.clock);
      outcome = outcomeOf(await talk(channel), channel);
      channel.close();
    }
  } catch {
    // It stays a failure.
  } finally {
    socket?.destroy();
  }
  if (plan.signal.aborted) return undefined;
  const seconds = plan.clock() - at;
  const text = describe(what, outcome, seconds);
  plan.checklist?.finish(what, 'talk', 'note', text, { seconds });
  return { outcome, text, seconds };
}

function outcomeOf(waited: ChannelWait, { end }: Channel): Retrial['outcome'] {
  if (waited === 'timeout') return 'open';
  if (waited === 'done') return 'spoke';
  return waited === 'ended' && end !== undefined ? end.how : 'failed';
}

function describe(what: string, outcome: Retrial['outcome'], seconds: number): string {
  const after = formatSeconds(seconds);
  switch (outcome) {
    case 'fin':
      return `${what} is closed (FIN) after ${after}`;
    case 'reset':
      return `${what} is reset, too, after ${after}`;
    case 'open':
      return `${what} stays open for ${after}`;
    case 'spoke':
      return `${what} brings an answer after ${after}`;
    case 'failed':
      return `${what} could not be tried`;
  }
}
