/**
 * One more connection after one that was cut short, on which nothing is said: whether the port ends it all the same shows
 * whether what was asked has anything to do with it. A forwarder with nothing behind it, a server at its limit and an access
 * list end every connection; a server that left a request unread, or that a request made fail, ends only those with one.
 */
import type { Socket } from 'node:net';
import { Channel } from './channel.ts';
import { opened } from './connect.ts';
import { waitFor } from './deadline.ts';
import type { Machine } from './machine.ts';
import type { ConnectAttempt, OtherWay, Wordless } from './model.ts';
import type { FirstWay } from './other-way.ts';
import type { SpeakPlan } from './speak.ts';
import { formatSeconds } from './words.ts';

/** Seconds: who ends a connection later does not do so as soon as it comes. */
const AT_ONCE = 1;

/** Looks what the port does with a connection on which nothing is said; `undefined` where there is no reason to. */
export async function sayNothing(
  first: FirstWay & { readonly otherWay?: OtherWay | undefined },
  plan: SpeakPlan,
  machine: Machine,
): Promise<Wordless | undefined> {
  const used = first.attempts.find((attempt) => attempt.used);
  const cutAfter = secondsToCut(first);
  if (used === undefined || cutAfter === undefined || first.otherWay?.outcome === 'understood') return undefined;
  plan.checklist?.begin('wordless', 'talk', 'a connection on which nothing is said');
  const at = plan.clock();
  const outcome = await tryOnce(used, Math.max(plan.waitSeconds, 2 * cutAfter), plan, machine);
  const seconds = plan.clock() - at;
  const text = describe(outcome, seconds);
  plan.checklist?.finish('wordless', 'talk', 'note', text, { seconds });
  return { outcome, text, seconds };
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

async function tryOnce(
  { address, port }: ConnectAttempt,
  seconds: number,
  plan: SpeakPlan,
  machine: Machine,
): Promise<Wordless['outcome']> {
  let socket: Socket | undefined;
  try {
    socket = machine.openSocket(address, port);
    const { why } = await waitFor(opened(socket), plan.seconds, plan.signal);
    if (why !== 'done') return 'failed';
    const channel = new Channel(socket, plan.clock);
    const waited = await channel.until(() => channel.receivedBytes > 0, Math.min(seconds, plan.seconds), plan.signal);
    const how = channel.end?.how;
    channel.close();
    if (waited === 'timeout') return 'open';
    if (waited === 'done') return 'spoke';
    return waited === 'ended' && how !== undefined ? how : 'failed';
  } catch {
    return 'failed';
  } finally {
    socket?.destroy();
  }
}

function describe(outcome: Wordless['outcome'], seconds: number): string {
  const what = 'a connection on which nothing is said';
  const after = formatSeconds(seconds);
  switch (outcome) {
    case 'fin':
      return `${what} is closed, too, after ${after}`;
    case 'reset':
      return `${what} is reset, too, after ${after}`;
    case 'open':
      return `${what} stays open for ${after}`;
    case 'spoke':
      return `on ${what} the server speaks after ${after}`;
    case 'failed':
      return `${what}: none could be opened`;
  }
}
